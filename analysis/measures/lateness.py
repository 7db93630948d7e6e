"""What became of announced targets: how late they were met, and what share was met on time."""

import pandas as pd
from lifelines import KaplanMeierFitter
from scipy.stats import beta

from analysis.measures.caption import cited
from analysis.record import Record

ON_TIME = 2  # days after the date that still count as on time
FORCES = {"us": "US", "uk": "UK", "soviet": "USSR", "france": "France"}
BASES = {"agreement": "set in an agreement", "unilateral": "announced by one side"}
SETTLED = ["on time", "late", "put off", "not met", "given up"]
RISK_DAYS = [-60, -30, -14, 0, 14, 30, 100, 400]


def place(campaign_id: str) -> str:
    """Return who left where, from the key of a campaign.

    >>> place("us_iraq_2007_2011")
    'US in Iraq'
    """
    who, *rest = campaign_id.split("_")
    where = " ".join(part for part in rest if not part.isdigit()).title()
    return f"{FORCES.get(who, who.title())} in {where}"


def targets(record: Record) -> pd.DataFrame:
    """Return every announced target with what was known of its fate, the first due first.

    A target is on time when the last day on which it may have been met is at most two days after
    the last day its date may mean, late when the first such day is more than two days after, and
    "day unknown" between. It is put off once its own date has passed and a later one was set.

    Columns: target_id, campaign_id, name, basis, announced, due (days), due_text, state, met_first,
    met_last (days), slip_low, slip_high (days from the date, negative is early), unmet (the last
    day known unmet, by the reports), decided_by (source_id of the newest report), source.
    """
    reports = dict(list(record.campaign_target_reports.groupby("target_id")))
    none = record.campaign_target_reports.iloc[:0]
    rows = [
        _target(row, reports.get(row["target_id"], none), record.as_of)
        for _, row in record.campaign_targets.iterrows()
    ]
    columns = ["target_id", "campaign_id", "name", "basis", "announced", "due", "due_text", "state",
               "met_first", "met_last", "slip_low", "slip_high", "unmet", "decided_by",
               "source"]  # fmt: skip
    frame = pd.DataFrame(rows, columns=columns)
    days = ["announced", "due", "met_first", "met_last", "unmet"]
    frame[days] = frame[days].astype("datetime64[ns]")
    return frame.sort_values(["due", "target_id"], ignore_index=True)


def _target(row: pd.Series, reports: pd.DataFrame, as_of: pd.Timestamp) -> dict:
    due, reports = row["due_last"], reports.sort_values(["date_last", "known_from"])
    met = reports[reports["status"] == "met"].head(1)
    open_ = reports[reports["status"] != "met"]
    # What was done had been done by the day it was told.
    last = met[["date_last", "known_from"]].min(axis=1).min()
    first = min(met["date_first"].min(), last)
    unmet = open_["date_first"].max()
    # A report of a target missed says that it was not met on its date, even if given days before.
    if (open_["status"] == "missed").any():
        unmet = max(unmet, due)
    low, high = (first - due).days, (last - due).days
    return {
        **row[["target_id", "campaign_id", "basis"]],
        "name": f"{place(row['campaign_id'])}, {row['announced_last']:%Y}: {row['target']}",
        "announced": row["announced_last"],
        "due": due,
        "due_text": row["due"],
        "state": _state(due, met, open_, (low, high), as_of),
        "met_first": first,
        "met_last": last,
        "slip_low": low,
        "slip_high": high,
        "unmet": unmet,
        "decided_by": "" if reports.empty else reports["source"].iloc[-1].split(";")[0],
        "source": cited(row[["source"]], reports["source"].iloc[-1:]),
    }


def _state(due, met: pd.DataFrame, others: pd.DataFrame, slip: tuple, as_of) -> str:
    if pd.isna(due):
        return "no date"
    if len(met):
        return "on time" if slip[1] <= ON_TIME else "late" if slip[0] > ON_TIME else "day unknown"
    if (others["status"] == "dropped").any():
        return "given up"
    if (others["status"] == "missed").any():
        return "not met"
    if due >= as_of:
        return "pending"
    return "put off" if (others["due_last"] > due).any() else "no report"


def interval(kept: int, known: int) -> tuple[float, float]:
    """Return the 95% Jeffreys interval for a share: a beta posterior from the prior (1/2, 1/2).

    With the limits at 0 and 1 where none or all were kept (Brown, Cai and DasGupta 2001).
    """
    low, high = beta.ppf([0.025, 0.975], kept + 0.5, known - kept + 0.5)
    return (0.0 if kept == 0 else float(low)), (1.0 if kept == known else float(high))


