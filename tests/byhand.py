"""The record read without the library, to count by hand against it."""

import csv
from datetime import date, timedelta
from pathlib import Path

DATA = Path(__file__).resolve().parents[1] / "data"


def rows(table: str) -> list[dict]:
    """Return the rows of a table as the CSV file has them."""
    with (DATA / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def last_day(text: str) -> date:
    """Return the last day of an ISO date at reduced precision."""
    year, *rest = (int(part) for part in text.removesuffix("~").split("-"))
    if len(rest) == 2:
        return date(year, *rest)
    month = rest[0] if rest else 12
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
