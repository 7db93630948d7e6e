"""How many troops, and who says so."""

import numpy as np
import pandas as pd

from analysis.measures import grading, words
from analysis.measures.caption import Sentence, cited
from analysis.record import Record

# The headline figure is chosen among those dated in this many days before the newest one.
WINDOW = pd.Timedelta(days=90)
# The spread is that of all figures dated in this many days before the headline or after it.
BESIDE = pd.Timedelta(days=31)
# What the rule looks at: a narrow frame is chosen from much faster, hundreds of times.
CHOOSING = ["eligible", "value", "low_end", "high_end", "date_first", "date_last", "known_from",
            "bound", "kind", "standing"]  # fmt: skip
FORGOTTEN = pd.Timedelta(days=3653)
LEVELS = ["official_disclosure", "reported", "estimate"]  # in the order the headline prefers


def levels(record: Record, country: str = "IRQ", component: str = "us_military") -> pd.DataFrame:
    """Return every published figure for one force in one whole country, oldest first.

    Columns: those of `force_levels`; `low_end` and `high_end` (people, the ends of what the figure
    allows), `value` (people, where to draw it), `grade` (best reliability among its sources),
    `support` (what stands behind it, in words), `standing` (0 a government, wire or established
    paper; 1 regional press; 2 estimates and the rest) and `eligible` (whether it may be a headline: a
    stated level that does not rest on a weak source alone).

    Raises ValueError for a country the record does not hold.
    """
    every = record.force_levels
    if country not in words.COUNTRIES:
        raise ValueError(f"country {country!r} is not one of {', '.join(words.COUNTRIES)}")
    whole = (every["place"] == "") & (every["contributor"] == "") & (every["scope"] == "")
    mine = (every["country"] == country) & (every["component"] == component)
    found = every[whole & mine & (every["kind"] != "addition")].copy()
    found["low_end"] = found["low"].fillna(found["best"]).astype("float64")
    found["high_end"] = found["high"].fillna(found["best"]).astype("float64")
    found["value"] = (
        found["best"].astype("float64").fillna((found["low_end"] + found["high_end"]) / 2)
    )
    found["grade"] = grading.best_grade(record, found["source"])
    found["support"] = grading.support(record, found["source"])
    found["standing"] = _standing(found)
    strong = grading.credibility(record, found["source"]) < grading.WEAK
    found["eligible"] = found["kind"].isin(LEVELS) & (found["basis"] == "stated") & strong
    return found.sort_values(["date_last", "known_from", "level_id"]).reset_index(drop=True)


