"""How announced drawdowns end: earlier ones on one clock, and their targets in words."""

import pandas as pd

from analysis.measures import forces, lateness, schedule, words
from analysis.measures.caption import Sentence, cited
from analysis.measures.lateness import BASES, ON_TIME
from analysis.record import Record

BEFORE = 0.35  # the clock is shown from this share of the announced time before it began


def spans(record: Record) -> pd.DataFrame:
    """Return each drawdown that was given a date to end, in order; this one last.

    This one runs from the joint statement to the end of its second phase, against the headline for
    US troops in Iraq on the day of the statement.

    Columns: campaign_id, name, peak (people), start, end (days), until (the end in words, at the
    precision that is known), now (share of the time gone by the day of the replay), subject
    (whether it is this one), source.
    """
    known = record.campaigns
    known = known[known["original_deadline_last"].notna() & known["peak_troops"].notna()]
    rows = [
        (r["campaign_id"], f"{lateness.place(r['campaign_id'])}, {r['announced_last']:%Y}", r["peak_troops"],
         r["announced_last"], r["original_deadline_last"], words.partial(r["original_deadline"]),
         False, r["source"])
        for _, r in known.sort_values("announced_last").iterrows()
    ]  # fmt: skip
    rows += _this(record)
    columns = ["campaign_id", "name", "peak", "start", "end", "until", "subject", "source"]
    frame = pd.DataFrame(rows, columns=columns)
    for column in ("start", "end"):
        frame[column] = frame[column].astype("datetime64[ns]")
    frame["now"] = (record.as_of - frame["start"]) / (frame["end"] - frame["start"])
    return frame


def _this(record: Record) -> list[tuple]:
    made = schedule.versions(record)
    made = made[(made["milestone_id"] == "phase_two") & (made["due_bound"] == "by")]
    if made.empty:
        return []
    first = made.iloc[0]
    peak = forces.headline_row(forces.levels(record), first["date_last"])
    if peak is None:
        return []
    return [("this", f"US in Iraq, {first['date_last']:%Y}", peak["value"], first["date_last"],
             first["due_last"], words.partial(first["due"]), True, cited(first[["source"]], peak[["source"]]))]  # fmt: skip


def readings(record: Record, spans: pd.DataFrame) -> pd.DataFrame:
    """Return the levels of each drawdown on its clock: 0 is the announcement, 1 the date set.

    Stated, disclosed and estimated levels only, no plans. A figure stands in the middle of what its
    date may mean; it is weak where that is more than a month, or where the editors computed it.

    Columns: campaign_id, subject, kind, bound, day, clock, clock_first and clock_last (the ends of
    what the date may mean), share (of the peak), text (the figure in words), weak, source.
    """
    own = forces.levels(record)
    own = own[own["eligible"] & own["value"].notna()].assign(campaign_id="this")
    others = record.campaign_levels.assign(value=lambda f: f["troops"].astype("float64"))
    others = others[others["kind"].isin(forces.LEVELS)]
    columns = ["campaign_id", "kind", "bound", "value", "basis", "date_first", "date_last",
               "known_from", "source"]  # fmt: skip
    frame = pd.concat([others[columns], own[columns]]).merge(spans.drop(columns="source"))
    first, last = frame["date_first"], frame[["date_last", "known_from"]].min(axis=1)
    frame["day"] = first + (last - first) / 2
    length = frame["end"] - frame["start"]
    for name, day in {"clock": frame["day"], "clock_first": first, "clock_last": last}.items():
        frame[name] = (day - frame["start"]) / length
    frame["share"] = frame["value"] / frame["peak"].astype("float64")
    frame["text"] = frame["bound"].map(words.BOUNDS) + frame["value"].map("{:,.0f}".format)
    frame["weak"] = ((last - first).dt.days > 31) | (frame["basis"] == "derived")
    columns = ["campaign_id", "subject", "kind", "bound", "day", "clock", "clock_first",
               "clock_last", "share", "text", "weak", "source"]  # fmt: skip
    shown = frame[frame["clock"] >= -BEFORE].sort_values("day", kind="stable")
    return shown[columns].reset_index(drop=True)


def path(record: Record, readings: pd.DataFrame, spans: pd.DataFrame) -> pd.DataFrame:
    """Return the last figure published through each drawdown.

    One figure a day, a disclosure before a report before an estimate, without the weak ones; for
    this drawdown the headline of the chapter on forces.

    Columns: campaign_id, subject, clock, share.
    """
    columns = ["campaign_id", "subject", "clock", "share"]
    firm = readings[~readings["weak"] & ~readings["subject"]]
    firm = firm.assign(rank=firm["kind"].map(forces.LEVELS.index))
    firm = firm.sort_values(["day", "rank"], kind="stable")
    others = firm.drop_duplicates(["campaign_id", "day"])[columns]
    mine = spans[spans["subject"]]
    if mine.empty:
        return others.reset_index(drop=True)
    row, steps = mine.iloc[0], forces.steps(forces.levels(record))
    steps["clock"] = (steps["day"] - row["start"]) / (row["end"] - row["start"])
    own = steps.assign(campaign_id="this", subject=True, share=steps["value"] / row["peak"])
    own = own[(own["clock"] >= -BEFORE) & (steps["day"] <= record.as_of)]
    return pd.concat([others, own[columns]]).reset_index(drop=True)


