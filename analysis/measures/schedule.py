"""What was promised for when, and what happened."""

import pandas as pd

from analysis.measures import grading, words
from analysis.measures.caption import Sentence, cited
from analysis.record import Record

NAMES = ("Coalition", "NATO")
STATES = ("done", "overdue", "pending", "undated", "dropped", "unknown")


def versions(record: Record) -> pd.DataFrame:
    """Return every published version of every promise, and every report of its fate, oldest first.

    Columns: those of `milestone_reports`, with title, short, phase and standing of the promise,
    and the best grade among the report's sources.
    """
    about = record.milestones[["milestone_id", "title", "short", "phase", "standing"]]
    reports = record.milestone_reports.merge(about, on="milestone_id")
    reports["grade"] = grading.best_grade(record, reports["source"])
    return reports.sort_values(["date_last", "known_from", "report_id"]).reset_index(drop=True)


def states(record: Record) -> pd.DataFrame:
    """Return the state of each promise on the day of the replay, the first due first.

    A promise is done once a report says so, dropped once one says that; else overdue when the last
    date promised has passed, pending before that, undated where none was promised, and unknown
    where the date passed after the record stops. A date given as a month or a year is due on its
    last day, and "not before" dates are no deadlines.

    Columns: milestone_id, title, short, phase, standing, state; first_due, last_due, done_first,
    done_last (days); due_text (first due as promised); slip_low, slip_high (days from the first due
    day to the day it was done, by the reports that differ; negative is early; for overdue ones the
    days so far); support (what stands behind the deed, in words; empty where none is reported);
    source.
    """
    rows = [
        _state(reports, record)
        for _, reports in versions(record).groupby("milestone_id", sort=False)
    ]
    columns = ["milestone_id", "title", "short", "phase", "standing", "state", "first_due",
               "last_due", "done_first", "done_last", "due_text", "slip_low", "slip_high",
               "support", "source"]  # fmt: skip
    frame = pd.DataFrame(rows, columns=columns)
    return frame.sort_values(["first_due", "milestone_id"], ignore_index=True)


def _state(reports: pd.DataFrame, record: Record) -> dict:
    first = reports.iloc[0]
    dated = reports[reports["due_last"].notna() & (reports["due_bound"] != "not_before")]
    done = reports[reports["status"] == "done"]
    if (done["grade"] <= "C").any():
        done = done[done["grade"] <= "C"]  # a weak source does not unsettle a good one
    first_due = dated["due_last"].iloc[0] if len(dated) else pd.NaT
    last_due = dated["due_last"].iloc[-1] if len(dated) else pd.NaT
    row = {
        **first[["milestone_id", "title", "short", "phase", "standing"]],
        "first_due": first_due,
        "last_due": last_due,
        "done_first": done["done_last"].min(),
        "done_last": done["done_last"].max(),
        "due_text": dated["due"].iloc[0] if len(dated) else "",
        "source": cited(reports["source"].iloc[[0, -1]], done["source"]),
    }
    row["support"] = ""
    if len(done):
        row["state"] = "done"
        row["support"] = grading.support(record, pd.Series([cited(done["source"])])).iloc[0]
        slips = (done["done_last"] - first_due).dt.days
        row["slip_low"], row["slip_high"] = slips.min(), slips.max()
    elif (reports["status"] == "dropped").any():
        row["state"] = "dropped"
    elif pd.isna(last_due):
        row["state"] = "undated"
    elif last_due >= record.as_of:
        row["state"] = "pending"
    elif last_due > record.stops:
        row["state"] = "unknown"
    else:
        row["state"] = "overdue"
        row["slip_low"] = row["slip_high"] = (min(record.as_of, record.stops) - first_due).days
    return row


def slip_words(row: pd.Series) -> str:
    """Return a slip in words: 109 or 110 days late; 13 days early; on the day."""
    if pd.isna(row["slip_low"]):
        return ""
    low, high = int(row["slip_low"]), int(row["slip_high"])
    if row["state"] == "overdue":
        return f"{words.count(high, 'day')} overdue"
    if low == high == 0:
        return "on the day"
    if low < 0 <= high or low == 0:
        early = f"{words.count(-low, 'day')} early" if low < 0 else "on the day"
        late = f"{words.count(high, 'day')} late" if high > 0 else "on the day"
        return f"{early} or {late}"
    side = "late" if low > 0 else "early"
    near, far = sorted((abs(low), abs(high)))
    if near == far:
        return f"{words.count(near, 'day')} {side}"
    return f"{near} {'or' if far - near == 1 else 'to'} {far} days {side}"


def done_words(row: pd.Series) -> str:
    """Return the day a promise was kept: 17 or 18 January 2026, by report."""
    first, last = row["done_first"], row["done_last"]
    if pd.isna(first):
        return ""
    if first == last:
        return words.day(first)
    if (first.year, first.month) == (last.year, last.month):
        joint = "or" if (last - first).days == 1 else "to"
        return f"{first.day} {joint} {words.day(last)}"
    return f"{words.day(first)} to {words.day(last)}"


