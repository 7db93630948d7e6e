"""Shared by the tests: the record at the newest day, and a copy of the data to break."""

import base64
import shutil
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import nbformat
import nbval.kernel
import pytest
from nbformat import NotebookNode

import analysis
from analysis import report, show
from analysis.report import run

# Two workers start kernels at once, and a TCP port picked by one can be taken before it binds it.
SOCKETS = TemporaryDirectory()


class SocketKernel(nbval.kernel.KernelManager):
    def __init__(self, **traits):
        super().__init__(transport="ipc", ip=f"{SOCKETS.name}/{uuid4()}", **traits)


nbval.kernel.KernelManager = SocketKernel


DATA = Path(__file__).resolve().parents[1] / "data"


@pytest.fixture(scope="session")
def newest():
    return analysis.load()


@pytest.fixture(scope="session")
def printed(tmp_path_factory) -> Path:
    """The dossier of 18 August 2025, printed once."""
    return report.build(
        {"as_of": "2025-08-18"}, tmp_path_factory.mktemp("printed") / "a.pdf", lambda line: None
    )


@pytest.fixture
def copy(tmp_path):
    """A copy of the record that a test may break."""
    target = tmp_path / "data"
    shutil.copytree(DATA, target)
    return target


@cache
def tell(name: str, **parameters) -> NotebookNode:
    """Run a chapter's cells in this process and return it with its outputs, as papermill would.

    Starting a kernel for each of hundreds of runs would take most of an hour.
    """
    notebook = nbformat.read(run.notebook(name), as_version=4)
    space: dict = {}
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = []

            def keep(bundle, raw, metadata, into=cell.outputs):
                data = dict(bundle)
                if "image/png" in data:
                    data["image/png"] = base64.b64encode(data["image/png"]).decode()
                into.append(nbformat.v4.new_output("display_data", data=data, metadata=metadata))

            show.display = keep
            exec(compile(cell.source, f"{name}.ipynb", "exec"), space)
            if "parameters" in cell.metadata.get("tags", []):
                space.update(parameters)
    return notebook


def texts(notebook: NotebookNode) -> list[str]:
    """Return every text a reader of a run notebook sees: Markdown, sentences, tables, alt texts."""
    found = []
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            found.append(cell.source)
        for output in cell.get("outputs", []):
            for kind, data in output.get("data", {}).items():
                if kind.startswith("text/"):
                    found.append(data)
                if kind.endswith("figure+json"):
                    found += [data["title"], data["subtitle"], data["alt"]]
    return found
