"""How well facts are sourced: the scale on made-up records, the shares by hand, and what may lead."""

import byhand
import pandas as pd
import pytest

import analysis
from analysis.measures import (
    article,
    attacks,
    brief,
    forces,
    grading,
    positions,
    precedents,
    schedule,
    sites,
    sourcing,
    timeline,
)

CHAPTERS = (forces, schedule, timeline, sites, attacks, positions, precedents, article)


class Documents:
    """A record that holds documents alone: (source_id, publisher, origin, grade)."""

    def __init__(self, *rows):
        columns = ["source_id", "publisher", "origin", "reliability"]
        self.sources = pd.DataFrame(rows, columns=columns)


MADE_UP = Documents(
    ("ap1", "Associated Press", "", "B"),
    ("ap2", "Associated Press", "", "C"),  # a copy on a mirror
    ("reuters", "Reuters", "", "B"),
    ("relay", "Some Daily", "Reuters", "C"),
    ("rudaw", "Rudaw", "", "C"),
    ("shafaq", "Shafaq News", "", "C"),
    ("party1", "Party Paper", "", "D"),
    ("party2", "Other Party Paper", "", "D"),
    ("false", "Known Forger", "", "E"),
    ("nobody", "Unknown", "", "F"),
)


@pytest.mark.parametrize(
    ("source", "number", "credibility", "support"),
    [
        ("ap1;reuters", 2, 1, "2 sources"),
        ("ap1;ap2", 1, 2, "one source"),
        ("reuters;relay", 1, 2, "one source"),
        ("relay;ap2", 2, 2, "2 sources"),
        ("ap1;rudaw", 2, 1, "2 sources"),
        ("rudaw;shafaq", 2, 2, "2 sources"),
        ("rudaw", 1, 3, "one source"),
        ("rudaw;party1", 2, 3, "2 sources"),
        ("ap1;party1", 2, 2, "2 sources"),
        ("party1;party2", 2, 3, "2 sources"),
        ("party1", 1, 4, "one weak source"),
        ("party1;false", 1, 4, "one weak source"),
        ("false", 0, 5, "one weak source"),
        ("nobody", 0, 6, "one weak source"),
        ("nobody;false", 0, 5, "one weak source"),
    ],
)
def test_the_scale(source, number, credibility, support):
    cell = pd.Series([source])
    assert grading.independent(MADE_UP, cell).tolist() == [number]
    assert grading.credibility(MADE_UP, cell).tolist() == [credibility]
    assert grading.support(MADE_UP, cell).tolist() == [support]


def test_more_sources_never_make_a_fact_less_credible():
    ids = list(MADE_UP.sources["source_id"])
    for one in ids:
        for other in ids:
            alone, both = grading.credibility(MADE_UP, pd.Series([one, f"{one};{other}"]))
            assert both <= alone, (one, other)


def test_the_share_with_two_sources_is_that_of_a_count_by_hand(newest):
    documents = {row["source_id"]: row for row in byhand.rows("sources")}
    table = sourcing.table(newest).set_index("facts")
    for name, title in (("events", "Events"), ("force_levels", "Published figures for forces")):
        known = set(newest.tables[name].iloc[:, 0])
        key = newest.tables[name].columns[0]
        corroborated = total = checked = 0
        for row in byhand.rows(name):
            if row[key] not in known:
                continue
            origins = set()
            for source in row["source"].split(";"):
                document = documents[source]
                if document["reliability"] in "ABCD" and document["published"][:10] <= "2026-07-02":
                    origins.add(document["origin"] or document["publisher"])
            total += 1
            corroborated += len(origins) > 1
            checked += bool(row["checked"])
        assert table.loc[title, "number"] == total
        assert abs(table.loc[title, "corroborated"] - 100 * corroborated / total) <= 0.5
        assert abs(table.loc[title, "checked"] - 100 * checked / total) <= 0.5
        parts = table.loc[title, ["corroborated", "alone", "weak"]].sum()
        assert abs(parts - 100) <= 1


def test_six_in_ten_weighty_facts_have_two_independent_sources(newest):
    weighty = {
        "events": newest.events[newest.events["significance"] >= 4],
        "promises": newest.milestone_reports,
        "levels": newest.force_levels[newest.force_levels["date_first"] >= "2014-01-01"],
    }
    for name, facts in weighty.items():
        corroborated = grading.independent(newest, facts["source"]) >= grading.ENOUGH
        assert corroborated.mean() >= 0.6, (name, corroborated.mean())


@pytest.mark.parametrize("day", pd.date_range("2003-06-01", "2026-07-01", freq="QS").strftime("%F"))
def test_no_headline_rests_on_a_weak_source_alone(day):
    record = analysis.load(day)
    said = [chapter.headline(record).source for chapter in CHAPTERS]
    said += list(brief.cards(record)["source"])
    source = pd.Series([s for s in said if s], dtype=str)
    credible = grading.credibility(record, source)
    assert (credible < grading.WEAK).all(), source[credible >= grading.WEAK].tolist()


def test_what_is_told_by_one_source_says_so():
    documents = {row["source_id"]: row for row in byhand.rows("sources")}
    for day in ("2014-09-10", "2020-09-10", "2024-01-31", "2025-08-18", "2026-02-25", "2026-06-01"):
        record = analysis.load(day)
        top = forces.headline_row(forces.levels(record), record.as_of)
        known = [documents[s] for s in top["source"].split(";")]
        origins = {d["origin"] or d["publisher"] for d in known if d["reliability"] <= "D"}
        assert (", on one source" in forces.headline(record).text) == (len(origins) == 1), day
