"""The words around agreements and mandates."""

import pandas as pd

from analysis.measures import agreements, words
from analysis.measures.caption import Caption, cited
from analysis.record import Record


def _finding(record: Record, texts: pd.DataFrame) -> str:
    """Return how many texts were within their term on the day, and how many were open."""
    force, loose, past = ((texts["state"] == s).sum() for s in ("in force", "open", "unknown"))
    text = "No text was within a named term"
    if force:
        term = "was within its named term" if force == 1 else "were within their named terms"
        text = f"{words.count(force, 'text')} {term}"
    text += f" on {words.day(record.as_of)}"
    if loose:
        text += f"; {loose} {'was' if loose == 1 else 'were'} open"
    if past:
        text += f"; what became of {past} is unknown"
    elif loose:
        text += ", no end on record"
    return text


def bars(record: Record, texts: pd.DataFrame) -> Caption:
    """Return the words around the chart of texts in force through time."""
    if texts.empty:
        title = f"By {words.day(record.as_of)} the record holds no agreement or mandate"
        return Caption("texts", title, "")
    title = _finding(record, texts)
    subtitle = (
        f"Agreements and mandates from signature or effect, {texts['begin'].min():%Y} to {record.as_of:%Y}. "
        "Bar: known to be in force; dotted: no end on record, so open; ring: last day named"
    )
    told = "; ".join(f"{row['short']}: {row['told']}" for _, row in texts.iterrows())
    alt = f"One bar for each of {words.count(len(texts), 'text')}, by kind. {title}. {told}."
    return Caption("texts", title, subtitle, alt, cited(texts["source"]))


def running(record: Record, texts: pd.DataFrame) -> Caption:
    """Return the words around the table of texts in force or open."""
    shown, every = agreements.running(texts), texts["state"].isin(agreements.RUNNING).sum()
    if shown.empty:
        title = f"By {words.day(record.as_of)} the record holds no text in force or open"
        return Caption("texts-running", title, "")
    ahead = texts[texts["state"] == "in force"]
    if ahead.empty:
        loose = texts[texts["state"] == "open"]
        binding = (loose["nature"] == "binding").sum() or "none"
        title = (
            f"{words.count(len(loose), 'text')} {'is' if len(loose) == 1 else 'are'} open, "
            f"{binding} of them binding, and none is within a named term"
        )
    else:
        first = ahead[ahead["until"] == ahead["until"].min()]
        title = (
            f"The next named term ends in {first['until'].iloc[0]:%B %Y}: {first['short'].iloc[0]}"
            if len(first) == 1
            else f"The next named terms, of {len(first)} texts, end in {first['until'].iloc[0]:%B %Y}"
        )
    subtitle = (
        "In force: the last day named has not passed. Open: no end is on record, and whether the "
        "text still binds is not known"
    )
    if every > len(shown):
        subtitle += f". The chart shows {every - len(shown)} more"
    return Caption("texts-running", title, subtitle, "", cited(shown["source"]))


def ended(record: Record, texts: pd.DataFrame, years: int) -> Caption:
    """Return the words around the table of texts that ended in the last years."""
    shown = agreements.ended(texts, record.as_of, years, most=len(texts))
    span = words.count(years, "year")
    if shown.empty:
        title = f"No text is reported to have ended in the {span} before {words.day(record.as_of)}"
        return Caption("texts-ended", title, "")
    title = (
        f"{words.count(len(shown), 'text')} ended in the {span} before {words.day(record.as_of)}"
    )
    subtitle = "Ended or replaced by report, or past the last day named; the newest end first"
    return Caption("texts-ended", title, subtitle, "", cited(shown["source"].head(10)))
