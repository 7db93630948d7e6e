"""The house style: one style sheet, palette, type family and set of marks for all chapters."""

from functools import lru_cache, wraps
from pathlib import Path

import font_source_sans_pro
import matplotlib.pyplot as plt
from matplotlib import dates, font_manager, ticker
from matplotlib.axes import Axes

SHEET = Path(__file__).with_name("drawdown.mplstyle")
FONTS = Path(font_source_sans_pro.__file__).with_name("files")

NAVY, RUST, SKY, OCHRE, GREY = "#1F3A5F", "#C8501E", "#4BA3C7", "#E0A526", "#6B6B6B"
PALE = "#D9D9D9"
WIDTH = 6.5  # inches, the text width of the page

# A kind of figure keeps its mark in every chapter: marker, size, face, edge.
MARKS = {
    "official_disclosure": dict(marker="D", markersize=5, color=NAVY),
    "reported": dict(marker="o", markersize=4.5, color=NAVY),
    "estimate": dict(marker="_", markersize=8, color=NAVY, markeredgewidth=1.6),
    "planned": dict(
        marker="o", markersize=7, color=OCHRE, markerfacecolor="none", markeredgewidth=1.6
    ),
    "authorised": dict(marker="s", markersize=3.5, color=SKY),
}


@lru_cache(maxsize=1)
def _add_fonts() -> None:
    for weight in ("Regular", "Semibold", "It"):
        font_manager.fontManager.addfont(FONTS / f"SourceSansPro-{weight}.ttf")


def context():
    """Return the style as a context to draw and to save figures in."""
    _add_fonts()
    return plt.style.context(SHEET)


def styled(draw):
    """Make a drawing function use the house style."""

    @wraps(draw)
    def wrapper(*args, **kwargs):
        with context():
            return draw(*args, **kwargs)

    return wrapper


def axes(ax: Axes | None = None, height: float = 3.4) -> Axes:
    """Return the given axes, or new ones at the width of the page (height in inches)."""
    return ax if ax is not None else plt.subplots(figsize=(WIDTH, height), layout="constrained")[1]


def year_ticks(ax: Axes, which: str = "x") -> None:
    """Mark dates as 2025 or Aug 2025, with few ticks."""
    axis = ax.xaxis if which == "x" else ax.yaxis
    first, last = sorted(axis.get_view_interval())
    years = (last - first) / 365
    if years > 3:
        step = 1 if years < 12 else 2 if years < 20 else 4
        axis.set_major_locator(dates.YearLocator(step))
        axis.set_major_formatter(dates.DateFormatter("%Y"))
    else:
        step = 1 if years < 0.6 else 3 if years < 1.6 else 6
        axis.set_major_locator(dates.MonthLocator(bymonth=range(1, 13, step)))
        axis.set_major_formatter(dates.DateFormatter("%b %Y"))


def thousands(axis) -> None:
    """Print the numbers of an axis like 2,500."""
    axis.set_major_formatter(ticker.StrMethodFormatter("{x:,.0f}"))


def apart(places: list[float], gap: float, top: float) -> list[float]:
    """Return places moved so that none is closer than a gap to the next, in their order."""
    order = sorted(range(len(places)), key=places.__getitem__)
    moved, floor = list(places), float("-inf")
    for i in order:
        moved[i] = floor = max(places[i], floor + gap)
    ceiling = top
    for i in reversed(order):
        moved[i] = ceiling = min(moved[i], ceiling)
        ceiling -= gap
    return moved


def as_of_line(ax: Axes, day) -> None:
    """Mark the day of the replay; nothing right of it but plans."""
    ax.axvline(day, color=GREY, linewidth=0.9, linestyle=(0, (4, 3)), zorder=1)


def key(ax: Axes, handles: list, above: float = 6) -> None:
    """Name marks that are too many to label each, in one row above the chart (points above it)."""
    ax.legend(
        handles=handles,
        loc="lower left",
        bbox_to_anchor=(0, 1),
        borderaxespad=above / 8,
        ncols=len(handles),
        fontsize=8,
        handletextpad=0.3,
        columnspacing=1.1,
        borderpad=0,
    )


def note(ax: Axes, x, y, text: str, color: str = "#222222", **kwargs):
    """Write a short label on the chart, kept legible over lines by a white ground.

    The ground is a box, since text with an outline would be drawn as shapes and not stay text.
    """
    ground = {"facecolor": "white", "edgecolor": "none", "pad": 0.8, "alpha": 0.8}
    options = {"fontsize": 8.5, "color": color, "va": "center", "bbox": ground} | kwargs
    return ax.text(x, y, text, **options)
