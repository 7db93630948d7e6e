"""Check the record, or a user's copy of it, and list every finding in one run."""

import csv
import json
from pathlib import Path

from analysis.record import coding, rules, schema
from analysis.record.finding import Finding


def check(data: Path | str = schema.DATA) -> list[Finding]:
    """Return every finding in a directory of tables, in the order of file and row.

    Types, constraints, keys and references are checked against datapackage.json by frictionless;
    what Table Schema cannot say stands in `rules`, how facts are coded in `coding`. A table that cannot be read is
    reported once and left out of the rules.

    Raises FileNotFoundError if the directory holds no datapackage.json.
    """
    data = Path(data)
    if not (data / "datapackage.json").is_file():
        raise FileNotFoundError(f"{data} holds no datapackage.json, so it is no copy of the record")
    try:
        descriptors = schema.tables(data)
    except (json.JSONDecodeError, KeyError) as error:
        return [Finding("datapackage.json", 0, "", f"cannot be read as a data package: {error}")]
    findings = set(_against_schema(data, descriptors))
    unreadable = {f.file for f in findings if f.row <= 1}
    tables = {
        name: _rows(data / table["path"])
        for name, table in descriptors.items()
        if table["path"] not in unreadable
    }
    findings.update(_unnamed_tables(data, descriptors))
    for rule in (*rules.RULES, *coding.RULES):
        findings.update(rule(tables, descriptors))
    return sorted(findings)


def _against_schema(data: Path, descriptors: dict):
    import frictionless  # here, since it takes longer to import than the record to load

    report = frictionless.validate(str(data / "datapackage.json"), limit_errors=100_000)
    for error in report.errors:
        yield Finding("datapackage.json", 0, "", error.note)
    for task in report.tasks:
        file = descriptors[task.name]["path"] if task.name in descriptors else "datapackage.json"
        for error in task.errors:
            # A broken constraint names the column; a key names the row alone.
            row = getattr(error, "row_number", None) or (1 if "label" in error.type else 0)
            yield Finding(file, row, getattr(error, "field_name", "") or "", _words(error))


def _words(error) -> str:
    """Put a frictionless error into words that say what was wrong and what would be right."""
    cell = getattr(error, "cell", "")
    if error.type == "type-error":
        return f"{cell!r} is not of the {error.note.split('type is ')[-1]}"
    if error.type == "constraint-error":
        name, _, wanted = error.note.removeprefix("constraint ").partition(" is ")
        wanted = wanted.strip('"')
        reasons = {
            '"required"': "is empty, but must be filled",
            '"enum"': f"{cell!r} is not one of {wanted.strip('[]')}",
            '"minimum"': f"{cell} is below {wanted}",
            '"maximum"': f"{cell} is above {wanted}",
            '"maxLength"': f"is {len(str(cell))} characters long, at most {wanted} are allowed",
            '"pattern"': f"{cell!r} does not have the form {wanted}",
        }
        return reasons.get(name, error.note)
    if error.type == "primary-key":
        return f"duplicate key: {error.note}"
    if error.type == "foreign-key":
        return f"unknown key: {error.note}"
    if error.type == "encoding-error":
        return f"is not UTF-8 text: {error.note}"
    return f"{error.title}: {error.note}" if error.note else error.title


def _unnamed_tables(data: Path, descriptors: dict):
    named = {table["path"] for table in descriptors.values()}
    for path in sorted(data.glob("*.csv")):
        if path.name not in named:
            yield Finding(path.name, 0, "", "the schema names no such table")


def _rows(path: Path) -> list[dict]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, restval=""))  # a row too short is text all the same
