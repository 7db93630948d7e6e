"""What the template prints, and what is attached to it."""

import hashlib
import json
from importlib.metadata import version
from pathlib import Path

import nbformat

from analysis.record import Record, extract
from analysis.report import appendix, blocks

TITLE = "The US and coalition drawdown from Iraq"
KINDS = {
    ".json": ("application/json", "data"),
    ".csv": ("text/csv", "data"),
    ".ipynb": ("application/x-ipynb+json", "source"),
}
MANIFEST = "manifest.json"


def document(runs: dict, record: Record, values: dict, data: Path) -> tuple[dict, dict[str, bytes]]:
    """Return what `dossier.typ` prints, and the files it reads: pictures and attachments.

    runs : chapter name to executed notebook. values : chapter name to its parameters.
    data : the directory the record was loaded from.
    """
    references, pictures = blocks.References(), {}
    chapters = [blocks.chapter(nb, references, pictures) for nb in runs.values()]
    # The brief opens with the findings in one paragraph; the dossier has it on its title page.
    abstract = next((b for b in chapters[0]["blocks"] if b["t"] == "sentence"), None)
    chapters[0]["blocks"] = [b for b in chapters[0]["blocks"] if b is not abstract]
    rows = extract(record, data)
    attached = attachments(runs, values, rows)
    printed = {
        "title": TITLE,
        "author": "The Iraq drawdown record",
        "description": abstract["text"] if abstract else TITLE,
        "as_of": _day(record.as_of),
        "reach": _reach(record),
        "abstract": [abstract] if abstract else [],
        "colophon": f"iraq-drawdown {version('iraq-drawdown')}. Text and data CC BY 4.0, code "
        "BSD-3-Clause. Parameters, executed notebooks and the rows of the record are attached.",
        "chapters": chapters,
        "references": _references(references, record),
        "appendix": appendix.blocks(record, values, rows, data),
        "attachments": [_entry(name) for name in attached],
    }
    return printed, {name: svg.encode() for name, svg in pictures.items()} | attached


def attachments(runs: dict, values: dict, rows: dict[str, bytes]) -> dict[str, bytes]:
    """Return what is needed to check a dossier, by file name.

    Parameters, the executed notebooks, the rows of the record as a data package, and a manifest
    with the SHA-256 of each of them and the versions of the software.
    """
    files = {"parameters.json": json.dumps(values, indent=1, sort_keys=True).encode()}
    files |= {f"{name}.ipynb": nbformat.writes(nb).encode() for name, nb in runs.items()}
    files |= rows
    manifest = {
        "sha256": {name: hashlib.sha256(content).hexdigest() for name, content in files.items()},
        "versions": appendix.versions(),
    }
    return files | {MANIFEST: json.dumps(manifest, indent=1, sort_keys=True).encode()}


def _entry(name: str) -> dict:
    mime, relationship = KINDS[Path(name).suffix]
    kind = {"source": "Executed notebook", "data": "Data"}[relationship]
    return {
        "path": name,
        "mime": mime,
        "relationship": relationship,
        "description": f"{kind} {name}",
    }


def _day(day) -> str:
    return f"{day.day} {day:%B %Y}"


def _reach(record: Record) -> str:
    """Say where the record stops, without giving away in a replay how far it goes on."""
    if record.as_of < record.stops:
        return "Nothing published after this day is used."
    late = " What happened since is unknown to it." if record.as_of > record.stops else ""
    return f"The record stops on {_day(record.stops)}.{late}"


def _references(references: blocks.References, record: Record) -> list[dict]:
    known = record.sources.set_index("source_id")
    columns = ["publisher", "via", "title", "url", "published", "reliability"]
    return [
        {"number": n} | known.loc[source_id, columns].to_dict()
        for source_id, n in references.numbers.items()
    ]
