"""Charts of who counts the attacks, what the list holds of them, and where and with what."""

from itertools import pairwise

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import DateFormatter, DayLocator, date2num
from matplotlib.lines import Line2D
from matplotlib.transforms import Bbox

from analysis.figures import style

DASH = (0, (3, 2))
PENTAGON = dict(color=style.NAVY, marker="D", markersize=4)
LOOKS = {
    "pentagon": PENTAGON,
    "iri": dict(color=style.RUST, marker="X", markersize=6),
    "sohr": dict(color=style.SKY, marker="s", markersize=4.5),
}
GAP = pd.Timedelta(days=60)
REPEATED = dict(color="#A9A9A9", marker="o", markersize=3)
OTHER = dict(color=style.GREY, marker="o", markersize=4)
SIGNS = {"floor": "{:,}+", "about": "~{:,}", "ceiling": "≤{:,}", "exact": "{:,}"}
# Where a name may stand beside its mark: steps of points to the right and up, the nearest first.
SIDES = [(1, 0), (-1, 0), (-1, 0.6), (1, -0.6), (1, 0.6), (-1, -0.6), (-0.5, 1), (0.5, -1), (0.5, 1), (-0.5, -1)]  # fmt: skip
REACH = (7, 13, 20, 28, 38, 50, 64, 80, 100)


