"""Maps and strips of the sites, and where the convoys were said to go."""

import textwrap

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle

from analysis.figures import basemap, style

FRAME = (37.9, 48.8, 29.05, 37.62)  # west, east, south, north
NORTH = (37.9, 46.6, 32.35, 37.62)  # the part where all sites lie
BAGHDAD = (44.08, 44.58, 33.17, 33.59)
NAMES = {
    "in_use": "in use",
    "reduced": "in use, fewer troops",
    "planned": "due to be vacated",
    "begun": "being vacated",
    "left": "vacated",
    "unknown": "unknown",
}
REGIONS = {"federal_iraq": "Federal Iraq", "kurdistan_region": "Kurdistan Region", "syria": "Syria"}
STANDIN = dict(facecolors="none", edgecolors="#444444", linewidths=0.8, linestyles=(0, (2, 1.4)))
HATCH = dict(facecolor="#FFFFFF", edgecolor="#C4C4C4", hatch="/////", linewidth=0)


def _marks(state: str, size: float = 6.5) -> list[dict]:
    """Return the marks of a state, the lowest first: shape and colour say the same."""
    base = dict(marker="o", markersize=size, linestyle="none")
    if state == "in_use":
        return [base | dict(color=style.NAVY)]
    if state == "reduced":
        return [base | dict(fillstyle="bottom", color=style.NAVY, markerfacecoloralt="white",
                            markeredgecolor=style.NAVY, markeredgewidth=0.9)]  # fmt: skip
    if state == "planned":
        ring = dict(markersize=size + 1.2, markerfacecolor="white", markeredgecolor=style.OCHRE,
                    markeredgewidth=1.9)  # fmt: skip
        return [base | ring, base | dict(color=style.NAVY, markersize=size * 0.52)]
    if state == "begun":
        return [base | dict(marker=">", markersize=size * 1.1, markerfacecolor=style.OCHRE,
                            markeredgecolor="#222222", markeredgewidth=0.6)]  # fmt: skip
    if state == "left":
        return [base | dict(marker="x", markersize=size * 0.8, color=style.GREY,
                            markeredgewidth=1.3)]  # fmt: skip
    return [base | dict(marker="$?$", markersize=size, color=style.GREY, markeredgewidth=0.2)]


def _point(ax: Axes, x: float, y: float, row: pd.Series, size: float = 6.5) -> None:
    for mark in _marks(row["state"], size):
        ax.plot(x, y, zorder=5, **mark)
    if row["location_precision"] in ("town", "area"):
        ax.scatter(x, y, zorder=4.5, s=(size + 5.5) ** 2, **STANDIN)


def _apart(frame: pd.DataFrame, step: float) -> pd.DataFrame:
    """Set marks that would cover each other side by side (step in degrees of longitude).

    A site with a published position keeps it where it can; a stand-in gives way.
    """
    exact = (frame["location_precision"] != "site").astype(int)
    order = frame.assign(exact=exact).sort_values(["exact", "longitude", "label"])
    done = []
    for row in order.itertuples():
        x = row.longitude
        while near := [
            a for a, b in done if abs(a - x) < step * 0.98 and abs(b - row.latitude) < step * 0.7
        ]:
            x = max(near) + step
        done.append((x, row.latitude))
    return order.assign(x=[x for x, _ in done])


def _within(frame: pd.DataFrame, box: tuple) -> pd.Series:
    west, east, south, north = box
    return frame["longitude"].between(west, east) & frame["latitude"].between(south, north)


def _key(ax: Axes, x: float, y: float, standin: bool) -> None:
    """Name the marks in two rows above the map (place in the figure's own measure)."""
    handles = []
    for state in NAMES:
        lines = tuple(Line2D([], [], **mark) for mark in _marks(state))
        handles.append(lines if len(lines) > 1 else lines[0])
    names = list(NAMES.values())
    if standin:
        handles.append(ax.scatter([], [], s=120, **STANDIN))
        names.append("town or area stands in for the place")
    ax.figure.legend(
        handles, names, loc="upper left", bbox_to_anchor=(x, y), ncols=4, fontsize=8,
        handletextpad=0.3, columnspacing=1.2, borderpad=0, borderaxespad=0, labelspacing=0.55,
    )  # fmt: skip


