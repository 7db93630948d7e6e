"""Where they are, where they left, and where they were said to go."""

import pandas as pd

from analysis.measures import grading, site_states, words
from analysis.measures.caption import Sentence, cited
from analysis.record import Record

# The days on which the map is shown: before the handovers of 2020, after them, the day of the
# article, and after the end of the mission in federal Iraq.
TURNING_DAYS = ("2020-01-01", "2020-10-01", "2025-08-18", "2026-02-01")
IRAQ = ("federal_iraq", "kurdistan_region")
REGIONS = {"federal_iraq": "Federal Iraq", "kurdistan_region": "Kurdistan Region", "syria": "Syria"}
STATES = {
    "in_use": "in use",
    "reduced": "in use with fewer troops",
    "planned": "due to be vacated",
    "begun": "being vacated",
    "left": "vacated",
    "unknown": "unknown",
}
GROUPS = {"held": "held", "leaving": "being vacated or due to be", "left": "vacated",
          "unknown": "of unknown state"}  # fmt: skip
ONE = {"held": "was held", "leaving": "was being vacated or due to be", "left": "had been vacated",
       "unknown": "was of unknown state"}  # fmt: skip
COUNTRIES = words.COUNTRIES | {"USA": "United States", "ITA": "Italy"}
LABELS = {
    "abu_ghraib": "Abu Ghraib",
    "ain_al_asad": "Ain al-Asad",
    "al_qaim": "Al-Qaim",
    "al_taqaddum": "Al-Taqaddum",
    "al_tanf": "Al-Tanf",
    "al_wazir": "Al-Wazir",
    "baghdad_nmi": "NATO Mission Iraq",
    "balad": "Balad",
    "bdsc_victoria": "Victoria base",
    "besmaya": "Besmaya",
    "camp_singara": "Camp Singara",
    "conoco": "Conoco",
    "erbil_air_base": "Erbil",
    "green_village": "Green Village",
    "harir": "Harir",
    "joint_operations_command": "JOC headquarters",
    "k1": "K-1",
    "kharab_al_jir": "Kharab al-Jir",
    "kobani_lafarge": "Lafarge",
    "makhmour_firebase": "Makhmour",
    "mala_qara": "Mala Qara",
    "nineveh_operations_command": "Nineveh Command",
    "q_west": "Q-West",
    "qasrak": "Qasrak",
    "rmeilan": "Rmeilan",
    "sarrin": "Sarrin",
    "shaddadi": "Shaddadi",
    "tel_baydar": "Tel Baydar",
    "um_jorais": "Um Jorais",
    "union_iii": "Union III",
    "victory_base": "Victory Base Complex",
}  # short names for maps and rows


def states(record: Record, day: pd.Timestamp | None = None) -> pd.DataFrame:
    """Return the state of each military site in Iraq and Syria on a day, as now known.

    Columns: site_id, label, region, latitude, longitude (degrees), location_precision, state,
    group, since, newest (day of the last reading the state rests on), source.
    """
    now = site_states.on_day(site_states.spells(record), record.as_of if day is None else day)
    places = site_states.sites(record)[
        ["site_id", "name", "region", "latitude", "longitude", "location_precision"]
    ]
    frame = now.merge(places, on="site_id")
    return _labelled(frame).sort_values(["region", "label"], ignore_index=True)


