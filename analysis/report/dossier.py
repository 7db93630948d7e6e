"""Make the dossier: check the parameters, run the chapters, set the document, write it whole."""

import json
import os
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version
from pathlib import Path

import nbformat

from analysis.chapters import CHAPTERS
from analysis.record import Record, load
from analysis.report import appendix, blocks, parameters, run, typeset

TITLE = "The US and coalition drawdown from Iraq"


def build(given: dict, output: Path, say=print) -> Path:
    """Write the dossier for some parameters and return its path.

    given : parameter name to value; `as_of` is a day or "latest", others as the chapters declare.
    output : the PDF to write. Its directory is made if need be; a failed build leaves it as it was.
    say : called with one line of progress at a time.

    Raises BadParameter before anything runs, ChapterFailed if a cell fails, TypesettingFailed if
    the document cannot be set.
    """
    started = time.perf_counter()
    notebooks = [run.notebook(name) for name in CHAPTERS]
    values = parameters.checked(given, notebooks)
    record = _record(given.get("as_of", "latest"), say)
    day = f"{record.as_of:%Y-%m-%d}"
    for chosen in values.values():
        chosen["as_of"] = day

    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        runs = _run_all(values, folder, say)
        laid = time.perf_counter()
        document, files = _document(runs, record, values)
        press = folder / "press"
        press.mkdir()
        content = typeset.pdf(document, files, press, typeset.midnight(record.as_of))
        say(f"typesetting {time.perf_counter() - laid:5.1f} s")
    _write_whole(content, output)
    say(f"total       {time.perf_counter() - started:5.1f} s")
    return output


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


def _run_all(values: dict[Path, dict], folder: Path, say) -> dict[str, nbformat.NotebookNode]:
    def one(path: Path):
        begun = time.perf_counter()
        result = run.run(path, values[path], folder)
        say(f"{path.stem:<12}{time.perf_counter() - begun:5.1f} s")
        return result

    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        return dict(zip((p.stem for p in values), pool.map(one, values), strict=True))


def _document(runs: dict, record: Record, values: dict) -> tuple[dict, dict[str, bytes]]:
    """Return what the template prints, and the files it reads."""
    references, pictures = blocks.References(), {}
    chapters = [blocks.chapter(nb, references, pictures) for nb in runs.values()]
    abstract = next((b for b in chapters[0]["blocks"] if b["t"] == "sentence"), None)
    files = {name: svg.encode() for name, svg in pictures.items()}
    attachments = _attachments(runs, values, files)
    document = {
        "title": TITLE,
        "author": "The Iraq drawdown record",
        "description": abstract["text"] if abstract else TITLE,
        "as_of": _day(record.as_of),
        "reach": _reach(record),
        "abstract": [abstract] if abstract else [],
        "colophon": f"iraq-drawdown {version('iraq-drawdown')}. Text and data CC BY 4.0, code "
        "BSD-3-Clause. Parameters and executed notebooks are attached to this file.",
        "chapters": chapters,
        "references": _references(references, record),
        "appendix": appendix.blocks(record, values),
        "attachments": attachments,
    }
    return document, files


def _day(day) -> str:
    return f"{day.day} {day:%B %Y}"


def _reach(record: Record) -> str:
    """Say where the record stops, without giving away in a replay how far it goes on."""
    if record.as_of < record.stops:
        return "Nothing published after this day is used."
    late = " What happened since is unknown to it." if record.as_of > record.stops else ""
    return f"The record stops on {_day(record.stops)}.{late}"


def _attachments(runs: dict, values: dict, files: dict[str, bytes]) -> list[dict]:
    """Add what is needed to check the dossier to the files, and return what to attach."""
    chosen = {path.stem: parameters for path, parameters in values.items()}
    files["parameters.json"] = json.dumps(chosen, indent=1, sort_keys=True).encode()
    attached = [
        {
            "path": "parameters.json",
            "mime": "application/json",
            "relationship": "data",
            "description": "The parameters of each chapter",
        }
    ]
    for name, notebook in runs.items():
        path = f"{name}.ipynb"
        files[path] = nbformat.writes(notebook).encode()
        attached.append(
            {
                "path": path,
                "mime": "application/x-ipynb+json",
                "relationship": "source",
                "description": f"Executed notebook {name}",
            }
        )
    return attached


def _references(references: blocks.References, record: Record) -> list[dict]:
    known = record.sources.set_index("source_id")
    columns = ["publisher", "via", "title", "url", "published", "reliability"]
    return [
        {"number": n} | known.loc[source_id, columns].to_dict()
        for source_id, n in references.numbers.items()
    ]


def _write_whole(content: bytes, output: Path) -> None:
    """Write a file so that nobody ever sees half of it."""
    output.parent.mkdir(parents=True, exist_ok=True)
    part = output.with_name(f".{output.name}.part")
    part.write_bytes(content)
    part.replace(output)
