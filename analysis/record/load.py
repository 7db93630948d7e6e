"""Load the record as it was known at the end of a day."""

from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path

import pandas as pd

from analysis.record import dates, schema

# Tables of no dated facts: where a place is, and what was corrected here.
UNDATED = {"sites", "corrections"}


@dataclass(frozen=True)
class Record:
    """Every table of the record as known at the end of `as_of`.

    Tables are attributes (`record.force_levels`). Each is a frame with the columns of the schema,
    and for every date column `x` the days it may mean as `x_first` and `x_last`; tables of facts
    also have `known_from`. `source` names only documents published by `as_of`.

    as_of : the day of the replay.
    begins : the first day that a figure of the record is true of.
    stops : the day the newest document with a full date was published.
    tables : the frames by name.
    """

    as_of: pd.Timestamp
    begins: pd.Timestamp
    stops: pd.Timestamp
    tables: dict[str, pd.DataFrame] = field(repr=False)

    def __getattr__(self, name: str) -> pd.DataFrame:
        try:
            return self.__dict__["tables"][name]
        except KeyError:
            raise AttributeError(f"the record has no table {name!r}") from None


def load(as_of: str | date = "latest", data: Path | str = schema.DATA) -> Record:
    """Return the record as it was known at the end of a day.

    as_of : an ISO 8601 day, or "latest" for the last day of the record.
    data : the directory that holds datapackage.json and the tables.

    A fact is known from the last day of its earliest source's publication date; a fact whose
    sources carry no date, from the day the record was compiled. A fact about another row (a
    verdict, an outcome) is shown only together with that row.

    Raises ValueError if `as_of` is no day, or lies before the first day of the record.
    """
    data = Path(data)
    stamps = tuple(path.stat().st_mtime_ns for path in sorted(data.glob("*.*")))
    tables, descriptors, begins, stops = _read(data, stamps)
    day = stops if as_of == "latest" else dates.day(as_of)
    if day < begins:
        raise ValueError(f"as_of {day:%Y-%m-%d} lies before the record begins, {begins:%Y-%m-%d}")
    return Record(day, begins, stops, _as_known(tables, descriptors, day))


@lru_cache(maxsize=4)
def _read(data: Path, _stamps: tuple) -> tuple[dict, dict, pd.Timestamp, pd.Timestamp]:
    """Read all tables whole; the file times in the key make an edited file count as new."""
    descriptor = schema.package(data)
    compiled = pd.Timestamp(descriptor["created"]).tz_localize(None)
    tables = {t["name"]: _read_table(data / t["path"], t) for t in descriptor["resources"]}

    sources = tables["sources"]
    # What was read when the record was compiled had been published by then, undated or not.
    sources["known_from"] = sources["published_last"].fillna(compiled).clip(upper=compiled)
    known_from = dict(zip(sources["source_id"], sources["known_from"], strict=True))
    to_the_day = set(sources["source_id"][sources["published_first"] == sources["published_last"]])
    stops = []
    for name, table in tables.items():
        if "source" in table and name not in UNDATED:
            table["known_from"] = _earliest(table["source"], known_from)
            cited = {s for cell in table["source"] for s in cell.split(";")} & to_the_day
            stops.append(max((known_from[s] for s in cited), default=pd.NaT))
    begins, stops = (
        tables["force_levels"]["date_first"].min(),
        max(filter(pd.notna, stops), default=pd.NaT),
    )
    if "extract" in descriptor:  # a part of the record says how far the whole of it reached
        reach = descriptor["extract"]
        begins, stops = pd.Timestamp(reach["begins"]), pd.Timestamp(reach["stops"])
    return tables, {t["name"]: t for t in descriptor["resources"]}, begins, stops


def _read_table(path: Path, table: dict) -> pd.DataFrame:
    frame = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8")
    for name in schema.fields(table, "integer"):
        frame[name] = pd.to_numeric(frame[name]).astype("Int64")
    for name in schema.fields(table, "number"):
        frame[name] = pd.to_numeric(frame[name]).astype("float64")
    for name in schema.date_fields(table):
        frame[f"{name}_first"], frame[f"{name}_last"] = dates.intervals(frame[name])
    return frame


def _earliest(source: pd.Series, known_from: dict) -> pd.Series:
    """Return for each cell of source_ids the first day on which one of them was known."""
    days = {cell: min(known_from[s] for s in cell.split(";")) for cell in source.unique()}
    return pd.to_datetime(source.map(days))


def _as_known(tables: dict, descriptors: dict, day: pd.Timestamp) -> dict:
    known = {}
    replayed = {name for name, table in tables.items() if "known_from" in table}
    for name, table in tables.items():
        known[name] = table[table["known_from"] <= day] if name in replayed else table
    for name, descriptor in descriptors.items():
        for column, other, key in schema.parents(descriptor):
            if other in replayed:
                known[name] = known[name][known[name][column].isin(known[other][key])]
    # A promise has no source of its own: it is known once a report on it is.
    promised = known["milestone_reports"]["milestone_id"]
    known["milestones"] = known["milestones"][known["milestones"]["milestone_id"].isin(promised)]

    corrections = known["corrections"]
    known["corrections"] = corrections[corrections["day_last"] <= day]

    published = set(known["sources"]["source_id"])
    for name, table in known.items():
        if "source" in table:
            known[name] = table.assign(source=_only(table["source"], published))
        known[name] = known[name].reset_index(drop=True)
    return known


def _only(source: pd.Series, published: set) -> pd.Series:
    cells = {c: ";".join(s for s in c.split(";") if s in published) for c in source.unique()}
    return source.map(cells)
