"""The words around the timeline."""

import pandas as pd

from analysis.measures import timeline, words
from analysis.measures.caption import Caption, cited
from analysis.record import Record


def newest(record: Record) -> Caption:
    """Return the words around the table of the newest events of weight."""
    shown, known = timeline.newest(record), timeline.events(record)
    if shown.empty:
        return Caption("top-events", timeline.headline(record).text.rstrip("."), "")
    total = int((known["significance"] == timeline.TURNING).sum())
    if total > len(shown):
        oldest = words.partial(
            known[known["significance"] == timeline.TURNING].iloc[-len(shown)]["date"]
        )
        title = f"The {len(shown)} newest of {total} turning points date from {oldest} or later"
    elif len(shown) == 1:
        title = f"The one event known {'is' if total else 'is not'} a turning point"
    elif total:
        verb = "is a turning point" if total == 1 else "are turning points"
        title = f"{total} of the {words.count(len(shown), 'event')} of most weight {verb}"
    else:
        title = f"None of the events known by {words.day(record.as_of)} is a turning point"
    return Caption("top-events", title, "The newest of the most significant events, newest first")


def lanes(record: Record, shown: pd.DataFrame, since: pd.Timestamp, least: int) -> Caption:
    """Return the words around the timeline of all years.

    shown : the events drawn, as returned by `events`, with the label each has (empty for none).
    """
    turning = shown[shown["significance"] == timeline.TURNING]
    recent = int((turning["until"] >= timeline.close_up(record)).sum())
    span, near = f"since {_since(since)}", f"in the two years before {words.day(record.as_of)}"
    total = len(turning)
    if total == 0:
        title = f"No event {span} counts as a turning point"
    elif since >= timeline.close_up(record):
        title = f"The newest turning point: {timeline.last_turning(turning)['title']}"
    elif total == 1:
        title = f"One event {span} counts as a turning point: {turning.iloc[0]['title']}"
    elif recent == 0:
        none = "Neither" if total == 2 else "None"
        title = f"{none} of the {total} turning points {span} falls {near}"
    elif recent == total:
        title = f"{'Both' if total == 2 else f'All {total}'} turning points {span} fall {near}"
    else:
        title = f"{recent} of the {total} turning points {span} {_fall(recent)} {near}"
    return _around("timeline", title, record, shown, since, least)


def close(record: Record, shown: pd.DataFrame, since: pd.Timestamp, least: int) -> Caption:
    """Return the words around the timeline of the last two years; arguments as `lanes`."""
    turning = shown[shown["significance"] == timeline.TURNING]
    if turning.empty:
        title = f"No turning point is known from the two years before {words.day(record.as_of)}"
    else:
        title = f"The newest turning point: {timeline.last_turning(turning)['title']}"
    return _around("timeline-close", title, record, shown, since, least)


def _around(label, title, record, shown, since, least) -> Caption:
    if since > record.as_of:
        text = f"The first day to draw, {words.day(since)}, lies after {words.day(record.as_of)}"
        return Caption(label, text, "")
    scale = f"{least} or more" if least < timeline.TURNING else f"{timeline.TURNING}"
    if shown.empty:
        day = words.day(record.as_of)
        text = f"By {day} the record holds no event of significance {scale} since {_since(since)}"
        return Caption(label, text, "")
    labelled = int((shown["label"] != "").sum())
    subtitle = (
        f"Events of significance {scale} (of {timeline.TURNING}) since {_since(since)}; large dots are turning "
        f"points; {_labelled(labelled, len(shown))}; shading marks the time under each heading"
    )
    counts = shown["lane"].value_counts()
    lanes = words.listed([f"{counts.get(lane, 0)} in the lane {lane}" for lane in timeline.LANES])
    alt = f"Timeline of {words.count(len(shown), 'event')}: {lanes}. {title}."
    reached = timeline.headings(record)
    reached = reached[reached["until"] >= since]
    if len(reached):
        told = "; ".join(
            f"{row['heading']}, {timeline.opened(row)}" for _, row in reached.iterrows()
        )
        alt += f" {words.count(len(reached), 'heading')}, each with what opened it: {told}."
    return Caption(label, title, subtitle, alt, cited(shown["source"].str.split(";").str[0]))


def _labelled(labelled: int, total: int) -> str:
    if labelled == total:
        return "every event is labelled" if total > 1 else "the one event is labelled"
    return f"{labelled} of {total} are labelled"


def _fall(number: int) -> str:
    return "falls" if number == 1 else "fall"


def _since(day: pd.Timestamp) -> str:
    return f"{day:%Y}" if (day.month, day.day) == (1, 1) else words.day(day)
