"""How good the sources of facts are."""

import pandas as pd

from analysis.record import Record


def best_grade(record: Record, source: pd.Series) -> pd.Series:
    """Return the best reliability (A to F) among the source_ids of each cell, on the same index."""
    grades = record.sources.set_index("source_id")["reliability"]
    best = [min(grades[s] for s in cell.split(";")) for cell in source]
    return pd.Series(best, index=source.index, dtype=str)
