"""How well is the record sourced? Table by table, as far as it was known on the day."""

import pandas as pd

from analysis.measures import grading
from analysis.record import Record, schema

# Documents and corrections are no facts, the promises and the claims of the article have theirs
# in their reports and verdicts.
NO_FACTS = {"sources", "corrections", "milestones", "claims"}


def table(record: Record) -> pd.DataFrame:
    """Return for each table of facts how they are sourced, the largest table first.

    Columns: facts (title of the table), number; corroborated, alone, weak (percent of them with two
    or more independent sources, with one, and with one weak source); checked (percent compared
    again with the pages they cite); newest (the last day on which a fact was first published).
    """
    rows = []
    for name, descriptor in schema.tables().items():
        if name in NO_FACTS:
            continue
        known = _sourced(record, name)
        if known.empty:
            continue
        corroborated = grading.independent(record, known["source"]) >= grading.ENOUGH
        weak = ~corroborated & (grading.credibility(record, known["source"]) >= grading.WEAK)
        rows.append({
            "facts": descriptor["title"],
            "number": len(known),
            "corroborated": _percent(corroborated),
            "alone": _percent(~corroborated & ~weak),
            "weak": _percent(weak),
            "checked": _percent(known["checked"] != ""),
            "newest": known["known_from"].max() if "known_from" in known else pd.NaT,
        })  # fmt: skip
    columns = ["facts", "number", "corroborated", "alone", "weak", "checked", "newest"]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.sort_values("number", ascending=False, kind="stable", ignore_index=True)


def _sourced(record: Record, name: str) -> pd.DataFrame:
    """Return the rows for which a document was known; a site may not have had one by the day."""
    known = record.tables[name]
    return known[known["source"] != ""]


def _percent(facts: pd.Series) -> int:
    return round(100 * facts.mean())
