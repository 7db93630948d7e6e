"""LaTeX formulas to small pictures that stand on the line, with words for those who listen.

Drawn by matplotlib's mathtext: no TeX and no network. What it cannot read is shown as its source.
"""

import re
from functools import lru_cache

import numpy as np
from matplotlib.font_manager import FontProperties
from matplotlib.path import Path
from matplotlib.textpath import TextPath, text_to_path

from analysis.report import spoken

EM = 100  # size at which a formula is drawn; everything that comes out is in parts of it
FONT = FontProperties(size=EM, math_fontfamily="stixsans")
WIDEST = 42  # em that fit on a line of the page
LONGEST = 2000  # characters; the parser takes minutes over more
DUMMY = 0xA4  # what mathtext draws for a character it has no glyph for

SAME = {
    r"\le": r"\leq", r"\ge": r"\geq", r"\ne": r"\neq", r"\tfrac": r"\frac", r"\bm": r"\boldsymbol",
    r"\lVert": r"\|", r"\rVert": r"\|", r"\lvert": "|", r"\rvert": "|", r"\textbf": r"\mathbf",
    r"\textit": r"\mathit", r"\textrm": r"\text", r"\mbox": r"\text", r"\implies": r"\Rightarrow",
    r"\iff": r"\Leftrightarrow", r"\lbrace": r"\{", r"\rbrace": r"\}", r"\land": r"\wedge",
    r"\lor": r"\vee", r"\dots": r"\ldots", r"\thinspace": r"\,", r"\enspace": r"\ ",
}  # fmt: skip
DROPPED = re.compile(
    r"\\(?:displaystyle|textstyle|scriptstyle|limits|nolimits|nonumber|notag|[bB]igg?[lrm]?)(?![A-Za-z])"
    r"|\\(?:label|tag)\*?\{[^{}]*\}"
)
ENVIRONMENT = re.compile(
    r"^\s*\\begin\{(equation|align|aligned|gather|gathered|split|eqnarray|multline)(\*?)\}(.*)"
    r"\\end\{\1\2\}\s*$",
    re.DOTALL,
)


def run(source: str) -> dict:
    """Return a formula as a run of text; one that cannot be drawn, as its source in code."""
    drawn = formula(source)
    return {"s": source, "formula": drawn} if drawn else {"s": source, "style": "code"}


def blocks(source: str) -> list[dict]:
    """Return a formula that stands on lines of its own, as one block."""
    drawn = formula(_tall(source))
    return [{"t": "formula", **drawn} if drawn else {"t": "code", "text": source.strip()}]


@lru_cache(maxsize=256)
def formula(source: str) -> dict | None:
    """Return {"svg", "alt", "height", "depth"} of a formula, lengths in em; None if unreadable."""
    try:
        drawn = _lines(source) if len(source) <= LONGEST else None
    # The parser meets any text at all, and its failures have no common type.
    except Exception:
        return None
    if drawn is None or not len(drawn.vertices):
        return None
    (left, low), (right, high) = drawn.get_extents().get_points()
    low, high = min(low, 0), max(high, 0)
    if right - left <= 0 or high - low <= 0:
        return None
    scale = min(1, WIDEST * EM / (right - left)) / EM
    box = f"{left:.0f} {-high:.0f} {right - left:.0f} {high - low:.0f}"
    return {
        "svg": f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}" width="{right - left:.0f}"'
        f' height="{high - low:.0f}"><path d="{_outline(drawn)}"/></svg>',
        "alt": spoken.words(source),
        "height": round((high - low) * scale, 4),
        "depth": round(-low * scale, 4),
    }


def _tall(source: str) -> str:
    """Write the fractions of a displayed formula at full size, those inside others as they are."""
    depth, found = 0, []
    for part in re.split(r"([{}]|\\frac(?![A-Za-z]))", source):
        depth += {"{": 1, "}": -1}.get(part, 0)
        found.append(r"\dfrac" if part == r"\frac" and depth == 0 else part)
    return "".join(found)


def _lines(source: str) -> Path | None:
    """Draw a formula of one or more lines, aligned at their first `&`."""
    while found := ENVIRONMENT.match(source):
        source = found[3]
    rows = [re.split(r"(?<!\\)&", row) for row in re.split(r"\\\\(?:\[[^\]]*\])?", source)]
    rows = [row for row in rows if "".join(row).strip()]
    parts = [[_draw(row[0]), _draw(" ".join(row[1:]))] for row in rows]
    edge = max((_extent(first)[1] for first, _ in parts if len(rows) > 1), default=0)
    placed, floor = [], 0.0
    for first, rest in parts:
        width = _extent(first)[1]
        start = edge - width if len(rows) > 1 else 0
        line = [_moved(first, start), _moved(rest, start + width + (0.15 * EM if width else 0))]
        low = min(_extent(part)[2] for part in line)
        high = max(_extent(part)[3] for part in line)
        shift = floor - high - 0.45 * EM if placed else 0
        floor = shift + low
        placed += [_moved(part, 0, shift) for part in line]
    return Path.make_compound_path(*placed) if placed else None


def _draw(source: str) -> Path:
    text = _readable(source)
    if not text:
        return Path(np.empty((0, 2)))
    if any(
        glyph[2] == DUMMY for glyph in text_to_path.mathtext_parser.parse(text, 72, FONT).glyphs
    ):
        raise ValueError(f"a character of {source!r} has no glyph")
    return TextPath((0, 0), text, prop=FONT)


def _readable(source: str) -> str:
    """Write a formula in the words that mathtext knows."""
    text = DROPPED.sub(" ", " ".join(source.split())).replace(r"\operatorname*", r"\operatorname")
    text = re.sub(r"\\[A-Za-z]+", lambda m: SAME.get(m[0], m[0]), text)
    text = re.sub(r"\\([dt]?frac)\s*([0-9A-Za-z])\s*([0-9A-Za-z])", r"\\\1{\2}{\3}", text)
    text = re.sub(r"(?<!\\)([%$])", r"\\\1", text).strip()
    return f"${text}$" if text else ""


def _extent(path: Path) -> tuple[float, float, float, float]:
    """Return left, right, low, high of a drawn part; zeros if there is nothing in it."""
    if not len(path.vertices):
        return 0, 0, 0, 0
    (left, low), (right, high) = path.get_extents().get_points()
    return left, right, low, high


def _moved(path: Path, right: float, up: float = 0) -> Path:
    return Path(path.vertices + np.array([right, up]), path.codes)


def _outline(path: Path) -> str:
    """Return a path as SVG path data, turned so that y runs down."""
    letters = {Path.MOVETO: "M", Path.LINETO: "L", Path.CURVE3: "Q", Path.CURVE4: "C"}
    parts = []
    for points, code in path.iter_segments(curves=True, simplify=False):
        if code == Path.CLOSEPOLY:
            parts.append("Z")
        elif code in letters:
            pairs = points.reshape(-1, 2)
            parts.append(letters[code] + " ".join(f"{x:.1f} {-y:.1f}" for x, y in pairs))
    return "".join(parts)
