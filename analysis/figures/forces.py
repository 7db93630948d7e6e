"""Charts of how many troops, and who says so."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from analysis.figures import style

NAMES = {
    "official_disclosure": "official",
    "reported": "reported",
    "estimate": "estimate",
    "planned": "planned",
    "authorised": "cap",
}


@style.styled
def levels(
    levels: pd.DataFrame,
    steps: pd.DataFrame,
    as_of: pd.Timestamp,
    since: pd.Timestamp | None = None,
    ax: Axes | None = None,
) -> Axes | None:
    """Draw every published figure with the headline as a line and the spread as a band.

    levels, steps : as returned by `measures.forces.levels` and `measures.forces.steps`.
    as_of : the day of the replay; only plans lie right of it.
    since : the first day shown, or None for all.
    Returns None where there is nothing to draw.
    """
    shown = levels[levels["value"].notna()]
    start = shown["date_first"].min() if since is None else since
    shown = shown[shown["date_last"] >= start]
    if shown.empty:
        return None
    ax = style.axes(ax, 3.0)
    _headline(ax, steps, start, as_of)
    for kind, mark in style.MARKS.items():
        mine = shown[shown["kind"] == kind]
        for certain, part in mine.groupby(
            mine["eligible"] | ~mine["kind"].isin(["reported", "estimate", "official_disclosure"])
        ):
            look = mark if certain else mark | {"color": "#A9A9A9", "markersize": 3.5}
            days = _where(part, kind)
            ax.plot(days, part["value"], linestyle="none", clip_on=False, zorder=4, **look)
            for day, (_, row) in zip(days, part.iterrows(), strict=True):
                _extent(ax, day, row, look["color"])
    until = max([as_of, *shown["due_last"].dropna()])
    pad = (until - start) * 0.015
    ax.set_xlim(start - pad, until + pad)
    ax.set_ylim(0, max(shown["high_end"].max(), shown["value"].max()) * 1.08)
    style.thousands(ax.yaxis)
    style.year_ticks(ax)
    style.as_of_line(ax, as_of)
    _key(ax, shown)
    return ax


def _where(rows: pd.DataFrame, kind: str) -> pd.Series:
    """Return where on the time axis a figure stands: the middle of what its date may mean."""
    first, last = rows["date_first"], rows["date_last"]
    if kind == "planned":
        first, last = rows["due_first"].fillna(first), rows["due_last"].fillna(last)
    return first + (last - first) / 2


def _extent(ax: Axes, day, row: pd.Series, color: str) -> None:
    """Draw what a figure leaves open: a range, or an arrow for a floor or a ceiling."""
    if row["high_end"] > row["low_end"]:
        ax.plot([day, day], [row["low_end"], row["high_end"]], color=color, linewidth=1, zorder=3)
    elif row["bound"] in ("floor", "ceiling"):
        sign = 1 if row["bound"] == "floor" else -1
        ax.annotate(
            "", (day, row["value"]), (0, 10 * sign), textcoords="offset points",
            arrowprops=dict(arrowstyle="<-", color=color, linewidth=0.9, shrinkA=0, shrinkB=2),
            annotation_clip=False,
        )  # fmt: skip


def _headline(ax: Axes, steps: pd.DataFrame, start: pd.Timestamp, as_of: pd.Timestamp) -> None:
    before = steps[steps["day"] < start].tail(1).assign(day=start)
    shown = pd.concat([before, steps[steps["day"] >= start]])
    if shown.empty:
        return
    ax.fill_between(
        shown["day"],
        shown["low"],
        shown["high"],
        step="post",
        color=style.NAVY,
        alpha=0.12,
        linewidth=0,
    )
    ax.step(shown["day"], shown["value"], where="post", color=style.NAVY, linewidth=1.4, zorder=2)
    last = shown.iloc[-1]
    ax.plot([last["day"], as_of], [last["value"]] * 2, color=style.NAVY, linewidth=1, linestyle=":")


def _key(ax: Axes, shown: pd.DataFrame) -> None:
    """Name the marks in one row under the chart; they are too many to label each."""
    marks = [
        Line2D([], [], linestyle="none", label=NAMES[kind], **mark)
        for kind, mark in style.MARKS.items()
        if (shown["kind"] == kind).any()
    ]
    line = Line2D([], [], color=style.NAVY, linewidth=1.4, label="headline")
    grey = Line2D(
        [],
        [],
        linestyle="none",
        marker="o",
        markersize=3.5,
        color="#A9A9A9",
        label="derived, old or weak",
    )
    style.key(ax, [line, *marks, grey])


@style.styled
def hindsight(
    lines: dict[str, tuple[pd.DataFrame, pd.DataFrame]], since: pd.Timestamp, as_of: pd.Timestamp
):
    """Draw for each country the headline as known then (dashed) and as known now (solid).

    lines : country name to (steps as known, steps as now known).
    Returns the array of Axes, one above the other, or None where there is nothing to draw.
    """
    if not lines:
        return None
    _fig, panels = style.plt.subplots(
        len(lines),
        1,
        figsize=(style.WIDTH, 1.0 + 1.7 * len(lines)),
        layout="constrained",
        sharex=True,
        squeeze=False,
    )
    for ax, (name, (then, now)) in zip(panels[:, 0], lines.items(), strict=True):
        for steps, look in (
            (now, dict(color=style.NAVY)),
            (then, dict(color=style.RUST, linestyle=(0, (3, 2)))),
        ):
            before = steps[steps["day"] < since].tail(1).assign(day=since)
            shown = pd.concat([before, steps[steps["day"] >= since]])
            shown = pd.concat([shown, shown.tail(1).assign(day=as_of)])
            ax.step(shown["day"], shown["value"], where="post", linewidth=1.5, **look)
        ax.set_ylim(bottom=0)
        ax.set_xlim(since, as_of)
        ax.set_title(name, fontsize=9.5, pad=4)
        style.thousands(ax.yaxis)
    style.year_ticks(panels[-1, 0])
    handles = [
        Line2D([], [], color=style.RUST, linestyle=(0, (3, 2)), label="as known then"),
        Line2D([], [], color=style.NAVY, label="as known on the day of this report"),
    ]
    style.key(panels[0, 0], handles, above=20)
    return panels[:, 0]