def newest(record: Record, spans: pd.DataFrame) -> pd.Series | None:
    """Return the headline of this drawdown since it began, with its clock and share, or None."""
    mine = spans[spans["subject"]]
    top = forces.headline_row(forces.levels(record), record.as_of)
    if mine.empty or top["date_last"] <= mine.iloc[0]["start"]:
        return None
    row = mine.iloc[0]
    top["clock"] = (top["date_last"] - row["start"]) / (row["end"] - row["start"])
    top["share"] = top["value"] / row["peak"]
    return top


def abreast(path: pd.DataFrame, clock: float) -> pd.Series:
    """Return the share each other drawdown had left, by its last figure, at one point of the clock."""
    others = path[~path["subject"] & (path["clock"] <= clock)]
    return others.groupby("campaign_id")["share"].last()


def headline(record: Record) -> Sentence:
    """Return the one sentence of this chapter: how many targets were met on time, by basis."""
    frame = lateness.settled(lateness.targets(record))
    if frame.empty:
        return Sentence(
            f"By {words.day(record.as_of)} the record holds no announced target with a known outcome."
        )
    kept, drawdowns = (frame["state"] == "on time").sum(), frame["campaign_id"].nunique()
    text = (
        f"Of {words.count(len(frame), 'dated target')} of {words.count(drawdowns, 'other drawdown')} "
        f"with a known outcome, {kept} {words.were(kept)} met on time (at most {ON_TIME} days late): "
        f"{words.listed(kept_words(lateness.shares(frame)))}."
    )
    return Sentence(text, cited(frame["decided_by"]))


def kept_words(shares: pd.DataFrame) -> list[str]:
    return [f"{r['kept']} of {r['known']} {BASES[r['basis']]}" for _, r in shares.iterrows()]


def standing(record: Record, targets: pd.DataFrame) -> Sentence:
    """Return a sentence on where phase one of this drawdown stands among the measured slips."""
    states = schedule.states(record)
    phase = states[(states["milestone_id"] == "phase_one") & states["first_due"].notna()]
    if phase.empty:
        return Sentence(
            f"By {words.day(record.as_of)} no agreed date for the present drawdown was known."
        )
    row = phase.iloc[0]
    text = f"Phase one of this drawdown, agreed for {words.partial(row['due_text'])}, "
    if row["state"] not in ("done", "overdue"):
        return Sentence(text + "was not yet due.", row["source"])
    slips = targets[targets["met_last"].notna() & targets["due"].notna()]
    agreed = slips[slips["basis"] == "agreement"]
    later = [(mine["slip_high"] < row["slip_low"]).sum() for mine in (slips, agreed)]
    text += "was done " if row["state"] == "done" else "is "
    text += f"{schedule.slip_words(row)}: {'' if row['state'] == 'done' else 'already '}"
    text += (
        f"later than {later[0]} of the {len(slips)} measured slips of other drawdowns, and than "
    )
    text += f"{later[1]} of the {len(agreed)} among them of targets set in agreements."
    return Sentence(text, cited(phase["source"], slips["decided_by"]))


def dependence(shares: pd.DataFrame) -> Sentence:
    """Return a sentence on how far the shares hang on single campaigns."""
    parts = []
    for _, r in shares[shares["campaigns"] > 1].iterrows():
        ends = dict.fromkeys(f"{r[c]:.0%}" for c in ("without_low", "without_high"))
        parts.append(
            f"the {r['known']} targets {BASES[r['basis']]} come from {r['campaigns']} campaigns, and "
            f"without any one of these the share kept is {' to '.join(ends)}"
        )
    if not parts:
        return Sentence("No two campaigns with a known outcome can yet be compared.")
    return Sentence(words.capital("; ".join(parts)) + ".")


def table(targets: pd.DataFrame, most: int = 10) -> pd.DataFrame:
    """Return the newest targets, the last due first: target, basis, due, met, slip, source."""
    order = targets["due"].fillna(targets["announced"]).sort_values(ascending=False, kind="stable")
    newest = targets.loc[order.index].head(most)
    newest = newest.rename(columns={"met_first": "done_first", "met_last": "done_last"})
    rows = [row for _, row in newest.iterrows()]
    return pd.DataFrame(
        {
            "target": newest["name"],
            "basis": newest["basis"],
            "due": [words.partial(d) if d else "no date" for d in newest["due_text"]],
            "met": [schedule.done_words(r) or r["state"] for r in rows],
            "slip": [schedule.slip_words(r) for r in rows],
            "source": newest["source"],
        }
    )
