"""Did the tempo of documented attacks change, and did it follow politics?"""

import numpy as np
import pandas as pd
from scipy import stats

from analysis.measures import attacks, counts, words
from analysis.measures.caption import cited
from analysis.record import Record

# The events whose before and after are compared: turning points of the timeline, picked by hand
# with the monthly number of attacks in view.
NAMED = {
    "iran_missiles_asad_jan8_2020": "Iranian missiles hit Ain al-Asad",
    "biden_kadhimi_jul2021": "Biden and Kadhimi agree",
    "combat_mission_ends_dec2021": "Combat mission declared over",
    "first_gaza_war_attacks_oct2023": "First attacks of the Gaza war",
    "tower22_attack_jan2024": "Tower 22 attack",
    "kataib_hezbollah_suspends_attacks_jan2024": "Kataib Hezbollah suspends",
    "joint_statement_two_phase_plan": "Two-phase plan",
    "israel_iran_12_day_war_jun2025": "Israel-Iran war begins",
    "ain_asad_convoy_departs_aug18": "Convoy leaves Ain al-Asad",
    "ain_asad_full_handover_jan2026": "Ain al-Asad handed over",
    "us_israel_strikes_on_iran_2026": "US and Israel attack Iran",
}
DAY = pd.Timedelta(days=1)
# Those that the chart by week names: attacks, wars and the pause that a militia announced.
FIGHTING = {
    "iran_missiles_asad_jan8_2020",
    "first_gaza_war_attacks_oct2023",
    "tower22_attack_jan2024",
    "kataib_hezbollah_suspends_attacks_jan2024",
    "israel_iran_12_day_war_jun2025",
    "us_israel_strikes_on_iran_2026",
}
LEAST = 14  # days known after an event, below which no rate is compared


def weekly(record: Record) -> pd.DataFrame:
    """Return documented attacks by week (from Monday), from the first to the last one known.

    Columns: week (its Monday), attacks (on US and coalition people), others (aimed elsewhere),
    weeks (exposure: the part of the week up to the day of the replay). Attacks dated only to a
    month are left out. Weeks after the last documented one are not rows: nothing is known of them.
    """
    dated = attacks.documented(record)
    dated = dated[dated["to_the_day"]]
    if dated.empty:
        return pd.DataFrame(columns=["week", "attacks", "others", "weeks"])
    monday = dated["date_last"] - pd.to_timedelta(dated["date_last"].dt.day_of_week, unit="D")
    every = pd.date_range(monday.min(), monday.max(), freq="7D", name="week")
    tallies = {
        "attacks": monday[dated["on_us_coalition"]].value_counts(),
        "others": monday[~dated["on_us_coalition"]].value_counts(),
    }
    frame = pd.DataFrame({k: c.reindex(every, fill_value=0) for k, c in tallies.items()})
    known = ((record.as_of - frame.index).days + 1).to_numpy().clip(max=7)
    return frame.assign(weeks=known / 7).reset_index()


def levels(weeks: pd.DataFrame, penalty: float) -> pd.DataFrame:
    """Return the levels between change points of the weekly counts on US and coalition people.

    Columns: start and end (days; the end is the first day of the next level), attacks (number),
    rate (attacks per week), change_low and change_high (the 95% range for the first week of this
    level, from the posterior of one change between the neighbouring ones; empty for the first).

    Raises ValueError if the penalty is not positive.
    """
    if penalty <= 0:
        raise ValueError(f"penalty must be more than 0, not {penalty}")
    columns = ["start", "end", "attacks", "rate", "change_low", "change_high"]
    if weeks.empty:
        return pd.DataFrame(columns=columns)
    number, exposure = weeks["attacks"].to_numpy(), weeks["weeks"].to_numpy()
    starts = [0, *counts.changes(number, exposure, penalty), len(weeks)]
    ends = [*weeks["week"], weeks["week"].iloc[-1] + pd.Timedelta(days=7)]
    rows = []
    for before, start, end in zip([0, *starts], starts, starts[1:], strict=False):
        low = high = pd.NaT
        if start:
            chance = counts.posterior(number[before:end], exposure[before:end]).cumsum()
            low, high = (ends[before + 1 + np.searchsorted(chance, q)] for q in (0.025, 0.975))
        total = number[start:end].sum()
        rate = total / exposure[start:end].sum()
        rows.append((ends[start], ends[end], total, rate, low, high))
    return pd.DataFrame(rows, columns=columns)


def named(record: Record, only=frozenset(NAMED)) -> pd.DataFrame:
    """Return the named events known on the day, oldest first: event_id, name, day, source."""
    mine = record.events[record.events["event_id"].isin(only)]
    mine = mine[mine["date_last"] <= record.as_of].sort_values(["date_last", "event_id"])
    frame = mine.assign(name=mine["event_id"].map(NAMED), day=mine["date_last"])
    return frame[["event_id", "name", "day", "source"]].reset_index(drop=True)


