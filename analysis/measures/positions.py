"""Who wanted what, when: positions taken in public, and the texts in force."""

from itertools import pairwise

import pandas as pd

from analysis.measures import forces, words
from analysis.measures.caption import Sentence, cited
from analysis.measures.grading import best_grade
from analysis.record import Record

SIDES = {
    "us": "United States",
    "iraq_federal": "Iraq (federal)",
    "krg": "Kurdistan Region",
    "iran_aligned_faction": "Iran-aligned factions",
    "iran": "Iran",
    "nato": "NATO",
    "other": "Joint texts, UN and others",
}
STANCES = {
    -2: "leave",
    -1: "leave with conditions",
    0: "neutral or not about troops",
    1: "stay in some form",
    2: "stay",
}
HALF_YEAR = pd.Timedelta(days=182)
FEWEST = 3  # positions in a half-year, for a median to be drawn
OLD = 180  # days; the headline gives the age of a position older than this

# What a speaker that is a body is, where its name says it already.
BODIES = ("embassy", "ministry", "mission", "government", "presidency", "spokesperson (unnamed)")


def statements(record: Record) -> pd.DataFrame:
    """Return every statement on US forces known on the day, oldest first.

    Columns: those of `statements`; `lane` (the side, with the UN among the others), `joint`
    (whether it is a joint text), `first` and `last` (the days it may have been made; never after it
    was published), `day` (the middle of them), `grade` (best among its sources) and `own` (whether
    it was heard from the side itself, in a source graded A to D).
    """
    said = record.statements
    frame = said.assign(
        lane=said["side"].replace({"un": "other"}),
        joint=said["role"] == "joint statement",
        first=said["date_first"],
        last=said["date_last"].clip(upper=said["known_from"]),
        grade=best_grade(record, said["source"]),
    )
    frame["day"] = frame["first"] + ((frame["last"] - frame["first"]) / 2).dt.floor("D")
    frame["own"] = (frame["told_by"] == "") & (frame["grade"] <= "D")
    return frame.sort_values(["day", "first", "statement_id"], ignore_index=True)


def recent(record: Record, years: int) -> pd.DataFrame:
    """Return the statements of the last years before the day. Raises ValueError for no year."""
    frame = statements(record)
    return frame[frame["day"] >= forces.years_before(record, years)].reset_index(drop=True)


def positions(statements: pd.DataFrame) -> pd.DataFrame:
    """Return the statements that want something of the troops, from a side itself.

    Left out are the neutral ones, joint texts, and what only others or weak sources tell.
    """
    mine = statements["own"] & (statements["stance"] != 0) & ~statements["joint"]
    return statements[mine]


def medians(statements: pd.DataFrame, as_of: pd.Timestamp) -> pd.DataFrame:
    """Return the median position of the half-year before each day, where it holds at least three.

    Columns: lane, start, end (days; the median holds from `start` until `end`), median (stance),
    number (of positions). "Others" are no one side and have no median; a position whose date is
    known only to the year is left out.
    """
    rows = []
    taken = positions(statements)
    taken = taken[taken["last"] - taken["first"] < HALF_YEAR]
    for lane, mine in taken[taken["lane"] != "other"].groupby("lane", sort=False):
        edges = sorted({*mine["day"], *(mine["day"] + HALF_YEAR)})
        for start, end in pairwise(edges):
            window = mine[(mine["day"] <= start) & (mine["day"] > start - HALF_YEAR)]["stance"]
            if len(window) >= FEWEST and start <= as_of:
                rows.append((lane, start, min(end, as_of), float(window.median()), len(window)))
    return pd.DataFrame(rows, columns=["lane", "start", "end", "median", "number"])


