"""Run chapters with papermill."""

from pathlib import Path

import nbformat
from nbformat import NotebookNode
from traitlets.config import Config

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"


class ChapterFailed(RuntimeError):
    """A chapter that did not run: names the notebook, the cell and the cause."""


def notebook(name: str) -> Path:
    """Return the path of a chapter's notebook."""
    return NOTEBOOKS / f"{name}.ipynb"


def run(path: Path, parameters: dict, scratch: Path) -> NotebookNode:
    """Return a notebook run with parameters, without the traces of when and how long it ran.

    Raises ChapterFailed if a cell fails.
    """
    import papermill  # slow to import, and only a run needs it

    output = scratch / path.name
    # Sockets in the scratch folder: a TCP port picked for a kernel can be taken before it binds it.
    sockets = {"transport": "ipc", "ip": str(scratch / path.stem)}
    try:
        papermill.execute_notebook(
            path,
            output,
            parameters=parameters,
            kernel_name="python3",
            progress_bar=False,
            log_output=False,
            config=Config(KernelManager=sockets),
            # A graceful shutdown now and then hangs for seconds; nothing is lost by a hard one.
            shutdown_kernel="immediate",
        )
    except papermill.PapermillExecutionError as error:
        cell = " ".join(error.source.split())
        raise ChapterFailed(
            f"{path.name}, cell {error.cell_index}: {error.ename}: {error.evalue}\n  in: {cell[:160]}"
        ) from None
    return settled(nbformat.read(output, as_version=4))


def settled(run: NotebookNode) -> NotebookNode:
    """Return a run notebook with nothing left in it that differs from run to run."""
    run.metadata.pop("papermill", None)
    for cell in run.cells:
        for key in ("papermill", "execution"):
            cell.metadata.pop(key, None)
        if "injected-parameters" in cell.metadata.get("tags", []):
            cell["id"] = "injected-parameters"
    return run
