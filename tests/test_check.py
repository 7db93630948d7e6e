"""`drawdown check` catches each kind of fault, at its file, row and column."""

import csv
import inspect
import json

import pytest
from click.testing import CliRunner

from analysis.cli import main
from analysis.record import check, coding


def edit(data, table, row, **values):
    """Change cells of one row (2 is the first below the header) of a table in a copy."""
    path = data / f"{table}.csv"
    rows = list(csv.reader(path.open(encoding="utf-8", newline="")))
    for column, value in values.items():
        rows[row - 1][rows[0].index(column)] = value
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def found(data, file, row, column, words):
    matching = [
        f
        for f in check(data)
        if (f.file, f.row, f.column) == (file, row, column) and words in f.message
    ]
    return bool(matching)


def test_the_record_itself_has_no_findings(copy):
    assert check(copy) == []


@pytest.mark.parametrize(
    ("table", "column", "value", "words"),
    [
        ("force_levels", "best", "many", "not of the"),
        ("force_levels", "best", "-5", "below"),
        ("force_levels", "kind", "guess", "not one of"),
        ("force_levels", "kind", "", "must be filled"),
        ("force_levels", "date", "2025-8", "does not have the form"),
        ("force_levels", "date", "2021-02-31", "no day of the calendar"),
        ("force_levels", "source", "nobody_20250101_nothing", "unknown source"),
        ("force_levels", "note", "=HYPERLINK()", "spreadsheet formula"),
        ("force_levels", "note", "x" * 401, "at most 400"),
        ("sources", "url", "ftp://example.org/a", "does not have the form"),
        ("sources", "reliability", "G", "not one of"),
        ("sites", "latitude", "51.5", "above"),
        ("incidents", "us_killed", "1.5", "not of the"),
    ],
)
def test_a_bad_cell_is_found_where_it_stands(copy, table, column, value, words):
    edit(copy, table, 3, **{column: value})
    assert found(copy, f"{table}.csv", 3, column, words)


def test_ends_out_of_order_are_found(copy):
    edit(copy, "force_levels", 3, low="9000", best="8000", high="", bound="about")
    assert found(copy, "force_levels.csv", 3, "low", "is above best")
    edit(copy, "force_levels", 3, low="", best="8000", high="7000")
    assert found(copy, "force_levels.csv", 3, "best", "is above high")


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("site_status", "site_id"),
        ("milestone_reports", "milestone_id"),
        ("campaign_levels", "campaign_id"),
    ],
)
def test_an_unknown_id_is_found(copy, table, column):
    edit(copy, table, 4, **{column: "nowhere"})
    assert found(copy, f"{table}.csv", 4, "", "unknown key")


def test_a_duplicate_key_is_found(copy):
    first = next(csv.DictReader((copy / "events.csv").open(encoding="utf-8")))["event_id"]
    edit(copy, "events", 3, event_id=first)
    assert found(copy, "events.csv", 3, "", "duplicate key")


def test_a_duplicate_fact_is_found(copy):
    path = copy / "strikes.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    key = lines[1].partition(",")[0]
    path.write_text("\n".join([*lines, lines[1].replace(key, "sk999", 1)]) + "\n", encoding="utf-8")
    assert found(copy, "strikes.csv", len(lines) + 1, "strike_id", "says the same as row 2")


def test_a_report_of_the_past_dated_after_its_publication_is_found(copy):
    edit(copy, "incidents", 2, date="2026-12-01")
    assert found(copy, "incidents.csv", 2, "date", "lies after its publication")


def test_a_plan_without_a_date_is_found(copy):
    edit(copy, "force_levels", 3, kind="planned", due="")
    assert found(copy, "force_levels.csv", 3, "due", "needs a date")


def test_a_source_nobody_cites_is_found(copy):
    path = copy / "sources.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    extra = (
        "nobody_20250101_page,Nobody,,,Page,https://example.org/,2025-01-01,press,en,C,headline,"
    )
    path.write_text("\n".join([*lines, extra]) + "\n", encoding="utf-8")
    assert found(copy, "sources.csv", len(lines) + 1, "source_id", "no fact cites")


