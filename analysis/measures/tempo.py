"""Did the tempo of attacks change, and when: change points and rate ratios for counts."""

import numpy as np
import pandas as pd
import ruptures
from ruptures.base import BaseCost
from scipy import special, stats

from analysis.measures import attacks, words
from analysis.measures.caption import Caption, cited
from analysis.record import Record

# The events whose before and after are compared, chosen before looking at any rate.
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
LEAST = 14  # days known after an event, below which no rate is compared


class CostPoisson(BaseCost):
    """Twice the negative log-likelihood of Poisson counts at one rate, for ruptures.

    The signal has two columns: counts and exposures.
    """

    model = "poisson"
    min_size = 1

    def fit(self, signal: np.ndarray) -> "CostPoisson":
        """Take the signal and its running sums."""
        self.signal = signal
        self.sums = np.vstack([np.zeros(2), np.cumsum(signal, axis=0)])
        return self

    def error(self, start: int, end: int) -> float:
        """Return the cost of the segment from start to end (end not included)."""
        count, exposure = self.sums[end] - self.sums[start]
        return 2 * float(count - special.xlogy(count, count / exposure))


def changes(counts, exposures, penalty: float = 1.0) -> list[int]:
    """Return where the rate of a series of counts changes: the first place of each new level.

    The split is the exact minimum of twice the negative Poisson log-likelihood plus a penalty for
    each change, found by dynamic programming with pruning (PELT: Killick, Fearnhead and Eckley
    2012, J. Am. Stat. Assoc. 107:1590-1598; library: Truong, Oudre and Vayatis 2020, Signal
    Processing 167:107299). One unit of penalty is that of the Bayesian information criterion,
    2 ln n: each change costs a level and a place.

    >>> changes([1, 0, 1, 0, 1, 9, 8, 9, 8, 9], [1] * 10)
    [5]
    """
    signal = np.column_stack([counts, exposures]).astype(float)
    search = ruptures.Pelt(custom_cost=CostPoisson(), min_size=1, jump=1).fit(signal)
    return search.predict(pen=penalty * 2 * np.log(len(signal)))[:-1]


def posterior(counts, exposures) -> np.ndarray:
    """Return the probability that the one change of rate comes after each place but the last.

    Poisson counts with one change, every place as likely beforehand, and a Gamma(1, 1) prior for
    either rate per unit of exposure: the rates integrate out in closed form (Raftery and Akman
    1986, Biometrika 73:85-89; Carlin, Gelfand and Smith 1992, Applied Statistics 41:389-405).
    """
    count, exposure = np.cumsum(counts), np.cumsum(exposures)
    parts = ((count[:-1], exposure[:-1]), (count[-1] - count[:-1], exposure[-1] - exposure[:-1]))
    log = sum(special.gammaln(1 + n) - (1 + n) * np.log(1 + t) for n, t in parts)
    return special.softmax(log)


def rate_ratio(count: int, exposure: float, base: int, base_exposure: float) -> dict:
    """Return the ratio of two Poisson rates with its exact 95% interval and two-sided p.

    Given their sum, the first count is binomial (exact conditional test). p adds the outcomes that
    are no more likely than the one seen, and the interval holds every ratio which that test does
    not reject, so that the two never disagree (Fay 2010, R Journal 2:53-58).

    Returns ratio, low, high, p; without any event ratio and ends are 0 to infinity, unknown (NaN).
    """
    n, scale = count + base, exposure / base_exposure
    if not n:
        return {"ratio": np.nan, "low": 0.0, "high": np.inf, "p": 1.0}

    def p_value(ratio):
        odds = np.atleast_1d(ratio)[:, None] * scale
        chances = stats.binom.pmf(np.arange(n + 1), n, odds / (1 + odds))
        return np.where(chances <= chances[:, [count]] * (1 + 1e-7), chances, 0).sum(axis=1)

    middle = (count + 0.5) / (base + 0.5) / scale
    grid = middle * np.logspace(-6, 6, 2401)
    kept = np.flatnonzero(p_value(grid) > 0.05)

    def end(inside, outside):
        for _ in range(40):
            between = np.sqrt(inside * outside)
            inside, outside = (
                (between, outside) if p_value(between)[0] > 0.05 else (inside, between)
            )
        return float(inside)

    return {
        "ratio": count / base / scale if base else np.inf,
        "low": end(grid[kept[0]], grid[kept[0] - 1]) if count else 0.0,
        "high": end(grid[kept[-1]], grid[kept[-1] + 1]) if base else np.inf,
        "p": float(p_value(1.0)[0]),
    }


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
    counts = {
        "attacks": monday[dated["on_us_coalition"]].value_counts(),
        "others": monday[~dated["on_us_coalition"]].value_counts(),
    }
    frame = pd.DataFrame({k: c.reindex(every, fill_value=0) for k, c in counts.items()})
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
    counts, exposure = weeks["attacks"].to_numpy(), weeks["weeks"].to_numpy()
    starts = [0, *changes(counts, exposure, penalty), len(weeks)]
    ends = weeks["week"].to_list() + [weeks["week"].iloc[-1] + pd.Timedelta(days=7)]
    rows = []
    for before, start, end in zip([0, *starts], starts, starts[1:], strict=False):
        low = high = pd.NaT
        if start:
            chance = posterior(counts[before:end], exposure[before:end]).cumsum()
            low, high = (ends[before + 1 + np.searchsorted(chance, q)] for q in (0.025, 0.975))
        total = counts[start:end].sum()
        rate = total / exposure[start:end].sum()
        rows.append((ends[start], ends[end], total, rate, low, high))
    return pd.DataFrame(rows, columns=columns)


