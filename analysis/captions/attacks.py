"""The words around attacks and who counts them."""

import pandas as pd

from analysis.measures import attacks, words
from analysis.measures.caption import Caption, cited
from analysis.record import Record


def totals(record: Record, totals: pd.DataFrame) -> Caption:
    """Return the words around the chart of running totals."""
    shown = attacks.together(totals)
    if shown.empty:
        title = f"By {words.day(record.as_of)} nothing had been counted yet of the attacks that this chart follows"
        return Caption("totals", title, "")
    pentagon = shown[(shown["counter"] == "pentagon") & shown["to_the_day"]]
    title = _widest_gap(shown, pentagon)
    if not title:
        last = shown.iloc[-1]
        title = f"{attacks.says(last['counter'])} {attacks.stated(last)} attacks to {words.partial(last['date'])}"
    subtitle = (
        f"Attacks on US and coalition forces counted from {words.day(attacks.CAMPAIGN)} unless the name says "
        "otherwise, by the day counted to; arrows mark floors; below, Iraq and Syria apart"
    )
    last = shown[shown["to_the_day"]].drop_duplicates("name", keep="last")
    told = "; ".join(
        f"{r['name']} {attacks.stated(r)} to {words.day(r['day_last'])}" for _, r in last.iterrows()
    )
    parts = attacks.by_country(totals)
    parts = parts[parts["to_the_day"]].drop_duplicates("name", keep="last")
    apart = "; ".join(
        f"{r['name']}, {attacks.stated(r)} to {words.day(r['day_last'])}" for _, r in parts.iterrows()
    )  # fmt: skip
    alt = f"{title}. The newest total of each counter: {told}."
    alt += f" A second panel shows the countries apart: {apart}." if apart else ""
    return Caption("totals", title, subtitle, alt, cited(totals["source"]))


def _widest_gap(shown: pd.DataFrame, pentagon: pd.DataFrame) -> str:
    """Return a sentence on the total that differs most from the Pentagon's of the same days."""
    best, title = 1.0, ""
    others = shown[(shown["counter"] != "pentagon") & shown["to_the_day"]]
    others = others[
        (others["counted_from"] >= f"{attacks.CAMPAIGN:%Y-%m-%d}") & (others["scope"] != "region")
    ]
    for _, row in others.iterrows():
        away = (pentagon["day"] - row["day"]).abs()
        near = pentagon[away <= pd.Timedelta(days=3)]
        if near.empty or row["count"] / near["count"].max() <= best:
            continue
        best, theirs = row["count"] / near["count"].max(), near.loc[near["count"].idxmax()]
        title = (
            f"{attacks.says(row['counter'])} {attacks.stated(row)} attacks to {words.day(row['day_last'])}, "
            f"the Pentagon {attacks.stated(theirs)} to {words.day(theirs['day_last'])}"
        )
    return title


def against(record: Record, frame: pd.DataFrame) -> Caption:
    """Return the words around the chart of totals against the list."""
    if frame.empty:
        title = f"By {words.day(record.as_of)} the record holds no total to set against its list"
        return Caption("against", title, "")
    official = frame[frame["counter"] == "pentagon"]
    row = (official if len(official) else frame).iloc[-1]
    title = (
        f"{attacks.says(row['counter'])} {attacks.stated(row)} attacks to "
        f"{words.day(row['end'])}; the list holds {row['listed']}"
    )
    subtitle = (
        "Totals by counter (dot; an arrow marks a floor) and attacks on the record's list of documented "
        "ones for the same days and countries (ring); the bar is what the list lacks"
    )
    told = "; ".join(
        f"{r['name']}, {r['area']}, {words.day(r['start'])} to {words.day(r['end'])}: {attacks.stated(r)} counted, "
        f"{r['listed']} listed" for _, r in frame.iterrows()
    )  # fmt: skip
    source = cited(frame["source"], frame["list_source"])
    return Caption("against", title, subtitle, f"{title}. {told}.", source)


def places(record: Record, frame: pd.DataFrame) -> Caption:
    """Return the words around the chart of weapons by place."""
    if frame.empty:
        return Caption("weapons", attacks.NONE.format(words.day(record.as_of)), "")
    by_place = frame[frame["place"] != "elsewhere"].groupby("place", sort=False)["attacks"].sum()
    total, most = frame["attacks"].sum(), by_place.max()
    first = by_place.index[by_place == most]
    if len(first) > 1:
        title = (
            f"{words.listed(first[:3].to_list())} are named most often, in {most} of {total:,} each"
        )
        if len(first) > 3:
            title = f"No place stands out among {words.count(total, 'documented attack')}"
    else:
        title = f"{first[0]} is named most often, in {most} of {words.count(total, 'documented attack')}"
        weapon = frame[frame["place"] == first[0]].set_index("weapon")["attacks"]
        if most > 1 and weapon.idxmax() in ("drone", "rocket", "bomb", "ballistic missile"):
            title += f"; {weapon.max()} came by {weapon.idxmax()}"
    start = attacks.documented(record)["date_first"].min()
    subtitle = (
        "Documented attacks on US and coalition forces, diplomats and contractors by place and weapon, "
        f"{start:%B %Y} to {words.day(record.as_of)}"
    )
    told = "; ".join(
        f"{place}: " + ", ".join(f"{n} {w}" for w, n in zip(rows["weapon"], rows["attacks"], strict=True))
        for place, rows in frame.groupby("place", sort=False)
    )  # fmt: skip
    return Caption("weapons", title, subtitle, f"{title}. {told}.", cited(frame["source"]))


def newest(record: Record, frame: pd.DataFrame) -> Caption:
    """Return the words around the table of the newest totals."""
    if frame.empty:
        return Caption(
            "counters", f"By {words.day(record.as_of)} the record holds no running total", ""
        )
    low, high = frame["count"].min(), frame["count"].max()
    title = f"The newest totals of {len(frame)} counters run from {words.span(low, high)}"
    if len(frame) == 1:
        title = f"One counter has given a running total: {frame['counter'].iloc[0]}"
    subtitle = "They differ in days, area and what is counted, and must not be added or joined"
    return Caption("counters", title, subtitle)
