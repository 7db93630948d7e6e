"""The words around the strip of then and now."""

import pandas as pd

from analysis.measures import words
from analysis.measures.caption import Caption, cited


def strip(frame: pd.DataFrame) -> Caption:
    """Return the words around the strip of then and now."""
    iraq = frame[frame["country"] == "Iraq"]
    then, now = iraq.iloc[0], iraq.iloc[1]
    title = f"US troops in Iraq: {then['figure']} as known on {words.day(then['day'])}, {now['figure']} on {words.day(now['day'])}"
    subtitle = "Headline figure (dot) and the spread of figures beside it (bar), people, as known on each of the two days"
    told = "; ".join(
        f"{r['country']}, {words.day(r['day'])}: {r['figure']}" for _, r in frame.iterrows()
    )
    return Caption("then-and-now", title, subtitle, f"Two panels. {told}.", cited(frame["source"]))