@style.styled
def totals(together: pd.DataFrame, by_country: pd.DataFrame, as_of: pd.Timestamp):
    """Draw the running totals of each counter, and below them those for Iraq and Syria apart.

    together, by_country : as returned by the functions of these names in `measures.attacks`.
    Returns the array of Axes, or None where nothing had been counted.
    """
    if together.empty:
        return None
    jordan = ", some with Jordan" if (together["scope"] == "iraq_syria_jordan").any() else ""
    parts = [
        (f"Iraq and Syria together{jordan}", together),
        ("Iraq and Syria apart", by_country),
    ]
    parts = [(title, rows) for title, rows in parts if len(rows)]
    fig, panels = style.plt.subplots(
        len(parts), 1, figsize=(style.WIDTH, 1.9 + 2.3 * len(parts)), layout="constrained",
        sharex=True, squeeze=False, height_ratios=[1.75, 1][: len(parts)],
    )  # fmt: skip
    every = pd.concat([rows for _, rows in parts]).sort_values("day_last")
    start = every["day_first"].min()
    # Totals given long after the rest are told at the edge, and leave the rest its room.
    end = every["day_last"][~(every["day_last"].diff() > GAP).cummax()].max()
    until = min(as_of, end + pd.Timedelta(days=12))
    pad = (until - start) * 0.02 + pd.Timedelta(days=1)
    for ax, (title, rows) in zip(panels[:, 0], parts, strict=True):
        ax.set_title(title, fontsize=9.5, pad=4)
        ax.set_xlim(start - pad, until + pad)
        ax.set_ylim(0, rows["count"].max() * 1.16 + 2)
        if until == as_of:
            style.as_of_line(ax, as_of)
        ax.yaxis.set_major_locator(style.ticker.MaxNLocator(6, integer=True))
    style.year_ticks(panels[-1, 0])
    if until - start < GAP:
        panels[-1, 0].xaxis.set_major_locator(DayLocator(interval=(until - start).days // 5 + 1))
        panels[-1, 0].xaxis.set_major_formatter(DateFormatter("%-d %b"))
    fig.draw_without_rendering()
    for ax, (_, rows) in zip(panels[:, 0], parts, strict=True):
        _counters(ax, rows, end, until)
    return panels[:, 0]


def _counters(ax: Axes, rows: pd.DataFrame, end: pd.Timestamp, until: pd.Timestamp) -> None:
    """Draw every counter of a panel and name it."""
    near, later = rows[rows["day_last"] <= end], rows[rows["day_last"] > end]
    repeated = near[~near["own"]]
    for _, row in repeated.iterrows():
        _arrow(ax, (row["day"], row["count"]), row["bound"], "#A9A9A9", (0, 1))
    ax.plot(repeated["day"], repeated["count"], linestyle="none", **REPEATED)
    names = []
    start = near["counted_from"].str.rstrip("~")  # since mid-October is since the 17th
    for _, mine in near[near["own"]].groupby(["name", start[near["own"]]], sort=False):
        names += _series(ax, mine)
    if len(repeated):
        style.key(
            ax,
            [Line2D([], [], linestyle="none", label="totals given by other outlets", **REPEATED)],
        )
        ax.get_legend().set_loc("upper left")
        ax.get_legend().set_bbox_to_anchor((0.005, 0.99))
    taken = []
    for i, (_, row) in enumerate(later.drop_duplicates("name", keep="last").iterrows()):
        text = f"later: {row['name']}: {SIGNS[row['bound']].format(row['count'])} to {row['day_last']:%d %b %Y}"
        note = ax.annotate(text, (1, 0), (-2, 8 + 12 * i), xycoords="axes fraction", fontsize=8,
                           textcoords="offset points", ha="right", color=_look(row)["color"])  # fmt: skip
        taken.append(note.get_window_extent(ax.figure.canvas.get_renderer()))
    _name(ax, names, taken)


def _look(row: pd.Series) -> dict:
    look = LOOKS.get(row["counter"], OTHER)
    if row["counter"] == "pentagon" and row["scope"] == "syria":
        look = look | {"markerfacecolor": "white"}
    return look


def _series(ax: Axes, rows: pd.DataFrame) -> list[tuple]:
    """Draw one counter's totals; a line joins only those dated to the day that are no floors."""
    look = _look(rows.iloc[0])
    sure = rows[rows["to_the_day"] & rows["bound"].isin(["exact", "about"])]
    line = DASH if "markerfacecolor" in look else "-"
    ax.plot(sure["day"], sure["count"], color=look["color"], linewidth=1.1, linestyle=line)
    ax.plot(rows["day"], rows["count"], linestyle="none", zorder=4, **look)
    for _, row in rows.iterrows():
        if not row["to_the_day"]:
            ends = [row["day_first"], row["day_last"]]
            ax.plot(ends, [row["count"]] * 2, color=look["color"], linewidth=0.8, zorder=3)
        _arrow(ax, (row["day"], row["count"]), row["bound"], look["color"], (0, 1))
    dated = rows[rows["to_the_day"]] if rows["to_the_day"].any() else rows
    named = dated.tail(1) if rows["counter"].iloc[0] in LOOKS else dated
    return [
        (
            row["day"],
            row["count"],
            f"{row['name']}: {SIGNS[row['bound']].format(row['count'])}",
            look["color"],
        )
        for _, row in named.iterrows()
    ]


def _arrow(ax: Axes, at: tuple, bound: str, color: str, way: tuple) -> None:
    """Draw an arrow up to say that a total is a floor, or down for a ceiling."""
    if bound in ("floor", "ceiling"):
        reach = 9 if bound == "floor" else -9
        ax.annotate(
            "", at, (way[0] * reach, way[1] * reach), textcoords="offset points",
            arrowprops=dict(arrowstyle="<-", color=color, linewidth=0.8, shrinkA=0, shrinkB=2),
            annotation_clip=False,
        )  # fmt: skip


def _name(ax: Axes, names: list, taken: list) -> None:
    """Write each name near its mark where it covers no mark, line or other name."""
    renderer, frame = ax.figure.canvas.get_renderer(), ax.get_window_extent()
    taken = taken + [box for line in ax.lines for box in _boxes(ax, line)]
    for arrow in (t for t in ax.texts if getattr(t, "arrow_patch", None)):
        arrow.update_positions(renderer)
        taken.append(arrow.arrow_patch.get_window_extent(renderer))
    if ax.get_legend():
        taken.append(ax.get_legend().get_window_extent(renderer))
    point = ax.figure.dpi / 72
    for day, count, text, color in sorted(names):
        x, y = ax.transData.transform((date2num(day), count))
        label = style.note(ax, day, count, text, color, fontsize=8)
        label.set_in_layout(False)
        size = label.get_window_extent(renderer)
        best = None
        for reach in REACH:
            for right, up in SIDES:
                left = x + right * reach * point - (size.width if right < 0 else 0)
                left = min(max(left, frame.x0 + 2), frame.x1 - size.width)
                base = y + up * reach * point - size.height / 2
                box = Bbox.from_bounds(left, base, size.width, size.height)
                inside = frame.y0 <= box.y0 and box.y1 <= frame.y1
                if inside and not box.count_overlaps(taken):
                    best = (box, reach)
                    break
            if best:
                break
        box, reach = best or (size, 0)
        taken.append(box.padded(1))
        label.set_position(ax.transData.inverted().transform((box.x0, (box.y0 + box.y1) / 2)))
        if reach > REACH[1]:
            edge = (min(max(x, box.x0), box.x1), min(max(y, box.y0), box.y1))
            ends = ax.transData.inverted().transform([(x, y), edge])
            ax.plot(*ends.T, color=color, linewidth=0.5, zorder=2)


def _boxes(ax: Axes, line: Line2D) -> list[Bbox]:
    """Return small boxes along a line and on its marks, in pixels."""
    places = ax.transData.transform(line.get_xydata()) if len(line.get_xdata()) else []
    half = 4.5 * ax.figure.dpi / 72
    boxes = [Bbox.from_extents(x - half, y - half, x + half, y + half) for x, y in places]
    if line.get_linestyle() not in ("None", "none"):
        for (x0, y0), (x1, y1) in pairwise(places):
            steps = int(max(abs(x1 - x0), abs(y1 - y0)) // 4) + 1
            for i in range(steps):
                x, y = x0 + (x1 - x0) * i / steps, y0 + (y1 - y0) * i / steps
                boxes.append(Bbox.from_extents(x - 2, y - 2, x + 2, y + 2))
    return boxes


@style.styled
def against(frame: pd.DataFrame, ax: Axes | None = None) -> Axes | None:
    """Draw each total beside the number on the list for the same days.

    frame : as returned by `measures.attacks.against_list`. Returns None where there is none.
    """
    if frame.empty:
        return None
    ax = style.axes(ax, 0.7 + 0.225 * len(frame))
    for y, row in frame.iterrows():
        look = LOOKS.get(row["counter"], OTHER)
        ax.plot([row["listed"], row["count"]], [y, y], color=style.PALE, linewidth=5, zorder=2,
                solid_capstyle="butt")  # fmt: skip
        ax.plot(row["listed"], y, marker="o", markersize=6, color=style.RUST, zorder=3,
                markerfacecolor="white", markeredgewidth=1.4)  # fmt: skip
        ax.plot(row["count"], y, zorder=4, **look)
        _arrow(ax, (row["count"], y), row["bound"], look["color"], (1, 0))
        text = f"{row['listed']} of {SIGNS[row['bound']].format(row['count'])}"
        right = max(row["listed"], row["count"])
        ax.annotate(text, (right, y), (13, 0), textcoords="offset points", fontsize=8, va="center")
    areas = frame["area"].str.replace(" and ", ", ").replace("Iraq, Syria, Jordan", "with Jordan")
    names = [f"{name} ({area})" for name, area in zip(frame["name"], areas, strict=True)]
    ax.set_yticks(range(len(frame)), names, fontsize=8)
    for y, row in frame.iterrows():
        ends = dict.fromkeys([f"{row['start']:%b %Y}", f"{row['end']:%b %Y}"])
        ax.annotate(" to ".join(ends), (1.02, y), xycoords=("axes fraction", "data"), fontsize=8,
                    va="center", color=style.GREY)  # fmt: skip
    ax.set_ylim(len(frame) - 0.4, -0.6)
    ax.set_xlim(0, frame[["count", "listed"]].max().max() * 1.42)
    ax.grid(axis="x")
    ax.grid(visible=False, axis="y")
    ax.spines["bottom"].set_visible(False)
    ax.tick_params(axis="x", length=0)
    ax.xaxis.set_major_locator(style.ticker.MaxNLocator(5, integer=True))
    handles = [
        Line2D([], [], linestyle="none", marker="o", markersize=6, color=style.RUST,
               markerfacecolor="white", markeredgewidth=1.4, label="on the list"),
        Line2D([], [], linestyle="none", label="a counter's total", **OTHER),
    ]  # fmt: skip
    if (frame["counter"] == "iri").any():
        label = "the attackers' own claims"
        handles.append(Line2D([], [], linestyle="none", label=label, **LOOKS["iri"]))
    style.key(ax, handles)
    return ax


@style.styled
def places(frame: pd.DataFrame, ax: Axes | None = None) -> Axes | None:
    """Draw a matrix of places and weapons; the area of a dot is the number of attacks.

    frame : as returned by `measures.attacks.places`. Returns None where the list is empty.
    """
    if frame.empty:
        return None
    rows = list(dict.fromkeys(frame["place"]))
    columns = list(frame.groupby("weapon")["attacks"].sum().sort_values(ascending=False).index)
    if "not stated" in columns:
        columns = [c for c in columns if c != "not stated"] + ["not stated"]
    ax = style.axes(ax, 0.7 + 0.33 * len(rows))
    scale = 520 / max(frame["attacks"].max(), 10)
    x, y = frame["weapon"].map(columns.index), frame["place"].map(rows.index)
    ax.scatter(x, y, s=frame["attacks"] * scale, color=style.RUST, alpha=0.35, linewidth=0)
    for _, row in frame.iterrows():
        at = columns.index(row["weapon"]), rows.index(row["place"])
        ax.annotate(f"{row['attacks']}", at, fontsize=8.5, ha="center", va="center")
    for i, place in enumerate(rows):
        total = frame.loc[frame["place"] == place, "attacks"].sum()
        ax.annotate(f"{total}", (len(columns), i), fontsize=8.5, ha="center", va="center",
                    color=style.GREY)  # fmt: skip
    labels = [c.replace(" ", "\n", 1) for c in columns]
    ax.set_xticks(range(len(columns) + 1), [*labels, "all"])
    ax.xaxis.tick_top()
    ax.set_yticks(range(len(rows)), rows)
    ax.set_xlim(-0.6, len(columns) + 0.5)
    ax.set_ylim(len(rows) - 0.4, -0.6)
    ax.grid(visible=False)
    ax.hlines([y - 0.5 for y in range(1, len(rows))], -0.6, len(columns) + 0.5, color=style.PALE,
              linewidth=0.6)  # fmt: skip
    ax.tick_params(axis="x", length=0)
    ax.spines["bottom"].set_visible(False)
    return ax
