"""The timeline: events by lane, with labels that do not collide."""

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import MonthLocator, YearLocator, date2num

from analysis.figures import labels, style
from analysis.figures.labels import GAP, LEFT, LINE, PAGE, RIGHT, RISE, SIDE, SIZE

LANES = {
    "Agreements and talks": style.NAVY,
    "Moves of forces": style.NAVY,
    "Attacks, strikes and wars": style.RUST,
    "Politics": style.GREY,
}
# Lengths are points; x runs from the left edge of the page, y up from the line of a lane.
NAME = dict(size=8.5, weight="semibold")  # of lanes and headings
BELOW, AXIS = 11, 18  # room under the line of a lane, and for the years
BUDGET = 450  # the greatest height of all lanes together
DOTS = {5: 7, 4: 4.5}  # by significance; less is smaller


@style.styled
def place(events: pd.DataFrame, since: pd.Timestamp, as_of: pd.Timestamp) -> pd.DataFrame:
    """Return the events with the place of each label on a chart as wide as the page.

    events : as returned by `measures.timeline.events`.

    A label hangs left or right of a leader that rises from its mark. The more significant goes
    first, then what lies farthest from the labels its lane has. With each new label its lane is
    piled again so that no leader crosses a label, broken into lines and hung as keeps the lanes
    lowest. A label is dropped where leaders must cross or the lanes outgrow the page; its mark
    stays.

    Columns: those of `events`; label (its lines; empty where dropped); x (points, the leader);
    left, right, low and high (points, the box of the text; low and high above the lane's line).
    """
    placed = events.assign(x=_across(events["day"], since, as_of), label="")
    placed[["left", "right", "low", "high"]] = float("nan")
    piles = {lane: {} for lane in LANES}
    waiting = list(placed.itertuples())
    while waiting:
        event = max(waiting, key=lambda e: (e.significance, _lonely(e, piles), e.x))
        waiting.remove(event)
        text = f"{event.when} · {event.title}"
        trials = labels.added(piles[event.lane], event.Index, event.x, text)
        options = [piles | {event.lane: trial} for trial in trials]
        lowest = min(options, key=_total, default=None)
        if lowest and _total(lowest) <= BUDGET:
            piles = lowest
    for label, foot in (item for pile in piles.values() for item in pile.items()):
        box = [label.left, label.right, foot, foot + label.height]
        placed.loc[label.row, ["left", "right", "low", "high"]] = box
        placed.loc[label.row, "label"] = "\n".join(label.lines)
    return placed


def _lonely(event, piles: dict[str, dict]) -> float:
    """Return how far an event lies from the nearest label in its lane."""
    return min((abs(event.x - label.x) for label in piles[event.lane]), default=PAGE)


def _across(days: pd.Series, since: pd.Timestamp, as_of: pd.Timestamp) -> pd.Series:
    """Return where days lie across the page, those before the chart at its left end."""
    share = (days - since) / _span(since, as_of)
    return LEFT + share.clip(0, 1).astype("float64") * (PAGE - LEFT - RIGHT)


def _span(since: pd.Timestamp, as_of: pd.Timestamp) -> pd.Timedelta:
    return max(as_of - since, pd.Timedelta(days=1))


def _total(piles: dict[str, dict]) -> float:
    return sum(_height(labels.tops(pile), lane) + BELOW for lane, pile in piles.items())


def _height(tops: list[tuple[float, float]], name: str) -> float:
    """Return the height of a lane: its labels (left end, top), and its name above those at left."""
    return max([top for _, top in tops] + [_name_foot(tops, name) + LINE + GAP])


def _name_foot(tops: list[tuple[float, float]], name: str) -> float:
    end = LEFT + labels.wide(name, **NAME) + SIDE
    return max([top + GAP for left, top in tops if left < end] + [RISE])


