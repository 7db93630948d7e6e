"""The words around positions taken in public."""

import pandas as pd

from analysis.measures import forces, positions, words
from analysis.measures.caption import Caption, cited
from analysis.record import Record


def newest(record: Record, frame: pd.DataFrame) -> Caption:
    """Return the words around the table of the newest positions."""
    sides = frame[(frame["lane"] != "other") & frame["own"]].drop_duplicates("lane")
    if sides.empty:
        title = f"By {words.day(record.as_of)} the record holds no position on US forces"
        return Caption("positions", title, "")
    leave = (sides["stance"] < 0).sum()
    if len(sides) == 1:
        title = f"Only one side’s position is on record: {sides['side'].iloc[0]}, {sides['wants'].iloc[0]}"
    else:
        title = (
            f"Of {words.count(len(sides), 'side')} with a position on record, "
            f"{leave} last spoke for leaving and {len(sides) - leave} for staying"
        )
    subtitle = (
        "The newest position of each side, in our words; a second row where it spoke both ways "
        "that day, or where others tell of a newer one. Joint texts are in the tables of texts"
    )
    return Caption("positions", title, subtitle, "", cited(frame["source"]))


def stances(record: Record, frame: pd.DataFrame, years: int) -> Caption:
    """Return the words around the chart of stances by side; frame as from `recent`."""
    if frame.empty:
        since = words.day(forces.years_before(record, years))
        title = (
            f"From {since} to {words.day(record.as_of)} the record holds no statement on US forces"
        )
        return Caption("stances", title, "")
    taken = positions.positions(frame)
    leanings = [
        _leaning(taken[taken["lane"] == lane]["stance"], name)
        for lane, name in (("us", "US"), ("iraq_federal", "Iraqi federal"))
    ]
    title = words.capital(", ".join(leanings))
    missing = [name for lane, name in positions.SIDES.items() if not (frame["lane"] == lane).any()]
    silent = words.listed(missing) if len(missing) < 3 else f"{len(missing)} other sides"
    subtitle = (
        "Stance of each public statement on US forces, by side and day, "
        f"{frame['first'].min():%B %Y} to {words.day(record.as_of)}; "
        "band: median position of the half-year before, where it holds three or more"
        + (f"; no statement on record from {silent}" if missing else "")
    )
    told = [
        f"{positions.SIDES[lane]}: {words.count(len(mine), 'statement')}, " + words.listed(
            [f"{n} “{positions.STANCES[stance]}”" for stance, n in mine["stance"].value_counts().sort_index().items()]
        )
        for lane, mine in ((lane, frame[frame["lane"] == lane]) for lane in positions.SIDES)
        if len(mine)
    ]  # fmt: skip
    none = f" No statement on record from: {words.listed(missing)}." if missing else ""
    alt = f"One lane a side, from leave (bottom) to stay (top). {title}. {'. '.join(told)}.{none}"
    return Caption("stances", title, subtitle, alt, cited(frame["source"]))


def _leaning(stances: pd.Series, name: str) -> str:
    """Return which way most positions of a side lean: 24 of 31 US positions favour staying."""
    stay, leave = (stances > 0).sum(), (stances < 0).sum()
    if stances.empty:
        return f"no {name} position is on record"
    way = "staying" if stay > leave else "leaving"
    if len(stances) == 1:
        return f"the one {name} position favours {way}"
    if stay == leave:
        return f"{name} positions were {stay} for staying and {leave} for leaving"
    share = f"all {stay + leave}" if 0 in (stay, leave) else f"{max(stay, leave)} of {len(stances)}"
    return f"{share} {name} positions favour {way}"