def rates(record: Record, window: int = 60) -> pd.DataFrame:
    """Return documented attacks on US and coalition people before and after the named events.

    window : days on each side, the day of the event in neither. Both sides are as short as the one
    that first meets the next event, or the first or last documented attack; under 14 days, no row.
    An event less than 14 days after another shares its days and has no row of its own.

    Columns: event_id, name, day, days (on each side), before, after (attacks), ratio (of the rates,
    after to before), low, high (exact 95% interval), p; dispersion (variance of the daily counts
    over their mean, 1 for Poisson), wide_low, wide_high (95% interval on the log scale with the
    variance so inflated; empty where a side has no attack); source (of the event), list_source.

    Raises ValueError for a window under 14 days.
    """
    if window < LEAST:
        raise ValueError(f"window must be {LEAST} days or more, not {window}")
    dated = attacks.documented(record)
    dated = dated[dated["to_the_day"] & dated["on_us_coalition"]]
    columns = ["event_id", "name", "day", "days", "before", "after", "ratio", "low", "high", "p",
               "dispersion", "wide_low", "wide_high", "source", "list_source"]  # fmt: skip
    rows, events = [], named(record)
    if dated.empty or events.empty:
        return pd.DataFrame(columns=columns)
    events = events[~(events["day"].diff().dt.days < LEAST)]
    first, last = dated["date_last"].min(), dated["date_last"].max()
    edges = [first - DAY, *events["day"], last + DAY]
    for (_, event), before, after in zip(events.iterrows(), edges, edges[2:], strict=False):
        days = min(window, (event["day"] - before).days - 1, (after - event["day"]).days - 1)
        if days < LEAST:
            continue
        away = (dated["date_last"] - event["day"]).dt.days
        near = (away != 0) & (away.abs() <= days)
        daily = away[near].value_counts()
        before = daily.reindex(range(-days, 0), fill_value=0).to_numpy()
        after = daily.reindex(range(1, days + 1), fill_value=0).to_numpy()
        row = {**event[["event_id", "name", "day"]], "days": days}
        row |= {"before": before.sum(), "after": after.sum()}
        row |= counts.rate_ratio(after.sum(), days, before.sum(), days)
        row |= _widened(before, after)
        rows.append(row | {"source": event["source"], "list_source": cited(dated["source"][near])})
    return pd.DataFrame(rows, columns=columns)


def _widened(before: np.ndarray, after: np.ndarray) -> dict:
    """Return the dispersion of daily counts and the interval of their ratio that allows for it."""
    sides = [side for side in (before, after) if side.sum()]
    squares = sum(((side - side.mean()) ** 2).sum() / side.mean() for side in sides)
    dispersion = squares / sum(len(side) - 1 for side in sides) if sides else np.nan
    low = high = np.nan
    if len(sides) == 2:
        error = np.sqrt(max(dispersion, 1) * (1 / before.sum() + 1 / after.sum()))
        low, high = np.exp(np.log(after.sum() / before.sum()) + stats.norm.ppf(0.975) * error * np.array([-1, 1]))  # fmt: skip
    return {"dispersion": dispersion, "wide_low": low, "wide_high": high}


def path(weeks: pd.DataFrame, penalties=(0.5, 1, 2, 4, 8)) -> pd.DataFrame:
    """Return how the change points depend on the penalty: columns penalty, changes, weeks."""
    rows = []
    for penalty in penalties if len(weeks) else ():
        starts = levels(weeks, penalty)["start"].iloc[1:]
        named = words.listed([f"{d.day} {d:%b %Y}" for d in starts]) or "none"
        rows.append((f"{penalty:g}", len(starts), named if len(starts) <= 6 else "(more than six)"))
    return pd.DataFrame(rows, columns=["penalty", "changes", "weeks"])


def levels_table(record: Record, levels: pd.DataFrame) -> pd.DataFrame:
    """Return the newest levels as a table: columns since, rate, before, range, source."""
    dated = attacks.documented(record)
    rows = []
    for (_, old), (_, new) in zip(
        levels.iloc[:-1].iterrows(), levels.iloc[1:].iterrows(), strict=True
    ):
        near = dated["date_last"].between(
            new["start"] - pd.Timedelta(days=7), new["start"] + pd.Timedelta(days=6)
        )
        first = dated["source"][near & dated["to_the_day"] & dated["on_us_coalition"]]
        low, high = words.day(new["change_low"]), words.day(new["change_high"])
        rows.append({
            "since": words.day(new["start"]),
            "before": f"{old['rate']:.1f}",
            "rate": f"{new['rate']:.1f}",
            "range": low if low == high else f"{low} to {high}",
            "source": ";".join(cited(first).split(";")[:3]),
        })  # fmt: skip
    return pd.DataFrame(rows[-10:], columns=["since", "before", "rate", "range", "source"])


def rates_table(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the newest ten rates as a table.

    Columns: event, day, days, before, after, ratio (with its exact interval), dispersion, source.
    """
    mine = frame.tail(10).reset_index(drop=True)
    mine["ratio"] = [ratio_words(row) for _, row in mine.iterrows()]
    mine["dispersion"] = [f"{d:.1f}" if pd.notna(d) else "" for d in mine["dispersion"]]
    mine = mine.rename(columns={"name": "event"})
    return mine[["event", "day", "days", "before", "after", "ratio", "dispersion", "source"]]


def ratio_words(row: pd.Series) -> str:
    """Return a rate ratio with its exact interval: 0.04 (0.01 to 0.15)."""
    if pd.isna(row["ratio"]):
        return "none on either side"
    if not row["before"]:
        return f"none before; at least {row['low']:.2f}"
    if not row["after"]:
        return f"none after; at most {row['high']:.2f}"
    return f"{row['ratio']:.2f} ({row['low']:.2f} to {row['high']:.2f})"


def clear(frame: pd.DataFrame) -> pd.Series:
    """Return for each event whether attacks rose (1), fell (-1) or show no clear change (0).

    Clear is a change that both intervals, the exact one and the wider one, keep off a ratio of 1.
    """
    low = frame[["low", "wide_low"]].astype(float).min(axis=1).round(6)
    high = frame[["high", "wide_high"]].astype(float).max(axis=1).round(6)
    return (low > 1).astype(int) - (high < 1).astype(int)
