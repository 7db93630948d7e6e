"""The words around how facts are sourced."""

import pandas as pd

from analysis.measures import grading, sourcing, words
from analysis.measures.caption import Caption
from analysis.record import Record, schema


def table(record: Record) -> Caption:
    """Return the words around the table of how facts are sourced."""
    names = [name for name in schema.tables() if name not in sourcing.NO_FACTS]
    source = pd.concat([sourcing._sourced(record, name)["source"] for name in names])
    if source.empty:
        return Caption("sourcing", f"By {words.day(record.as_of)} the record holds no facts", "")
    title = words.capital(grading.share(record, source).replace(" rest", " facts rest", 1))
    subtitle = (
        "Percent of the facts known by the day, by the documents published by then. Documents of "
        "one publisher, copies of one wire and reports that pass on the same medium count once"
    )
    return Caption("sourcing", title, subtitle)
