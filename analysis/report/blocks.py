"""Executed notebooks to the blocks of a dossier, with sources turned into reference numbers."""

from nbformat import NotebookNode

from analysis.report import markdown

PREFIX = "application/vnd.drawdown."


class References:
    """The documents cited, numbered in the order of their first citation."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}

    def cite(self, source: str) -> list[list[int]]:
        """Return the numbers of the source_ids in a cell as ranges: [[1, 3], [7, 7]]."""
        ids = [s for s in source.split(";") if s]
        for source_id in ids:
            self.numbers.setdefault(source_id, len(self.numbers) + 1)
        ranges: list[list[int]] = []
        for n in sorted({self.numbers[s] for s in ids}):
            if ranges and ranges[-1][1] == n - 1:
                ranges[-1][1] = n
            else:
                ranges.append([n, n])
        return ranges


def chapter(run: NotebookNode, references: References, pictures: dict[str, str]) -> dict:
    """Return a chapter as {"title", "blocks"}; its SVG figures are added to `pictures` by name."""
    found: list[dict] = []
    for cell in run.cells:
        if cell.cell_type == "markdown":
            found += markdown.blocks(cell.source)
        elif cell.cell_type == "code":
            for output in cell.outputs:
                found += ours(output, references, pictures)
    title = next((b for b in found if b["t"] == "heading" and b["level"] == 1), None)
    text = "".join(r["s"] for r in title["runs"]) if title else ""
    return {"title": text, "blocks": [b for b in found if b is not title]}


def ours(output: NotebookNode, references: References, pictures: dict[str, str]) -> list[dict]:
    """Return what an output shows under the project's own types: one block, or none."""
    data = output.get("data", {})
    mime = next((kind for kind in data if kind.startswith(PREFIX)), None)
    if mime is None:
        return []
    kind = mime.removeprefix(PREFIX).removesuffix("+json")
    block = {"t": kind, **data[mime]}
    if kind == "figure":
        name = f"figure-{len(pictures) + 1}.svg"
        pictures[name] = block.pop("svg")
        block["picture"] = name
    if kind == "table":
        block = _table(block, references)
    if "rows" in block and kind in ("cards", "sentences"):
        block["rows"] = [row | {"cites": references.cite(row["source"])} for row in block["rows"]]
    return [block | {"cites": references.cite(block.get("source", ""))}]


def _table(block: dict, references: References) -> dict:
    """Turn cells of source_ids into reference numbers and give each column its share of width."""
    names = [c["name"] for c in block["columns"]]
    rows = [
        [
            {"cites": references.cite(v)} if n == "source" else {"s": v}
            for n, v in zip(names, row, strict=True)
        ]
        for row in block["rows"]
    ]
    columns = []
    for i, column in enumerate(block["columns"]):
        longest = max((len(row[i].get("s", "")) for row in rows), default=0)
        columns.append(column | {"share": 0 if longest <= 16 else min(longest, 90) ** 0.7})
    if columns and not any(c["share"] for c in columns):
        columns[0]["share"] = 1
    return block | {"columns": columns, "rows": rows}
