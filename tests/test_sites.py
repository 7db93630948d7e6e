"""Sites: hand counts from the tables, the rules of the state machine, and maps without collisions."""

import csv
import re
from collections import defaultdict
from itertools import combinations, pairwise
from math import cos, radians, sin

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from byhand import rows
from matplotlib.collections import PathCollection

import analysis
from analysis.figures import basemap
from analysis.figures import sites as draw
from analysis.measures import site_states, sites
from analysis.record import dates

# Coalition and Joint Operations Command releases of 2020, as listed in the press of the time.
HANDOVERS_2020 = {
    "al_qaim": "2020-03-17",
    "q_west": "2020-03-26",
    "k1": "2020-03-29",
    "nineveh_operations_command": "2020-03-30",
    "al_taqaddum": "2020-04-04",
    "abu_ghraib": "2020-04-07",
    "besmaya": "2020-07-25",
    "camp_taji": "2020-08-23",
}
DAYS = ("2003-06-01", "2011-12-31", "2014-08-01", "2020-09-01", "2024-01-31", "2025-08-18",
        "2026-01-10", "latest")  # fmt: skip


def state(day: str, site_id: str) -> str:
    found = sites.states(analysis.load(day)).set_index("site_id")["state"]
    return found.get(site_id, "not known")


def test_eight_sites_were_handed_over_in_2020_on_their_published_days(newest):
    done = sites.handovers(newest)
    done = done[done["day"].dt.year == 2020]
    assert dict(zip(done["site_id"], done["day"].dt.strftime("%Y-%m-%d"), strict=True)) == (
        HANDOVERS_2020
    )


@pytest.mark.parametrize(("site_id", "day"), HANDOVERS_2020.items())
def test_a_handover_ends_the_use_of_a_site_on_its_day_as_now_known(newest, site_id, day):
    on = pd.Timestamp(day)
    spells = site_states.spells(newest)
    before = site_states.on_day(spells, on - pd.Timedelta(days=1)).set_index("site_id")
    after = site_states.on_day(spells, on).set_index("site_id")
    assert after.loc[site_id, "state"] == "left"
    assert before.loc[site_id, "state"] != "left"


def test_ain_al_asad_was_left_in_the_middle_of_january_2026_and_not_before():
    for day in ("2024-01-31", "2025-08-17", "2025-10-20", "2025-12-31", "2026-01-15", "2026-01-16"):
        assert state(day, "ain_al_asad") not in ("left", "unknown"), day
    for day in ("2026-01-17", "2026-01-18", "latest"):
        assert state(day, "ain_al_asad") == "left", day
    left = site_states.spells(analysis.load()).query("site_id == 'ain_al_asad'").iloc[-1]
    assert str(left["start"].date()) in ("2026-01-16", "2026-01-17")


def test_ain_al_asad_kept_advisers_after_the_withdrawal_had_begun():
    assert state("2025-09-15", "ain_al_asad") == "begun"
    assert state("2025-10-20", "ain_al_asad") == "reduced"


def published(source_id: str, when: dict) -> pd.Timestamp:
    text = when[source_id]
    return pd.Timestamp(dates.interval(text)[1]) if text else pd.Timestamp.max


def test_no_state_changes_on_a_day_without_a_report():
    """The state moves when something is published on the site, or when two years ran out."""
    when = {row["source_id"]: row["published"] for row in rows("sources")}
    told = defaultdict(set)
    for table, column in (("site_status", "site_id"), ("incidents", "place")):
        for row in rows(table):
            day = min(published(s, when) for s in row["source"].split(";"))
            told[day].add(row[column])
    reported = sorted(day for day in told if day < pd.Timestamp("2026-07-03"))
    quiet = pd.date_range("2012-01-15", "2026-06-30", periods=25).normalize()
    for day in [*reported[::8], *quiet]:
        before = analysis.load((day - pd.Timedelta(days=1)).date())
        old = sites.states(before).set_index("site_id")["state"]
        new = sites.states(analysis.load(day.date())).set_index("site_id")["state"]
        changed = {s for s in new.index if new[s] != old.get(s)}
        silent = {s for s in changed if new[s] == "unknown"}
        assert changed - silent <= told[day], day
        assert set(old.index) <= set(new.index)


# The rules, on a site of its own with reports made for the test.


