"""Charts of the tempo of attacks, and of rates before and after named events."""

from itertools import product
from textwrap import fill

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import date2num
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from analysis.figures import style

EDGE = (0.02, 50)  # rate ratios beyond are drawn as arrows at the edge
BEYOND = "#E3B7A0"
WEEK = pd.Timedelta(days=7)
ACROSS = 5.9  # inches, about the width of the chart by week
STEM = dict(arrowstyle="-", color=style.GREY, linewidth=0.6, shrinkA=0, shrinkB=0)


@style.styled
def weekly(
    weeks: pd.DataFrame,
    levels: pd.DataFrame,
    events: pd.DataFrame,
    since: pd.Timestamp,
    as_of: pd.Timestamp,
    ax: Axes | None = None,
) -> Axes | None:
    """Draw documented attacks by week, the levels between change points, and named events.

    weeks, levels, events : as returned by `measures.tempo.weekly`, `levels` and `named`.
    Returns None where the list is empty from `since` on.
    """
    shown = weeks[weeks["week"] >= since - pd.Timedelta(days=6)]
    if shown.empty:
        return None
    ax = style.axes(ax, 4.4)
    start = shown["week"].iloc[0]
    middle = shown["week"] + pd.Timedelta(days=3.5)
    width = 6.2 if (as_of - start).days < 1000 else 7
    ax.bar(middle, shown["attacks"], width, color=style.RUST, linewidth=0)
    ax.bar(middle, shown["others"], width, bottom=shown["attacks"], color=BEYOND, linewidth=0)
    for _, level in levels[levels["end"] > start].iterrows():
        ends = [max(level["start"], start), min(level["end"], as_of + pd.Timedelta(days=1))]
        ax.plot(ends, [level["rate"]] * 2, color=style.NAVY, linewidth=1.6, solid_capstyle="butt")
    silent = shown["week"].iloc[-1] + WEEK
    if silent <= as_of - WEEK:
        ax.axvspan(silent, as_of, facecolor="none", edgecolor=style.PALE, hatch="////", linewidth=0)
    top = (shown["attacks"] + shown["others"]).max()
    ax.set_ylim(0, top * 1.05)
    pad = (as_of - start) * 0.01
    ax.set_xlim(start - pad, as_of + pad)
    style.year_ticks(ax)
    ax.yaxis.set_major_locator(style.ticker.MaxNLocator(5, integer=True))
    handles = [
        Patch(color=style.RUST, label="at US and coalition people"),
        Line2D([], [], color=style.NAVY, linewidth=1.6, label="level"),
    ]
    if shown["others"].any():
        handles.insert(1, Patch(color=BEYOND, label="aimed elsewhere"))
    if silent <= as_of - WEEK:
        handles.append(
            Patch(facecolor="none", edgecolor="#B0B0B0", hatch="////", label="no report")
        )
    ax.legend(handles=handles, loc="upper left", bbox_to_anchor=(0, 0), borderaxespad=2.9, ncols=4,
              fontsize=8, borderpad=0, handlelength=1.3, columnspacing=1.3)  # fmt: skip
    _events(ax, events[events["day"] >= start])
    return ax


def _events(ax: Axes, events: pd.DataFrame) -> None:
    """Name events above the chart, where no name meets another or the line of another."""
    first, last = ax.get_xlim()
    places = ((date2num(events["day"]) - first) * ACROSS / (last - first)).tolist()
    texts = [
        f"{fill(name, 17)}\n{day.day} {day:%b %Y}"
        for name, day in zip(events["name"], events["day"], strict=True)
    ]
    widths = [0.06 * max(map(len, text.split("\n"))) + 0.08 for text in texts]
    found = next(filter(None, (_rows(places, widths, most) for most in range(1, 9))), [])
    for day, text, (place, low, _, row) in zip(events["day"], texts, found, strict=True):
        side, right = ("left", 3) if low == place else ("right", -3)
        height = 4 + 34 * row
        at = dict(xy=(day, 1), xycoords=("data", "axes fraction"), textcoords="offset points")
        ax.annotate(text, xytext=(right, height), fontsize=8, va="bottom", ha=side, linespacing=1.0,
                    **at)  # fmt: skip
        top = height + 10 * (text.count("\n") + 1)
        ax.annotate("", xytext=(0, top), arrowprops=STEM, **at)
        ax.axvline(day, color=style.GREY, linewidth=0.6, zorder=0.5)


