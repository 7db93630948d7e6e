"""The chapter on attacks against the CSV files, published cases and what must always hold."""

import math
from datetime import date, timedelta
from itertools import combinations, pairwise, product

import numpy as np
import pytest
import ruptures
from byhand import rows
from matplotlib.dates import date2num
from statsmodels.stats.rates import test_poisson_2indep as poisson_test

import analysis
from analysis.captions import attacks as say_attacks
from analysis.figures import attacks as draw
from analysis.figures import style
from analysis.figures import tempo as draw_tempo
from analysis.measures import attacks, counts, tempo

DATES = [
    "2003-06-01",
    "2006-01-01",
    "2011-12-31",
    "2014-08-01",
    "2020-09-01",
    "2024-01-31",
    "2025-08-18",
    "2026-03-05",
    "latest",
]
# British coal-mining disasters by year, 1851 to 1962: the dates of Jarrett 1979, Biometrika
# 66:191-193, as in the data set coal of R's package boot, counted by year.
COAL = [
    4, 5, 4, 1, 0, 4, 3, 4, 0, 6, 3, 3, 4, 0, 2, 6, 3, 3, 5, 4, 5, 3, 1, 4, 4, 1, 5, 5, 3, 4, 2, 5,
    2, 2, 3, 4, 2, 1, 3, 2, 2, 1, 1, 1, 1, 3, 0, 0, 1, 0, 1, 1, 0, 0, 3, 1, 0, 3, 2, 2, 0, 1, 1, 1,
    0, 1, 0, 1, 0, 0, 0, 2, 1, 0, 0, 0, 1, 1, 0, 2, 3, 3, 1, 1, 2, 1, 1, 1, 1, 2, 3, 3, 0, 0, 0, 1,
    4, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 1, 0, 1,
]  # fmt: skip


def listed(first, last, countries=("IRQ", "SYR", "JOR")):
    """Count attacks on US and coalition people between two days by reading the file."""
    return sum(
        first <= row["date"].removesuffix("~") <= last
        and len(row["date"]) >= 10
        and row["country"] in countries
        and row["target"] != "other"
        for row in rows("incidents")
    )


# The method


def test_coal_mining_disasters_break_after_1891():
    assert len(COAL) == 112
    assert sum(COAL) == 191
    signal = np.column_stack([COAL, [1] * 112]).astype(float)
    search = ruptures.Dynp(custom_cost=counts.CostPoisson(), min_size=1, jump=1).fit(signal)
    assert search.predict(n_bkps=1) == [41, 112]
    assert counts.changes(COAL, [1] * 112, penalty=2.0) == [41]
    assert (sum(COAL[:41]), sum(COAL[41:])) == (127, 64)
    cost = counts.CostPoisson().fit(signal)
    gain = cost.error(0, 112) - cost.error(0, 41) - cost.error(41, 112)
    assert gain == pytest.approx(69.988, abs=0.001)


def test_coal_mining_disasters_posterior():
    chance = counts.posterior(COAL, [1] * 112)
    assert chance.sum() == pytest.approx(1)
    told = {1891: 0.2450, 1890: 0.1848, 1889: 0.1432, 1892: 0.0988, 1887: 0.0931}
    for year, expected in told.items():
        assert chance[year - 1851] == pytest.approx(expected, abs=5e-5)
    ends = [1851 + int(np.searchsorted(chance.cumsum(), q)) for q in (0.025, 0.5, 0.975)]
    assert ends == [1886, 1890, 1896]


@pytest.mark.parametrize("series", [[0, 1, 0, 7, 9, 8, 1], [5, 0, 0, 0, 6, 6, 0, 9], [2] * 6])
@pytest.mark.parametrize("penalty", [0.3, 1.0])
def test_change_points_are_the_best_of_all_cuts(series, penalty):
    weeks = [1.0] * (len(series) - 1) + [0.5]

    def cost(cuts):
        edges, total = [0, *cuts, len(series)], 0.0
        for start, end in pairwise(edges):
            n, t = sum(series[start:end]), sum(weeks[start:end])
            total += 2 * (n - n * math.log(n / t)) if n else 0
        return total + penalty * 2 * math.log(len(series)) * len(cuts)

    every = [
        cuts for size in range(len(series)) for cuts in combinations(range(1, len(series)), size)
    ]
    found = counts.changes(series, weeks, penalty)
    assert cost(found) == pytest.approx(min(map(cost, every)))


