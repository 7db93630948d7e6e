"""The rows of the record that a replay shows, as a data package of their own."""

import hashlib
import json
from pathlib import Path

from analysis.record import schema
from analysis.record.load import Record


def extract(record: Record, data: Path = schema.DATA) -> dict[str, bytes]:
    """Return the files of a data package that holds just what was known on the day of a record.

    Loading them for the same day gives the same record: the descriptor carries how far the whole
    record reached. File name to content, in the order of the schema, the descriptor last.
    """
    descriptor = schema.package(data)
    files = {}
    for table in descriptor["resources"]:
        known = record.tables[table["name"]][schema.fields(table)]
        files[table["path"]] = known.to_csv(index=False, lineterminator="\n").encode()
    reach = {"begins": f"{record.begins:%Y-%m-%d}", "stops": f"{record.stops:%Y-%m-%d}"}
    descriptor["extract"] = reach | {"as_of": f"{record.as_of:%Y-%m-%d}"}
    files["datapackage.json"] = json.dumps(descriptor, ensure_ascii=False, indent=1).encode()
    return files


def digest(files: dict[str, bytes]) -> str:
    """Return the SHA-256 over the names and contents of files, in the order of their names."""
    total = hashlib.sha256()
    for name in sorted(files):
        total.update(name.encode() + b"\0" + hashlib.sha256(files[name]).digest())
    return total.hexdigest()
