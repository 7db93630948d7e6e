"""The ground the maps are drawn on, and labels on it that do not overlap.

Shapes: Natural Earth, public domain; see `data/geo/README.md`. Read with json, drawn with
matplotlib alone. Longitude and latitude are drawn as they are, with one scale for the middle.
"""

import json
from functools import lru_cache
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.patches import PathPatch
from matplotlib.path import Path as Outline
from matplotlib.transforms import Bbox

from analysis.figures import style

FILE = Path(__file__).resolve().parents[2] / "data" / "geo" / "basemap.geojson"
LAND, FOREIGN, KURDISTAN, WATER, RIVER, BORDER = (
    "#FFFFFF", "#F1F0EC", "#F4EBDD", "#E6EFF4", "#A9CBDD", "#C4C0B6",
)  # fmt: skip
SHAPE = 1 / np.cos(np.radians(33.4))  # height of a degree of latitude, in degrees of longitude
COUNTRIES = {
    "SYRIA": (39.3, 35.5),
    "TURKEY": (39.9, 37.35),
    "IRAN": (47.3, 33.3),
    "SAUDI ARABIA": (43.4, 30.0),
    "JORDAN": (38.42, 32.75),
    "KUWAIT": (47.75, 29.3),
}  # where the name has room
# Directions and distances (points) in which a label is tried, the best first.
ASIDE = [(1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (-1, 1), (1, -1), (-1, -1)]
FAR = (6, 10, 15, 21, 28, 36, 45, 55)


@lru_cache(maxsize=1)
def _features() -> list[dict]:
    return json.loads(FILE.read_text(encoding="utf-8"))["features"]


def governorates() -> dict[str, list]:
    """Return the rings of each governorate (longitude, latitude), the outer one first."""
    mine = [f for f in _features() if f["properties"]["layer"] == "governorate"]
    return {f["properties"]["name"]: _rings(f["geometry"]) for f in mine}


def _rings(geometry: dict) -> list:
    parts = geometry["coordinates"]
    if geometry["type"] == "MultiPolygon":
        return [ring for polygon in parts for ring in polygon]
    return parts


def draw(ax: Axes, west: float, east: float, south: float, north: float, names: bool = True):
    """Draw neighbours, governorates and rivers within a frame (degrees), at true proportions."""
    ax.set_facecolor(WATER)
    seen = Bbox.from_extents(west - 0.2, south - 0.2, east + 0.2, north + 0.2)
    for feature in _features():
        kind, geometry = feature["properties"]["layer"], feature["geometry"]
        if kind == "river":
            lines = geometry["coordinates"]
            lines = lines if geometry["type"] == "MultiLineString" else [lines]
            ax.add_collection(LineCollection(lines, colors=RIVER, linewidths=0.8, zorder=1.5))
            continue
        whole = Outline.make_compound_path(*(Outline(r, closed=True) for r in _rings(geometry)))
        outline = whole.clip_to_bbox(seen)  # what lies outside would only weigh in the file
        region = feature["properties"].get("region")
        color = {"kurdistan_region": KURDISTAN, "federal_iraq": LAND}.get(region, FOREIGN)
        ax.add_patch(PathPatch(outline, facecolor=color, edgecolor=BORDER, linewidth=0.5, zorder=1))
    ax.set(xlim=(west, east), ylim=(south, north), xticks=[], yticks=[], aspect=SHAPE)
    ax.grid(visible=False)
    for side in ax.spines.values():
        side.set(visible=True, color=BORDER, linewidth=0.6)
    for name, (x, y) in COUNTRIES.items() if names else ():
        ax.text(x, y, name, fontsize=7.5, color="#8F8B80", ha="center", va="center", zorder=2)


def label(ax: Axes, points: list, texts: list[str], taken: list[Bbox] = (), **look) -> None:
    """Write a label beside each point, where it covers no other label, no point and nothing taken.

    points : (longitude, latitude); one with an empty text is only kept free. taken : boxes in
    pixels that must stay free.
    A label that finds room only at a distance is tied to its point by a thin line.
    """
    figure = ax.figure
    pixel = figure.dpi / 72
    places = [ax.transData.transform(p) for p in points]
    marks = [Bbox.from_bounds(*(place - 4.5 * pixel), 9 * pixel, 9 * pixel) for place in places]
    frame, boxes = ax.get_window_extent(), list(taken)
    crowd = [sum(np.hypot(*(p - q)) < 60 * pixel for q in places) for p in places]
    named = [i for i, text in enumerate(texts) if text]
    for i in sorted(named, key=lambda i: (-crowd[i], -places[i][1])):
        others = [*boxes, *marks[:i], *marks[i + 1 :]]
        box, near = _free(places[i], _size(ax, texts[i], look), pixel, frame, others)
        boxes.append(box)
        back = ax.transData.inverted()
        middle = back.transform((box.x0 + box.width / 2, box.y0 + box.height / 2))
        if not near:
            end = back.transform(_edge(box, places[i]))
            ax.plot(*zip(points[i], end, strict=True), color=style.GREY, linewidth=0.5, zorder=3)
        style.note(ax, *middle, texts[i], ha="center", zorder=6, bbox=None, **look)


def _size(ax: Axes, text: str, look: dict) -> tuple[float, float]:
    """Return width and height of a label in pixels."""
    trial = ax.text(0, 0, text, **look)
    extent = trial.get_window_extent(ax.figure.canvas.get_renderer())
    trial.remove()
    return extent.width + 3, extent.height


def _free(place, size, pixel: float, frame: Bbox, boxes: list) -> tuple[Bbox, bool]:
    """Return the nearest free box for a label, and whether it stands right beside its point.

    A line that ties the label to its point should cross nothing; where no box allows that, it may.
    """
    free = [
        (box, far == FAR[0] and 0 in side)
        for far in FAR
        for side in ASIDE
        for box in [_aside(place, size, far * pixel, side)]
        if frame.x0 + 2 <= box.x0 and box.x1 <= frame.x1 - 2
        and frame.y0 + 2 <= box.y0 and box.y1 <= frame.y1 - 2
        and not any(box.overlaps(other) for other in boxes)
    ]  # fmt: skip
    for box, near in free:
        tie = np.linspace(place, _edge(box, place), 7)[2:]
        if near or not any(other.contains(*spot) for other in boxes for spot in tie):
            return box, near
    return free[0] if free else (_aside(place, size, FAR[0] * pixel, ASIDE[0]), True)


def _aside(place, size, far: float, side: tuple[int, int]) -> Bbox:
    """Return the box of a label on one side of a point, at a distance in pixels."""
    (width, height), (dx, dy) = size, side
    reach = far * (0.75 if dx and dy else 1)
    x = place[0] + dx * (reach + width / 2) - width / 2
    y = place[1] + dy * (reach + height / 2 * (0.7 if dx else 0.8)) - height / 2
    return Bbox.from_bounds(x, y, width, height)


def _edge(box: Bbox, place) -> tuple[float, float]:
    """Return the point of a box nearest to a place."""
    return tuple(np.clip(place, (box.x0, box.y0 + 3), (box.x1, box.y1 - 3)))
