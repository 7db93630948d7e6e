"""The words around promises and deeds."""

import pandas as pd

from analysis.measures import schedule, words
from analysis.measures.caption import Caption, cited
from analysis.record import Record


def trend(record: Record, points: pd.DataFrame) -> Caption:
    """Return the words around the milestone trend chart."""
    if points.empty:
        title = f"By {words.day(record.as_of)} the record holds no two versions of a date to compare for these years"
        return Caption("trend", title, "")
    known = schedule.states(record).set_index("milestone_id").loc[points["milestone_id"].unique()]
    late = known[(known["slip_high"] > 0)]
    moved = points[points["status"] != "done"].groupby("milestone_id")["due"].nunique()
    if len(late):
        row = late.sort_values("slip_high").iloc[-1]
        title = f"{row['short']}: {schedule.slip_words(row)} against its first date"
    elif (moved > 1).any():
        title = f"The promised date of {words.count((moved > 1).sum(), 'promise')} moved as it was retold"
    else:
        title = "The promised dates had not moved"
    subtitle = (
        "Promised date against the day of the promise; a level run is a date that holds, "
        "and on the diagonal the promise falls due"
    )
    alt = f"Milestone trend chart of {words.count(len(known), 'promise')}. {title}. " + " ".join(
        schedule.sentence(row, record).text for _, row in known.iterrows()
    )
    return Caption("trend", title, subtitle, alt, cited(points["source"]))


def slips(record: Record, frame: pd.DataFrame) -> Caption:
    """Return the words around the chart of first date, last date and deed."""
    dated = frame[frame["first_due"].notna()]
    if dated.empty:
        title = f"By {words.day(record.as_of)} the record holds no dated promise"
        return Caption("slips", title, "")
    done = dated[dated["state"] == "done"]
    kept = done[done["slip_low"] <= 0]
    overdue = dated[dated["state"] == "overdue"]
    pending = int((dated["state"] == "pending").sum())
    title = f"Of {words.count(len(dated), 'dated promise')}, {len(kept)} {'was' if len(kept) == 1 else 'were'} kept on time"
    rest = [f"{len(done) - len(kept)} late" if len(done) > len(kept) else "",
            f"{len(overdue)} {'is' if len(overdue) == 1 else 'are'} overdue" if len(overdue) else "",
            f"{pending} not yet due" if pending else ""]  # fmt: skip
    title += "".join(f", {r}" for r in rest if r)
    subtitle = "Days from the first promised date: the newest promised date (ring) and the deed (dot); arrows are still open"
    alt = f"{title}. " + " ".join(
        schedule.sentence(row, record).text for _, row in dated.iterrows()
    )
    return Caption("slips", title, subtitle, alt, cited(dated["source"]))


def table(record: Record) -> Caption:
    """Return the words around the table of states."""
    every, frame = schedule.states(record), schedule.newest(record)
    if frame.empty:
        return Caption("states", f"By {words.day(record.as_of)} the record holds no promise", "")
    counts = every["state"].value_counts().reindex(schedule.STATES).dropna()
    told = words.listed([f"{n:.0f} {state}" for state, n in counts.items()])
    title = f"{words.count(len(every), 'promise')} known by {words.day(record.as_of)}: {told}"
    shown = (
        "All of them" if len(every) == len(frame) else f"The {len(frame)} with the newest reports"
    )
    return Caption("states", title, f"{shown}, the first due first")


def reports(record: Record, milestone_id: str) -> Caption:
    """Return the words around the reports on one promise."""
    frame = schedule.states(record)
    mine = frame[frame["milestone_id"] == milestone_id]
    if mine.empty:
        title = f"By {words.day(record.as_of)} the record holds no promise named {milestone_id!r}"
        return Caption("reports", title, "")
    return Caption(
        "reports",
        schedule.sentence(mine.iloc[0], record).text.rstrip("."),
        "The newest reports, newest first",
    )
