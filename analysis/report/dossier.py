"""Make the dossier: check the parameters, run the chapters, set the document, write it whole."""

import os
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from nbformat import NotebookNode

from analysis.chapters import CHAPTERS
from analysis.record import DATA, Record, load
from analysis.report import parameters, run, typeset, web
from analysis.report.document import document


def build(given: dict, output: Path, say=print) -> Path:
    """Write the dossier for some parameters and return its path.

    given : parameter name to value; `as_of` is a day or "latest", others as the chapters declare.
    output : the file to write, a web page if it ends in .html, else a PDF. Its directory is made if need be; a failed build leaves it as it was.
    say : called with one line of progress at a time.

    Raises BadParameter before anything runs, ChapterFailed if a cell fails, TypesettingFailed if
    the document cannot be set.
    """
    started = time.perf_counter()
    values = parameters.checked(given, [run.notebook(name) for name in CHAPTERS])
    record = _record(given.get("as_of", "latest"), say)
    for chosen in values.values():
        chosen["as_of"] = f"{record.as_of:%Y-%m-%d}"
    runs = run_all(values, say)
    laid = time.perf_counter()
    if output.suffix == ".html":
        content = web.page(*document(runs, record, values, DATA))
    else:
        content = press(runs, record, values, DATA)
    say(f"{'typesetting':<14}{time.perf_counter() - laid:5.1f} s")
    write_whole(content, output)
    say(f"{'total':<14}{time.perf_counter() - started:5.1f} s")
    return output


def run_all(values: dict[str, dict], say) -> dict[str, NotebookNode]:
    """Return the chapters run with their parameters, by name, as many at once as there are cores."""

    def one(name: str) -> NotebookNode:
        begun = time.perf_counter()
        result = run.run(run.notebook(name), values[name], Path(scratch))
        say(f"{name:<14}{time.perf_counter() - begun:5.1f} s")
        return result

    with (
        tempfile.TemporaryDirectory() as scratch,
        ThreadPoolExecutor(os.cpu_count() or 1) as pool,
    ):
        return dict(zip(values, pool.map(one, values), strict=True))


def press(runs: dict, record: Record, values: dict, data: Path) -> bytes:
    """Return the dossier of executed chapters as PDF: the same bytes for the same chapters."""
    printed, files = document(runs, record, values, data)
    with tempfile.TemporaryDirectory() as folder:
        return typeset.pdf(printed, files, Path(folder), typeset.midnight(record.as_of))


def write_whole(content: bytes, output: Path) -> None:
    """Write a file so that nobody ever sees half of it."""
    output.parent.mkdir(parents=True, exist_ok=True)
    part = output.with_name(f".{output.name}.part")
    part.write_bytes(content)
    part.replace(output)


def _record(as_of, say) -> Record:
    try:
        record = load(as_of)
    except ValueError as error:
        raise parameters.BadParameter(str(error)) from None
    if record.as_of > record.stops:
        say(
            f"warning: as_of {record.as_of:%Y-%m-%d} is past the record's last day, "
            f"{record.stops:%Y-%m-%d}; what happened since is unknown to it"
        )
    return record