def _labelled(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(label=frame["site_id"].map(LABELS).fillna(frame["name"]))


def turning_days(record: Record) -> list[pd.Timestamp]:
    """Return the days of the maps side by side: the fixed ones that the replay has reached.

    Where it has reached fewer than two: the day itself and one, two and four years before it, from
    the first day on which a site was known; none where that leaves a single day.
    """
    reached = [day for day in map(pd.Timestamp, TURNING_DAYS) if day <= record.as_of]
    if len(reached) < 2:
        first = site_states.spells(record)["start"].min()
        days = [record.as_of - pd.DateOffset(years=n) for n in (4, 2, 1, 0)]
        reached = [day for day in days if day >= first]
    return reached if len(reached) > 1 else []


def turns(record: Record) -> dict[pd.Timestamp, pd.DataFrame]:
    """Return the states on each of the turning days, as now known."""
    return {day: states(record, day) for day in turning_days(record)}


def strips(record: Record, years: int = 12) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the spells of each site since some years before the replay, and the readings.

    Spells have the columns of `site_states.spells` (cut to the period, an end for each), with
    label, region and `row` (the place from the top: by region, then held, leaving, unknown, and
    left from the last to the first). A site that was left before the period has no strip. Readings have site_id, row, day and `against` (whether it
    contradicts the state that it did not move); attacks are not among them.
    Raises ValueError for less than one year.
    """
    if years < 1:
        raise ValueError(f"years must be 1 or more, not {years}")
    found = site_states.spells(record)
    begin = record.as_of - pd.DateOffset(years=years)
    if len(found):
        begin = max(begin, pd.Timestamp(found["start"].min().year, 1, 1))
    found = _labelled(found.merge(site_states.sites(record), on="site_id", suffixes=("", "_site")))
    found = found.assign(end=found["end"].fillna(record.as_of))
    before = found.drop_duplicates("site_id")
    before = before[~before["opened"] & (before["start"] > begin)]
    before = before.assign(state="unknown", end=before["start"], start=begin)
    found = pd.concat([before, found])
    found = found[(found["end"] > begin) | (found["end"] == record.as_of)]
    # A site left before the period and not spoken of since would be a row without news.
    news = (found["state"] != "left") | (found["newest"] >= begin)
    found = found[news.groupby(found["site_id"]).transform("any")]
    found = found.assign(start=found["start"].clip(lower=begin))
    last = found.sort_values("start", kind="stable").drop_duplicates("site_id", keep="last")
    last = last.assign(
        region_order=last["region"].map(list(REGIONS).index),
        group_order=last["state"].map(["in_use", "reduced", "planned", "begun", "unknown", "left"].index),
        age=-last["start"].astype("int64"),
    ).sort_values(["region_order", "group_order", "age", "label"])  # fmt: skip
    rows = {site_id: row for row, site_id in enumerate(last["site_id"])}
    found = found.assign(row=found["site_id"].map(rows))
    columns = ["site_id", "label", "region", "row", "state", "start", "end", "source"]
    told = site_states.readings(record)
    contrary = site_states.against(record)
    told = told.assign(against=told.index.isin(contrary.index))
    told = told[~told["attack"] & (told["day"] >= begin) & told["site_id"].isin(rows)]
    told = told.assign(row=told["site_id"].map(rows))
    return (
        found[columns].sort_values(["row", "start"], ignore_index=True),
        told[["site_id", "row", "day", "against"]].reset_index(drop=True),
    )


def destinations(record: Record) -> pd.DataFrame:
    """Return where troops leaving sites in Iraq were said to go, in the month told of most.

    One row for each report and destination: day, report (who said it), destination, under_way
    (False for a plan), source. Copies of one statement count as one report.
    """
    moves = record.site_status[
        record.site_status["status"].isin(
            ["planned_transfer", "announced_transfer", "withdrawal_begun"]
        )
        & (record.site_status["destination"] != "")
    ]
    places = site_states.sites(record).set_index("site_id")
    moves = moves[moves["site_id"].map(places["region"]).isin(IRAQ)]
    columns = ["day", "report", "destination", "under_way", "source"]
    if moves.empty:
        return pd.DataFrame(columns=columns)
    publisher = record.sources.set_index("source_id")["publisher"]
    months = moves["date_last"].dt.to_period("M")
    busiest = months.value_counts().loc[lambda n: n == n.max()].index.max()
    moves = moves[months == busiest]
    reports = [
        said if " to " in said else ", ".join(filter(None, [publisher[source.split(";")[0]], said]))
        for said, source in zip(moves["said_by"], moves["source"], strict=True)
    ]
    moves = moves.assign(
        day=moves["date_last"],
        report=[words.capital(report) for report in reports],
        destination=[_place(d) for d in moves["destination"]],
        under_way=moves["status"] == "withdrawal_begun",
    )
    keys = ["day", "report", "destination", "under_way"]
    merged = moves.groupby(keys, sort=False)["source"].agg(lambda s: cited(s)).reset_index()
    return merged[columns].sort_values(["day", "report"], kind="stable", ignore_index=True)


def _place(destination: str) -> str:
    return LABELS.get(destination) or COUNTRIES.get(destination, destination)


def main_site(record: Record) -> pd.Series | None:
    """Return the site in Iraq, neither left nor unknown, with most readings in two years.

    One whose state rests on a weak source alone is passed over.
    """
    now = states(record)
    now = now[now["region"].isin(IRAQ) & now["group"].isin(["held", "leaving"])]
    now = now[grading.credibility(record, now["source"]) < grading.WEAK]
    if now.empty:
        return None
    told = site_states.readings(record)
    recent = told[told["day"] > record.as_of - site_states.SILENCE]["site_id"].value_counts()
    now = now.assign(readings=now["site_id"].map(recent).fillna(0))
    return now.sort_values(["readings", "newest"], ascending=False).iloc[0]


def headline(record: Record) -> Sentence:
    """Return the one sentence of this chapter: how many sites in each state, and the main one."""
    now = states(record)
    iraq = now[now["region"].isin(IRAQ)]
    if iraq.empty:
        return Sentence(
            f"By {words.day(record.as_of)} the record holds no report on a military site in Iraq."
        )
    text = f"On {words.day(record.as_of)}, {tally(iraq)}"
    main = main_site(record)
    if main is None:
        return Sentence(f"{text}.", cited(iraq["source"]))
    text += (
        f"; the one most reported on, {main['label']}, had been {STATES[main['state']]} "
        f"since {words.day(main['since'])}"
    )
    age = (record.as_of - main["newest"]).days
    if age > 60:
        text += f", by a last report {words.ago(age)} old"
    open_ones = iraq[iraq["group"].isin(["held", "leaving"])]
    return Sentence(f"{text}.", cited(pd.Series([main["source"]]), open_ones["source"]))


def tally(frame: pd.DataFrame) -> str:
    """Return how many of the known sites in Iraq were in each state."""
    counts = frame["group"].value_counts()
    if len(frame) == 1:
        return f"the one known military site in Iraq {ONE[counts.index[0]]}"
    parts = [f"{counts[g]} {name}" for g, name in GROUPS.items() if g in counts]
    head, _, rest = words.listed(parts).partition(" ")
    return f"of {len(frame)} known military sites in Iraq, {head} {words.were(int(head))} {rest}"


def handovers(record: Record) -> pd.DataFrame:
    """Return the handovers of sites in Iraq to Iraq, oldest first: site_id, label, day, source."""
    done = record.site_status[record.site_status["status"] == "transferred"]
    done = done.merge(site_states.sites(record)[["site_id", "name", "region"]], on="site_id")
    done = _labelled(done[done["region"].isin(IRAQ)])
    done = done.assign(day=done[["date_last", "known_from"]].min(axis=1))
    return done.sort_values("day")[["site_id", "label", "day", "source"]].reset_index(drop=True)


def table(record: Record, most: int = 10) -> pd.DataFrame:
    """Return the sites in Iraq that were not left, then those left last.

    Columns: site, state, since, newest (days), support, source.
    """
    now = states(record)
    now = now[now["region"].isin(IRAQ)]
    order = now["group"].map(list(GROUPS).index).replace({2: 3, 3: 2})
    now = now.assign(order=order).sort_values(["order", "since"], ascending=[True, False])
    now = now.head(most)
    return pd.DataFrame(
        {
            "site": now["label"],
            "state": now["state"].map(STATES),
            "since": now["since"],
            "newest": now["newest"],
            "support": grading.support(record, now["source"]),
            "source": now["source"],
        }
    )
