"""Was the article of 18 August 2025 right?"""

import pandas as pd

from analysis.measures import words
from analysis.measures.caption import Sentence, cited
from analysis.record import Record

ARTICLE_DAY = pd.Timestamp("2025-08-18")
VERDICTS = {
    "confirmed": "confirmed",
    "gloss": "confirmed, with a gloss",
    "plan_confirmed": "confirmed as a plan",
    "partly": "partly right",
    "late": "true as a plan, done late",
    "contradicted": "contradicted",
    "open": "open",
}


def verdicts(record: Record) -> pd.DataFrame:
    """Return each claim of the article with its verdict on the day of the article and now.

    A verdict of a day is the newest that sources published by then allow.

    Columns: claim_id, number, claim, about, then, now (keys of VERDICTS; empty before any), why,
    changed (bool), source (of the claim's present verdict). Empty before 18 August 2025.
    """
    known = record.claim_verdicts.sort_values(["known_from", "verdict_id"])
    on_the_day = known[known["known_from"] <= ARTICLE_DAY].groupby("claim_id").last()
    now = known.groupby("claim_id").last()
    frame = record.claims[["claim_id", "claim", "about"]].copy()
    frame["number"] = frame["claim_id"].str.extract(r"(\d+)")[0].astype("int64")
    frame["then"] = frame["claim_id"].map(on_the_day["verdict"]).fillna("open")
    for column, name in (("verdict", "now"), ("why", "why"), ("source", "source")):
        frame[name] = frame["claim_id"].map(now[column]).fillna("open" if name == "now" else "")
    frame["changed"] = frame["then"] != frame["now"]
    return frame.sort_values("number", ignore_index=True)


def headline(record: Record) -> Sentence:
    """Return the one sentence of this chapter: how the claims of the article stand."""
    frame = verdicts(record)
    if frame.empty:
        return Sentence(f"The article had not been published by {words.day(record.as_of)}.")
    counts = frame["now"].value_counts()
    right = counts.reindex(["confirmed", "gloss", "plan_confirmed"]).fillna(0).sum()
    text = f"Of the {words.count(len(frame), 'claim')} of the article of 18 August 2025, {right:.0f} stand as of this day"
    others = [
        f"{counts[v]} {'is' if counts[v] == 1 else 'are'} {VERDICTS[v]}"
        for v in ("partly", "late", "contradicted", "open")
        if counts.get(v, 0)
    ]
    text += f"; {words.listed(others)}" if others else ""
    return Sentence(text + ".", cited(frame["source"]))


def table(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the claims as a table to print: number, claim, then, now, why, source."""
    return frame.assign(then=frame["then"].map(VERDICTS), now=frame["now"].map(VERDICTS))[
        ["number", "claim", "then", "now", "why", "source"]
    ]
