"""The state machine of a site: from published readings to what a site was on each day.

A *reading* is one row of `site_status`, or a documented attack on US or coalition forces at the
site, which says that the site was in use. Read in the order of the days they are true of (a reading
given only as a month stands on its last day, or on the day it was published if that was earlier),
each moves the site to one of these states:

    group     state     readings that lead to it
    held      in_use    opened, in_use, reinforced
    held      reduced   reduced
    leaving   planned   planned_transfer, announced_transfer
    leaving   begun     withdrawal_begun
    left      left      transferred, vacated, closed
    unknown   unknown   none for two years

with these rules:

1. `in_use` confirms what is: it does not undo reduced, planned or begun. Only `reinforced` or
   `opened` do. A new plan does not undo a withdrawal that has begun. Begun is not left.
2. A weak reading (claimed by a party, or from a source graded D without an official behind it)
   speaks only where no better one is dated in the two years before. Grades E and F never speak.
3. A site that was left comes back only when an official says so or, once two years have passed, a
   source graded A to C. Such reversals happen and show.
4. A state that is held or leaving becomes unknown when two years pass without a reading. Silence
   that a later reading ends is bridged, since the site cannot be left or reduced without having
   been held; but after two years a site that was left and found in use again is unknown for the
   rest of the gap. A handover is a lasting act: what was left stays left until somebody says
   otherwise.
5. Before its first reading a site is unknown, or no site yet if that reading is its opening.

Why two years: of the pauses between successive readings of a site that was held or being left,
nine in ten are shorter than a year, and of those longer than two years all but one lie before
2020, when hardly anybody reported on single sites. A shorter period would call busy sites unknown;
a longer one would show as held what nobody has reported on since.
"""

import pandas as pd

from analysis.measures.caption import cited
from analysis.measures.grading import best_grade
from analysis.record import Record

STATES = {
    "opened": "in_use",
    "in_use": "in_use",
    "reinforced": "in_use",
    "reduced": "reduced",
    "planned_transfer": "planned",
    "announced_transfer": "planned",
    "withdrawal_begun": "begun",
    "transferred": "left",
    "vacated": "left",
    "closed": "left",
}  # in the order in which readings of one day are taken
GROUPS = {
    "in_use": "held",
    "reduced": "held",
    "planned": "leaving",
    "begun": "leaving",
    "left": "left",
    "unknown": "unknown",
}
KEPT_BY = {"in_use": {"reduced", "planned", "begun"}, "planned_transfer": {"begun"},
           "announced_transfer": {"begun"}}  # fmt: skip
SILENCE = pd.Timedelta(days=730)
REGIONS = ("federal_iraq", "kurdistan_region", "syria")


def sites(record: Record) -> pd.DataFrame:
    """Return the military sites of Iraq and Syria; embassies and consulates are left out."""
    every = record.sites
    return every[every["region"].isin(REGIONS) & (every["kind"] != "embassy")]


def readings(record: Record) -> pd.DataFrame:
    """Return every reading of a site's state, in the order the state machine takes them.

    Columns: site_id, day, status, attack (whether it is an attack), official, weak, source.
    """
    attacks = record.incidents[record.incidents["target"].isin(["us_forces", "coalition"])]
    attacks = attacks.assign(status="in_use", attribution="unknown", attack=True)
    attacks = attacks.rename(columns={"place": "site_id"})
    every = pd.concat([record.site_status.assign(attack=False), attacks], ignore_index=True)
    every = every[every["site_id"].isin(sites(record)["site_id"])]
    grade = best_grade(record, every["source"])
    every = every.assign(
        day=every[["date_last", "known_from"]].min(axis=1),
        official=every["attribution"] == "confirmed",
        weak=(every["attribution"] == "claimed")
        | ((grade > "C") & (every["attribution"] != "confirmed")),
        order=every["status"].map(list(STATES).index),
    )
    # Attacks that only weak sources report are left out: they would speak for busy sites only.
    every = every[(grade < "E") & ~(every["attack"] & every["weak"])]
    every = every.sort_values(["site_id", "day", "order", "known_from"], kind="stable")
    columns = ["site_id", "day", "status", "attack", "official", "weak", "source"]
    return every[columns].reset_index(drop=True)


