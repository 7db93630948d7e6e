"""Charts of earlier drawdowns and of what became of their targets."""

import math
import textwrap

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import PercentFormatter

from analysis.figures import style

LEFT, RIGHT = -0.38, 1.62  # the part of the clock that a panel shows
EVEN = 30  # days each side of the date on an even scale; beyond it closes up
NEVER = 1500  # where targets that were not seen met stand, right of all days
ROWS = {"agreement": "Set in an agreement", "unilateral": "Announced by one side"}


@style.styled
def clock(spans: pd.DataFrame, readings: pd.DataFrame, path: pd.DataFrame):
    """Draw each drawdown in a panel of its own, with this one as a thin line in all of them.

    spans, readings, path : as returned by the functions of these names in `measures.precedents`.
    Returns the array of Axes, or None where there is nothing to draw.
    """
    if readings.empty:
        return None
    columns = min(4, len(spans))
    rows = math.ceil(len(spans) / columns)
    fig, grid = style.plt.subplots(
        rows, columns, figsize=(style.WIDTH, 0.55 + 1.62 * rows), layout="constrained",
        sharex=True, sharey=True, squeeze=False,
    )  # fmt: skip
    height = fig.get_size_inches()[1]
    fig.get_layout_engine().set(h_pad=0.05, w_pad=0.03, rect=(0, 0, 1, 1 - 0.26 / height))
    panels = grid.ravel()
    for ax, (_, row) in zip(panels, spans.iterrows(), strict=False):
        _panel(ax, row, readings, path)
    for ax in panels[len(spans) :]:
        ax.set_visible(False)
    for below, ax in enumerate(panels[: len(spans)]):
        ax.tick_params(labelbottom=below + columns >= len(spans))
    fig.legend(
        handles=_clock_key(readings), loc="upper left", bbox_to_anchor=(0, 1), borderpad=0.2,
        bbox_transform=fig.transFigure, ncols=5, fontsize=8, handletextpad=0.3, columnspacing=1.1,
    ).set_in_layout(False)  # fmt: skip
    return panels[: len(spans)]


def _panel(ax: Axes, row: pd.Series, readings: pd.DataFrame, path: pd.DataFrame) -> None:
    color = style.NAVY if row["subject"] else "#444444"
    path = path[path["clock"] <= RIGHT]
    line = path[path["subject"]]
    look = dict(color=color, linewidth=1.4)
    if not row["subject"]:
        ax.step(line["clock"], line["share"], where="post", color=style.NAVY, linewidth=0.7)
        line = path[path["campaign_id"] == row["campaign_id"]]
        look = dict(color="#9A9A9A", linewidth=0.9)
    ax.step(line["clock"], line["share"], where="post", zorder=2, **look)
    mine = readings[readings["campaign_id"] == row["campaign_id"]]
    for _, reading in mine.iterrows():
        _reading(ax, reading, "#ABABAB" if reading["weak"] else color)
    if row["subject"] and len(line):
        ax.plot([line["clock"].iloc[-1], row["now"]], [line["share"].iloc[-1]] * 2, color=color,
                linewidth=1, linestyle=":")  # fmt: skip
        style.as_of_line(ax, row["now"])
    _beyond(ax, mine[~mine["weak"]])
    for end in (0, 1):
        ax.axvline(end, color=style.PALE, linewidth=0.8, zorder=0)
    ax.set_xlim(LEFT, RIGHT)
    ax.set_ylim(0, 1.28)
    ax.set_xticks([0, 1], ["announced", "date set"], fontsize=8)
    ax.set_yticks([0, 0.5, 1])
    ax.yaxis.set_major_formatter(PercentFormatter(1))
    ax.set_title(row["name"], fontsize=8.5, pad=3, color=color)
    style.note(ax, 0.98, 0.95, f"peak {row['peak']:,.0f}", style.GREY, fontsize=7.5, ha="right",
               transform=ax.transAxes)  # fmt: skip


def _reading(ax: Axes, reading: pd.Series, color: str) -> None:
    look = style.MARKS[reading["kind"]] | {"color": color}
    look["markersize"] = look["markersize"] * 0.72
    at = reading["clock"], reading["share"]
    if reading["clock_last"] - reading["clock_first"] > 0.05:
        ends = [max(reading["clock_first"], LEFT), min(reading["clock_last"], RIGHT)]
        ax.plot(ends, [at[1]] * 2, color=color, linewidth=0.8, zorder=2)
    if at[0] > RIGHT:
        return
    ax.plot(*at, linestyle="none", clip_on=False, zorder=3 if reading["weak"] else 4, **look)
    if reading["bound"] in ("floor", "ceiling"):
        sign = 1 if reading["bound"] == "floor" else -1
        ax.annotate("", at, (0, 8 * sign), textcoords="offset points", annotation_clip=False,
                    arrowprops=dict(arrowstyle="<-", color=color, linewidth=0.8, shrinkA=0, shrinkB=1, mutation_scale=6))  # fmt: skip


