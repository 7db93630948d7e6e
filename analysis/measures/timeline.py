"""How did we get here? The events by lane, and the headings they fall under."""

import re

import pandas as pd

from analysis.measures import grading, words
from analysis.measures.caption import Sentence, cited
from analysis.record import Record, dates

# Which lane an event is drawn in, by its category; the lanes in their order from the top.
LANES = {
    "Agreements and talks": ("agreement", "negotiation"),
    "Moves of forces": ("military_move",),
    "Attacks, strikes and wars": ("attack", "strike", "isis", "regional"),
    "Politics": ("political", "election", "legal", "statement"),
}
TURNING = 5  # the significance of a turning point

# The headings of the story: a heading is reached with the first turning point dated between two
# days, and named by the years, the month or the day of the turning points found there.
HEADINGS = (
    ("2003-01-01", "2003-12-31", "years"),
    ("2008-01-01", "2008-12-31", "years"),
    ("2011-01-01", "2011-12-31", "years"),
    ("2014-01-01", "2014-12-31", "years"),
    ("2017-01-01", "2017-12-31", "years"),
    ("2020-01-01", "2020-12-31", "years"),
    ("2021-01-01", "2021-12-31", "years"),
    ("2023-10-01", "2024-09-26", "years"),
    ("2024-09-27", "2024-09-27", "day"),
    ("2025-08-01", "2025-08-31", "month"),
    ("2026-01-01", "2026-01-31", "month"),
    ("2026-02-28", "2026-04-30", "war"),
)


def events(record: Record, since: pd.Timestamp | None = None, least: int = 1) -> pd.DataFrame:
    """Return the events known and begun by the day of the replay, oldest first.

    since : the first day kept, or None for all. An event that lasts is kept if any of it is.
    least : the lowest significance kept, from 1 (detail) to 5 (turning point).

    Columns: those of `events`; lane; start and until (days; the ends of what the date may mean, or
    of the event where it lasts, cut at the day of the replay); lasts (bool); day (where its mark
    stands: the first day of what lasts, else the middle of what the date may mean); when (its date
    in short); credibility (1 to 6) and support (in words).

    Raises ValueError for another `least`.
    """
    if least not in range(1, TURNING + 1):
        raise ValueError(f"least must be a whole number from 1 to {TURNING}, not {least!r}")
    known = record.events[record.events["date_first"] <= record.as_of]
    known = known[known["significance"] >= least].copy()
    lanes = {category: lane for lane, names in LANES.items() for category in names}
    known["lane"] = known["category"].map(lanes)
    known["start"] = known["date_first"]
    known["lasts"] = known["end_last"].notna()
    known["until"] = known["end_last"].fillna(known["date_last"]).clip(upper=record.as_of)
    middle = known["start"] + (known["until"] - known["start"]) / 2
    known["day"] = known["start"].where(known["lasts"], middle)
    known["when"] = known["date"].map(_short)
    known["credibility"] = grading.credibility(record, known["source"])
    known["support"] = grading.support(record, known["source"])
    if since is not None:
        known = known[known["until"] >= since]
    return known.sort_values(["start", "known_from", "event_id"]).reset_index(drop=True)


def _short(date: str) -> str:
    """Return a date at reduced precision in short: 18 Aug 2025, Aug 2025, about 2025."""
    return re.sub(r"([A-Z][a-z]{2})[a-z]+", r"\1", words.partial(date))


def first_day(since: str) -> pd.Timestamp:
    """Return the first day to draw. Raises ValueError if `since` is no day."""
    try:
        return dates.day(since)
    except ValueError as error:
        raise ValueError(f"since: {error}") from None


def close_up(record: Record) -> pd.Timestamp:
    """Return the day two years before the replay, or the first of the record if that is later."""
    return max(record.as_of - pd.DateOffset(years=2), record.begins)


def headings(record: Record) -> pd.DataFrame:
    """Return the headings of the story reached by the day of the replay, in order.

    Columns: heading, short (for a chart), start and until (days; each lasts to the next heading or
    the day of the replay), opening (title of the turning point that opens it), source (of that).
    """
    turning = events(record, least=TURNING)
    rows = []
    for first, last, form in HEADINGS:
        found = turning[turning["start"].between(first, last)]
        if not found.empty:
            opening = found.iloc[0]
            full, short = _heading(found, form)
            rows.append(
                (
                    full,
                    words.capital(short),
                    opening["start"],
                    opening["title"],
                    cited(found["source"].head(1)),
                )
            )
    frame = pd.DataFrame(rows, columns=["heading", "short", "start", "opening", "source"])
    frame["until"] = frame["start"].shift(-1).fillna(record.as_of)
    return frame