def made(copy, reports: list[tuple]) -> pd.DataFrame:
    """Return the spells of a site with these reports: day, status, grade, attribution."""
    columns = list(rows("site_status")[0])
    with (copy / "site_status.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="")
        writer.writeheader()
        for i, (day, status, _, attribution) in enumerate(reports):
            writer.writerow({"status_id": f"t{i}", "site_id": "um_jorais", "date": day,
                             "status": status, "attribution": attribution,
                             "source": f"test_{i}"})  # fmt: skip
    with (copy / "sources.csv").open("a", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows("sources")[0]), restval="")
        for i, (day, _, grade, _) in enumerate(reports):
            writer.writerow({"source_id": f"test_{i}", "publisher": "Test", "published": day,
                             "kind": "press", "language": "en", "reliability": grade,
                             "title": "Test", "title_basis": "headline"})  # fmt: skip
    spells = site_states.spells(analysis.load("2026-06-01", copy))
    return spells[spells["site_id"] == "um_jorais"].reset_index(drop=True)


RULES = {
    "in use does not undo reduced": (
        [("2025-01-01", "reduced", "B", "confirmed"), ("2025-03-01", "in_use", "B", "confirmed")],
        ["reduced"],
    ),
    "reinforced undoes reduced": (
        [("2025-01-01", "reduced", "B", "alleged"), ("2025-03-01", "reinforced", "B", "alleged")],
        ["reduced", "in_use"],
    ),
    "begun is not left, and a new plan does not undo it": (
        [("2025-01-01", "withdrawal_begun", "B", "alleged"),
         ("2025-02-01", "planned_transfer", "B", "alleged")],
        ["begun"],
    ),
    "an official reverses left": (
        [("2025-01-01", "vacated", "B", "alleged"), ("2025-03-01", "in_use", "C", "confirmed")],
        ["left", "in_use"],
    ),
    "an unnamed source does not reverse left": (
        [("2025-01-01", "vacated", "B", "alleged"), ("2025-03-01", "in_use", "B", "alleged")],
        ["left"],
    ),
    "a weak source does not end the use of a site": (
        [("2025-01-01", "in_use", "B", "alleged"), ("2025-03-01", "vacated", "D", "alleged")],
        ["in_use"],
    ),
    "a party's claim does not end the use of a site": (
        [("2025-01-01", "in_use", "B", "alleged"), ("2025-03-01", "vacated", "B", "claimed")],
        ["in_use"],
    ),
    "two years of silence make it unknown": (
        [("2023-01-01", "in_use", "B", "confirmed")],
        ["in_use", "unknown"],
    ),
    "silence that a report ends is bridged": (
        [("2020-01-01", "opened", "B", "confirmed"), ("2025-01-01", "transferred", "B", "confirmed")],
        ["in_use", "left"],
    ),
    "what was left stays left": ([("2012-01-01", "transferred", "B", "confirmed")], ["left"]),
    "nobody knows when a site came back": (
        [("2012-01-01", "transferred", "B", "confirmed"), ("2025-01-01", "in_use", "B", "alleged")],
        ["left", "unknown", "in_use"],
    ),
    "a source known to be unreliable says nothing": (
        [("2025-01-01", "in_use", "E", "alleged")],
        [],
    ),
}  # fmt: skip


@pytest.mark.parametrize("rule", RULES)
def test_rule(rule, copy):
    reports, expected = RULES[rule]
    assert list(made(copy, reports)["state"]) == expected


@pytest.mark.parametrize("day", DAYS)
def test_spells_follow_each_other_without_gap_and_end_by_the_day(day):
    record = analysis.load(day)
    for _, mine in site_states.spells(record).groupby("site_id"):
        assert (mine["start"] <= record.as_of).all()
        assert (mine["start"].iloc[1:].values == mine["end"].iloc[:-1].values).all()
        assert pd.isna(mine["end"].iloc[-1])
        assert (mine["state"].iloc[1:].values != mine["state"].iloc[:-1].values).all()


@pytest.mark.parametrize("day", DAYS)
def test_the_headline_counts_every_known_site_once(day):
    record = analysis.load(day)
    kinds = {row["site_id"]: (row["kind"], row["region"]) for row in rows("sites")}
    now = sites.states(record)
    iraq = now[now["region"].isin(sites.IRAQ)]
    assert iraq["site_id"].is_unique
    assert all(kinds[s][0] != "embassy" for s in now["site_id"])
    numbers = re.search(r"of (\d+) known military sites", sites.headline(record).text)
    if numbers is None:
        assert len(iraq) < 2
        return
    tally = sites.headline(record).text[numbers.end() :].split(";")[0]
    assert sum(map(int, re.findall(r"\d+", tally))) == int(numbers[1]) == len(iraq)


def test_destinations_of_august_2025_by_hand(newest):
    iraq = {r["site_id"] for r in rows("sites") if r["region"] in sites.IRAQ}
    moves = [
        r for r in rows("site_status")
        if r["date"].startswith("2025-08") and r["destination"] and r["site_id"] in iraq
    ]  # fmt: skip
    frame = sites.destinations(newest)
    assert set(frame["destination"]) == {sites._place(r["destination"]) for r in moves}
    assert len(set(frame["destination"])) == 6
    for name, code in (("Syria", "SYR"), ("Kuwait", "KWT"), ("Harir", "harir"), ("Jordan", "JOR")):
        told = {(r["date"], r["said_by"], r["source"]) for r in moves if r["destination"] == code}
        assert (frame["destination"] == name).sum() == len(told), name