def shares(targets: pd.DataFrame) -> pd.DataFrame:
    """Return the share of targets kept on time by basis, of those of which that is known.

    Columns: basis, kept, known (targets), share, low, high (95% Jeffreys interval), campaigns, and
    without_low, without_high: the lowest and the highest share when any one campaign is left out.
    """
    rows = []
    for basis in BASES:
        mine = targets[(targets["basis"] == basis) & targets["state"].isin(SETTLED)]
        if mine.empty:
            continue
        kept = mine["state"] == "on time"
        names = mine["campaign_id"].unique()
        without = [kept[mine["campaign_id"] != c].mean() for c in names if len(names) > 1]
        rows.append({
            "basis": basis,
            "kept": int(kept.sum()),
            "known": len(mine),
            "share": kept.mean(),
            **dict(zip(("low", "high"), interval(kept.sum(), len(mine)), strict=True)),
            "campaigns": len(names),
            "without_low": min(without, default=float("nan")),
            "without_high": max(without, default=float("nan")),
        })  # fmt: skip
    columns = ["basis", "kept", "known", "share", "low", "high", "campaigns", "without_low",
               "without_high"]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def cases(targets: pd.DataFrame) -> pd.DataFrame:
    """Return the targets with a date and a report as cases of lateness.

    Columns: name, day (days from the date to the deed, or to the last day known unmet), met
    (whether the deed is known), entry (days from the date to the announcement; negative).
    """
    told = targets[targets["due"].notna() & (targets["decided_by"] != "")]
    met = told["met_last"].notna()
    day = told["slip_high"].where(met, (told["unmet"] - told["due"]).dt.days)
    frame = pd.DataFrame({"name": told["name"], "day": day.astype("float64"), "met": met})
    frame["entry"] = (told["announced"] - told["due"]).dt.days.astype("float64")
    return frame[frame["day"] > frame["entry"]].reset_index(drop=True)


def survival(cases: pd.DataFrame) -> pd.DataFrame:
    """Return the Kaplan-Meier share not yet met by the day from the date, with its 95% band.

    cases : columns day, met, entry, as `cases` returns; a case counts from its entry on.
    Columns: day, unmet, low, high (log-log band, none where nothing is left), at_risk, censored.
    """
    columns = ["day", "unmet", "low", "high", "at_risk", "censored"]
    if cases.empty:
        return pd.DataFrame(columns=columns, dtype="float64")
    # A case that left before anything was met tells nothing; alone at risk, it stops the fit.
    cases = cases[~(cases["day"] < cases.loc[cases["met"], "day"].min())]
    fit = KaplanMeierFitter().fit(cases["day"], cases["met"], entry=cases["entry"])
    band = fit.confidence_interval_.where(fit.survival_function_.iloc[:, 0] > 0)
    frame = pd.DataFrame({
        "unmet": fit.survival_function_.iloc[:, 0],
        "low": band.iloc[:, 0],
        "high": band.iloc[:, 1],
        "at_risk": fit.event_table["at_risk"],
        "censored": fit.event_table["censored"],
    })  # fmt: skip
    return frame.rename_axis("day").reset_index()[columns]


def never(cases: pd.DataFrame) -> pd.DataFrame:
    """Return the cases as if those not seen met were never met: the other end of what is possible."""
    return cases.assign(day=cases["day"].where(cases["met"], cases["day"].max() + 1e6))


def at_risk(cases: pd.DataFrame) -> pd.DataFrame:
    """Return how many targets were announced, unmet and followed: columns day, at_risk."""
    open_ = [int(((cases["entry"] <= d) & (cases["day"] >= d)).sum()) for d in RISK_DAYS]
    return pd.DataFrame({"day": RISK_DAYS, "at_risk": open_})


def unmet_at(curve: pd.DataFrame, day: float) -> pd.Series:
    """Return the row of a survival curve that holds on a day from the date."""
    return curve[curve["day"] <= day].iloc[-1]


def settled(targets: pd.DataFrame) -> pd.DataFrame:
    """Return the targets of which it is known whether they were met on time."""
    return targets[targets["state"].isin(SETTLED)]


def shown(targets: pd.DataFrame) -> pd.DataFrame:
    """Return the targets whose fate is known, by basis, the earliest met first, the unmet last."""
    mine = targets[targets["state"].isin([*SETTLED, "day unknown"])]
    return mine.sort_values(["basis", "slip_high", "due", "target_id"], ignore_index=True)
