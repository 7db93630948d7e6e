"""The last pages: parameters, what the record holds, its dictionary, versions."""

import platform
from importlib.metadata import version
from pathlib import Path

from analysis.record import Record, digest, schema

PACKAGES = (
    "pandas", "numpy", "scipy", "statsmodels", "ruptures", "lifelines", "matplotlib", "papermill", "typst",
)  # fmt: skip


def versions() -> dict[str, str]:
    """Return the versions of Python and of the packages that figures and pages depend on."""
    return {"Python": platform.python_version()} | {name: version(name) for name in PACKAGES}


def blocks(record: Record, values: dict, rows: dict[str, bytes], data: Path) -> list[dict]:
    """Return the appendix as blocks for the template.

    values : chapter name to its parameters. rows : the files of the record's extract.
    """
    chosen = [[chapter, name, str(v)] for chapter, p in values.items() for name, v in p.items()]
    return [
        _text(
            "Each fact in the record carries the day it is true of, and is known from the last day "
            "of the publication date of its earliest source. This dossier uses only facts known at "
            "the end of the day on its title page. Its parameters, its executed notebooks and the "
            "rows it used are attached to this file; the command “drawdown verify” takes them out, "
            "runs the chapters again, and says whether every number and figure comes out the same."
        ),
        _heading("Parameters"),
        _text("Those not listed have the value that the attached notebook shows."),
        _grid(["Chapter", "Parameter", "Value"], chosen),
        _heading("The record"),
        _text(f"SHA-256 over the rows known on the day: {digest(rows)}"),
        _grid(["Table", "One row is", "Rows"], _tables(record, data)),
        _heading("Software"),
        _grid(["Package", "Version"], [list(item) for item in versions().items()]),
        _heading("Data dictionary"),
        *_dictionary(data),
    ]


def _tables(record: Record, data: Path) -> list[list[str]]:
    rows = []
    for name, table in schema.tables(data).items():
        meaning = table["description"].partition(";")[0].removeprefix("One row is ").rstrip(".")
        rows.append([name, meaning, f"{len(record.tables[name]):,}"])
    return rows


def _dictionary(data: Path) -> list[dict]:
    found = []
    for name, table in schema.tables(data).items():
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
