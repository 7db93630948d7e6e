"""Replays that must come out right, from what was published at the time."""

import pandas as pd
import pytest
from byhand import rows

import analysis
from analysis.measures import article, forces, schedule


def headline(day: str, country: str) -> float:
    record = analysis.load(day)
    return forces.headline_row(forces.levels(record, country), record.as_of)["value"]


@pytest.mark.parametrize(
    ("day", "country", "troops"),
    [
        ("2024-12-18", "SYR", 900),  # the number told until the Pentagon's disclosure
        ("2024-12-20", "SYR", 2000),  # disclosed on 19 December 2024
        ("2025-08-18", "IRQ", 2500),  # the article's day
        ("2020-09-01", "IRQ", 5200),  # before the cut announced on 9 September 2020
        ("2011-12-31", "IRQ", 157),  # soldiers who stayed at the embassy (Euronews)
        ("2017-12-10", "SYR", 2000),  # the new official count of 6 December 2017
        ("2021-02-01", "IRQ", 2500),  # reached on 15 January 2021
    ],
)
def test_headlines_are_those_of_their_day(day, country, troops):
    assert headline(day, country) == troops


def test_the_disagreement_of_august_2025_is_visible():
    on_the_day, at_its_end = analysis.load("2025-08-18"), analysis.load("2025-08-31")
    assert forces.spread(forces.beside(forces.levels(on_the_day), on_the_day.as_of)) == (2000, 2500)
    figures = forces.beside(forces.levels(at_its_end), at_its_end.as_of)
    assert {2000, 2400, 2500, 3000} <= set(figures["value"])


@pytest.mark.parametrize(
    ("day", "state"),
    [
        ("2025-09-29", "pending"),
        ("2025-09-30", "pending"),
        ("2025-10-01", "overdue"),
        ("2025-10-20", "overdue"),
        ("2026-01-19", "done"),
    ],
)
def test_phase_one_changes_state_when_reports_do(day, state):
    states = schedule.states(analysis.load(day)).set_index("milestone_id")
    assert states.loc["phase_one", "state"] == state


def test_phase_one_was_done_110_days_late():
    # Due on the last day of September 2025, declared complete on 18 January 2026: counted by
    # hand, 31 + 30 + 31 days of October to December and 18 of January.
    row = schedule.states(analysis.load("2026-01-19")).set_index("milestone_id").loc["phase_one"]
    assert (row["slip_low"], row["slip_high"]) == (31 + 30 + 31 + 18, 31 + 30 + 31 + 18)


def test_advisers_stay_at_ain_al_asad_on_20_october_2025():
    record = analysis.load("2025-10-20")
    there = record.force_levels.query("place == 'ain_al_asad' and date == '2025-10-20'")
    assert ((there["low"] == 250) & (there["high"] == 350)).any()
    reports = schedule.latest_reports(record, "phase_one")
    assert reports["says"].str.contains("250 to 350").any()


def test_the_exit_of_2011_was_13_days_early():
    row = schedule.states(analysis.load("2011-12-31")).set_index("milestone_id")
    assert row.loc["full_exit_2011", "slip_low"] == row.loc["full_exit_2011", "slip_high"] == -13


def test_phase_two_is_unknown_after_the_record_stops(newest):
    late = schedule.states(analysis.load("2026-11-22")).set_index("milestone_id")
    assert late.loc["phase_two", "state"] == "unknown"
    assert schedule.states(newest).set_index("milestone_id").loc["phase_two", "state"] == "pending"


def test_states_use_only_reports_known_on_the_day(newest):
    known = {r["source_id"]: r["published"] for r in rows("sources")}
    done = [r for r in rows("milestone_reports") if r["status"] == "done"]
    for day in pd.date_range("2008-01-01", newest.stops, freq="97D"):
        states = schedule.states(analysis.load(day.date())).set_index("milestone_id")["state"]
        told = {
            r["milestone_id"]
            for r in done
            if any(
                len(known[s]) == 10 and known[s] <= f"{day:%Y-%m-%d}"
                for s in r["source"].split(";")
            )
        }
        assert told <= set(states[states == "done"].index)
        assert not set(states[states == "done"].index) - {r["milestone_id"] for r in done}


def test_a_withheld_figure_is_never_a_number(newest):
    levels = forces.levels(newest)
    assert levels.loc[levels["bound"] == "withheld", "value"].isna().all()
    by_hand = [r for r in rows("force_levels") if r["bound"] == "withheld"]
    assert len(forces.withheld(newest)) == len(by_hand)
    assert all(r["best"] == r["low"] == r["high"] == "" for r in by_hand)


def test_headlines_are_stated_figures_of_their_own_country(newest):
    by_key = {r["level_id"]: r for r in rows("force_levels")}
    for country in ("IRQ", "SYR"):
        levels = forces.levels(newest, country)
        for day in pd.date_range("2006-01-01", newest.stops, freq="61D"):
            row = forces.headline_row(levels, day)
            if row is None:
                continue
            raw = by_key[row["level_id"]]
            assert raw["country"] == country
            assert raw["kind"] in ("reported", "official_disclosure", "estimate")
            assert (raw["basis"], raw["place"], raw["scope"], raw["contributor"]) == (
                "stated",
                "",
                "",
                "",
            )
            assert row["date_last"] <= day


def test_no_headline_rests_on_an_unreliable_source_alone(newest):
    grades = {r["source_id"]: r["reliability"] for r in rows("sources")}
    for country in ("IRQ", "SYR"):
        levels = forces.levels(newest, country)
        for cell in levels.loc[levels["eligible"], "source"]:
            assert min(grades[s] for s in cell.split(";")) <= "D"


def test_a_larger_window_of_knowledge_only_adds_figures():
    early, late = analysis.load("2025-08-18"), analysis.load("2025-10-20")
    assert set(forces.levels(early)["level_id"]) <= set(forces.levels(late)["level_id"])


def test_the_last_of_september_2017_was_revised_by_the_official_table(newest):
    # The Pentagon's public figure was 5,200; its own table later showed 8,892.
    long = forces.years_before(newest, 12)
    levels = forces.levels(newest)
    lines = forces.steps_as_known(levels), forces.steps(levels)
    day, known, true = forces.largest_revision(*lines, long)
    assert (f"{day:%Y-%m-%d}", known, true) == ("2017-09-30", 5200, 8892)


def test_the_article_has_a_verdict_for_each_claim_on_its_day():
    record = analysis.load("2025-08-18")
    frame = article.verdicts(record)
    assert len(frame) == len(rows("claims")) == 22
    assert not frame["changed"].any()
    assert frame.set_index("number").loc[8, "now"] == "contradicted"


def test_later_verdicts_do_not_show_on_the_day(newest):
    then, now = article.verdicts(analysis.load("2025-08-18")), article.verdicts(newest)
    assert then["now"].tolist() == now["then"].tolist()
    changed = now[now["changed"]].set_index("number")
    assert changed.loc[[5, 11], "now"].tolist() == ["late", "late"]
    assert article.verdicts(analysis.load("2025-08-17")).empty


def test_unknown_countries_and_bad_spans_are_refused(newest):
    with pytest.raises(ValueError, match="IRQ, SYR, JOR, KWT"):
        forces.levels(newest, "IRAQ")
    with pytest.raises(ValueError, match="1 or more"):
        forces.years_before(newest, 0)
