"""The words around earlier drawdowns."""

import pandas as pd

from analysis.measures import lateness, precedents, schedule, words
from analysis.measures.caption import Caption, cited
from analysis.measures.lateness import BASES, ON_TIME
from analysis.record import Record


def clock(
    record: Record, spans: pd.DataFrame, readings: pd.DataFrame, path: pd.DataFrame
) -> Caption:
    """Return the words around the drawdowns on one clock."""
    if readings.empty:
        title = f"By {words.day(record.as_of)} the record holds no dated drawdown with its levels"
        return Caption("clock", title, "")
    others, top = spans[~spans["subject"]], precedents.newest(record, spans)
    if top is None:
        title = _at_their_dates(others[others["end"] <= record.as_of], path)
    else:
        left = precedents.abreast(path, top["clock"])
        more = (left > top["share"]).sum()
        about = "about " if top["bound"] == "about" else ""
        tail = {"floor": " or more", "ceiling": " or less"}.get(top["bound"], "")
        title = (
            f"This drawdown was last put at {about}{top['share']:.0%}{tail} of its force, after "
            f"{top['clock']:.0%} of its time; {more or 'none'} of {len(left)} others had more left"
        )
    undated = len(record.campaigns) - len(others)
    subtitle = (
        "Levels as a share of the peak, from the announcement to the date first set and beyond: "
        f"{words.count(len(others), 'drawdown')}"
        + (" and this one" if spans["subject"].any() else "")
        + (f"; {undated} more {'has' if undated == 1 else 'have'} no date" if undated else "")
    )
    alt = f"{words.count(len(spans), 'panel')} on one clock. {title}. " + " ".join(
        _told(row, readings) for _, row in spans.iterrows()
    )
    return Caption("clock", title, subtitle, alt, cited(spans["source"], readings["source"]))


def _at_their_dates(ended: pd.DataFrame, path: pd.DataFrame) -> str:
    """Return a title on how far down the drawdowns were, by their last figures, on their dates."""
    length = (ended["end"] - ended["start"]).dt.days
    low = sum(
        (precedents.abreast(path, 1 + ON_TIME / days).get(key, 1) <= 0.1)
        for key, days in zip(ended["campaign_id"], length, strict=True)
    )
    return (
        f"{low} of {words.count(len(ended), 'dated drawdown')} {words.were(low)} down to a tenth of "
        "the peak or less by the date first set"
    )


def _told(row: pd.Series, readings: pd.DataFrame) -> str:
    """Return one drawdown in a sentence for a reader who cannot see its panel."""
    mine = readings[(readings["campaign_id"] == row["campaign_id"]) & ~readings["weak"]]
    text = f"{row['name']}: {row['peak']:,.0f} at the peak, to end by {row['until']}"
    if mine.empty:
        return f"{text}; no level known."
    last = mine.iloc[-1]
    return f"{text}; {last['text']} ({last['share']:.0%}) at {last['clock']:.2f} on the clock."


def curve(record: Record, cases: pd.DataFrame, targets: pd.DataFrame) -> Caption:
    """Return the words around the curve of lateness."""
    if cases.empty:
        title = f"By {words.day(record.as_of)} the record holds no report on a dated target"
        return Caption("lateness", title, "")
    row = lateness.unmet_at(lateness.survival(cases), ON_TIME)
    most = lateness.unmet_at(lateness.survival(lateness.never(cases)), ON_TIME)["unmet"]
    title = f"No target followed was still unmet {ON_TIME} days after its date"
    if row["unmet"] > 0:
        title = (
            f"{row['unmet']:.0%} of targets were still unmet {ON_TIME} days after their date "
            f"(95% interval {row['low']:.0%} to {row['high']:.0%})"
        )
    silent = (targets["due"].notna() & (targets["decided_by"] == "")).sum()
    subtitle = (
        f"Kaplan-Meier share not yet met by days from the date, {words.count(len(cases), 'target')}"
        + (f" ({silent} more without a report left out)" if silent else "")
        + "; the scale is even to 30 days, then closes up"
    )
    early = int((cases["met"] & (cases["day"] < 0)).sum())
    late = cases[cases["met"] & (cases["day"] > ON_TIME)]["day"]
    alt = (
        f"Falling curve of {words.count(len(cases), 'target')}: {cases['met'].sum()} met, {early} of "
        f"these before the date; {(~cases['met']).sum()} last seen unmet. {title}. "
        + (f"The latest was met {words.count(late.max(), 'day')} late. " if len(late) else "")
        + f"Were those last seen unmet never met, it would be {most:.0%}."
    )
    source = cited(targets[targets["decided_by"] != ""]["source"])
    return Caption("lateness", title, subtitle, alt, source)


def shares(record: Record, targets: pd.DataFrame, shares: pd.DataFrame) -> Caption:
    """Return the words around the comparison of agreements and unilateral announcements."""
    if shares.empty:
        return Caption("kept", precedents.headline(record).text.rstrip("."), "")
    first, *second = precedents.kept_words(shares)
    first = first.replace(" set", " targets set").replace(" announced", " targets announced")
    title = f"{first} {words.were(shares['kept'].iloc[0])} met on time"
    title += f", against {second[0]}" if second else ""
    unsure = (targets["state"] == "day unknown").sum()
    subtitle = (
        f"Share met at most {ON_TIME} days after the date, with 95% Jeffreys intervals; each target "
        "by days from its date"
        + (f" ({unsure} with the day not known left out of the shares)" if unsure else "")
    )
    told = [
        f"{BASES[r['basis']]}: {r['share']:.0%}, interval {r['low']:.0%} to {r['high']:.0%}"
        for _, r in shares.iterrows()
    ]
    if len(shares) == 2:
        apart = shares["low"].max() > shares["high"].min()
        told.append(f"the intervals {'do not ' if apart else ''}overlap")
    drawn = lateness.shown(targets)
    alt = f"{title}. {words.capital('; '.join(told))}. " + " ".join(
        f"{r['name']}: {_fate(r)}." for _, r in drawn.iterrows()
    )
    return Caption("kept", title, subtitle, alt, cited(drawn["source"]))


def _fate(row: pd.Series) -> str:
    return f"met {schedule.slip_words(row)}" if pd.notna(row["met_last"]) else row["state"]


def table(record: Record, targets: pd.DataFrame) -> Caption:
    """Return the words around the table of the newest targets; the others are counted."""
    if targets.empty:
        title = f"By {words.day(record.as_of)} the record holds no announced target"
        return Caption("targets", title, "")
    kept = (targets["state"] == "on time").sum()
    late = (targets["state"] == "late").sum()
    failed = targets["state"].isin(["put off", "not met", "given up"]).sum()
    rest = len(targets) - kept - late - failed
    title = (
        f"Of {words.count(len(targets), 'announced target')} {kept} {words.were(kept)} met on time"
    )
    title += f", {late} late" if late else ""
    title += f", and {failed} missed or given up" if failed else ""
    title += f"; {rest} {'is' if rest == 1 else 'are'} open or not known" if rest else ""
    older = len(targets) - len(precedents.table(targets))
    subtitle = "The last due first" + (f"; {words.count(older, 'older one')} not shown" if older else "")  # fmt: skip
    return Caption("targets", title, subtitle)