def spells(record: Record) -> pd.DataFrame:
    """Return the states of each site through time, as now known: one row for each unbroken state.

    Columns: site_id, state, start, end (the first day of the next state; NaT while it lasts),
    newest (day of the last reading that it rests on), opened (whether it begins with an opening),
    source.
    """
    rows = []
    for site_id, mine in readings(record).groupby("site_id"):
        rows += [{"site_id": site_id} | spell for spell in _spells(mine, record.as_of)]
    columns = ["site_id", "state", "start", "end", "newest", "opened", "source"]
    frame = pd.DataFrame(rows, columns=columns)
    days = ["start", "end", "newest"]
    frame[days] = frame[days].astype("datetime64[s]")
    return frame


def against(record: Record) -> pd.DataFrame:
    """Return the readings that contradict the state they did not move; columns as of `readings`."""
    rows = []
    for _, mine in readings(record).groupby("site_id"):
        state = newest = None
        for _, reading in mine.iterrows():
            after = _next(state, newest, reading)
            if after is None and state and GROUPS[state] != GROUPS[STATES[reading["status"]]]:
                rows.append(reading)
            if after is not None:
                state, newest = after, reading["day"]
    return pd.DataFrame(rows, columns=readings(record).columns)


def on_day(spells: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    """Return the state of each site on a day: site_id, state, group, since, newest, source.

    Sites that had not been opened are left out; since and newest are NaT where nothing was known.
    """
    rows = []
    for site_id, mine in spells.groupby("site_id", sort=False):
        begun = mine[mine["start"] <= day]
        if len(begun):
            spell = begun.iloc[-1]
            rows.append((site_id, *spell[["state", "start", "newest", "source"]]))
        elif not mine.iloc[0]["opened"]:
            rows.append((site_id, "unknown", pd.NaT, pd.NaT, ""))
    frame = pd.DataFrame(rows, columns=["site_id", "state", "since", "newest", "source"])
    frame[["since", "newest"]] = frame[["since", "newest"]].astype("datetime64[s]")
    return frame.assign(group=frame["state"].map(GROUPS))


def _next(state: str | None, newest: pd.Timestamp | None, reading: pd.Series) -> str | None:
    """Return the state after a reading, or None where the reading does not count."""
    goal = STATES[reading["status"]]
    if state is None:
        return goal
    silent = reading["day"] - newest > SILENCE
    if reading["weak"] and not silent:
        return None
    if state == "left" and goal != "left":
        back = reading["official"] or (silent and not reading["weak"])
        return goal if back else None
    if not silent and state in KEPT_BY.get(reading["status"], ()):
        return state
    return goal


def _spells(readings: pd.DataFrame, as_of: pd.Timestamp) -> list[dict]:
    found, state, newest = [], None, None
    for _, reading in readings.iterrows():
        after = _next(state, newest, reading)
        if after is None:
            continue
        if state == "left" and after != "left" and reading["day"] - newest > SILENCE:
            _open(found, "unknown", newest + SILENCE, newest, "")
        if after != state:
            opened = reading["status"] == "opened" and not found
            _open(found, after, reading["day"], reading["day"], reading["source"], opened)
        else:
            found[-1]["newest"] = reading["day"]
            if not reading["attack"]:
                found[-1]["latest"] = reading["source"]
        state, newest = after, reading["day"]
    if state is not None and state != "left" and as_of - newest > SILENCE:
        _open(found, "unknown", newest + SILENCE, newest, "")
    for spell in found:
        spell["source"] = cited(pd.Series([spell["source"], spell.pop("latest")]))
    return found


def _open(found: list[dict], state: str, start, newest, source: str, opened: bool = False) -> None:
    """End the last spell and begin another; one that lasted no day leaves no trace."""
    if found and found[-1]["start"] == start:
        opened |= found.pop()["opened"]
    if found and found[-1]["state"] == state:
        found[-1] |= {"end": pd.NaT, "newest": newest, "latest": source}
        return
    if found:
        found[-1]["end"] = start
    found.append({"state": state, "start": start, "end": pd.NaT, "newest": newest,
                  "opened": opened, "source": source, "latest": ""})  # fmt: skip
