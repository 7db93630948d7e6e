"""The last pages: parameters, what the record holds, its dictionary, versions."""

import hashlib
import platform
from importlib.metadata import version
from pathlib import Path

from analysis.record import DATA, Record, schema

PACKAGES = ("pandas", "numpy", "scipy", "matplotlib", "papermill", "typst")


def content_hash(data: Path = DATA) -> str:
    """Return the SHA-256 over the names and contents of all files of the record."""
    digest = hashlib.sha256()
    for path in [*sorted(data.glob("*.csv")), data / "datapackage.json"]:
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def blocks(record: Record, values: dict[Path, dict]) -> list[dict]:
    """Return the appendix as blocks for the template."""
    chosen = [[path.stem, name, str(v)] for path, p in values.items() for name, v in p.items()]
    versions = [[name, version(name)] for name in PACKAGES]
    return [
        _text(
            "Each fact in the record carries the day it is true of, and is known from the last day "
            "of the publication date of its earliest source. This dossier uses only facts known at "
            "the end of the day on its title page. Its parameters and executed notebooks are "
            "attached to this file."
        ),
        _heading("Parameters"),
        _text("Those not listed have the value that the attached notebook shows."),
        _grid(["Chapter", "Parameter", "Value"], chosen),
        _heading("The record"),
        _text(f"SHA-256 over all its files: {content_hash()}"),
        _grid(["Table", "One row is", "Rows known"], _tables(record)),
        _heading("Software"),
        _grid(["Package", "Version"], [["Python", platform.python_version()], *versions]),
        _heading("Data dictionary"),
        *_dictionary(),
    ]


def _tables(record: Record) -> list[list[str]]:
    rows = []
    for name, table in schema.tables().items():
        meaning = table["description"].partition(";")[0].removeprefix("One row is ").rstrip(".")
        rows.append([name, meaning, f"{len(record.tables[name]):,}"])
    return rows


def _dictionary() -> list[dict]:
    found = []
    for name, table in schema.tables().items():
        rows = [[f["name"], f["type"], f["description"]] for f in table["schema"]["fields"]]
        found += [
            _heading(f"{table['title']} ({name})", 3),
            _grid(["Column", "Type", "Meaning"], rows),
        ]
    return found


def _heading(text: str, level: int = 2) -> dict:
    return {"t": "heading", "level": level, "runs": [{"s": text}]}


def _text(text: str) -> dict:
    return {"t": "paragraph", "runs": [{"s": text}]}


def _grid(head: list[str], rows: list[list[str]]) -> dict:
    return {
        "t": "grid",
        "head": [[{"s": h}] for h in head],
        "rows": [[[{"s": cell}] for cell in row] for row in rows],
    }
