"""The words around the tempo of attacks."""

import pandas as pd

from analysis.measures import attacks, tempo, words
from analysis.measures.caption import Caption, cited
from analysis.record import Record


def weekly(record: Record, weeks: pd.DataFrame, levels: pd.DataFrame, years: int) -> Caption:
    """Return the words around the chart of attacks by week."""
    if weeks.empty:
        return Caption("weekly", attacks.NONE.format(words.day(record.as_of)), "")
    total = weeks["attacks"].sum()
    title = f"No change of tempo stands out among {words.count(total, 'documented attack')}"
    if len(levels) > 1:
        old, new = levels.iloc[-2], levels.iloc[-1]
        title = (
            f"From the week of {words.day(new['start'])} documented attacks ran at {new['rate']:.1f} "
            f"a week, after {old['rate']:.1f}"
        )
    shown = max(weeks["week"].iloc[0], record.as_of - pd.DateOffset(years=years))
    subtitle = (
        f"Documented attacks by week since {shown:%B %Y} (bars; pale: not aimed at US or coalition people) "
        "and the level between change points (line)"
    )
    if weeks["week"].iloc[-1] + 14 * tempo.DAY <= record.as_of:
        subtitle += "; hatched: no report, which is not zero"
    left_out = int((~attacks.documented(record)["to_the_day"]).sum())
    if left_out:
        subtitle += f"; {left_out} dated only to a month left out"
    told = "; ".join(
        f"from {words.day(r['start'])}, {r['rate']:.1f} a week" for _, r in levels.iterrows()
    )
    alt = (
        f"{title}. Bars by week, {total} attacks on US and coalition people and {weeks['others'].sum()} aimed "
        f"elsewhere. Levels: {told}. The last documented attack falls in the week of "
        f"{words.day(weeks['week'].iloc[-1])}; nothing is known of the weeks after it."
    )
    return Caption("weekly", title, subtitle, alt, cited(attacks.documented(record)["source"]))


def levels(record: Record, levels: pd.DataFrame, penalty: float) -> Caption:
    """Return the words around the table of change points."""
    number = max(len(levels) - 1, 0)
    if not number:
        title = f"By {words.day(record.as_of)} no change of tempo is found in the list"
        return Caption("changes", title, "")
    title = f"{words.count(number, 'change')} of tempo at a penalty of {penalty:g} times that of the BIC"
    subtitle = "First week of each new level, attacks a week before and since, and the 95% range of that week"
    return Caption("changes", title, subtitle)


def path(record: Record, path: pd.DataFrame) -> Caption:
    """Return the words around the table of penalties."""
    if path.empty:
        return Caption("penalties", attacks.NONE.format(words.day(record.as_of)), "")
    low, high = path["changes"].min(), path["changes"].max()
    title = f"The penalty decides how many changes are seen: {words.span(low, high)}"
    if low == high == 0:
        title = "Whatever the penalty, no change of tempo is seen"
    elif low == high:
        title = f"Whatever the penalty, {words.count(low, 'change')} of tempo {'is' if low == 1 else 'are'} seen"
    return Caption(
        "penalties",
        title,
        "Change points by penalty, in units of the Bayesian information criterion",
    )


def rates(record: Record, frame: pd.DataFrame, window: int) -> Caption:
    """Return the words around the chart of rates before and after named events."""
    label = "rates"
    if frame.empty:
        title = (
            f"By {words.day(record.as_of)} no named event has enough documented days on both sides"
        )
        return Caption(label, title, "")
    turned, names = tempo.clear(frame), {1: "rose", -1: "fell", 0: "showed no clear change"}
    if len(frame) == 1:
        title = f"{frame['name'].iloc[0]}: documented attacks {names[turned.iloc[0]]} afterwards"
    else:
        told = [f"{names[k]} after {n}" for k in (1, -1) if (n := int((turned == k).sum()))]
        unclear = int((turned == 0).sum())
        title = f"Of {len(frame)} named events, documented attacks {words.listed(told)}"
        if unclear:
            title += f"; {unclear} {'shows' if unclear == 1 else 'show'} no clear change"
        if not told:
            title = f"No named event of {len(frame)} was followed by a clear change in documented attacks"
    subtitle = (
        f"Rate of attacks on US and coalition people after and before, {window} days each or fewer where the "
        "next event or the list's end is nearer; 95% intervals: exact (thick), allowing for salvos (thin)"
    )
    told = "; ".join(
        f"{r['name']}, {words.day(r['day'])}: {r['before']} before and {r['after']} after in {r['days']} days, "
        f"ratio {tempo.ratio_words(r)}" for _, r in frame.iterrows()
    )  # fmt: skip
    source = cited(frame["source"], frame["list_source"])
    return Caption(label, title, subtitle, f"{title}. {told}.", source)


def rates_table(record: Record, frame: pd.DataFrame, window: int) -> Caption:
    """Return the words around the table of rates."""
    title = rates(record, frame, window).title
    subtitle = (
        "The newest ten; days compared on each side, rate after divided by rate before, and the "
        "dispersion of the daily counts (1 for Poisson, more for salvos)"
    )
    return Caption("rates-table", title, subtitle if len(frame) else "")
