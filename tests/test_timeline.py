"""The timeline against hand counts from the CSV files, and the layout against the drawn text."""

from itertools import combinations

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from byhand import last_day, rows

import analysis
from analysis import show
from analysis.captions import timeline as say_timeline
from analysis.figures import labels, style
from analysis.figures import timeline as draw
from analysis.measures import timeline

DAYS = [
    "2003-03-21", "2003-06-01", "2006-01-01", "2008-12-01", "2011-12-31", "2014-08-01",
    "2018-01-15", "2020-09-01", "2022-01-01", "2024-01-31", "2024-10-01", "2025-08-18",
    "2026-01-19", "2026-03-05", "latest",
]  # fmt: skip
ZOOMS = ["2003-01-01", "2014-06-10", "2023-10-01", "2025-08-18", "2026-03-01"]


PUBLISHED = {s["source_id"]: s["published"] for s in rows("sources")}


def known(day, least=1):
    """Return the events of a weight known by a day that began by then, by hand."""
    return [
        e
        for e in rows("events")
        if int(e["significance"]) >= least
        and e["date"].rstrip("~") <= f"{day}"
        and any(PUBLISHED[s] and last_day(PUBLISHED[s]) <= day for s in e["source"].split(";"))
    ]


def drawn(record, since, least=4):
    events = timeline.events(record, since, least)
    placed = draw.place(events, since, record.as_of)
    return placed, draw.lanes(placed, timeline.headings(record), since, record.as_of)


@pytest.mark.parametrize("day", DAYS[:-1])
def test_events_are_those_of_the_csv(day):
    record = analysis.load(day)
    for least in (1, 4, 5):
        by_hand = {e["event_id"] for e in known(record.as_of.date(), least)}
        assert set(timeline.events(record, least=least)["event_id"]) == by_hand


@pytest.mark.parametrize("day", DAYS[:-1])
def test_the_headline_counts_as_the_csv_does(day):
    record = analysis.load(day)
    every, turning = (known(record.as_of.date(), least) for least in (1, 5))
    text = timeline.headline(record).text
    newest = max(e["date"] for e in turning)
    assert any(e["title"] in text for e in turning if e["date"] == newest)
    if len(every) > 1:
        assert f"of the {len(every)} events" in text
        assert f" {len(turning)} {'is' if len(turning) == 1 else 'are'} " in text


@pytest.mark.parametrize(
    ("day", "reached"),
    [  # the years and days are those of the public chronicle of the war, not of this code
        ("2003-03-19", []),
        ("2003-06-01", ["2003"]),
        ("2008-11-16", ["2003"]),
        ("2011-12-31", ["2003", "2008", "2011"]),
        ("2014-08-01", ["2003", "2008", "2011", "2014"]),
        ("2023-11-22", ["2003", "2008", "2011", "2014", "2017", "2020", "2021", "2023"]),
        ("2024-09-26", ["2003", "2008", "2011", "2014", "2017", "2020", "2021", "2023–24"]),
        ("2024-09-29", [..., "2023–24", "27 September 2024"]),
        ("2025-08-18", [..., "27 September 2024", "August 2025"]),
        ("2026-01-19", [..., "August 2025", "January 2026"]),
        ("2026-03-05", [..., "January 2026", "war since February 2026"]),
        ("latest", [..., "January 2026", "war of February to April 2026"]),
    ],
)
def test_headings_are_reached_and_named_without_hindsight(day, reached):
    found = timeline.headings(analysis.load(day))["heading"].tolist()
    if reached[:1] == [...]:
        assert found[-2:] == reached[1:]
    else:
        assert found == reached


def test_headings_never_go_back():
    before = []
    for day in pd.date_range("2003-01-01", "2026-07-01", freq="120D"):
        frame = timeline.headings(analysis.load(f"{day:%Y-%m-%d}"))
        starts = frame["start"].tolist()
        assert starts[: len(before)] == before
        assert (frame["start"].diff().dropna() > pd.Timedelta(0)).all()
        assert (frame["until"] >= frame["start"]).all()
        assert (frame["until"] <= day).all()
        before = starts


@pytest.mark.parametrize(
    ("day", "since", "least"),
    [(day, since, 4) for day in DAYS for since in ZOOMS]
    + [(day, "2003-01-01", 1) for day in ("2020-09-01", "latest")],
)
def test_no_text_meets_another_or_leaves_the_page(day, since, least):
    record = analysis.load(day)
    _, ax = drawn(record, timeline.first_day(since), least)
    if ax is None:
        return
    with style.context():
        ax.figure.set_dpi(144)
        ax.figure.canvas.draw()
        renderer = ax.figure.canvas.get_renderer()
        texts = [*ax.texts, *(t for t in ax.get_xticklabels() if t.get_text())]
        boxes = [(t.get_text(), t.get_window_extent(renderer)) for t in texts]
        width, height = ax.figure.get_size_inches() * 144
    plt.close(ax.figure)
    assert height <= 7.5 * 144
    for text, box in boxes:
        assert box.x0 >= -1, text
        assert box.x1 <= width + 1, text
        assert box.y0 >= -1, text
        assert box.y1 <= height + 1, text
    for (one, a), (other, b) in combinations(boxes, 2):
        apart = a.x1 <= b.x0 + 1 or b.x1 <= a.x0 + 1 or a.y1 <= b.y0 + 2 or b.y1 <= a.y0 + 2
        assert apart, (one, other)


