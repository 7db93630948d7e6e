"""Rows of cells that span, as HTML has them, to tables that fit the page."""

import re

NUMBER = re.compile(
    r"[-+−–]?[$€£]?[\d\s,.]*\d[\d\s,.]*(?:[eE][-+]?\d+)?\s*%?|nan|NaN|NaT|None|<NA>|inf|-inf|"
)
WIDE = 116  # characters of a line at the usual size
SIZE, SMALLEST = 8.5, 6.5  # points
EMPTY = {"blocks": [], "header": False, "colspan": 1, "rowspan": 1}


def tables(rows: list[tuple[str, list[dict]]], caption: list[dict]) -> list[dict]:
    """Return the blocks of a table: its caption, then the table, in parts if it is too wide.

    rows : the section ("head", "body" or "" where the author named none) and the cells of each row;
    a cell is {"blocks", "header", "colspan", "rowspan"}.
    """
    rows = [(section, cells) for section, cells in rows if cells]
    heads = [section == "head" or (not section and all(c["header"] for c in cells)) for section, cells in rows]  # fmt: skip
    first = heads.index(False) if False in heads else len(rows)
    # A table of nothing but headers has them as its rows.
    first = 0 if first == len(rows) else first
    cells = [row for _, row in rows]
    head, body = _placed(cells[:first]), _placed(cells[first:])
    starts = sorted({c["x"] for row in head + body for c in row})
    if not starts:
        return caption
    for part in (head, body):
        _closed_up(part, starts)
    head = _folded(head)
    count = len(starts)
    longest = [_longest(head + body, x) for x in range(count)]
    sides = [_side(body, x) for x in range(count)]
    for row in head + body:
        for cell in row:
            cell["side"] = sides[cell["x"]] if cell["colspan"] == 1 else "center"
    stub = _stub(body, count)
    parts = _parts(longest, stub)
    size = min(_size(longest, part) for part in parts)
    found = list(caption)
    for part in parts:
        if part is not parts[0]:
            found.append({"t": "missing", "text": "The same rows, their columns continued:"})
        found.append(_table(head, body, part, longest, size))
    return found


def _placed(rows: list[list[dict]]) -> list[list[dict]]:
    """Give each cell its column, as browsers do, and cut spans at the end of the section."""
    taken: dict[int, int] = {}  # column to the first row in which it is free again
    placed = []
    for y, row in enumerate(rows):
        line, x = [], 0
        for cell in row:
            while taken.get(x, 0) > y:
                x += 1
            width = 1
            while width < cell["colspan"] and taken.get(x + width, 0) <= y:
                width += 1
            height = min(cell["rowspan"], len(rows) - y)
            taken |= dict.fromkeys(range(x, x + width), y + height)
            line.append(cell | {"x": x, "colspan": width, "rowspan": height})
            x += width
        placed.append(line)
    return placed


def _closed_up(rows: list[list[dict]], starts: list[int]) -> None:
    """Drop the columns that no cell begins in, and fill the places that the author left out."""
    covered: dict[int, int] = {}
    for y, row in enumerate(rows):
        for cell in row:
            end = cell["x"] + cell["colspan"]
            first = starts.index(cell["x"])
            cell["colspan"] = sum(cell["x"] <= s < end for s in starts)
            cell["x"] = first
            covered |= dict.fromkeys(range(first, first + cell["colspan"]), y + cell["rowspan"])
        here = {x for c in row for x in range(c["x"], c["x"] + c["colspan"])}
        for x in range(len(starts)):
            if x not in here and covered.get(x, 0) <= y:
                row.append(EMPTY | {"x": x})
        row.sort(key=lambda c: c["x"])


def _folded(head: list[list[dict]]) -> list[list[dict]]:
    """Put the names of the index, which pandas prints in a row of their own, into the row above."""
    if len(head) < 2 or any(c["rowspan"] > 1 for row in head[-2:] for c in row):
        return head
    *rest, above, last = head
    names = {c["x"]: c for c in last if c["blocks"]}
    free = {c["x"] for c in above if not c["blocks"] and c["colspan"] == 1}
    if not names or not set(names) <= free:
        return head
    return [*rest, [names.get(c["x"], c) for c in above]]


def _stub(body: list[list[dict]], count: int) -> int:
    """Return how many columns at the left name the rows."""
    for x in range(count):
        if not all(c["header"] for row in body for c in row if c["x"] == x):
            return x
    return 0


def _parts(longest: list[int], stub: int) -> list[list[int]]:
    """Return the columns of each part of a table, the naming ones in each."""
    room = WIDE * SIZE / SMALLEST
    widths = [min(n, 24) + 2 for n in longest]
    names = list(range(stub)) if sum(widths[:stub]) < room / 2 else []
    parts = [list(names)]
    for x in range(len(names), len(widths)):
        if len(parts[-1]) > len(names) and sum(widths[i] for i in parts[-1]) + widths[x] > room:
            parts.append(list(names))
        parts[-1].append(x)
    return parts


def _size(longest: list[int], part: list[int]) -> float:
    wide = sum(min(longest[x], 40) + 2 for x in part)
    return round(max(SMALLEST, min(SIZE, SIZE * WIDE / wide)), 1)


def _table(head: list, body: list, part: list[int], longest: list[int], size: float) -> dict:
    return {
        "t": "spread",
        "size": size,
        "shares": [0 if longest[x] <= 24 else round(min(longest[x], 120) ** 0.7, 2) for x in part],
        "head": [_cut(row, part) for row in head],
        "body": [_cut(row, part) for row in body],
    }


def _cut(row: list[dict], part: list[int]) -> list[dict]:
    """Return the cells of a row that lie in some columns, as wide as they are there."""
    kept = []
    for cell in row:
        width = sum(cell["x"] <= x < cell["x"] + cell["colspan"] for x in part)
        if width:
            shown = {k: cell[k] for k in ("blocks", "header", "rowspan", "side")}
            kept.append(shown | {"colspan": width})
    return kept


def _side(body: list[list[dict]], x: int) -> str:
    """Return where a column's cells stand: numbers at the right."""
    texts = [_text(c) for row in body for c in row if c["x"] == x and not c["header"]]
    numbers = any(texts) and all(NUMBER.fullmatch(text) for text in texts)
    return "right" if numbers else "left"


def _longest(rows: list[list[dict]], x: int) -> int:
    return max((len(_text(c)) for row in rows for c in row if c["x"] == x and c["colspan"] == 1), default=1)  # fmt: skip


def _text(cell: dict) -> str:
    runs = (run["s"] for b in cell["blocks"] for run in b.get("runs", []))
    return "".join(runs).strip()
