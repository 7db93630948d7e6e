"""The one schema of the record, `data/datapackage.json`, read and never restated."""

import json
import os
from pathlib import Path

# A user's own copy of the record may stand in for the one beside the code.
DATA = Path(os.environ.get("DRAWDOWN_DATA") or Path(__file__).resolve().parents[2] / "data")

# Table Schema lets a field name the class of its values; ours marks dates at reduced precision.
EDTF = "http://id.loc.gov/datatypes/edtf"


def package(data: Path = DATA) -> dict:
    """Return the parsed data package descriptor found in a directory."""
    return json.loads((data / "datapackage.json").read_text(encoding="utf-8"))


def tables(data: Path = DATA) -> dict[str, dict]:
    """Return the descriptor of each table, by table name, in the order of the schema file."""
    return {resource["name"]: resource for resource in package(data)["resources"]}


def fields(table: dict, *types: str) -> list[str]:
    """Return the names of a table's fields, all or only those of the given Table Schema types."""
    return [f["name"] for f in table["schema"]["fields"] if not types or f["type"] in types]


def date_fields(table: dict) -> list[str]:
    """Return the names of a table's fields that hold dates at reduced precision."""
    return [f["name"] for f in table["schema"]["fields"] if f.get("rdfType") == EDTF]


def key(table: dict) -> list[str]:
    """Return the names of the fields that make up a table's primary key."""
    return table["schema"]["primaryKey"]


def parents(table: dict) -> list[tuple[str, str, str]]:
    """Return a table's references to other tables as (field, other table, other field)."""
    found = []
    for reference in table["schema"].get("foreignKeys", []):
        target = reference["reference"]
        if target["resource"] != table["name"]:
            found.append((reference["fields"][0], target["resource"], target["fields"][0]))
    return found
