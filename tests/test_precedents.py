"""Lateness, shares and the common clock, against published results and counts by hand."""

from dataclasses import replace
from datetime import date

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from byhand import rows
from lifelines.datasets import load_waltons
from statsmodels.stats.proportion import proportion_confint

import analysis
from analysis.captions import precedents as say_precedents
from analysis.figures import precedents as draw
from analysis.measures import lateness, precedents

DAYS = ["2003-06-01", "2011-12-31", "2014-08-01", "2020-09-01", "2024-01-31", "2025-08-18",
        "2026-03-05", "latest"]  # fmt: skip


def state(target: str, day: str) -> pd.Series:
    frame = lateness.targets(analysis.load(day)).set_index("target_id")
    return frame.loc[target]


def test_survival_against_waltons_in_the_lifelines_documentation():
    waltons = load_waltons()
    cases = pd.DataFrame({"day": waltons["T"], "met": waltons["E"] == 1, "entry": 0.0})
    curve = lateness.survival(cases)
    assert curve["at_risk"].iloc[0] == 163
    assert curve["censored"].sum() == 163 - 156
    assert curve.loc[curve["unmet"] <= 0.5, "day"].iloc[0] == 56


def test_a_case_announced_later_is_at_risk_only_from_then_on():
    cases = pd.DataFrame(
        {"day": [1.0, 3.0, 4.0], "met": [True, True, False], "entry": [-5.0, 2.0, -5.0]}
    )
    curve = lateness.survival(cases)
    assert lateness.unmet_at(curve, 1)["unmet"] == pytest.approx(1 / 2)  # of two, not of three
    assert lateness.unmet_at(curve, 3)["unmet"] == pytest.approx(1 / 4)


def test_if_none_last_known_unmet_was_ever_met_the_curve_is_a_plain_share(newest):
    cases = lateness.cases(lateness.targets(newest)).assign(entry=-9999.0)
    most, curve = lateness.survival(lateness.never(cases)), lateness.survival(cases)
    for day in (-13, 0, 2, 30, 121, 412):
        met = sum(m and d <= day for m, d in zip(cases["met"], cases["day"], strict=True))
        assert lateness.unmet_at(most, day)["unmet"] == pytest.approx(1 - met / len(cases))
        assert lateness.unmet_at(curve, day)["unmet"] <= 1 - met / len(cases) + 1e-9


@pytest.mark.parametrize(
    ("kept", "known", "low", "high"),
    [(25, 200, 0.08462743, 0.1761260), (10, 200, 0.02599340, 0.08687509)],
)
def test_interval_against_the_output_of_r_rsurveillance_binom_jeffreys(kept, known, low, high):
    assert lateness.interval(kept, known) == pytest.approx((low, high), abs=1e-6)


def test_interval_lies_within_the_clopper_pearson_limits_of_5_of_6():
    low, high = lateness.interval(5, 6)
    assert 0.3588 < low < 5 / 6 < high < 0.9958  # 35.88% to 99.58% as in R binom.test(5, 6)
    assert (low, high) == pytest.approx(proportion_confint(5, 6, method="jeffreys"))


def test_interval_reaches_the_end_where_all_or_none_were_kept():
    assert lateness.interval(0, 4)[0] == 0
    assert lateness.interval(4, 4)[1] == 1


def test_agreements_counted_by_hand_in_the_csv(newest):
    met = {r["target_id"]: r["date"] for r in rows("campaign_target_reports") if r["status"] == "met"}  # fmt: skip
    agreed = [r for r in rows("campaign_targets") if r["basis"] == "agreement"]
    slips = {
        r["target_id"]: (
            date.fromisoformat(met[r["target_id"]]) - date.fromisoformat(r["due"])
        ).days
        for r in agreed
    }
    assert slips["iq07"] == -13  # all out of Iraq in 2011
    assert {t for t, slip in slips.items() if slip > 2} == {"ag04"}  # out of Afghanistan in 2021
    # Of the six dates for the last to leave, five were kept.
    exits = ["so02", "vn11", "iq07", "uk04", "ng01", "ag04"]
    assert sum(slips[t] <= 2 for t in exits) == 5

    ours = lateness.targets(newest)
    ours = ours[ours["basis"] == "agreement"].set_index("target_id")
    assert ours["slip_high"].astype(int).to_dict() == slips
    share = lateness.shares(ours.reset_index()).iloc[0]
    assert (share["kept"], share["known"]) == (sum(s <= 2 for s in slips.values()), len(slips))


def test_a_date_put_off_is_pending_then_put_off_then_late():
    assert state("ag04", "2021-04-20")["state"] == "pending"
    assert state("ag04", "2021-06-01")["state"] == "put off"
    late = state("ag04", "2021-09-02")
    assert late["state"] == "late"
    assert late["slip_low"] == late["slip_high"] == 121  # 1 May to 30 August 2021


def test_a_target_missed_and_a_hope_given_up():
    assert state("iq01", "2009-03-01")["state"] == "not met"  # 146,000 in September, due in July
    assert state("iq02", "2009-06-01")["state"] == "given up"