def test_rate_ratio_of_a_published_case():
    """R, exactci::poisson.exact, as quoted in the tests of statsmodels (its ends to about 1e-4)."""
    ratio = counts.rate_ratio(60, 51477.5, 30, 54308.7)
    assert ratio["ratio"] == pytest.approx(2.10999757)
    assert ratio["p"] == pytest.approx(0.000675183, rel=1e-5)
    assert ratio["low"] == pytest.approx(1.34983, rel=5e-4)
    assert ratio["high"] == pytest.approx(3.27765, rel=5e-4)


@pytest.mark.parametrize(("after", "before"), [(2, 51), (15, 2), (6, 5), (1, 1), (43, 1)])
def test_rate_ratio_agrees_with_statsmodels(after, before):
    ratio = counts.rate_ratio(after, 60, before, 40)

    def p(value):
        return poisson_test(after, 60, before, 40, value=value, method="exact-cond").pvalue

    assert ratio["p"] == pytest.approx(p(1))
    assert p(ratio["low"] * 0.98) < 0.05 <= p(ratio["low"] * 1.001)
    assert p(ratio["high"] * 1.02) < 0.05 <= p(ratio["high"] * 0.999)


def test_rate_ratio_without_attacks_is_open():
    assert counts.rate_ratio(0, 60, 5, 60)["low"] == 0
    assert counts.rate_ratio(5, 60, 0, 60)["high"] == math.inf
    none = counts.rate_ratio(0, 60, 0, 60)
    assert (none["low"], none["high"]) == (0, math.inf)
    assert math.isnan(none["ratio"])


# The counters


@pytest.mark.parametrize(("day", "number"), [("2023-11-21", 66), ("2024-01-29", 165)])
def test_totals_of_the_pentagon(day, number):
    told = [r for r in rows("incident_counts")
            if r["counter"] == "pentagon" and r["date"] == day and r["split_of"] == ""]  # fmt: skip
    assert [int(r["count"]) for r in told] == [number]
    known = attacks.together(attacks.totals(analysis.load("latest")))
    mine = known[(known["counter"] == "pentagon") & (known["day_last"] == day)]
    assert mine["count"].to_list() == [number]
    assert mine["bound"].to_list() == [told[0]["bound"]]


def test_the_parts_of_66_are_32_and_34():
    known = attacks.by_country(attacks.totals(analysis.load("2023-11-25")))
    parts = known[known["split_of"] == "ac069"].set_index("scope")["count"]
    assert parts.to_dict() == {"iraq": 32, "syria": 34}


def test_list_beside_the_pentagon_counted_by_hand():
    against = attacks.against_list(analysis.load("latest"))
    row = against[(against["counter"] == "pentagon")].iloc[-1]
    assert (row["count"], row["bound"]) == (168, "floor")
    assert row["listed"] == listed("2023-10-17", "2024-02-07")


def test_list_beside_the_count_of_one_country_counted_by_hand():
    against = attacks.against_list(analysis.load("latest"))
    row = against[against["counter"] == "sohr"].iloc[-1]
    assert row["count"] == 135
    assert row["listed"] == listed("2023-10-01", "2024-08-14", ("SYR",))  # since October, no day


def test_places_and_weapons_counted_by_hand():
    places = attacks.places(analysis.load("latest"))
    mine = [r for r in rows("incidents") if r["target"] != "other"]
    assert places["attacks"].sum() == len(mine)
    erbil = places[places["place"] == "Erbil Air Base"].set_index("weapon")["attacks"]
    hand = [r["weapon"] for r in mine if r["place"] == "erbil_air_base"]
    assert erbil["drone"] == hand.count("drone")
    assert erbil.sum() == len(hand)


def test_nothing_was_counted_before_the_campaign():
    record = analysis.load("2023-10-16")
    assert attacks.totals(record).empty
    assert draw.totals(*[attacks.totals(record)] * 2, record.as_of) is None
    assert (
        "nothing had been counted yet" in say_attacks.totals(record, attacks.totals(record)).title
    )


# The tempo


def test_week_counted_by_hand():
    weeks = tempo.weekly(analysis.load("latest")).set_index("week")
    assert weeks.loc["2023-11-13", "attacks"] == listed("2023-11-13", "2023-11-19")
    dated = [r for r in rows("incidents") if len(r["date"]) >= 10]
    assert weeks[["attacks", "others"]].to_numpy().sum() == len(dated)