def _rows(places: list, widths: list, most: int, done: tuple = ()) -> tuple | None:
    """Return (place, left end, right end, row) for each name in at most so many rows, or None.

    A name may not meet another, nor the line of one that stands higher.
    """
    if len(done) == len(places):
        return done
    place, width = places[len(done)], widths[len(done)]
    for row, low in product(range(most), (place - width, place)):
        name = (place, low, low + width, row)
        if low >= 0 and low + width <= ACROSS and all(_apart(name, other) for other in done):
            found = _rows(places, widths, most, (*done, name))
            if found:
                return found
    return None


def _apart(one: tuple, other: tuple) -> bool:
    (place, low, high, row), (place2, low2, high2, row2) = one, other
    if row == row2:
        return high <= low2 or high2 <= low
    lower, line = ((low, high), place2) if row < row2 else ((low2, high2), place)
    return not lower[0] < line < lower[1]


@style.styled
def rates(frame: pd.DataFrame, ax: Axes | None = None) -> Axes | None:
    """Draw rate ratios with their exact intervals (thick) and those that allow for salvos (thin).

    frame : as returned by `measures.tempo.rates`. Returns None where there is none.
    """
    if frame.empty:
        return None
    ax = style.axes(ax, 1.0 + 0.36 * len(frame))
    for y, row in frame.iterrows():
        low, high = np.clip([row["low"], row["high"]], *EDGE)
        ax.plot([low, high], [y, y], color=style.RUST, linewidth=4, alpha=0.45, zorder=2,
                solid_capstyle="butt")  # fmt: skip
        if pd.notna(row["wide_low"]):
            wide = np.clip([row["wide_low"], row["wide_high"]], *EDGE)
            ax.plot(wide, [y, y], color=style.RUST, linewidth=0.9, zorder=2)
        for end, mark in ((EDGE[0], "<"), (EDGE[1], ">")):
            if (end == low and row["low"] < low) or (end == high and row["high"] > high):
                ax.plot(end, y, marker=mark, markersize=5, color=style.RUST, clip_on=False)
        if pd.notna(row["ratio"]) and EDGE[0] <= row["ratio"] <= EDGE[1]:
            ax.plot(row["ratio"], y, marker="o", markersize=5.5, color=style.RUST, zorder=4)
        text = f"{row['before']} → {row['after']} in {row['days']} days"
        ax.annotate(text, (1.03, y), xycoords=("axes fraction", "data"), fontsize=8.5, va="center")
    ax.axvline(1, color="#222222", linewidth=0.9, zorder=1)
    ax.set_xscale("log")
    ax.set_xlim(*EDGE)
    ticks = [0.02, 0.1, 0.5, 1, 2, 10, 50]
    ax.set_xticks(ticks, [f"{t:g}" for t in ticks])
    ax.xaxis.set_minor_locator(style.ticker.NullLocator())
    names = [f"{r['name']}\n{r['day'].day} {r['day']:%B %Y}" for _, r in frame.iterrows()]
    ax.set_yticks(range(len(frame)), names, fontsize=8.5, linespacing=1.0)
    ax.set_ylim(len(frame) - 0.4, -0.6)
    ax.set_xlabel("rate after ÷ rate before", loc="left")
    ax.grid(axis="x")
    ax.grid(visible=False, axis="y")
    ax.spines["bottom"].set_visible(False)
    ax.tick_params(axis="x", length=0)
    for x, text, side in ((0.92, "fewer after", "right"), (1.09, "more after", "left")):
        ax.annotate(text, (x, 1.01), xycoords=("data", "axes fraction"), fontsize=8.5, ha=side,
                    va="bottom", color=style.GREY)  # fmt: skip
    return ax