def path(weeks: pd.DataFrame, penalties=(0.5, 1, 2, 4, 8)) -> pd.DataFrame:
    """Return how the change points depend on the penalty: columns penalty, changes, weeks."""
    rows = []
    for penalty in penalties if len(weeks) else ():
        starts = levels(weeks, penalty)["start"].iloc[1:]
        shown = words.listed([f"{d.day} {d:%b %Y}" for d in starts]) if len(starts) <= 6 else ""
        rows.append((f"{penalty:g} x BIC", len(starts), shown or ("none" if starts.empty else "")))
    return pd.DataFrame(rows, columns=["penalty", "changes", "weeks"])


def named(record: Record) -> pd.DataFrame:
    """Return the named events known on the day, oldest first: event_id, name, day, source."""
    mine = record.events[record.events["event_id"].isin(NAMED)]
    mine = mine[mine["date_last"] <= record.as_of].sort_values(["date_last", "event_id"])
    names = mine["event_id"].map(NAMED)
    frame = mine.assign(name=names, day=mine["date_last"])
    return frame[["event_id", "name", "day", "source"]].reset_index(drop=True)


def rates(record: Record, window: int = 60) -> pd.DataFrame:
    """Return documented attacks on US and coalition people before and after the named events.

    window : days on each side, the day of the event in neither. Where fewer days lie between the
    event and the last documented attack, both sides are as short; under 14 days, no row.

    Columns: event_id, name, day, days (on each side), before, after (attacks), ratio (of the rates,
    after to before), low, high (exact 95% interval), p; dispersion (variance of the daily counts
    over their mean, 1 for Poisson), wide_low, wide_high (95% interval on the log scale with the
    variance so inflated; empty where a side has no attack); source.

    Raises ValueError for a window under 14 days.
    """
    if window < LEAST:
        raise ValueError(f"window must be {LEAST} days or more, not {window}")
    dated = attacks.documented(record)
    dated = dated[dated["to_the_day"] & dated["on_us_coalition"]]
    rows = []
    for _, event in named(record).iterrows():
        days = min(window, (dated["date_last"].max() - event["day"]).days if len(dated) else 0)
        days = min(days, (event["day"] - dated["date_last"].min()).days if len(dated) else 0)
        if days < LEAST:
            continue
        away = (dated["date_last"] - event["day"]).dt.days
        near = (away != 0) & (away.abs() <= days)
        daily = away[near].value_counts()
        before = daily.reindex(range(-days, 0), fill_value=0).to_numpy()
        after = daily.reindex(range(1, days + 1), fill_value=0).to_numpy()
        row = {**event[["event_id", "name", "day"]], "days": days}
        row |= {"before": before.sum(), "after": after.sum()}
        row |= rate_ratio(after.sum(), days, before.sum(), days)
        row |= _widened(before, after)
        rows.append(row | {"source": cited(pd.Series([event["source"]]), dated["source"][near])})
    columns = ["event_id", "name", "day", "days", "before", "after", "ratio", "low", "high", "p",
               "dispersion", "wide_low", "wide_high", "source"]  # fmt: skip
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