@pytest.mark.parametrize("since", ZOOMS)
@pytest.mark.parametrize("day", DAYS)
def test_no_leader_crosses_a_label(day, since):
    record = analysis.load(day)
    first = timeline.first_day(since)
    placed = draw.place(timeline.events(record, first, 4), first, record.as_of)
    for _, lane in placed[placed["label"] != ""].groupby("lane"):
        for a, b in ((a, b) for a in lane.itertuples() for b in lane.itertuples() if a != b):
            crosses = b.left < a.x < b.right and a.high > b.low
            assert not crosses, (a.title, b.title)


@pytest.mark.parametrize("day", DAYS)
def test_every_turning_point_and_every_heading_is_named(day):
    record = analysis.load(day)
    for since in (timeline.first_day("2003-01-01"), timeline.close_up(record)):
        placed, ax = drawn(record, since)
        assert (placed.loc[placed["significance"] == 5, "label"] != "").all()
        if ax is not None:
            headings = timeline.headings(record)
            shown = headings[headings["until"] > since]["short"]
            assert set(shown) <= {t.get_text() for t in ax.texts}
            plt.close(ax.figure)


def test_a_label_dropped_keeps_its_mark():
    record = analysis.load()
    since = timeline.first_day("2003-01-01")
    placed, ax = drawn(record, since)
    assert (placed["label"] == "").any()
    marks = [line for line in ax.lines if line.get_marker() == "o"]
    plt.close(ax.figure)
    assert len(marks) == len(placed)
    caption = say_timeline.lanes(record, placed, since, 4)
    with_label = sum(bool(label) for label in placed["label"])
    assert f"{with_label} of {len(placed)} are labelled" in caption.subtitle


def test_a_label_says_the_whole_title_and_the_day():
    record = analysis.load("2011-12-31")
    since = timeline.first_day("2003-01-01")
    placed = draw.place(timeline.events(record, since, 5), since, record.as_of)
    told = {label.replace("\n", " ") for label in placed["label"]}
    assert "18 Dec 2011 · Last US soldiers leave Iraq" in told


def test_labels_that_must_cross_are_refused():
    """Two leaders 50 points apart, each label reaching over the other's leader."""
    left = labels.Label(0, ("a",), 100, 103, 180, 9)
    right = labels.Label(1, ("b",), 150, 70, 147, 9)
    assert labels._pile([left, right]) is None
    assert labels._pile([left, labels._turned(right)]) is not None


def test_the_table_takes_turning_points_before_all_else():
    for day in ("2011-12-31", "2025-08-18"):
        record = analysis.load(day)
        table = timeline.newest(record)
        by_hand = sorted(known(record.as_of.date()), key=lambda e: (e["significance"], e["date"]))
        weights = sorted(int(e["significance"]) for e in by_hand[-10:])
        assert sorted(table["significance"]) == weights
        assert len(table) == 10
        assert table["source"].all()


def test_an_end_that_lies_ahead_is_not_told(copy):
    path = copy / "events.csv"
    text = path.read_text(encoding="utf-8")
    row = next(e for e in rows("events") if e["event_id"] == "invasion_iraq_2003")
    assert row["end"] == ""
    path.write_text(
        text.replace(
            "invasion_iraq_2003,2003-03-20,,", "invasion_iraq_2003,2003-03-20,2003-08-01,"
        ),
        encoding="utf-8",
    )
    ahead = analysis.load("2003-06-01", copy)
    event = timeline.events(ahead).set_index("event_id").loc["invasion_iraq_2003"]
    assert event["until"] == ahead.as_of
    assert "August" not in timeline.newest(ahead).to_string()
    passed = analysis.load("2003-09-01", copy)
    assert "20 March 2003 to 1 August 2003" in timeline.newest(passed).to_string()


def test_nothing_known_is_said_plainly():
    record = analysis.load("2006-01-01")
    since = timeline.close_up(record)
    placed, ax = drawn(record, since)
    assert ax is None
    title = say_timeline.close(record, placed, since, 4).title
    assert title.startswith("By 1 January 2006 the record holds no event")


def test_parameters_that_make_no_sense_are_named():
    record = analysis.load("2006-01-01")
    with pytest.raises(ValueError, match=r"since: .*2003-13-01.* is not a day"):
        timeline.first_day("2003-13-01")
    for least in (0, 6):
        with pytest.raises(ValueError, match="least must be"):
            timeline.events(record, least=least)


def test_every_lane_is_drawn_and_every_category_has_one():
    assert list(draw.LANES) == list(timeline.LANES)
    categories = {e["category"] for e in rows("events")}
    assert categories <= {c for names in timeline.LANES.values() for c in names}


def test_the_picture_is_shown_with_its_words(monkeypatch):
    caught = []
    monkeypatch.setattr(show, "display", lambda bundle, raw, metadata: caught.append(bundle))
    record = analysis.load("2025-08-18")
    since = timeline.close_up(record)
    placed, ax = drawn(record, since)
    show.figure(ax, say_timeline.close(record, placed, since, 4), record)
    (bundle,) = caught
    assert bundle["text/plain"].startswith(f"Timeline of {len(placed)} events")