def test_every_rule_of_coding_finds_its_fault_at_its_place(copy):
    def first(table, **where):
        rows = csv.DictReader((copy / f"{table}.csv").open(encoding="utf-8", newline=""))
        return next(n for n, r in enumerate(rows, 2) if all(r[k] == v for k, v in where.items()))

    def cell(table, row, column):
        rows = list(csv.DictReader((copy / f"{table}.csv").open(encoding="utf-8", newline="")))
        return rows[row - 2][column]

    broken = []

    def break_(table, row, column, words, **values):
        edit(copy, table, row, **values)
        broken.append((f"{table}.csv", row, column, words))

    told = {c: cell("site_status", 2, c) for c in ("site_id", "date", "status", "destination", "troops_low", "troops_high", "attribution")}  # fmt: skip
    break_("site_status", 9, "site_id", "tells the fact of row 2 again", **told)
    named = cell("campaigns", 3, "source").split(";")[0]
    break_("campaigns", 3, "source", f"names {named!r} 2 times", source=f"{named};{named}")
    reuters = [n for n, r in enumerate(csv.DictReader((copy / "sources.csv").open(encoding="utf-8")), 2)
               if r["publisher"] == "Reuters" and not r["via"]]  # fmt: skip
    break_("sources", reuters[-1], "reliability", "Reuters is graded B", reliability="D")
    break_("sources", reuters[-2], "via", "the publisher itself", via="Reuters")
    break_("sources", reuters[-3], "origin", "the publisher itself", origin="Reuters")
    page = first("sources", title_basis="description")
    break_("sources", page, "title", "round brackets", title="Words like a headline")
    attack = first("incidents", attribution="unknown")
    break_("incidents", attack, "attribution", "must be claimed", attributed_to="somebody")
    attack = first("incidents", attribution="claimed", attributed_to="")
    break_("incidents", attack, "claimed_by", "claimed, but by nobody", claimed_by="")
    strike = first("strikes", actor="us")
    break_("strikes", strike, "attribution", "does not go with the actor", attribution="unknown")
    middle = {"low": "200", "best": "300", "high": "400", "bound": "about", "basis": "stated"}
    break_("force_levels", 4, "best", "the middle of 200 to 400", **middle)
    report = first("milestone_reports", status="done")
    break_("milestone_reports", report, "done", "on no day", done="")
    report = first("milestone_reports", status="in_part")
    break_("milestone_reports", report, "done", "lies after its publication", done="2026-11-01")
    plan = first("campaigns", campaign_id="us_niger_2024")
    break_("campaigns", plan, "announced", "lies after the publication", announced="2024-07-01")
    joint = first("statements", role="joint statement")
    break_("statements", joint, "side", "no one side's", side="us")
    break_("events", 5, "end", "lies before date", end="1999-01-01")
    state = first("site_status", site_id="ain_al_asad", status="in_use", date="2023-03-19")
    break_("site_status", state, "status", "was in use in row", status="opened")
    break_("incidents", 2, "checked", "before its first publication", checked="2001-01-01")

    listed = check(copy)
    for file, row, column, words in broken:
        places = [f.message for f in listed if (f.file, f.row, f.column) == (file, row, column)]
        assert any(words in message for message in places), (file, row, column, places)
    assert {rule.__name__ for rule in coding.RULES} == {
        name for name, value in vars(coding).items()
        if inspect.isfunction(value) and value.__module__ == coding.__name__
    }  # fmt: skip


def test_a_table_the_schema_does_not_name_is_found(copy):
    (copy / "extra.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    assert found(copy, "extra.csv", 0, "", "names no such table")


def test_wrong_encoding_is_found(copy):
    (copy / "events.csv").write_bytes((copy / "events.csv").read_bytes() + b"\xff\xfe")
    assert any(f.file == "events.csv" and "UTF-8" in f.message for f in check(copy))


@pytest.mark.parametrize("header", ["nota", "note,extra"])
def test_a_missing_or_unknown_column_is_found(copy, header):
    path = copy / "events.csv"
    first, _, rest = path.read_text(encoding="utf-8").partition("\n")
    path.write_text(first.removesuffix("note") + header + "\n" + rest, encoding="utf-8")
    assert any(f.file == "events.csv" and f.row <= 1 for f in check(copy))


def test_a_missing_table_is_found(copy):
    (copy / "strikes.csv").unlink()
    assert any(f.file == "strikes.csv" for f in check(copy))


def test_all_faults_are_listed_in_one_run(copy):
    edit(copy, "force_levels", 3, kind="guess")
    edit(copy, "sites", 5, latitude="51.5")
    edit(copy, "events", 7, source="nobody_20250101_nothing")
    files = {f.file for f in check(copy)}
    assert {"force_levels.csv", "sites.csv", "events.csv"} <= files


def test_the_command_prints_file_row_column_and_exits_1(copy):
    edit(copy, "force_levels", 3, kind="guess")
    result = CliRunner().invoke(main, ["check", str(copy)])
    assert result.exit_code == 1
    assert result.output.splitlines()[0].startswith("force_levels.csv:3: kind: ")
    assert CliRunner().invoke(main, ["check"]).exit_code == 0


def test_a_directory_that_is_no_record_is_refused(tmp_path):
    result = CliRunner().invoke(main, ["check", str(tmp_path)])
    assert result.exit_code == 2
    assert "datapackage.json" in result.output


def test_a_broken_schema_file_is_a_finding(copy):
    (copy / "datapackage.json").write_text("{", encoding="utf-8")
    assert [f.file for f in check(copy)] == ["datapackage.json"]


def test_the_schema_names_every_rule_of_the_data_package_standard(copy):
    package = json.loads((copy / "datapackage.json").read_text(encoding="utf-8"))
    for table in package["resources"]:
        described = [f for f in table["schema"]["fields"] if f.get("description")]
        assert len(described) == len(table["schema"]["fields"]), table["name"]
