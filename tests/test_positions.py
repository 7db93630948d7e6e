"""Positions and texts against hand counts from the CSV files and against what is on public record."""

from datetime import date, timedelta
from itertools import pairwise
from statistics import median

import pandas as pd
import pytest
from byhand import last_day, rows

import analysis
from analysis.captions import agreements as say_agreements
from analysis.captions import positions as say_positions
from analysis.figures import positions as draw
from analysis.measures import agreements, positions

DAYS = [
    "2003-06-01", "2006-01-01", "2008-12-01", "2011-12-31", "2014-08-01", "2018-12-01",
    "2020-09-01", "2024-01-31", "2025-08-18", "2026-03-05", "latest",
]  # fmt: skip


PUBLISHED = {s["source_id"]: s["published"] for s in rows("sources")}
GRADES = {s["source_id"]: s["reliability"] for s in rows("sources")}


def known(row):
    return min(last_day(PUBLISHED[s]) for s in row["source"].split(";") if PUBLISHED[s])


def taken(side, until):
    """Return the positions of one side known by a day, by hand."""
    return [
        row
        for row in rows("statements")
        if row["side"] == side and row["stance"] != "0" and not row["told_by"]
        and row["role"] != "joint statement" and known(row) <= until
        and any(GRADES[s] <= "D" and last_day(PUBLISHED[s]) <= until for s in row["source"].split(";"))
    ]  # fmt: skip


@pytest.mark.parametrize("day", DAYS)
def test_no_statement_is_lost_or_early(day):
    record = analysis.load(day)
    frame = positions.statements(record)
    byhand = {r["statement_id"] for r in rows("statements") if known(r) <= record.as_of.date()}
    assert set(frame["statement_id"]) == byhand
    assert (frame["day"] <= record.as_of).all()
    assert (frame["last"] <= record.as_of).all()


@pytest.mark.parametrize("day", ["2024-01-31", "2025-08-18", "2026-03-05"])
def test_counts_in_the_title_are_those_of_the_csv(day):
    record = analysis.load(day)
    frame = positions.statements(record)
    title = say_positions.stances(record, frame, 99).title
    for side, name in (("us", "US"), ("iraq_federal", "Iraqi federal")):
        stances = [int(r["stance"]) for r in taken(side, record.as_of.date())]
        most = max(sum(s > 0 for s in stances), sum(s < 0 for s in stances))
        assert f"{most} of {len(stances)} {name} positions" in title


def test_the_median_is_that_of_the_half_year_and_needs_three():
    record = analysis.load("2025-08-18")
    frame = positions.medians(positions.statements(record), record.as_of)
    mine = frame[frame["lane"] == "iran_aligned_faction"]
    byhand = [
        (date.fromisoformat(r["date"]), int(r["stance"]))
        for r in taken("iran_aligned_faction", record.as_of.date())
        if len(r["date"]) == 10
    ]
    on = date(2020, 6, 30)  # two positions only in the half-year before
    assert sum(on - timedelta(182) < day <= on for day, _ in byhand) < 3
    assert not ((mine["start"] <= str(on)) & (mine["end"] > str(on))).any()
    on = date(2024, 4, 20)
    window = [stance for day, stance in byhand if on - timedelta(182) < day <= on]
    there = mine[(mine["start"] <= str(on)) & (mine["end"] > str(on))]
    assert len(window) >= 3
    assert list(there["median"]) == [median(window)]


@pytest.mark.parametrize("day", DAYS)
def test_medians_hold_three_positions_and_never_overlap_or_run_on(day):
    record = analysis.load(day)
    frame = positions.medians(positions.statements(record), record.as_of)
    assert (frame["number"] >= 3).all()
    assert "other" not in set(frame["lane"])
    assert (frame["end"] <= record.as_of).all()
    for _, mine in frame.groupby("lane"):
        assert (mine["start"].iloc[1:].to_numpy() >= mine["end"].iloc[:-1].to_numpy()).all()


@pytest.mark.parametrize("day", DAYS)
def test_the_newest_position_has_no_newer_one_of_its_side(day):
    record = analysis.load(day)
    frame = positions.newest(record)
    assert len(frame) <= 10
    for side in ("us", "iraq_federal", "krg", "iran_aligned_faction", "iran", "nato"):
        byhand = taken(side, record.as_of.date())
        mine = frame[(frame["lane"] == side) & frame["own"]]
        if not byhand:
            assert mine.empty
            continue
        first = max((r["date"].removesuffix("~") + "-01-01")[:10] for r in byhand)
        assert set(mine["first"]) == {pd.Timestamp(first)}
        said = {r["paraphrase"] for r in byhand}
        assert set(mine["says"]) <= said


def test_joint_texts_and_sentences_on_status_are_no_positions():
    frame = positions.newest(analysis.load())
    assert (frame["stance"] != 0).all()
    joint = {r["paraphrase"] for r in rows("statements") if r["role"] == "joint statement"}
    assert joint
    assert not joint & set(frame["says"])


def test_both_ways_on_one_day_are_both_told():
    """On 20 August 2020 the US president spoke of getting out and of soldiers who are there to help."""
    frame = positions.newest(analysis.load("2020-09-01"))
    assert sorted(frame[frame["lane"] == "us"]["stance"]) == [-2, 1]


