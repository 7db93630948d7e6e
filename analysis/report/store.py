"""Run the notebooks with their default parameters and store them with their outputs."""

import base64
import tempfile
from pathlib import Path

import nbformat

from analysis.chapters import CHAPTERS
from analysis.report import blocks, run

FIGURE = f"{blocks.PREFIX}figure+json"
SHOWN = "levels-irq-close"


def store() -> None:
    """Run every chapter in place. A chapter that fails keeps its former outputs."""
    with tempfile.TemporaryDirectory() as scratch:
        for name in CHAPTERS:
            path = run.notebook(name)
            result = run.run(path, {}, Path(scratch))
            path.write_text(nbformat.writes(result) + "\n", encoding="utf-8")
            _keep_picture(result)
            print(path.name)


def _keep_picture(result: nbformat.NotebookNode) -> None:
    """Keep the picture that the README shows beside the notebooks."""
    for cell in result.cells:
        for output in cell.get("outputs", []):
            label = output.get("data", {}).get(FIGURE, {}).get("label")
            if label == SHOWN:
                picture = base64.b64decode(output["data"]["image/png"])
                (run.NOTEBOOKS / f"{SHOWN}.png").write_bytes(picture)


if __name__ == "__main__":
    store()
