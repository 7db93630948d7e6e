"""The words around the claims of the article."""

import pandas as pd

from analysis.measures import article, words
from analysis.measures.caption import Caption, cited
from analysis.record import Record


def board(record: Record, frame: pd.DataFrame) -> Caption:
    """Return the words around the board of verdicts."""
    if frame.empty:
        return Caption("verdicts", article.headline(record).text.rstrip("."), "")
    changed = int(frame["changed"].sum())
    if record.as_of == article.ARTICLE_DAY:
        title = article.headline(record).text.rstrip(".")
    elif changed:
        title = (
            f"Later reports changed the verdict on {words.count(changed, 'claim')} of {len(frame)}"
        )
    else:
        title = f"No verdict on the {len(frame)} claims had changed since the article"
    subtitle = f"Each claim of the article of 18 August 2025: verdict on that day and on {words.day(record.as_of)}"
    told = "; ".join(
        f"claim {r['number']} ({r['about']}): {article.VERDICTS[r['then']]}"
        + (f", now {article.VERDICTS[r['now']]}" if r["changed"] else "")
        for _, r in frame.iterrows()
    )
    return Caption(
        "verdicts", title, subtitle, f"{title}. {words.capital(told)}.", cited(frame["source"])
    )


def table(record: Record, frame: pd.DataFrame) -> Caption:
    """Return the words around the table of claims."""
    if frame.empty:
        return Caption("claims", article.headline(record).text.rstrip("."), "")
    standing = int(frame["now"].isin(["confirmed", "gloss", "plan_confirmed"]).sum())
    title = (
        f"{standing} of {words.count(len(frame), 'claim')} stand as of {words.day(record.as_of)}"
    )
    return Caption(
        "claims", title, "The claims in our own words, the present verdict and what settles it"
    )