def sentence(row: pd.Series, record: Record) -> Sentence:
    """Return the state of one promise as a sentence with its sources."""
    due = f", first due {words.partial(row['due_text'])}" if row["due_text"] else ", no date named"
    promise = f"{_lower(row['title'])} ({row['standing']}{due})"
    if row["state"] == "done":
        slip = f", {slip_words(row)}" if row["due_text"] else ""
        alone = f", by {row['support']}" if row["support"].startswith("one") else ""
        text = f"Done on {done_words(row)}{slip}{alone}: {promise}."
    elif row["state"] == "overdue":
        text = f"{words.capital(slip_words(row))}: {promise}; no report says that it is done."
    elif row["state"] == "pending":
        days = (row["last_due"] - record.as_of).days
        away = "Due on this day" if days == 0 else f"Pending, {words.count(days, 'day')} away"
        newest = " by the newest date" if row["last_due"] != row["first_due"] else ""
        text = f"{away}{newest}: {promise}."
    elif row["state"] == "unknown":
        text = f"Unknown, since the record stops on {words.day(record.stops)}: {promise}."
    elif row["state"] == "dropped":
        text = f"Given up or replaced: {promise}."
    else:
        text = f"Without a date: {promise}."
    return Sentence(text, row["source"])


def headline(record: Record) -> Sentence:
    """Return the one sentence of this chapter: the last agreed promise that fell due, and the next."""
    agreed = states(record)
    agreed = agreed[(agreed["standing"] == "agreed") & agreed["first_due"].notna()]
    if agreed.empty:
        return Sentence(
            f"By {words.day(record.as_of)} the record holds no agreed date for a withdrawal."
        )
    settled = agreed[agreed["state"].isin(["done", "overdue"])]
    coming = agreed[agreed["state"].isin(["pending", "unknown"])]
    parts, sources = [], []
    if len(settled):
        row = settled.iloc[-1]
        parts.append(sentence(row, record).text)
        sources.append(row["source"])
    if len(coming):
        row = coming.iloc[0]
        parts.append(f"Next: {_lower(sentence(row, record).text)}")
        sources.append(row["source"])
    else:
        parts.append("No further agreed date lies ahead.")
    return Sentence(" ".join(parts), cited(pd.Series(sources)))


def _lower(text: str) -> str:
    """Return the text with a lower first letter, unless it begins with a name."""
    first = text.split()[0]
    return text if first.isupper() or first in NAMES else text[:1].lower() + text[1:]


def newest(record: Record, most: int = 10) -> pd.DataFrame:
    """Return the states of the promises with the newest reports, the first due first."""
    reported = versions(record).groupby("milestone_id")["date_last"].max()
    chosen = reported.sort_values(kind="stable").tail(most).index
    frame = states(record)
    return frame[frame["milestone_id"].isin(chosen)].reset_index(drop=True)


def trend(record: Record, years: int, most: int = 6) -> pd.DataFrame:
    """Return the promised date against the day of the promise, for the promises told most often.

    Columns: milestone_id, short, standing, said (day), due (day), status, source; and one row with
    status `done` for each report that the promise was kept (due is then the day it was done).
    A milestone trend analysis as in project control. Empty where there are not two versions to
    compare.
    """
    every = versions(record)
    every = every[every["date_last"] >= record.as_of - pd.DateOffset(years=years)]
    dated = every["due_last"].notna() & (every["due_bound"] != "not_before")
    kept = every["status"] == "done"
    points = every[dated | kept].assign(
        said=lambda f: f["date_last"], due=lambda f: f["due_last"].fillna(f["done_last"])
    )
    told = points[points["status"] != "done"]["milestone_id"].value_counts()
    if told.sum() < 2:
        points = points.head(0)
    chosen = points[points["milestone_id"].isin(told.index[:most])]
    columns = ["milestone_id", "short", "standing", "said", "due", "status", "source"]
    return chosen[columns].reset_index(drop=True)


def table(frame: pd.DataFrame) -> pd.DataFrame:
    """Return states as a table to print: promise, standing, first_due, outcome, source."""
    outcomes = []
    for _, row in frame.iterrows():
        done = f"done {done_words(row)}" if row["state"] == "done" else row["state"]
        slip = slip_words(row)
        outcome = slip if row["state"] == "overdue" else f"{done}, {slip}" if slip else done
        outcomes.append(outcome + (f", by {row['support']}" if row["support"] else ""))
    return pd.DataFrame(
        {
            "promise": frame["title"],
            "standing": frame["standing"],
            "first_due": [words.partial(d) if d else "no date" for d in frame["due_text"]],
            "outcome": outcomes,
            "source": frame["source"],
        }
    )


def latest_reports(record: Record, milestone_id: str, most: int = 10) -> pd.DataFrame:
    """Return the newest reports on one promise, newest first.

    Columns: date, status, says, said_by, support, source.

    Raises ValueError for a promise that the record does not hold.
    """
    if milestone_id not in set(record.milestones["milestone_id"]):
        return pd.DataFrame(columns=["date", "status", "says", "said_by", "support", "source"])
    mine = versions(record)
    mine = mine[mine["milestone_id"] == milestone_id].tail(most).iloc[::-1]
    return mine.assign(
        date=mine["date"].map(words.partial),
        status=mine["status"].str.replace("_", " "),
        support=grading.support(record, mine["source"]),
    )[["date", "status", "says", "said_by", "support", "source"]]