def window(levels: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    """Return the figures that may be the headline of a day, the chosen one first.

    The rule: of the eligible figures true of `day` or earlier, those dated within 90 days of the
    newest. Among them estimates and sources of grade D come last; then a plain figure goes before a
    floor or a ceiling; then what a government disclosed, or a wire or established paper reported,
    before regional press; then the newer; then a disclosure before a report.
    """
    past = levels[levels["eligible"] & (levels["date_last"] <= day) & levels["value"].notna()]
    if past.empty:
        return past
    recent = past[past["date_last"] >= past["date_last"].max() - WINDOW]
    # A figure given only as a month or a year may be as old as the first day of it.
    recent = recent[recent["date_first"] >= past["date_last"].max() - 2 * WINDOW]
    order = pd.DataFrame(
        {
            "weak": recent["standing"] == 2,
            "wording": recent["bound"].isin(["floor", "ceiling"]),
            "standing": recent["standing"],
            "age": -recent["date_last"].astype("int64"),
            "kind": recent["kind"].map(LEVELS.index),
            "known": -recent["known_from"].astype("int64"),
        }
    )
    return recent.loc[order.sort_values(list(order)).index]


def beside(levels: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    """Return the headline of a day and the figures dated in the month before it or since."""
    candidates = window(levels, day)
    if candidates.empty:
        return candidates
    return candidates[candidates["date_last"] >= candidates.iloc[0]["date_last"] - BESIDE]


def spread(figures: pd.DataFrame) -> tuple[float, float]:
    """Return the lowest and the highest number that a set of figures allows, in people."""
    return figures["low_end"].min(), figures["high_end"].max()


def _standing(figures: pd.DataFrame) -> np.ndarray:
    reported = figures["kind"] == "reported"
    official = figures["kind"] == "official_disclosure"
    good = official | (reported & (figures["grade"] <= "B"))
    return np.select([good, reported & (figures["grade"] == "C")], [0, 1], 2)


def headline_row(levels: pd.DataFrame, day: pd.Timestamp) -> pd.Series | None:
    """Return the headline figure of a day by the rule of `window`, or None where there is none."""
    candidates = window(levels, day)
    return None if candidates.empty else candidates.iloc[0]


def steps(levels: pd.DataFrame) -> pd.DataFrame:
    """Return the headline through time, as now known: one row for each day it changed or was restated.

    Columns: day, value, low and high (people; the ends of all figures in the headline's window).
    """
    mine = levels.loc[levels["eligible"], CHOOSING]
    return _through_time(mine["date_last"], lambda day: mine)


def steps_as_known(levels: pd.DataFrame) -> pd.DataFrame:
    """Return the headline through time as a reader of each day would have read it.

    Columns as for `steps`; `day` is a day on which a figure was published.
    """
    mine = levels.loc[levels["eligible"], CHOOSING]
    return _through_time(mine["known_from"], lambda day: mine[mine["known_from"] <= day])


def _through_time(days, known_on) -> pd.DataFrame:
    rows = []
    for day in sorted(days.unique()):
        figures = beside(known_on(day), day)
        if not figures.empty:
            rows.append((day, figures.iloc[0]["value"], *spread(figures)))
    return pd.DataFrame(rows, columns=["day", "value", "low", "high"])


def latest(record: Record) -> pd.DataFrame:
    """Return the headline for each country and component, with the spread of figures beside it.

    Headlines more than ten years old are left out.

    Columns: force, country, figure, dated, spread, age (days), support, source.
    """
    rows = []
    for country in words.COUNTRIES:
        for component in words.COMPONENTS:
            known = levels(record, country, component)
            figures = beside(known, record.as_of)
            if figures.empty or figures.iloc[0]["date_last"] < record.as_of - FORGOTTEN:
                continue
            top, ends = figures.iloc[0], spread(figures)
            rows.append(
                {
                    "force": words.capital(words.COMPONENTS[component]),
                    "country": words.COUNTRIES[country],
                    "figure": words.level(top),
                    "dated": words.partial(top["date"]),
                    "spread": words.span(*ends) if ends[0] != ends[1] else "no other figure",
                    "age": (record.as_of - top["date_last"]).days,
                    "support": top["support"],
                    "source": top["source"],
                }
            )
    columns = ["force", "country", "figure", "dated", "spread", "age", "support", "source"]
    return pd.DataFrame(rows, columns=columns)


def disagreement(levels: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    """Return all figures that stand beside the headline of a day, highest first.

    Columns: figure, kind, dated, said_by, support, source; one row for each figure.
    """
    figures = beside(levels, day).sort_values(
        ["value", "date_last"], ascending=[False, False], kind="stable"
    )
    rows = [
        {
            "figure": words.level(row),
            "kind": row["kind"].replace("_", " "),
            "dated": words.partial(row["date"]),
            "said_by": row["said_by"],
            "support": row["support"],
            "source": row["source"],
        }
        for _, row in figures.iterrows()
    ]
    return pd.DataFrame(rows, columns=["figure", "kind", "dated", "said_by", "support", "source"])


def withheld(record: Record) -> pd.DataFrame:
    """Return the places where an official open table shows no figure; columns as in the record."""
    mine = record.force_levels[record.force_levels["bound"] == "withheld"]
    return mine.assign(
        country=mine["country"].map(words.COUNTRIES), date=mine["date"].map(words.partial)
    )[["country", "date", "source"]]


def jumps(record: Record, least: float = 1.25) -> pd.DataFrame:
    """Return the official disclosures that changed a headline at a stroke, the newest first.

    A disclosure of the present (dated at most 31 days before it was known) counts where it differs
    from what the headline had been on the day before by at least the factor `least`.

    Columns: known (day), country, stood, disclosed (people), said_by, source.
    """
    rows = []
    for country in ("IRQ", "SYR"):
        every = levels(record, country)
        told = every[every["eligible"] & (every["kind"] == "official_disclosure")]
        for _, row in told[told["known_from"] - told["date_last"] <= BESIDE].iterrows():
            eve = row["known_from"] - pd.Timedelta(days=1)
            before = headline_row(every[every["known_from"] <= eve], eve)
            if before is None or min(before["value"], row["value"]) <= 0:
                continue
            factor = row["value"] / before["value"]
            if max(factor, 1 / factor) >= least:
                rows.append({
                    "known": row["known_from"],
                    "country": words.COUNTRIES[country],
                    "stood": words.level(before),
                    "disclosed": words.level(row),
                    "said_by": row["said_by"],
                    "source": row["source"],
                })  # fmt: skip
    frame = pd.DataFrame(
        rows, columns=["known", "country", "stood", "disclosed", "said_by", "source"]
    )
    return frame.sort_values("known", ascending=False, kind="stable").head(10)


def plans(record: Record, country: str = "IRQ") -> pd.DataFrame:
    """Return the announced plans for US troops that were not yet due on the day of the replay.

    Columns: figure, due, stated, said_by, support, source.
    """
    known = levels(record, country)
    open_ended = known["due"] == "open"
    mine = known[(known["kind"] == "planned") & ((known["due_last"] >= record.as_of) | open_ended)]
    mine = mine[mine["date_last"] >= record.as_of - pd.DateOffset(years=2)]
    return pd.DataFrame(
        {
            "figure": [words.level(row) for _, row in mine.iterrows()],
            "due": ["no date named" if d == "open" else words.partial(d) for d in mine["due"]],
            "stated": [words.partial(d) for d in mine["date"]],
            "said_by": mine["said_by"].to_list(),
            "support": mine["support"].to_list(),
            "source": mine["source"].to_list(),
        }
    )


def years_before(record: Record, years: int) -> pd.Timestamp:
    """Return the day some years before the replay, or the first of the record if that is later.

    Raises ValueError for less than one year.
    """
    if years < 1:
        raise ValueError(f"years must be 1 or more, not {years}")
    return max(record.as_of - pd.DateOffset(years=years), record.begins)


def hindsight(both: dict[str, pd.DataFrame]) -> dict[str, tuple[pd.DataFrame, pd.DataFrame]]:
    """Return for each country the headline through time as known then and as known now.

    both : country code to its levels. Countries without a figure are left out.
    """
    return {
        words.COUNTRIES[country]: (steps_as_known(levels), steps(levels))
        for country, levels in both.items()
        if levels["eligible"].any()
    }


def largest_revision(
    then: pd.DataFrame, now: pd.DataFrame, since: pd.Timestamp
) -> tuple[pd.Timestamp, float, float] | None:
    """Return (day, value as known, value as now known) where the two lines part the most.

    then, now : the headline through time, from `steps_as_known` and `steps`. Both lines are read at the ends of months, and only where they part at two in a row: a day or
    a week between a fact and its report is no revision.
    """
    if len(then) < 2:
        return None
    start = max(then["day"].min(), since)
    ends = pd.DataFrame({"day": pd.date_range(start, then["day"].max(), freq="ME")})
    ends["day"] = ends["day"].astype(then["day"].dtype)
    both = pd.merge_asof(ends, then, on="day").merge(
        pd.merge_asof(ends, now, on="day"), on="day", suffixes=("", "_now")
    )
    off = (both["value"] - both["value_now"]).abs()
    lasting = off.where((off > 0) & (off.shift(-1) > 0))
    if lasting.isna().all():
        return None
    row = both.loc[lasting.idxmax()]
    return row["day"], row["value"], row["value_now"]


def headline(record: Record) -> Sentence:
    """Return the one sentence of this chapter: US troops in Iraq on the day, and who disagrees."""
    return country_sentence(record, "IRQ")


def country_sentence(record: Record, country: str) -> Sentence:
    """Return a sentence on the US troops in one country, with its spread, age and sources."""
    name = words.COUNTRIES[country]
    figures = beside(levels(record, country), record.as_of)
    if figures.empty:
        return Sentence(
            f"By {words.day(record.as_of)} the record holds no figure for US troops in {name}."
        )
    top = figures.iloc[0]
    source = cited(figures["source"])
    number = "none" if top["value"] == 0 else words.level(top)
    text = f"US troops in {name}: {number}, the headline figure for {words.partial(top['date'])}"
    age = (record.as_of - top["date_last"]).days
    if age > 180:
        text += f", now {words.ago(age)} old"
    if top["support"] == "one source":
        text += ", on one source"
    low, high = spread(figures)
    text += (
        f"; figures since a month before it run from {words.span(low, high)}"
        if low != high
        else "; no other figure stands against it"
    )
    return Sentence(text + ".", source)
