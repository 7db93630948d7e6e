"""Run the notebooks with their default parameters and store them with their outputs."""

import tempfile
from pathlib import Path

import nbformat

from analysis.chapters import CHAPTERS
from analysis.report import run


def store() -> None:
    """Run every chapter in place. A chapter that fails keeps its former outputs."""
    with tempfile.TemporaryDirectory() as scratch:
        for name in CHAPTERS:
            path = run.notebook(name)
            result = run.run(path, {}, Path(scratch))
            path.write_text(nbformat.writes(result) + "\n", encoding="utf-8")
            print(path.name)


if __name__ == "__main__":
    store()