def test_on_the_day_of_the_article_one_convoy_had_been_reported():
    # Plans named Erbil and Kuwait; that day a security source told of a convoy towards Syria.
    frame = sites.destinations(analysis.load("2025-08-18"))
    assert set(frame["destination"][frame["under_way"]]) == {"Syria"}
    planned = set(frame["destination"][~frame["under_way"]])
    assert planned == {"Erbil", "Kuwait"}


def test_turning_days_are_those_reached():
    reached = [str(d.date()) for d in sites.turning_days(analysis.load("2025-08-18"))]
    assert reached == ["2020-01-01", "2020-10-01", "2025-08-18"]
    assert sites.turning_days(analysis.load("2003-06-01")) == []


@pytest.mark.parametrize("years", [1, 3, 12])
def test_strips_stay_within_their_period(newest, years):
    spells, readings = sites.strips(newest, years)
    begin = newest.as_of - pd.DateOffset(years=years)
    assert spells["start"].min() >= begin
    assert spells["end"].max() <= newest.as_of
    assert set(readings["row"]) <= set(spells["row"])
    assert spells.groupby("site_id")["row"].nunique().eq(1).all()


def test_strips_need_a_year(newest):
    with pytest.raises(ValueError, match="years"):
        sites.strips(newest, 0)


# The map.


def area(ring: list) -> float:
    """Area of a ring on a sphere, in square kilometres."""
    total = 0.0
    for (x0, y0), (x1, y1) in pairwise(ring):
        total += radians(x1 - x0) * (sin(radians(y0)) + sin(radians(y1)))
    return abs(total) / 2 * 6371.0**2


def inside(x: float, y: float, ring: list) -> bool:
    found = False
    for (x0, y0), (x1, y1) in pairwise(ring):
        if (y0 > y) != (y1 > y) and x < (x1 - x0) * (y - y0) / (y1 - y0) + x0:
            found = not found
    return found


def test_the_base_map_is_iraq_with_eighteen_governorates():
    shapes = basemap.governorates()
    assert len(shapes) == 18
    assert "Halabja" not in shapes
    total = sum(area(rings[0]) for rings in shapes.values())
    assert total == pytest.approx(438_000, rel=0.005)  # the official area
    assert cos(radians(33.4)) == pytest.approx(1 / basemap.SHAPE)


def test_governorates_by_position_differ_only_where_known():
    """The curated column holds: at this scale two sites fall over a line."""
    shapes = basemap.governorates()
    wrong = {}
    for row in rows("sites"):
        if row["region"] in sites.IRAQ and row["latitude"]:
            x, y = float(row["longitude"]), float(row["latitude"])
            found = [name for name, rings in shapes.items() if inside(x, y, rings[0])]
            if found != [row["governorate"]]:
                wrong[row["site_id"]] = found[0]
    assert wrong == {"camp_taji": "Salah al-Din", "abu_ghraib": "Anbar"}


@pytest.mark.parametrize("day", ["2011-12-31", "2020-09-01", "2024-01-31", "2025-08-18", "latest"])
def test_labels_on_the_maps_neither_collide_nor_leave_the_map(day):
    record = analysis.load(day)
    turns = draw.turns(sites.turns(record))
    maps = [draw.map_of(sites.states(record)), *([] if turns is None else turns)]
    for ax in maps:
        for panel in [ax, *ax.child_axes]:
            renderer = panel.figure.canvas.get_renderer()
            named = [t for t in panel.texts if t.get_zorder() == 6]
            boxes = [t.get_window_extent(renderer) for t in named]
            frame = panel.get_window_extent()
            for text, box in zip(named, boxes, strict=True):
                assert frame.x0 <= box.x0 < box.x1 <= frame.x1, text
                assert frame.y0 <= box.y0 < box.y1 <= frame.y1, text
            for (a, first), (b, second) in combinations(zip(named, boxes, strict=True), 2):
                assert not first.shrunk(0.98, 0.7).overlaps(second.shrunk(0.98, 0.7)), (a, b)
    plt.close("all")


def test_stand_in_positions_are_ringed(newest):
    frame = sites.states(newest)
    placed = frame[frame["latitude"].notna()]
    ax = draw.map_of(frame)
    rings = sum(
        isinstance(c, PathCollection) and len(c.get_offsets()) == 1
        for panel in [ax, *ax.child_axes]
        for c in panel.collections
    )
    assert rings == placed["location_precision"].isin(["town", "area"]).sum()
    plt.close("all")