def _beyond(ax: Axes, mine: pd.DataFrame) -> None:
    """Say in words what the newest figure was where it lies right of the panel."""
    if mine.empty or mine["clock"].iloc[-1] <= RIGHT:
        return
    last = mine.iloc[-1]
    bound = {"floor": "at least ", "ceiling": "at most "}.get(last["bound"], "")
    text = f"{bound}{last['share']:.0%} at\n{last['clock']:.0f} times the span"
    style.note(ax, RIGHT - 0.04, 0.16, text, "#444444", fontsize=7.5, ha="right")


def _clock_key(readings: pd.DataFrame) -> list[Line2D]:
    names = {"official_disclosure": "official", "reported": "reported", "estimate": "estimate"}
    marks = [
        Line2D([], [], linestyle="none", label=names[kind], **style.MARKS[kind] | {"color": "#444444"})
        for kind in names
        if (readings["kind"] == kind).any()
    ]  # fmt: skip
    weak = Line2D([], [], linestyle="none", marker="o", markersize=3.3, color="#ABABAB",
                  label="derived or vaguely dated")  # fmt: skip
    mine = Line2D([], [], color=style.NAVY, linewidth=1.2, label="this drawdown")
    return [*([mine] if readings["subject"].any() else []), *marks, weak]


@style.styled
def lateness(
    curve: pd.DataFrame, least: pd.DataFrame, risk: pd.DataFrame, ax: Axes | None = None
) -> Axes | None:
    """Draw the share of targets not yet met by days from the date, with its band.

    curve, least : as returned by `measures.lateness.survival`; `least` is the curve if targets that
    were not seen met never were. risk : as returned by `measures.lateness.at_risk`.
    Returns None where there is nothing to draw.
    """
    if curve.empty:
        return None
    ax = style.axes(ax, 3.5)
    start, end = risk["day"].min() - 8, max(risk["day"].max(), curve["day"].max()) * 1.15
    line, other = _within(curve, start, end), _within(least, start, end)
    # The band has no end where nothing is left to be met: it is carried to that day.
    emptied = line.loc[line["unmet"] == 0, "day"].min()
    band = line.ffill() if pd.isna(emptied) else line[line["day"] <= emptied].ffill()
    ax.fill_between(band["day"], band["low"], band["high"], step="post", color=style.NAVY,
                    alpha=0.14, linewidth=0)  # fmt: skip
    ax.step(other["day"], other["unmet"], where="post", color=style.RUST, linewidth=1.3,
            linestyle=(0, (3, 2)))  # fmt: skip
    ax.step(line["day"], line["unmet"], where="post", color=style.NAVY, linewidth=1.8)
    for _, left in line[line["censored"] > 0].iterrows():
        ax.plot(left["day"], left["unmet"], marker="|", markersize=8, markeredgewidth=1.3,
                color=style.NAVY, zorder=4)  # fmt: skip
    ax.axvline(0, color=style.GREY, linewidth=0.9, zorder=1)
    _day_scale(ax, start, end)
    names = [_signed(d) if d else "the date" for d in risk["day"]]
    ax.set_xticks(risk["day"], [f"{d}\n{n}" for d, n in zip(names, risk["at_risk"], strict=True)])
    ax.set_xlabel("days from the date; below, targets announced by that day, followed and not yet met",
                  loc="left")  # fmt: skip
    ax.set_ylim(0, 1.03)
    ax.yaxis.set_major_formatter(PercentFormatter(1))
    style.key(ax, [
        Line2D([], [], color=style.NAVY, linewidth=1.8, label="not yet met"),
        Patch(color=style.NAVY, alpha=0.14, linewidth=0, label="95% band"),
        Line2D([], [], color=style.NAVY, linestyle="none", marker="|", markersize=8, markeredgewidth=1.3, label="last known unmet"),
        Line2D([], [], color=style.RUST, linewidth=1.3, linestyle=(0, (3, 2)), label="if those were never met"),
    ])  # fmt: skip
    return ax


def _within(curve: pd.DataFrame, start: float, end: float) -> pd.DataFrame:
    """Return the part of a step curve between two days, carried to both ends."""
    before = curve[curve["day"] <= start].tail(1).assign(day=start, censored=0)
    inside = curve[(curve["day"] > start) & (curve["day"] <= end)]
    last = pd.concat([before, inside]).tail(1).assign(day=end, censored=0)
    return pd.concat([before, inside, last])