def _heading(found: pd.DataFrame, form: str) -> tuple[str, str]:
    """Return a heading in full and in short, from the turning points that it stands over."""
    if form == "war":
        # Only what is known of the war names it: its end is not foreseen.
        of_war = found[found["category"] == "regional"]
        found = found if of_war.empty else of_war
    first, last = found["start"].min(), found["start"].max()
    if form == "years":
        text = f"{first:%Y}" if first.year == last.year else f"{first:%Y}–{last:%y}"
        return text, text
    if form == "day":
        return words.day(first), f"{first.day} {first:%b %Y}"
    if form == "month":
        return f"{first:%B %Y}", f"{first:%b %Y}"
    if first.month == last.month:
        return f"war since {first:%B %Y}", f"war since {first:%b %Y}"
    return f"war of {first:%B} to {last:%B %Y}", f"war of {first:%b}–{last:%b %Y}"


def headline(record: Record) -> Sentence:
    """Return the one sentence of this chapter: the newest turning point, and what is held."""
    known = events(record)
    if known.empty:
        return Sentence(f"By {words.day(record.as_of)} the record holds no event.")
    turning = known[known["significance"] == TURNING]
    held = f"{words.count(len(known), 'event')} since {known['start'].min():%B %Y}"
    if turning.empty:
        return Sentence(f"The record holds {held}, none of them a turning point.")
    last = last_turning(turning)
    point = f"The newest turning point is of {_when(last)}: {last['title']}"
    share = f"{len(turning)} {'is a turning point' if len(turning) == 1 else 'are turning points'}"
    rest = f"of the {held} in the record, {share}" if len(known) > 1 else "no other event is known"
    return Sentence(f"{point}; {rest}.", last["source"])


def last_turning(turning: pd.DataFrame) -> pd.Series:
    """Return the newest turning point; of one day, a deed before a statement.

    One that rests on a weak source alone leads only where there is no other.
    """
    strong = turning[turning["credibility"] < grading.WEAK]
    turning = turning if strong.empty else strong
    said = (turning["category"] == "statement").astype(int)
    return turning.assign(deed=1 - said).sort_values(["start", "deed"], kind="stable").iloc[-1]


def heading_sentences(record: Record) -> list[Sentence]:
    """Return each heading reached, with the turning point that opens it and its day."""
    frame = headings(record)
    if frame.empty:
        return [Sentence(f"By {words.day(record.as_of)} no heading of the story had been reached.")]
    return [
        Sentence(f"{words.capital(row['heading'])}: {opened(row)}.", row["source"])
        for _, row in frame.iterrows()
    ]


def opened(heading: pd.Series) -> str:
    day = words.day(heading["start"])
    return heading["opening"] + (f" ({day})" if day != heading["heading"] else "")


def _when(row: pd.Series) -> str:
    """Return the day or days of an event as far as they lie before the day of the replay."""
    if not row["lasts"] or row["until"] < row["end_last"]:
        return words.partial(row["date"])
    to_the_day = len(row["date"]) == len(row["end"]) == len("2025-08-18")
    if to_the_day and row["date"][:7] == row["end"][:7]:
        return f"{row['date_first'].day} to {words.partial(row['end'])}"
    return f"{words.partial(row['date'])} to {words.partial(row['end'])}"


def newest(record: Record, most: int = 10) -> pd.DataFrame:
    """Return the newest events of the highest significance, newest first.

    Turning points come before anything less, and the newer before the older.

    Columns: when, title, lane, significance, support, source.
    """
    known = events(record).iloc[::-1]
    top = known.sort_values("significance", ascending=False, kind="stable").head(most)
    top = top.sort_values("start", ascending=False, kind="stable")
    top = top.assign(when=[_when(row) for _, row in top.iterrows()])
    return top[["when", "title", "lane", "significance", "support", "source"]].reset_index(
        drop=True
    )
