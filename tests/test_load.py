"""The two-date rules: nothing known later shows, nothing known disappears."""

import pandas as pd
import pytest

import analysis
from analysis.record import schema
from analysis.record.load import UNDATED

FACTS = [n for n, t in schema.tables().items() if "source" in schema.fields(t) and n not in UNDATED]


def _publication_days(newest) -> list[pd.Timestamp]:
    """Every day on which the record changes, and the day before it: each distinct replay, once."""
    known = pd.concat([newest.tables[name]["known_from"] for name in FACTS])
    known = known[(known >= newest.begins) & (known <= newest.stops)]
    days = sorted(set(known) | {day - pd.Timedelta(days=1) for day in known})
    return [day for day in days if day >= newest.begins]


def _keys(record, name) -> set:
    return set(record.tables[name][schema.key(schema.tables()[name])[0]])


def test_every_replay_shows_only_what_was_known_and_keeps_it(newest):
    # The record can change only on a publication day, so these days stand for every day since 2003.
    published = newest.sources.set_index("source_id")["published_last"]
    before = {name: set() for name in FACTS}
    for day in _publication_days(newest):
        record = analysis.load(day.date())
        for name in FACTS:
            table = record.tables[name]
            assert (table["known_from"] <= day).all(), (name, day)
            keys = _keys(record, name)
            assert before[name] <= keys, (name, day)
            before[name] = keys
            cited = {s for cell in table["source"] for s in cell.split(";")}
            assert cited <= set(record.sources["source_id"]), (name, day)
        assert (record.sources["published_last"].dropna() <= day).all()
        assert published.loc[list(record.sources["source_id"])].max() <= day


def test_past_reports_lie_in_the_past_and_plans_stay_plans(newest):
    for day in ("2009-03-01", "2020-09-10", "2024-09-27", "2025-08-18", "2026-01-19"):
        record = analysis.load(day)
        levels = record.force_levels
        past = levels[~levels["kind"].isin(["planned", "authorised", "addition"])]
        assert (past["date_first"] <= record.as_of).all()
        assert (record.incidents["date_first"] <= record.as_of).all()
        assert (record.events["date_first"] <= record.as_of).all()
        done = record.milestone_reports["done_first"].dropna()
        assert (done <= record.as_of).all()
    plans = analysis.load("2025-08-18").force_levels.query("kind == 'planned'")
    assert (plans["due_last"] > "2025-08-18").any()


def test_a_fact_is_known_from_the_last_day_of_its_earliest_source(newest):
    published = newest.sources.set_index("source_id")
    row = newest.force_levels.set_index("level_id").loc["fl335"]
    days = [published.loc[s, "published_last"] for s in row["source"].split(";")]
    assert row["known_from"] == min(days) == pd.Timestamp("2024-12-19")


def test_undated_documents_are_known_only_from_the_day_of_compilation(newest):
    whole = analysis.load("2026-11-22").sources
    undated = whole[whole["published"] == ""]
    assert len(undated)
    assert (undated["known_from"] == "2026-11-22").all()
    assert not set(undated["source_id"]) & set(newest.sources["source_id"])


@pytest.mark.parametrize("bad", ["2025-13-01", "18 August 2025", "2025-08", "", "yesterday"])
def test_a_malformed_day_is_refused(bad):
    with pytest.raises(ValueError, match="2025-08-18"):
        analysis.load(bad)


def test_a_day_before_the_record_is_refused(newest):
    with pytest.raises(ValueError, match="before the record begins"):
        analysis.load("2002-12-31")


def test_latest_is_the_last_day_of_the_record(newest):
    assert newest.as_of == newest.stops
    full = newest.sources["published"].str.fullmatch(r"\d{4}-\d{2}-\d{2}")
    assert newest.sources.loc[full, "published"].max() >= f"{newest.stops:%Y-%m-%d}"