@pytest.mark.parametrize(
    ("speaker", "role", "told"),
    [
        ("Fuad Hussein", "Foreign Minister", "Fuad Hussein, Foreign Minister"),
        ("US State Department", "spokesperson (unnamed)", "the US State Department, unnamed spokesperson"),
        ("Senior US official (unnamed)", "US administration", "an unnamed senior US official, US administration"),
    ],
)  # fmt: skip
def test_who(speaker, role, told):
    assert positions.who(speaker, role) == told


def state(key, day):
    frame = agreements.texts(analysis.load(day)).set_index("agreement_id")
    return frame.loc[key]


@pytest.mark.parametrize(
    ("key", "day", "expected", "until"),
    [
        # The withdrawal agreement was in force from 1 January 2009 to 31 December 2011.
        ("sofa_2008", "2008-12-01", "to come", "2011-12-31"),
        ("sofa_2008", "2009-01-01", "in force", "2011-12-31"),
        ("sofa_2008", "2011-12-30", "in force", "2011-12-31"),
        ("sofa_2008", "2012-01-01", "ended", "2011-12-31"),
        # Resolutions 1637, 1723 and 1790 each extended the mandate of 1546 by a year.
        ("unsc_1546_2004", "2005-11-01", "in force", "2005-12-31"),
        ("unsc_1546_2004", "2006-06-01", "in force", "2006-12-31"),
        ("unsc_1546_2004", "2007-06-01", "in force", "2007-12-31"),
        ("unsc_1546_2004", "2008-06-01", "in force", "2008-12-31"),
        ("unsc_1546_2004", "2009-02-01", "ended", "2008-12-31"),
        # NATO suspended its training on 4 January 2020; Iraq let it go on in February.
        ("nato_mission_iraq", "2020-01-20", "suspended", None),
        ("nato_mission_iraq", "2020-03-01", "open", None),
        # The German mandate ran to 31 January 2016; that it was prolonged is known from 2017 only.
        ("bundestag_mandate_2015", "2016-06-01", "expired", "2016-01-31"),
        ("bundestag_mandate_2015", "2018-01-01", "open", None),
        # The framework agreement names no end; the authorisation of 2002 was repealed in 2025.
        ("sfa_2008", "2014-08-01", "open", None),
        ("us_aumf_iraq_2002", "2025-12-17", "open", None),
        ("us_aumf_iraq_2002", "2026-03-05", "ended", None),
        # What became of the last day of September 2026 is not in the record.
        ("joint_statement_2024", "2025-08-18", "in force", "2026-09-30"),
        ("joint_statement_2024", "2026-10-15", "unknown", "2026-09-30"),
    ],
)
def test_texts_on_public_record(key, day, expected, until):
    row = state(key, day)
    assert row["state"] == expected
    assert row["until"] == pd.Timestamp(until) if until else pd.isna(row["until"])


def test_a_gap_between_two_terms_is_open_and_not_in_force():
    spans = state("bundestag_mandate_2015", "2018-01-01")["spans"]
    gap = [(str(a.date()), str(b.date())) for a, b, kind in spans if kind == "open"]
    assert gap[0] == ("2016-01-31", "2017-01-26")


@pytest.mark.parametrize("day", DAYS)
def test_spans_run_on_in_order_and_only_terms_lie_ahead(day):
    record = analysis.load(day)
    frame = agreements.texts(record)
    assert len(frame) == sum(known(r) <= record.as_of.date() for r in rows("agreements"))
    for _, row in frame.iterrows():
        ends = [(start, end) for start, end, _ in row["spans"]]
        assert all(start <= end for start, end in ends)
        assert all(a[1] <= b[0] for a, b in pairwise(ends))
        assert all(end <= record.as_of for _, end, kind in row["spans"] if kind != "to come")
        assert row["state"] != "in force" or row["until"] >= record.as_of


@pytest.mark.parametrize("day", [*DAYS, "2026-10-15"])
def test_tables_are_short_and_captions_fit(day):
    record = analysis.load(day)
    frame, texts = positions.recent(record, 7), agreements.texts(record)
    captions = [
        say_positions.stances(record, frame, 7),
        say_positions.newest(record, positions.newest(record)),
        say_agreements.bars(record, texts),
        say_agreements.running(record, texts),
        say_agreements.ended(record, texts, 2),
    ]
    assert all(0 < len(c.title) <= 110 and not c.title.endswith(".") for c in captions)
    published = set(record.sources["source_id"])
    said = [*captions, positions.headline(record)]
    assert all(set(filter(None, s.source.split(";"))) <= published for s in said)
    for table in (agreements.running(texts), agreements.ended(texts, record.as_of, 2)):
        assert len(table) <= 10


def test_nothing_to_draw_draws_nothing():
    record = analysis.load("2003-06-01")
    frame = positions.recent(record, 7)
    assert draw.stances(frame, positions.medians(frame, record.as_of), record.as_of) is None
    assert draw.bars(agreements.texts(record).head(0), record.as_of) is None


def test_no_year_is_refused():
    with pytest.raises(ValueError, match="years"):
        positions.recent(analysis.load(), 0)