@style.styled
def map_of(states: pd.DataFrame) -> Axes | None:
    """Draw the state of each site on a map, with an inset for Baghdad and a list of sites that
    have no published position.

    states : as returned by `measures.sites.states`. Returns None where there is none.
    """
    if states.empty:
        return None
    wide = (FRAME[1] - FRAME[0]) / (FRAME[3] - FRAME[2]) / basemap.SHAPE
    tall = style.WIDTH / wide
    height = tall + 0.42
    figure = style.plt.figure(figsize=(style.WIDTH, height))
    ax = figure.add_axes((0.002, 0.003, 0.996, tall / height - 0.004))
    basemap.draw(ax, *FRAME)
    ax.text(45.5, 35.45, "Kurdistan\nRegion", fontsize=7.5, color="#9A8A6A", ha="center",
            va="center", style="italic", zorder=2)  # fmt: skip
    placed = states[states["latitude"].notna()]
    taken = []
    near = placed[_within(placed, BAGHDAD)]
    if len(near):
        taken += _inset(ax, near)
    taken += _listed(ax, states[states["latitude"].isna()])
    figure.canvas.draw()
    rest = _apart(placed[~_within(placed, BAGHDAD)], 0.22)
    for _, row in rest.iterrows():
        _point(ax, row["x"], row["latitude"], row)
    boxes = [t.get_window_extent() for t in ax.texts] + [t.get_window_extent() for t in taken]
    points = list(zip(rest["x"], rest["latitude"], strict=True))
    basemap.label(ax, points, list(rest["label"]), boxes, fontsize=8)
    _key(ax, 0.004, 1, standin=True)
    return ax


def _inset(ax: Axes, near: pd.DataFrame) -> list:
    """Draw the sites around Baghdad at a larger scale, in the empty south-west of the map."""
    west, east, south, north = BAGHDAD
    frame = Rectangle((west, south), east - west, north - south, facecolor="none",
                      edgecolor="#444444", linewidth=0.8, zorder=4)  # fmt: skip
    ax.add_patch(frame)
    inset = ax.inset_axes((0.008, 0.01, 0.3, 0.285), zorder=7)
    basemap.draw(inset, west - 0.02, east + 0.08, south, north, names=False)
    inset.set_anchor("SW")
    for side in inset.spines.values():
        side.set(color="#444444", linewidth=0.8)
    ax.annotate("see inset", (west, south), (-3, -5), textcoords="offset points", fontsize=7.5,
                color="#444444", ha="right", zorder=6)  # fmt: skip
    title = inset.set_title("Around Baghdad", fontsize=8, pad=3, fontweight="normal")
    near = _apart(near, 0.045)
    for _, row in near.iterrows():
        _point(inset, row["x"], row["latitude"], row)
    ax.figure.canvas.draw()
    points = list(zip(near["x"], near["latitude"], strict=True))
    basemap.label(inset, points, list(near["label"]), fontsize=8)
    return [inset, title, frame]


def _listed(ax: Axes, missing: pd.DataFrame) -> list:
    """List the sites that have no published position, in the empty north-east of the map."""
    if missing.empty:
        return []
    x, y, step = 46.72, 37.32, 0.275  # degrees; the step is a line of text
    texts = [ax.text(x, y, "No position published", fontsize=8, color="#444444", zorder=6,
                     va="center")]  # fmt: skip
    for i, (_, row) in enumerate(missing.iterrows(), start=1):
        for mark in _marks(row["state"]):
            ax.plot(x + 0.12, y - i * step, zorder=5, **mark)
        texts.append(ax.text(x + 0.32, y - i * step, row["label"], fontsize=8, va="center"))
    return texts