def newest(record: Record) -> pd.DataFrame:
    """Return the newest position of each side: one row, or two where it spoke both ways that day.

    A position told only by others, or by a weak source, is added where it is newer. The newest is
    the one whose earliest possible day is latest; on one day the best graded source leads, then
    the speaker whom the record has heard most often.

    Columns: side, wants, who, day, says, told_by, source; lane, stance, first, own.
    """
    every = statements(record)
    every = every[(every["stance"] != 0) & ~every["joint"]]
    heard = every["speaker"].map(every["speaker"].value_counts())
    ranked = every.assign(heard=-heard).sort_values(
        ["first", "grade", "heard", "statement_id"], ascending=[False, True, True, True]
    )
    rows = []
    for lane in SIDES:
        mine = ranked[ranked["lane"] == lane]
        own = mine[mine["own"]]
        if len(own):
            last = own[own["first"] == own["first"].iloc[0]]
            ways = last["stance"] > 0
            rows += [last[ways == way].iloc[0] for way in dict.fromkeys(ways)]
            mine = mine[mine["first"] > own["first"].iloc[0]]
        rows += [row for _, row in mine[~mine["own"]].head(1).iterrows()]
    columns = ["side", "wants", "who", "day", "says", "told_by", "source",
               "lane", "stance", "first", "own"]  # fmt: skip
    frame = pd.DataFrame([_position(row) for row in rows], columns=columns)
    return frame.astype({"own": bool, "stance": "int64"})


def _position(row: pd.Series) -> dict:
    return {
        "side": "Others" if row["lane"] == "other" else SIDES[row["lane"]],
        "wants": STANCES[row["stance"]],
        "who": who(row["speaker"], row["role"]),
        "day": words.partial(row["date"]),
        "says": row["paraphrase"],
        "told_by": row["told_by"] or ("" if row["own"] else "a weak source"),
        **row[["source", "lane", "stance", "first", "own"]],
    }


def who(speaker: str, role: str) -> str:
    """Return a speaker with the role, as it reads after "from".

    >>> who("US Embassy Baghdad", "embassy"), who("Senior US official (unnamed)", "US administration")
    ('the US Embassy Baghdad', 'an unnamed senior US official, US administration')
    """
    if role in BODIES:
        unnamed = ", unnamed spokesperson" if role.endswith("(unnamed)") else ""
        return f"the {speaker}{unnamed}"
    if speaker.endswith(" (unnamed)"):
        name = speaker.removesuffix(" (unnamed)").replace("Senior", "senior")
        return f"an unnamed {name}, {role}"
    return f"{speaker}, {role}"


def headline(record: Record) -> Sentence:
    """Return the one sentence of this chapter: the newest US and Iraqi federal positions."""
    frame = newest(record)
    sides = {"us": "the US side", "iraq_federal": "Iraq’s federal side"}
    own, others = (frame[(frame["own"] == o) & frame["lane"].isin(sides)] for o in (True, False))
    if own.empty:
        return Sentence(
            f"By {words.day(record.as_of)} the record holds no position on US forces "
            "from the US or from Iraq’s federal side."
        )
    told = []
    for lane, name in sides.items():
        mine = own[own["lane"] == lane]
        if mine.empty:
            told.append(f"from {name} the record holds none")
            continue
        parts = [_said(row, mine.iloc[0], record) for _, row in mine.iterrows()]
        parts = ", and the same day also ".join(parts)
        told.append(f"on {name} the newest position on record is {parts}")
    if len(others):
        newer = [
            f"{row['who']}, {row['day']} (told by {row['told_by'].replace(' (', ', ').rstrip(')')})"
            for _, row in others.iterrows()
        ]
        one = "a newer one" if len(newer) == 1 else "newer ones"
        told.append(f"only others tell of {one}: {', and '.join(newer)}")
    return Sentence(words.capital("; ".join(told)) + ".", cited(own["source"], others["source"]))


def _said(row: pd.Series, lead: pd.Series, record: Record) -> str:
    """Return a position with its speaker and day, which are not said again after the lead's."""
    age = (record.as_of - row["first"]).days
    speaker = (
        "" if row["says"] != lead["says"] and row["who"] == lead["who"] else f", from {row['who']}"
    )
    day = f", {row['day']}" + (f" ({words.ago(age)} before)" if age > OLD else "")
    day = "" if row["says"] != lead["says"] else day
    return f"“{row['wants']}”{speaker}{day}: {row['says'].rstrip('.')}"