@style.styled
def lanes(
    placed: pd.DataFrame,
    headings: pd.DataFrame,
    since: pd.Timestamp,
    as_of: pd.Timestamp,
    ax: Axes | None = None,
) -> Axes | None:
    """Draw events by lane under the headings of their time.

    placed : as returned by `place` for the same days.
    headings : as returned by `measures.timeline.headings`.
    ax : an Axes as wide as the page, or None for a new one. Returns None where there is no event.
    """
    if placed.empty:
        return None
    headings = headings[headings["until"] > since].reset_index(drop=True)
    headings["x"] = _across(headings["start"], since, as_of)
    pile = {}
    for row, heading in headings.iterrows():
        trials = labels.added(pile, row, heading["x"], heading["short"], **NAME)
        pile = min(trials, key=lambda trial: max(trial.values()), default=pile)
    tops = {
        lane: [*zip(mine["left"], mine["high"], strict=True)]
        for lane in LANES
        for mine in [placed[(placed["lane"] == lane) & (placed["label"] != "")]]
    }
    floor = GAP + sum(_height(tops[lane], lane) + BELOW for lane in LANES)
    total = floor + max((foot + a.height for a, foot in pile.items()), default=0)
    ax = _axes(total) if ax is None else ax
    point = _span(since, as_of) / (PAGE - LEFT - RIGHT)
    ends = [since - LEFT * point, since + (PAGE - LEFT) * point]
    ax.set(xlim=ends, ylim=(0, total))
    _draw_headings(ax, headings, pile, floor, total, since)
    line = floor - GAP
    for lane, color in LANES.items():
        line -= _height(tops[lane], lane)
        ax.plot(_days([LEFT, PAGE - RIGHT], ax), [line] * 2, color=style.PALE, linewidth=0.8)
        _text(ax, LEFT, line + _height(tops[lane], lane) - LINE - GAP / 2, lane, color, **NAME)
        _draw_events(ax, placed[placed["lane"] == lane], line, color)
        line -= BELOW
    style.as_of_line(ax, as_of)
    _years(ax)
    return ax


def _axes(total: float) -> Axes:
    height = total + AXIS
    fig = plt.figure(figsize=(style.WIDTH, height / 72))
    ax = fig.add_axes((0, AXIS / height, 1, total / height))
    ax.grid(visible=False)
    ax.set_yticks([])
    return ax


def _days(xs: list[float], ax: Axes) -> list[float]:
    """Return points across the page as dates of the axis."""
    first, last = ax.get_xlim()
    return [first + (last - first) * x / PAGE for x in xs]


def _text(ax: Axes, x: float, y: float, text: str, color: str, size=SIZE, **kwargs) -> None:
    """Write one line with its descenders above y."""
    ax.text(*_days([x], ax), y + 0.24 * size, text, color=color, fontsize=size, **kwargs)


def _draw_headings(ax, headings, pile, floor, total, since) -> None:
    """Shade every other heading's time, and write the headings above the lanes."""
    for row, heading in headings.iterrows():
        if row % 2 == 0:
            start = max(heading["start"], since)
            ax.axvspan(start, heading["until"], 0, floor / total, color="#F2F2EF", linewidth=0)
    for label, foot in pile.items():
        x = _days([label.x], ax)[0]
        ax.plot([x, x], [floor, floor + foot + label.height], color=style.GREY, linewidth=0.8)
        _text(ax, label.left, floor + foot, headings["short"][label.row], "#222222", **NAME)


def _draw_events(ax: Axes, mine: pd.DataFrame, line: float, color: str) -> None:
    for _, event in mine.iterrows():
        if event["until"] > event["start"]:
            days = [max(date2num(event[c]), _days([LEFT], ax)[0]) for c in ("start", "until")]
            thick = 4 if event["lasts"] else 1.4
            ax.plot(days, [line] * 2, color=color, linewidth=thick, solid_capstyle="butt")
        dot = DOTS.get(event["significance"], 3)
        x = _days([event["x"]], ax)[0]
        ax.plot(x, line, marker="o", markersize=dot, color=color, markeredgecolor="white",
                markeredgewidth=0.5, zorder=4)  # fmt: skip
        if not event["label"]:
            continue
        ax.plot([x, x], [line, line + event["high"]], color=color, linewidth=0.6, alpha=0.6)
        ink = "#222222" if event["significance"] == 5 else "#555555"
        hang = "left" if event["left"] > event["x"] else "right"
        for up, text in enumerate(reversed(event["label"].split("\n"))):
            _text(ax, event[hang], line + event["low"] + LINE * up, text, ink, ha=hang)


def _years(ax: Axes) -> None:
    """Mark the years or months whose names fit on the page."""
    style.year_ticks(ax)
    long = ax.get_xlim()[1] - ax.get_xlim()[0] > 3 * 365
    ax.xaxis.set_minor_locator(YearLocator() if long else MonthLocator())
    ax.tick_params(which="minor", length=1.5)
    first, last = ax.get_xlim()
    shown = []
    for tick in ax.get_xticks():
        x = (tick - first) / (last - first) * PAGE
        half = labels.wide(ax.xaxis.get_major_formatter()(tick), 8.5) / 2
        if x >= max(half, LEFT - 1) and x + half <= PAGE:
            shown.append(tick)
    ax.set_xticks(shown)