@style.styled
def turns(panels: dict[pd.Timestamp, pd.DataFrame]):
    """Draw the map on several days, two side by side, with labels where a state has changed.

    panels : as returned by `measures.sites.turns`. Returns the array of Axes, or None for none.
    """
    if not panels:
        return None
    rows = (len(panels) + 1) // 2
    everywhere = pd.concat(panels.values())
    placed = everywhere[everywhere["latitude"].notna()]
    frame = NORTH if _within(placed, NORTH).all() else FRAME
    wide = (frame[1] - frame[0]) / (frame[3] - frame[2]) / basemap.SHAPE
    across = (style.WIDTH - 0.08) / 2
    tall = across / wide
    height = rows * (tall + 0.28) + 0.36
    figure = style.plt.figure(figsize=(style.WIDTH, height))
    drawn, before = [], None
    for i, (day, states) in enumerate(panels.items()):
        left = 0.002 + (i % 2) * (across + 0.07) / style.WIDTH
        bottom = 1 - (0.36 + (i // 2 + 1) * (tall + 0.28)) / height + 0.002
        ax = figure.add_axes((left, bottom, across / style.WIDTH - 0.003, tall / height - 0.003))
        basemap.draw(ax, *frame, names=False)
        ax.set_title(f"{day.day} {day:%B %Y}", fontsize=9.5, pad=4)
        figure.canvas.draw()
        placed = _apart(states[states["latitude"].notna()], 0.2)
        for _, row in placed.iterrows():
            for mark in _marks(row["state"], 5.5):
                ax.plot(row["x"], row["latitude"], zorder=5, **mark)
        new = placed["state"] != "unknown"
        if before is not None:
            new &= placed["site_id"].map(before.set_index("site_id")["state"]) != placed["state"]
        points = list(zip(placed["x"], placed["latitude"], strict=True))
        basemap.label(ax, points, list(placed["label"].where(new, "")), fontsize=7.5)
        before = states
        drawn.append(ax)
    _key(drawn[0], 0.004, 1, standin=False)
    return np.array(drawn)


@style.styled
def strips(spells: pd.DataFrame, readings: pd.DataFrame, as_of: pd.Timestamp) -> Axes | None:
    """Draw the state of each site through time, one strip for each, grouped by region.

    spells, readings : as returned by `measures.sites.strips`. Returns None where there is none.
    """
    if spells.empty:
        return None
    heads = spells.drop_duplicates("row")
    gap = heads["region"].map(list(REGIONS).index)
    shift = dict(zip(heads["row"], heads["row"] + 1.15 * (gap.rank(method="dense")), strict=True))
    bottom = max(shift.values())
    ax = style.axes(None, 0.62 + 0.172 * (bottom + 1))
    start = spells["start"].min()
    for _, spell in spells.iterrows():
        _bar(ax, shift[spell["row"]], spell)
    for wrong, mine in readings.groupby("against"):
        look = (dict(marker="x", color=style.RUST, markersize=4.5, markeredgewidth=1.4) if wrong
                else dict(marker="o", color="white", markersize=2.6, markeredgecolor="#222222",
                          markeredgewidth=0.6))  # fmt: skip
        ax.plot(mine["day"], mine["row"].map(shift), linestyle="none", zorder=5, **look)
    ax.set_yticks([shift[r] for r in heads["row"]], heads["label"], fontsize=8)
    for region, mine in heads.groupby("region"):
        y = shift[mine["row"].min()] - 1
        ax.annotate(REGIONS[region], (0, y), (-4, 0), xycoords=("axes fraction", "data"),
                    textcoords="offset points", fontsize=8.5, fontweight=600, ha="right",
                    va="center")  # fmt: skip
    ax.set_ylim(bottom + 0.7, -0.5)
    ax.set_xlim(start, as_of + (as_of - start) * 0.012)
    ax.grid(visible=False, axis="y")
    ax.grid(axis="x")
    style.as_of_line(ax, as_of)
    style.year_ticks(ax)
    _strip_key(ax)
    return ax


def _bar(ax: Axes, y: float, spell: pd.Series) -> None:
    """Draw one state: full height in use, half height with fewer troops, a thin line vacated."""
    x, length = spell["start"], spell["end"] - spell["start"]
    state = spell["state"]
    if state == "unknown":
        ax.barh(y, length, left=x, height=0.62, zorder=2, **HATCH)
    elif state == "left":
        ax.barh(y, length, left=x, height=0.14, color="#A9A9A9", zorder=2)
    elif state == "begun":
        ax.barh(y, length, left=x, height=0.66, color=style.OCHRE, zorder=3)
    elif state == "planned":
        ax.barh(y, length, left=x, height=0.66, color=style.OCHRE, zorder=3)
        ax.barh(y, length, left=x, height=0.3, color=style.NAVY, zorder=3)
    else:
        high = 0.66 if state == "in_use" else 0.3
        ax.barh(y, length, left=x, height=high, color=style.NAVY, zorder=3)


def _strip_key(ax: Axes) -> None:
    patches = [
        Patch(color=style.NAVY, label=NAMES["in_use"]),
        Line2D([], [], color=style.NAVY, linewidth=2.6, label=NAMES["reduced"]),
        (Patch(color=style.OCHRE), Line2D([], [], color=style.NAVY, linewidth=2.6)),
        Patch(color=style.OCHRE, label=NAMES["begun"]),
        Line2D([], [], color="#A9A9A9", linewidth=1.3, label=NAMES["left"]),
        Patch(label=NAMES["unknown"], **HATCH),
        Line2D([], [], marker="o", color="white", markersize=2.6, markeredgecolor="#222222",
               markeredgewidth=0.6, linestyle="none"),
        Line2D([], [], marker="x", color=style.RUST, markersize=4.5, markeredgewidth=1.4,
               linestyle="none"),
    ]  # fmt: skip
    names = [NAMES[s] for s in ("in_use", "reduced", "planned", "begun", "left", "unknown")]
    ax.legend(
        patches, [*names, "report", "contradicts"], loc="lower left", bbox_to_anchor=(0, 1),
        borderaxespad=0.6, ncols=4, fontsize=8, handlelength=1.4, handleheight=0.6, handletextpad=0.4, columnspacing=1.2, borderpad=0,
        labelspacing=0.35,
    )  # fmt: skip


@style.styled
def destinations(frame: pd.DataFrame, ax: Axes | None = None) -> Axes | None:
    """Draw who named which destination: a dot for a move under way, a ring for a plan.

    frame : as returned by `measures.sites.destinations`. Returns None where there is none.
    """
    if frame.empty:
        return None
    named = frame.drop_duplicates(["day", "report", "destination"])["destination"].value_counts()
    columns = {place: i for i, place in enumerate(named.index)}
    reports = {key: i for i, key in enumerate(frame.groupby(["day", "report"]).groups)}
    names = [textwrap.fill(f"{day.day} {day:%b}  {who}", 56) for day, who in reports]
    tallest = max(name.count("\n") + 1 for name in names)
    ax = style.axes(ax, 0.62 + (0.13 + 0.14 * tallest) * len(reports))
    ax.set_yticks(range(len(reports)), names, fontsize=8.5)
    for (day, report), y in reports.items():
        mine = frame[(frame["day"] == day) & (frame["report"] == report)]
        xs = sorted(columns[place] for place in mine["destination"])
        ax.plot([xs[0], xs[-1]], [y, y], color=style.PALE, linewidth=1.6, zorder=2)
        for _, row in mine.iterrows():
            kind = "reported" if row["under_way"] else "planned"
            look = style.MARKS[kind] | dict(markersize=7)
            ax.plot(columns[row["destination"]], y, linestyle="none", zorder=3, **look)
    places = [textwrap.fill(place, 10) for place in columns]
    ax.set_xticks(range(len(columns)), places, fontsize=8.5)
    ax.xaxis.tick_top()
    ax.tick_params(length=0)
    ax.set_xlim(-0.6, max(len(columns), 3) - 0.4)
    ax.set_ylim(len(reports) - 0.5, -0.6)
    ax.spines["bottom"].set_visible(False)
    ax.grid(axis="both")
    style.key(
        ax,
        [
            Line2D([], [], linestyle="none", label="said to be under way",
                   **style.MARKS["reported"] | dict(markersize=7)),
            Line2D([], [], linestyle="none", label="said to be planned", **style.MARKS["planned"]),
        ],
        above=14 + 10 * max(place.count("\n") + 1 for place in places),
    )  # fmt: skip
    return ax
