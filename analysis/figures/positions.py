"""Charts of who wanted what, and of the texts in force."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import date2num
from matplotlib.lines import Line2D

from analysis.figures import style

LANES = {
    "us": ("United States", style.NAVY),
    "iraq_federal": ("Iraq (federal)", "#222222"),
    "krg": ("Kurdistan Region", style.GREY),
    "iran_aligned_faction": ("Iran-aligned factions", style.RUST),
    "iran": ("Iran", style.GREY),
    "nato": ("NATO", style.SKY),
    "other": ("Joint texts, UN and others", style.GREY),
}
LEVELS = ["leave", "leave with conditions", "neutral", "stay in some form", "stay"]
DOT = 3.8  # points across
ROW = 0.168  # inches, one text
GROUPS = {
    "binding": ("Binding agreements and mandates", "s", style.NAVY, 4.2),
    "political": ("Political texts", "o", style.NAVY, 2.0),
    "unilateral": ("Acts of one side", "^", style.GREY, 3.0),
    "working_body": ("Working bodies", "D", "#222222", 2.6),
}


@style.styled
def stances(statements: pd.DataFrame, medians: pd.DataFrame, as_of: pd.Timestamp):
    """Draw one lane a side: each statement at its day and stance, and the half-year median.

    statements, medians : as returned by `measures.positions.recent` and `medians`.
    Returns the array of Axes, one above the other, or None where there is nothing to draw.
    """
    lanes = [lane for lane in LANES if (statements["lane"] == lane).any()]
    if not lanes:
        return None
    fig, panels = style.plt.subplots(
        len(lanes), 1, figsize=(style.WIDTH, 0.62 + 0.97 * len(lanes)), layout="constrained",
        sharex=True, squeeze=False,
    )  # fmt: skip
    fig.get_layout_engine().set(hspace=0, h_pad=0.02)
    start = statements["first"].min()
    pad = max((as_of - start) * 0.012, pd.Timedelta(days=3))
    width = (as_of - start + pad) / pd.Timedelta(days=1)
    for ax, lane in zip(panels[:, 0], lanes, strict=True):
        name, color = LANES[lane]
        _band(ax, medians[medians["lane"] == lane], color)
        _dots(ax, statements[statements["lane"] == lane], color, width * (DOT + 0.4) / 385)
        ax.set_title(name, fontsize=9.5, pad=2)
        ax.set_ylim(-2.6, 2.6)
        ax.set_yticks(range(-2, 3), LEVELS, fontsize=7.5)
        ax.set_xlim(start - pad, as_of)
        ax.tick_params(axis="x", length=0)
        ax.spines["bottom"].set_visible(False)
        style.as_of_line(ax, as_of)
    panels[-1, 0].spines["bottom"].set_visible(True)
    style.year_ticks(panels[-1, 0])
    _key(panels[0, 0], statements, medians)
    return panels[:, 0]


def _band(ax: Axes, medians: pd.DataFrame, color: str) -> None:
    """Draw the median where it is known; runs that do not touch stay apart."""
    for _, row in medians.iterrows():
        ax.plot(
            [row["start"], row["end"]], [row["median"]] * 2, color=color, alpha=0.22, linewidth=6.5,
            solid_capstyle="butt", zorder=2,
        )  # fmt: skip


def _dots(ax: Axes, statements: pd.DataFrame, color: str, apart: float) -> None:
    """Draw the statements; those closer than `apart` days on one level stand side by side."""
    shifts = [0, 0.3, -0.3]
    free = {(level, shift): float("-inf") for level in range(-2, 3) for shift in shifts}
    for _, row in statements.iterrows():
        day = date2num(row["day"])
        shift = next(
            (s for s in shifts if day - free[row["stance"], s] >= apart),
            min(shifts, key=lambda s: free[row["stance"], s]),
        )
        free[row["stance"], shift] = day
        y = row["stance"] + shift
        if (row["last"] - row["first"]).days > 40:
            ax.plot([row["first"], row["last"]], [y, y], color=color, linewidth=0.7, zorder=3)
        ax.plot(row["day"], y, linestyle="none", clip_on=False, **_mark(row, color))


def _mark(row: pd.Series, color: str) -> dict:
    if row["joint"]:
        return dict(marker="s", markersize=4.4, color=color, zorder=4)
    if not row["own"]:
        return dict(marker="o", markersize=DOT, color=color, markerfacecolor="white", markeredgewidth=0.9, zorder=5)  # fmt: skip
    if row["stance"] == 0:
        return dict(marker="o", markersize=2.4, color="#A9A9A9", zorder=3)
    return dict(marker="o", markersize=DOT, color=color, markeredgecolor="white", markeredgewidth=0.3, zorder=4)  # fmt: skip


def _key(ax: Axes, statements: pd.DataFrame, medians: pd.DataFrame) -> None:
    """Name the marks that are drawn, in one row above the lanes."""
    looks = {
        "position": {"joint": False, "own": True, "stance": 1},
        "second-hand or weak": {"joint": False, "own": False, "stance": 1},
        "neutral": {"joint": False, "own": True, "stance": 0},
        "joint text": {"joint": True, "own": True, "stance": 0},
    }
    drawn = [_mark(row, style.GREY) for _, row in statements.iterrows()]
    marks = {label: _mark(pd.Series(look), style.GREY) for label, look in looks.items()}
    handles = [
        Line2D([], [], linestyle="none", label=label, **mark)
        for label, mark in marks.items()
        if mark in drawn
    ]
    if len(medians):
        line = Line2D([], [], color=style.GREY, alpha=0.35, linewidth=5, label="median")
        line.set_solid_capstyle("butt")
        handles.append(line)
    style.key(ax, handles, above=20)


@style.styled
def bars(texts: pd.DataFrame, as_of: pd.Timestamp, ax: Axes | None = None) -> Axes | None:
    """Draw a bar for each text, grouped by nature, with its state on the day at the right.

    texts : as returned by `measures.agreements.texts`, with `told` (its state in a few words).
    Returns None where there is none.
    """
    if texts.empty:
        return None
    groups = [nature for nature in GROUPS if (texts["nature"] == nature).any()]
    rows = len(texts) + len(groups)
    ax = style.axes(ax, 0.55 + ROW * rows)
    y, places = 0.0, []
    for nature in groups:
        name, marker, color, weight = GROUPS[nature]
        ax.annotate(name, (0, y), xycoords=("axes fraction", "data"), xytext=(-150, 0),
                    textcoords="offset points", fontsize=8.5, fontweight=600, va="center",
                    annotation_clip=False)  # fmt: skip
        ax.axhline(y - 0.5, color=style.PALE, linewidth=0.6)
        for _, row in texts[texts["nature"] == nature].iterrows():
            y += 1
            places.append((y, row["short"]))
            _spans(ax, y, row, color, weight)
            ax.plot(
                min(row["begin"], as_of),
                y,
                marker=marker,
                markersize=4,
                color=color,
                zorder=4,
                clip_on=False,
            )
            ax.annotate(row["told"], (1, y), xycoords=("axes fraction", "data"), xytext=(8, 0),
                        textcoords="offset points", fontsize=7.5, va="center",
                        color="#222222" if row["state"] == "in force" else style.GREY)  # fmt: skip
        y += 1
    ax.set_yticks([p for p, _ in places], [n for _, n in places], fontsize=8)
    ax.set_ylim(y - 0.4, -0.7)
    first = texts["begin"].clip(upper=as_of).min()
    last = max([as_of, *texts.loc[texts["state"].isin(["in force", "to come"]), "until"].dropna()])
    pad = (last - first) * 0.015 + pd.Timedelta(days=3)
    ax.set_xlim(first - pad, last)
    ax.grid(axis="x")
    ax.grid(visible=False, axis="y")
    style.as_of_line(ax, as_of)
    style.year_ticks(ax)
    return ax


def _spans(ax: Axes, y: float, row: pd.Series, color: str, weight: float) -> None:
    for start, end, kind in row["spans"]:
        if kind == "in force":
            ax.plot(
                [start, end], [y, y], color=color, linewidth=weight, solid_capstyle="butt", zorder=3
            )
        elif kind == "to come":
            ax.plot([start, end], [y, y], color=style.OCHRE, linewidth=1.2, zorder=2)
            ax.plot(
                end,
                y,
                **style.MARKS["planned"] | {"markersize": 4.5, "markeredgewidth": 1.2},
                zorder=4,
                clip_on=False,
            )
        else:
            ax.plot(
                [start, end], [y, y], color=color, linewidth=0.9, linestyle=(0, (1, 2)), zorder=2
            )
    if row["state"] == "open":
        ax.plot(
            row["spans"][-1][1], y, marker=">", markersize=3.4, color=color, zorder=4, clip_on=False
        )
