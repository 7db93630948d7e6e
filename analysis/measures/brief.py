"""What is the state of the drawdown? The headlines of all chapters, and the key numbers."""

from importlib import import_module

import pandas as pd

from analysis.chapters import CHAPTERS
from analysis.measures import forces, grading, schedule, timeline, words
from analysis.measures.caption import Sentence, cited
from analysis.record import Record

KEY_PROMISES = ("phase_one", "phase_two")


def headline(record: Record) -> Sentence:
    """Return the story in one paragraph: troops in Iraq, the schedule, and where the record stops."""
    parts = [forces.headline(record), schedule.headline(record)]
    text = " ".join(s.text for s in parts)
    return Sentence(f"{text} {stops(record)}", cited(pd.Series([s.source for s in parts])))


def headlines(record: Record) -> list[Sentence]:
    """Return the headline sentence of every other chapter, in the order of the story."""
    names = [name.partition("_")[2] for name in CHAPTERS]
    chapters = [import_module(f"analysis.measures.{name}") for name in names if name != "brief"]
    return [chapter.headline(record) for chapter in chapters]


def stops(record: Record) -> str:
    """Return a sentence on how far the record reaches, without giving away what came later."""
    if record.as_of > record.stops:
        return (
            f"The record stops on {words.day(record.stops)}: what happened since is unknown to it."
        )
    if record.as_of == record.stops:
        return "This is the record's last day."
    return "Nothing published after this day is used."


def then_day(record: Record, then: str) -> pd.Timestamp:
    """Return the day to compare with: `then`, or a year before the replay if that is not earlier.

    Raises ValueError if `then` is no day.
    """
    try:
        day = pd.Timestamp(then)
    except ValueError:
        raise ValueError(f"then: {then!r} is not a day; write it like 2025-08-18") from None
    day = day if day < record.as_of else record.as_of - pd.DateOffset(years=1)
    return max(day, record.begins)


def cards(record: Record) -> pd.DataFrame:
    """Return the key numbers of the day: columns label, value, detail, source."""
    rows = [_force_card(record, "IRQ"), _force_card(record, "SYR")]
    states = schedule.states(record).set_index("milestone_id")
    rows += [_promise_card(states.loc[m], record) for m in KEY_PROMISES if m in states.index]
    if not any(m in states.index for m in KEY_PROMISES):
        dated = states[states["first_due"].notna()]
        rows += [_promise_card(row, record) for _, row in dated.tail(2).iterrows()]
    weighty = timeline.events(record, least=4)
    last = weighty[weighty["credibility"] < grading.WEAK].tail(1)
    rows += [_event_card(row) for _, row in last.iterrows()]
    rows.append(
        {
            "label": "Facts known",
            "value": f"{_facts(record):,}",
            "detail": f"from {len(record.sources):,} documents, to {words.day(min(record.as_of, record.stops))}",
            "source": "",
        }
    )
    return pd.DataFrame(rows, columns=["label", "value", "detail", "source"])


def _facts(record: Record) -> int:
    return sum(len(t) for t in record.tables.values() if "known_from" in t) - len(record.sources)


def _force_card(record: Record, country: str) -> dict:
    name = words.COUNTRIES[country]
    figures = forces.beside(forces.levels(record, country), record.as_of)
    label = f"US troops in {name}"
    if figures.empty:
        return {"label": label, "value": "unknown", "detail": "no figure published", "source": ""}
    top, ends = figures.iloc[0], forces.spread(figures)
    detail = f"dated {words.partial(top['date'])}"
    if top["support"] == "one source":
        detail += ", on one source"
    if ends[0] != ends[1]:
        detail += f"; the figures since a month before run from {words.span(*ends)}"
    return {
        "label": label,
        "value": words.level(top),
        "detail": detail,
        "source": cited(figures["source"]),
    }


def _promise_card(row: pd.Series, record: Record) -> dict:
    value = {"done": "done", "overdue": "overdue", "pending": "pending"}.get(
        row["state"], "unknown"
    )
    due = f"due {words.partial(row['due_text'])}" if row["due_text"] else "no date promised"
    slip = schedule.slip_words(row)
    if row["state"] == "done":
        slip = f"{schedule.done_words(row)}, {slip}"
    if row["state"] == "pending":
        slip = f"{words.count((row['last_due'] - record.as_of).days, 'day')} away"
    detail = f"{due}; {slip}" if slip else due
    return {"label": row["short"], "value": value, "detail": detail, "source": row["source"]}


def _event_card(row: pd.Series) -> dict:
    return {
        "label": "Latest event of weight",
        "value": words.partial(row["date"]),
        "detail": row["title"] + (", on one source" if row["support"] == "one source" else ""),
        "source": row["source"],
    }


def strip(now: Record, then: Record) -> pd.DataFrame:
    """Return levels of US troops on two days: columns country, day, value, low, high, figure, source.

    A country with no figure on a day has an empty value and the figure "unknown".
    """
    rows = []
    for country in ("IRQ", "SYR"):
        for record in (then, now):
            figures = forces.beside(forces.levels(record, country), record.as_of)
            known = not figures.empty
            low, high = forces.spread(figures) if known else (float("nan"), float("nan"))
            rows.append({
                "country": words.COUNTRIES[country],
                "day": record.as_of,
                "value": figures.iloc[0]["value"] if known else float("nan"),
                "low": low,
                "high": high,
                "figure": words.level(figures.iloc[0]) if known else "unknown",
                "source": cited(figures["source"]) if known else "",
            })  # fmt: skip
    return pd.DataFrame(rows)
