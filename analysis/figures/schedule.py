"""Charts of promises and deeds."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import date2num
from matplotlib.lines import Line2D

from analysis.figures import style

LINES = [style.NAVY, style.RUST, style.SKY, style.OCHRE, style.GREY, "#8A5A9E"]
FAR = 420  # days; what lies beyond is drawn at the edge, with its number


@style.styled
def trend(points: pd.DataFrame, as_of: pd.Timestamp, ax: Axes | None = None) -> Axes | None:
    """Draw the promised date against the day of the promise, with the line on which it falls due.

    points : as returned by `measures.schedule.trend`. Returns None where there is none.
    """
    if points.empty:
        return None
    ax = style.axes(ax, 4.2)
    ends = []
    for color, (_, mine) in zip(LINES, points.groupby("milestone_id", sort=False), strict=False):
        promised, done = mine[mine["status"] != "done"], mine[mine["status"] == "done"]
        dash = "-" if mine["standing"].iloc[0] == "agreed" else (0, (4, 2))
        ax.plot(promised["said"], promised["due"], color=color, linewidth=1.4, linestyle=dash,
                marker="o", markersize=4.5, markerfacecolor="white")  # fmt: skip
        ax.plot(done["said"], done["due"], color=color, linestyle="none", marker="D", markersize=5)
        last = promised.iloc[-1]
        ends.append([last["due"], mine["short"].iloc[0], color, last["said"]])
    first, last = points["said"].min(), max(points["said"].max(), as_of)
    pad = (last - first) * 0.02 + pd.Timedelta(days=5)
    low, high = points["due"].min(), points["due"].max()
    room = max((high - low) * 0.08, pd.Timedelta(days=20))
    ax.set_xlim(first - pad, last + pad)
    ax.set_ylim(low - room, high + room)
    start, stop = max(first - pad, low - room), min(last + pad, high + room)
    if start < stop:
        ax.plot([start, stop], [start, stop], color=style.GREY, linewidth=0.8, linestyle=":")
    _labels(ax, ends)
    style.as_of_line(ax, as_of)
    style.year_ticks(ax)
    style.year_ticks(ax, "y")
    ax.set_xlabel("day of the statement", loc="left")
    style.key(ax, [
        Line2D([], [], color=style.GREY, marker="o", markerfacecolor="white", markersize=4.5, label="agreed"),
        Line2D([], [], color=style.GREY, marker="o", markerfacecolor="white", markersize=4.5, linestyle=(0, (4, 2)), label="announced or reported"),
        Line2D([], [], color=style.GREY, marker="D", linestyle="none", markersize=5, label="reported done"),
        Line2D([], [], color=style.GREY, linestyle=":", linewidth=0.8, label="falls due"),
    ])  # fmt: skip
    return ax


def _labels(ax: Axes, ends: list) -> None:
    """Name each line right of the chart at its end, moved apart where ends lie close."""
    low, high = ax.get_ylim()
    places = [date2num(due) for due, *_ in ends]
    for y, (_, name, color, _) in zip(
        style.apart(places, (high - low) * 0.075, high), ends, strict=True
    ):
        ax.annotate(
            name,
            (1.01, y),
            xycoords=("axes fraction", "data"),
            fontsize=8.5,
            color=color,
            va="center",
        )


@style.styled
def slips(states: pd.DataFrame, as_of: pd.Timestamp, ax: Axes | None = None) -> Axes | None:
    """Draw for each promise the days from its first date to its newest date and to the deed.

    states : as returned by `measures.schedule.states`. Returns None where none has a date.
    """
    dated = states[states["first_due"].notna()].reset_index(drop=True)
    if dated.empty:
        return None
    ax = style.axes(ax, 0.9 + 0.235 * len(dated))
    for y, row in dated.iterrows():
        _slip(ax, y, row, as_of)
    ax.axvline(0, color="#222222", linewidth=0.9)
    ax.set_yticks(
        range(len(dated)), [f"{r['short']} ({r['first_due']:%Y})" for _, r in dated.iterrows()]
    )
    ax.set_ylim(len(dated) - 0.4, -0.6)
    ax.set_xlim(-110, FAR + 75)
    ax.set_xlabel("days from the first promised date", loc="left")
    ax.grid(axis="x")
    ax.grid(visible=False, axis="y")
    ax.spines["bottom"].set_visible(False)
    ax.tick_params(axis="x", length=0)
    return ax


def _slip(ax: Axes, y: int, row: pd.Series, as_of: pd.Timestamp) -> None:
    moved = (row["last_due"] - row["first_due"]).days
    ax.plot([0, min(moved, FAR)], [y, y], color=style.OCHRE, linewidth=1.2, zorder=2)
    ax.plot(min(moved, FAR), y, **style.MARKS["planned"] | {"markersize": 6}, zorder=3)
    if row["state"] == "done":
        low, high = (max(-100, min(row[c], FAR)) for c in ("slip_low", "slip_high"))
        ax.plot([0, low], [y, y], color=style.NAVY, linewidth=1.2, zorder=2)
        ax.plot(
            [low, high], [y, y], color=style.NAVY, marker="o", markersize=4.5, linewidth=2, zorder=4
        )
        text, at, color = f"{row['slip_high']:+,.0f}", max(high, 0), style.NAVY
        if row["slip_high"] == 0:
            text = "on the day"
    elif row["state"] == "overdue":
        at, color, text = (
            min(row["slip_high"], FAR),
            style.RUST,
            f"overdue, {row['slip_high']:,.0f} so far",
        )
        ax.annotate(
            "", (at, y), (0, y), arrowprops=dict(arrowstyle="->", color=style.RUST, linewidth=1.2)
        )
        if at > FAR * 0.75:
            style.note(
                ax,
                at - 8,
                y - 0.02,
                text,
                color,
                ha="right",
                bbox=dict(fc="white", ec="none", pad=0.5),
            )
            return
    else:
        at, color, text = max(min(moved, FAR), 0), style.GREY, row["state"]
    style.note(ax, at + 9, y, text, color)