@pytest.mark.parametrize("window", [30, 60])
def test_before_and_after_tower_22_counted_by_hand(window):
    row = (
        tempo.rates(analysis.load("latest"), window)
        .set_index("event_id")
        .loc["tower22_attack_jan2024"]
    )
    day, span = date(2024, 1, 28), timedelta(days=window)
    assert row["before"] == listed(str(day - span), "2024-01-27")
    assert row["after"] == listed("2024-01-29", str(day + span))


def test_tempo_fell_in_the_week_after_tower_22():
    levels = tempo.levels(tempo.weekly(analysis.load("latest")), 2.0)
    # Kataib Hezbollah suspended its attacks on Tuesday 30 January: that week or the next.
    after = levels[levels["start"].between("2024-01-29", "2024-02-05")].iloc[0]
    assert after["rate"] < 1 < levels["rate"].max()
    assert after["change_low"] <= after["start"] <= after["change_high"]


@pytest.mark.parametrize("name", ["window", "penalty"])
def test_parameters_out_of_range_are_refused(name):
    record = analysis.load("latest")
    with pytest.raises(ValueError, match=name):
        tempo.rates(record, 13) if name == "window" else tempo.levels(tempo.weekly(record), 0)


# What holds on every day


@pytest.mark.parametrize("as_of", DATES)
def test_nothing_is_dated_after_the_day(as_of):
    record = analysis.load(as_of)
    for days in (
        attacks.totals(record)["day_first"],
        attacks.against_list(record)["end"],
        tempo.weekly(record)["week"],
        tempo.named(record)["day"],
        tempo.rates(record)["day"],
    ):
        assert not (days > record.as_of).any()


@pytest.mark.parametrize("as_of", DATES)
def test_the_headline_warns_of_the_list(as_of):
    text = attacks.headline(analysis.load(as_of)).text
    assert "not a census" in text or "not to say that there were none" in text


@pytest.mark.parametrize("as_of", DATES)
def test_levels_hold_all_attacks_and_every_week(as_of):
    weeks = tempo.weekly(analysis.load(as_of))
    levels = tempo.levels(weeks, 2.0)
    assert levels["attacks"].sum() == weeks["attacks"].sum()
    assert (levels["start"].iloc[1:].to_numpy() == levels["end"].iloc[:-1].to_numpy()).all()


@pytest.mark.parametrize("as_of", ["2023-10-30", "2024-01-31", "latest"])
def test_every_floor_has_an_arrow_and_no_line_joins_floors(as_of):
    record = analysis.load(as_of)
    together = attacks.together(attacks.totals(record))
    panels = draw.totals(together, together.iloc[:0], record.as_of)
    ax = panels[0]
    near = together[date2num(together["day_last"]) <= ax.get_xlim()[1]]
    arrows = [t for t in ax.texts if getattr(t, "arrow_patch", None)]
    assert len(arrows) == (near["bound"] == "floor").sum()
    sure = together[together["bound"].isin(["exact", "about"]) & together["to_the_day"]]
    for line in ax.lines:
        if line.get_linestyle() == "-" and line.get_marker() == "None" and line.get_linewidth() > 1:
            assert set(line.get_ydata()) <= set(sure["count"])
    style.plt.close("all")


@pytest.mark.parametrize(("as_of", "which"), list(product([*DATES[4:], "2023-10-30"], ["totals", "weekly", "against"])))  # fmt: skip
def test_labels_do_not_overlap(as_of, which):
    record = analysis.load(as_of)
    weeks = tempo.weekly(record)
    totals = attacks.totals(record)
    drawn = {
        "totals": lambda: draw.totals(attacks.together(totals), attacks.by_country(totals), record.as_of),
        "weekly": lambda: draw_tempo.weekly(weeks, tempo.levels(weeks, 2.0), tempo.named(record, tempo.FIGHTING), weeks["week"].iloc[0], record.as_of),
        "against": lambda: draw.against(attacks.against_list(record)),
    }[which]()  # fmt: skip
    panels = [] if drawn is None else list(drawn) if which == "totals" else [drawn]
    for ax in panels:
        ax.figure.draw_without_rendering()
        boxes = [t.get_window_extent() for t in ax.texts if t.get_text()]
        assert not any(a.padded(-0.5).overlaps(b.padded(-0.5)) for a, b in combinations(boxes, 2))
    style.plt.close("all")
