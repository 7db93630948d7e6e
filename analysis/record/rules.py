"""The rules of the record that Table Schema cannot say, each a function that yields findings.

A rule takes the readable tables (lists of rows as text) and their descriptors.
"""

from itertools import pairwise

from analysis.record import dates, schema
from analysis.record.finding import Finding

# A row of these tables, or of these kinds, tells what is to come; all others report the past.
PLANS = {
    "force_levels": ("kind", {"planned", "authorised", "addition"}),
    "campaign_levels": ("kind", {"planned", "authorised"}),
    "site_status": ("status", {"planned_transfer", "announced_transfer"}),
}


def _each(tables, descriptors, *columns):
    """Yield table name, file, line and row of every table that has the columns."""
    for name, rows in tables.items():
        if set(columns) <= set(schema.fields(descriptors[name])):
            for line, row in enumerate(rows, start=2):
                yield name, descriptors[name]["path"], line, row


def dates_exist(tables, descriptors):
    """A date has the right form but names no day of the calendar."""
    for name, path, line, row in _each(tables, descriptors):
        for column in schema.date_fields(descriptors[name]):
            text = row[column]
            if text[:1].isdigit() and dates.interval_or_none(text) is None:
                yield Finding(path, line, column, f"{text!r} is no day of the calendar")


def ranges_in_order(tables, descriptors):
    """The lower end lies above the figure, or the figure above the upper end."""
    for _, path, line, row in _each(tables, descriptors, "low", "best", "high"):
        given = [(c, float(row[c])) for c in ("low", "best", "high") if row[c].isdigit()]
        for (lower, a), (upper, b) in pairwise(given):
            if a > b:
                yield Finding(path, line, lower, f"{lower} {a:g} is above {upper} {b:g}")
        if row["bound"] == "withheld" and given:
            yield Finding(path, line, given[0][0], "a withheld figure has a number")
        if row["bound"] != "withheld" and not given:
            yield Finding(path, line, "best", "no number, and not marked as withheld")


def sources_known(tables, descriptors):
    """A fact cites a source that `sources` does not hold."""
    if "sources" not in tables:
        return
    known = {row["source_id"] for row in tables["sources"]}
    for _, path, line, row in _each(tables, descriptors, "source"):
        for source in row["source"].split(";"):
            if source and source not in known:
                yield Finding(path, line, "source", f"unknown source {source!r}")


def sources_cited(tables, descriptors):
    """A source that no fact cites."""
    if len(tables) < len(descriptors):
        return  # an unreadable table may cite it
    cited = {
        source
        for name, _, _, row in _each(tables, descriptors, "source")
        if name != "corrections"
        for source in row["source"].split(";")
    }
    for line, row in enumerate(tables["sources"], start=2):
        if row["source_id"] not in cited:
            yield Finding("sources.csv", line, "source_id", f"no fact cites {row['source_id']!r}")


def facts_once(tables, descriptors):
    """Two rows that differ in nothing but their key, note and day of checking."""
    seen = {}
    for name, path, line, row in _each(tables, descriptors):
        key = schema.key(descriptors[name])
        if len(key) > 1:
            continue  # the key itself is the fact
        fact = (name, *(v for c, v in row.items() if c not in key and c not in ("note", "checked")))
        if fact in seen:
            yield Finding(path, line, key[0], f"says the same as row {seen[fact]}")
        seen.setdefault(fact, line)


def past_is_past(tables, descriptors):
    """A report of the past is dated after its own publication."""
    published = {
        r["source_id"]: dates.interval_or_none(r["published"]) for r in tables.get("sources", [])
    }
    for name, path, line, row in _each(tables, descriptors, "date", "source"):
        column, kinds = PLANS.get(name, ("date", ()))
        days = [published.get(s) for s in row["source"].split(";")]
        known_from = min((d[1] for d in days if d), default=None)
        happened = dates.interval_or_none(row["date"])
        if known_from and happened and row[column] not in kinds and happened[0] > known_from:
            yield Finding(
                path, line, "date", f"{row['date']} lies after its publication, {known_from}"
            )


def plans_have_a_date(tables, descriptors):
    """A planned figure does not say by when."""
    for _, path, line, row in _each(tables, descriptors, "kind", "due"):
        if row["kind"] == "planned" and not row["due"]:
            yield Finding(
                path, line, "due", "a planned figure needs a date; 'open' if it names none"
            )


def no_formulas(tables, descriptors):
    """Text that a spreadsheet would run."""
    for name, path, line, row in _each(tables, descriptors):
        for column in schema.fields(descriptors[name], "string"):
            text = row[column]
            if text.startswith(("=", "+", "-", "@", "\t", "\r")):
                yield Finding(
                    path, line, column, f"{text[:20]!r} starts like a spreadsheet formula"
                )


RULES = (
    dates_exist,
    ranges_in_order,
    sources_known,
    sources_cited,
    facts_once,
    past_is_past,
    plans_have_a_date,
    no_formulas,
)
