"""Labels on leaders, piled so that none collides: text is measured, lengths are points."""

from functools import lru_cache
from typing import NamedTuple

from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

from analysis.figures import style

PAGE, LEFT, RIGHT = style.WIDTH * 72, 12, 10  # width of the page and of its margins
SIZE, LINE = 7.5, 8.8  # font size of a label and height of its lines
WIDEST = (110, 150, 290)  # greatest widths of a label, each giving one way to break its lines
RISE, SIDE, GAP = 7, 3, 3.5  # from line to lowest label, from leader to text, between labels


class Label(NamedTuple):
    """A label to place: its row and lines, the x of its leader, the ends of its text, its height."""

    row: int
    lines: tuple[str, ...]
    x: float
    left: float
    right: float
    height: float


@lru_cache(maxsize=16384)
def wide(text: str, size: float = SIZE, weight: str = "normal") -> float:
    """Return how wide a text is set, with a little to spare for other renderers."""
    font = FontProperties(family="Source Sans Pro", size=size, weight=weight)
    return 1.02 * text_to_path.get_text_width_height_descent(text, font, ismath=False)[0]


def _wrapped(text: str) -> list[tuple[str, ...]]:
    """Return a text in as many lines as each greatest width needs, all of nearly equal length."""
    ways = {}
    for widest in WIDEST:
        fewest = len(_filled(text, widest))
        ways[fewest] = next(
            f for w in range(10, widest + 1, 5) if len(f := _filled(text, w)) <= fewest
        )
    return [tuple(lines) for lines in ways.values()]


def _filled(text: str, width: float) -> list[str]:
    lines = []
    for word in text.split():
        if lines and wide(f"{lines[-1]} {word}") <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def added(pile: dict, row: int, x: float, text: str, **font) -> list[dict]:
    """Return the piles that also hold a new label, hung on either side, at most one other turned.

    pile : each label with its foot (points above the line); x : points, the leader of the new one.
    """
    trials = []
    for lines in _wrapped(text):
        end = x + SIDE + max(wide(line, **font) for line in lines)
        new = Label(row, lines, x, x + SIDE, end, LINE * len(lines))
        for label in (new, _turned(new)):
            trials.append([*pile, label])
            trials += [[*(_turned(b) if b == a else b for b in pile), label] for a in pile]
    return [found for trial in trials if (found := _pile(trial))]


def _turned(a: Label) -> Label:
    """Return a label hung on the other side of its leader."""
    return a._replace(left=2 * a.x - a.right, right=2 * a.x - a.left)


def _pile(labels: list[Label]) -> dict[Label, float] | None:
    """Return the foot of each label, piled from below.

    None where a label leaves the page, or a leader would have to cross one.
    """
    if any(a.left < 0 or a.right > PAGE - RIGHT for a in labels):
        return None
    near = SIDE / 2
    # A label that reaches over the leader of another must lie above it.
    over = {a: {b for b in labels if a.left - near < b.x < a.right + near} for a in labels}
    feet = {}
    while len(feet) < len(labels):
        ready = [a for a in labels if a not in feet and over[a] <= feet.keys()]
        if not ready:
            return None
        found = {a: _foot(a, over[a], feet) for a in ready}
        # Of labels at one leader the later stands on the side where later ones stand: left above.
        lowest = min(ready, key=lambda a: (found[a], a.x if a.left < a.x else -a.x))
        feet[lowest] = found[lowest]
    return feet


def _foot(label: Label, over: set[Label], feet: dict[Label, float]) -> float:
    """Return the lowest foot above the labels it reaches over, and clear of those beside it."""
    foot = max((feet[b] + b.height + GAP for b in over), default=RISE)
    beside = [b for b in feet if b.left < label.right + SIDE and label.left < b.right + SIDE]
    for b in sorted(beside, key=feet.get):
        if feet[b] < foot + label.height + GAP and foot < feet[b] + b.height + GAP:
            foot = feet[b] + b.height + GAP
    return foot


def tops(pile: dict[Label, float]) -> list[tuple[float, float]]:
    """Return the left end and the top of each label."""
    return [(a.left, foot + a.height) for a, foot in pile.items()]