def test_a_month_is_no_day():
    assert state("vn05", "2021-03-01")["state"] == "day unknown"  # met in December, due on the 1st
    assert state("iq01", "2009-03-01")["due"] == pd.Timestamp("2008-07-31")
    assert state("ag02", "2020-12-31")["due"] == pd.Timestamp("2020-11-30")


def test_no_date_no_verdict(newest):
    frame = lateness.targets(newest).set_index("target_id")
    undated = [r["target_id"] for r in rows("campaign_targets") if not r["due"]]
    assert set(frame.loc[undated, "state"]) == {"no date"}
    assert not set(frame.loc[undated].index) & set(lateness.settled(frame.reset_index())["target_id"])  # fmt: skip


@pytest.mark.parametrize("day", DAYS)
def test_nothing_is_read_before_it_was_told(day):
    record = analysis.load(day)
    targets = lateness.targets(record)
    assert not (targets["met_last"] > record.as_of).any()
    readings = precedents.readings(record, precedents.spans(record))
    assert not (readings["day"] > record.as_of).any()
    assert set(readings["kind"]) <= {"reported", "official_disclosure", "estimate"}
    assert (targets["slip_low"].fillna(0) <= targets["slip_high"].fillna(0)).all()


def test_this_drawdown_runs_from_the_joint_statement_to_the_end_of_phase_two(newest):
    assert not precedents.spans(analysis.load("2024-09-26"))["subject"].any()
    this = precedents.spans(newest).iloc[-1]
    assert this["subject"]
    assert this["peak"] == 2500
    assert this["start"] == pd.Timestamp("2024-09-27")
    assert this["end"] == pd.Timestamp("2026-09-30")


def test_the_clock_counts_from_announcement_to_first_date(newest):
    readings = precedents.readings(newest, precedents.spans(newest))
    out = readings[
        (readings["campaign_id"] == "us_afghanistan_2020_2021") & (readings["share"] == 0)
    ]
    # 548 days from 29 February 2020 to 30 August 2021, of the 427 to 1 May 2021.
    assert out["clock"].iloc[0] == pytest.approx(548 / 427)


@pytest.mark.parametrize(
    ("day", "says"),
    [
        ("2024-09-01", "no agreed date"),
        ("2025-09-30", "not yet due"),
        ("2025-10-20", "20 days overdue"),
        ("2026-01-19", "110 days late"),
    ],
)
def test_where_phase_one_stood(day, says):
    record = analysis.load(day)
    assert says in precedents.standing(record, lateness.targets(record)).text


def test_phase_one_is_ranked_among_the_slips_of_the_csv(newest):
    # Slower than 110 days was only the way out of Afghanistan (121).
    slips = lateness.targets(newest)["slip_high"].dropna()
    said = precedents.standing(newest, lateness.targets(newest)).text
    assert f"later than {len(slips) - 1} of the {len(slips)} measured" in said


def test_an_empty_record_is_told_and_not_drawn(newest):
    names = [name for name in newest.tables if name.startswith(("campaign", "milestone"))]
    empty = replace(newest, tables=newest.tables | {n: newest.tables[n].iloc[:0] for n in names})
    targets, spans = lateness.targets(empty), precedents.spans(empty)
    readings = precedents.readings(empty, spans)
    path, cases = precedents.path(empty, readings, spans), lateness.cases(targets)
    shares, curve = lateness.shares(targets), lateness.survival(cases)
    assert draw.clock(spans, readings, path) is None
    assert draw.lateness(curve, curve, lateness.at_risk(cases)) is None
    assert draw.kept(lateness.shown(targets), shares) is None
    for caption in (
        say_precedents.clock(empty, spans, readings, path),
        say_precedents.curve(empty, cases, targets),
        say_precedents.shares(empty, targets, shares),
        say_precedents.table(empty, targets),
    ):
        assert "the record holds no" in caption.title
    assert "the record holds no" in precedents.headline(empty).text


@pytest.mark.parametrize("day", DAYS)
def test_every_case_is_drawn_and_every_text_lies_on_the_page(day):
    record = analysis.load(day)
    targets, spans = lateness.targets(record), precedents.spans(record)
    readings = precedents.readings(record, spans)
    cases = lateness.cases(targets)
    panels = draw.clock(spans, readings, precedents.path(record, readings, spans))
    assert [p.get_title("left") for p in panels] == list(spans["name"])
    shown = lateness.shown(targets)
    top, below = draw.kept(shown, lateness.shares(targets))
    assert len(below.get_yticks()) == len(shown) + shown["basis"].nunique()
    curve = draw.lateness(
        lateness.survival(cases),
        lateness.survival(lateness.never(cases)),
        lateness.at_risk(cases),
    )
    for ax in (panels[0], top, curve):
        width, height = ax.figure.get_size_inches() * ax.figure.dpi
        ax.figure.canvas.draw()
        box = ax.figure.get_tightbbox().transformed(ax.figure.dpi_scale_trans)
        assert height <= 7.5 * ax.figure.dpi
        assert box.x0 >= -1
        assert box.x1 <= width + 1
        plt.close(ax.figure)
