# make report | make test | make lab   (each does its own set-up)
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready

.PHONY: help report test test-browser lab notebooks looks time clean
help:  ## show this help
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 15

report: $(READY)  ## print the dossier to build/drawdown.pdf
	$(BIN)/drawdown report -o build/drawdown.pdf

test: $(READY)  ## run every test: record, library, notebooks, dossier, lint
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/drawdown check
	$(BIN)/frictionless validate data/datapackage.json
	$(BIN)/pytest

test-browser: $(READY)  ## click through JupyterLab in Chromium, which Debian's apt brings if need be
	command -v chromium >/dev/null || (apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r tests/browser/requirements.lock
	$(BIN)/pytest -n 0 tests/browser

lab: $(READY)  ## open JupyterLab on the notebooks
	$(BIN)/jupyter lab --notebook-dir=. notebooks

notebooks: $(READY)  ## run the notebooks in place and store their outputs
	$(BIN)/python -m analysis.report.store

looks: $(READY)  ## keep the present look of every figure for the tests; look at each first
	$(BIN)/python tests/looks.py

time: $(READY)  ## print how long the dossier takes, medians of five builds
	$(BIN)/python -m analysis.report.timing 5

clean:  ## remove everything that was generated
	rm -rf build .venv .pytest_cache .ruff_cache

# pip compiles bytecode as it installs; the lock file carries a hash for every wheel.
$(READY): requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; try make PYTHON=python3.11")'
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --compile --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@