def _day_scale(ax: Axes, start: float, end: float) -> None:
    ax.set_xscale("symlog", linthresh=EVEN, linscale=1.1)
    ax.set_xlim(start, end)
    ax.xaxis.set_minor_locator(style.ticker.NullLocator())


@style.styled
def kept(targets: pd.DataFrame, shares: pd.DataFrame):
    """Draw the share kept by basis with its interval, and below it each target by its lateness.

    targets : as returned by `measures.lateness.shown`; shares : as by `measures.lateness.shares`.
    Returns the array of Axes, or None where there is nothing to draw.
    """
    if targets.empty:
        return None
    listed = len(targets) + targets["basis"].nunique()
    _, (top, below) = style.plt.subplots(
        2, 1, figsize=(style.WIDTH, 1.45 + 0.158 * listed), layout="constrained",
        height_ratios=[0.32 * len(shares) + 0.18, 0.158 * listed],
    )  # fmt: skip
    for y, row in shares.iterrows():
        ends = row["low"], row["high"]
        top.plot(ends, [y, y], color=style.NAVY, linewidth=5, alpha=0.25, solid_capstyle="butt")
        top.plot(row["share"], y, marker="o", markersize=6.5, color=style.NAVY, clip_on=False)
    names = [
        f"{ROWS[r['basis']]}: {r['kept']} of {r['known']} on time" for _, r in shares.iterrows()
    ]
    top.set_yticks(range(len(shares)), names, fontsize=8.5)
    top.set_xlim(0, 1)
    top.set_ylim(len(shares) - 0.4, -0.6)
    top.xaxis.set_major_formatter(PercentFormatter(1))
    _rows(below, targets)
    for ax in (top, below):
        ax.grid(axis="x")
        ax.grid(visible=False, axis="y")
        ax.spines["bottom"].set_visible(False)
        ax.tick_params(axis="x", length=0)
    return style.plt.gcf().axes


def _rows(ax: Axes, targets: pd.DataFrame) -> None:
    labels, y = [], 0
    for basis, mine in targets.groupby("basis", sort=False):
        labels.append((y, ROWS[basis], True))
        for _, row in mine.iterrows():
            y += 1
            labels.append((y, textwrap.shorten(row["name"], 58, placeholder=" …"), False))
            _target(ax, y, row)
        y += 1
    ax.axvline(0, color="#222222", linewidth=0.9)
    _day_scale(ax, -150, NEVER * 1.7)  # room for the label of the earliest
    days = [-30, -14, 0, 14, 30, 100, 400]
    names = [_signed(d) if d else "the date" for d in days]
    ax.set_xticks([*days, NEVER], [*names, "not met"], fontsize=8)
    ax.set_yticks([y for y, _, _ in labels], [text for _, text, _ in labels], fontsize=7.5)
    for tick, (_, _, heading) in zip(ax.get_yticklabels(), labels, strict=True):
        if heading:
            tick.set(fontsize=8.5, fontweight=600, color="#222222")
    ax.set_ylim(y - 0.4, -0.6)
    ax.set_xlabel("days from the date", loc="left")


def _target(ax: Axes, y: int, row: pd.Series) -> None:
    if pd.isna(row["met_last"]):
        ax.plot(NEVER, y, marker="x", markersize=5, markeredgewidth=1.5, color=style.RUST)
        if row["state"] != "not met":
            _beside(ax, NEVER, y, row["state"], style.RUST, -6)
        return
    low, high = row["slip_low"], row["slip_high"]
    marker, color = {
        "on time": ("o", style.NAVY),
        "late": ("o", style.RUST),
        "day unknown": ("|", style.GREY),
    }[row["state"]]
    ax.plot(
        [low, high], [y, y], marker=marker, markersize=4.8, color=color, linewidth=1.4, zorder=3
    )
    text = _signed(high) if low == high else f"{_signed(low)} to {_signed(high)}"
    _beside(ax, high, y, text, color, -6 if high < 0 else 6)


def _beside(ax: Axes, x: float, y: int, text: str, color: str, points: int) -> None:
    ax.annotate(text, (x, y), (points, 0), textcoords="offset points", color=color, fontsize=7.5,
                va="center_baseline", ha="left" if points > 0 else "right", zorder=2,
                bbox=dict(fc="white", ec="none", pad=0.3))  # fmt: skip


def _signed(days: float) -> str:
    return f"{days:+,.0f}".replace("-", "−") if days else "0"
