"""What the cells of any notebook show, as the blocks a document is set from."""

import re

from nbformat import NotebookNode

from analysis.report import blocks, hypertext, markdown, maths
from analysis.report.pictures import NO_WORDS, Pictures, decoded

WIDGET = "application/vnd.jupyter.widget-view+json"
IMAGES = ("image/svg+xml", "image/png", "image/jpeg", "image/gif", "image/webp")
ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\-_])")
# What Python says of an object that only acts in a browser.
INVISIBLE = re.compile(r"<IPython\.core\.display\.\w+ object>")
TRACE = 12  # lines of an error's trace that are printed
WORDS = {"figure": ("label", "title", "subtitle", "alt", "svg"), "sentence": ("text",),
         "table": ("label", "title", "subtitle", "alt"), "sentences": (), "cards": ()}  # fmt: skip
ROWS = {"sentences": ("text", "source"), "cards": ("label", "value", "detail", "source")}


class Reader:
    """Turns the outputs of one notebook into blocks.

    pictures : takes the images. references : numbers the documents cited.
    drawings : takes the project's own figures, as SVG by name.
    """

    def __init__(self, pictures: Pictures) -> None:
        self.pictures = pictures
        self.references = blocks.References()
        self.drawings: dict[str, str] = {}

    def cell(self, cell: NotebookNode, number: int) -> list[dict]:
        """Return what a code cell shows. number : its place in the notebook, from 1."""
        found: list[dict] = []
        for output in cell.get("outputs", []):
            kind = output.get("output_type")
            if kind == "stream":
                shown = _stream(output)
                # A stream that was written in pieces is one text.
                if shown and found and found[-1]["t"] == "printed" == shown[0]["t"]:
                    found[-1]["text"] += "\n" + shown[0]["text"]
                else:
                    found += shown
            elif kind == "error":
                found.append(_error(output))
            else:
                alt = cell.get("metadata", {}).get("alt", "")
                found += self._display(output, alt if isinstance(alt, str) else "", number)
        return found

    def _display(self, output: NotebookNode, alt: str, number: int) -> list[dict]:
        data = output.get("data", {})
        found = self._ours(output) or self._image(output, alt, number)
        if found:
            return found
        if WIDGET in data:
            return [_widget(data)]
        for mime, read in (
            ("text/html", lambda text: hypertext.blocks(text, self.pictures.at)),
            ("text/markdown", lambda text: markdown.blocks(text, self.pictures.at)),
            ("text/latex", _latex),
        ):
            if found := read(_text(data.get(mime))):
                return found
        if plain := terminal(_text(data.get("text/plain"))):
            return [] if INVISIBLE.fullmatch(plain) else [{"t": "printed", "text": plain}]
        kinds = [k for k in data if k not in ("text/plain", "text/html", "application/javascript")]
        if not kinds:
            return []
        return [{"t": "missing", "text": f"An output of type {kinds[0]} is not printed here."}]

    def _ours(self, output: NotebookNode) -> list[dict]:
        """Return a block of the project's own types, if there is one that holds what it must."""
        data = output.get("data", {})
        for mime in data:
            kind = mime.removeprefix(blocks.PREFIX).removesuffix("+json")
            if mime.startswith(blocks.PREFIX) and _well_formed(kind, data[mime]):
                svg = data[mime].get("svg", "").encode("utf-8", "replace")
                if svg not in self.pictures.refused:
                    return blocks.ours(output, self.references, self.drawings)
        return []

    def _image(self, output: NotebookNode, alt: str, number: int) -> list[dict]:
        data, metadata = output.get("data", {}), output.get("metadata", {})
        described = [metadata.get(mime, {}) for mime in IMAGES] + [metadata]
        told = [
            d["alt"] for d in described if isinstance(d, dict) and isinstance(d.get("alt"), str)
        ]
        words = next((a for a in [*told, alt] if a.strip()), f"{NO_WORDS}, shown by cell {number}.")
        widths = (d.get("width") for d in described if isinstance(d, dict))
        width = next(
            (w * 0.75 for w in widths if isinstance(w, int | float) and 8 < w < 8000), None
        )
        for mime in IMAGES:
            text = _text(data.get(mime))
            content = text.encode("utf-8", "replace") if "svg" in mime else decoded(text)
            if content and (found := self.pictures.add(content, words, width)):
                return [found]
        if any(mime in data for mime in IMAGES):
            return [{"t": "missing", "text": f"A picture that cannot be read: {words}"}]
        return []


def terminal(text: str) -> str:
    """Return text as a terminal leaves it: no escape sequences, progress bars at their last state."""
    lines = ESCAPES.sub("", text).replace("\r\n", "\n").split("\n")
    lines = [_overwritten(line.rstrip("\r")) for line in lines]
    return "\n".join(line.expandtabs(8).rstrip() for line in lines).strip("\n")


def _overwritten(line: str) -> str:
    shown = ""
    for part in line.split("\r"):
        shown = part + shown[len(part) :]
    while "\b" in shown.lstrip("\b"):
        shown = re.sub("[^\b]\b", "", shown.lstrip("\b"))
    return shown


def _text(value) -> str:
    """Return the text of an entry of an output, which nbformat allows to be a list of lines."""
    if isinstance(value, list):
        return "".join(line for line in value if isinstance(line, str))
    return value if isinstance(value, str) else ""


def _stream(output: NotebookNode) -> list[dict]:
    text = terminal(_text(output.get("text"))) if output.get("name") == "stdout" else ""
    return [{"t": "printed", "text": text}] if text.strip() else []


def _error(output: NotebookNode) -> dict:
    lines = terminal("\n".join(map(str, output.get("traceback", [])))).splitlines()
    name, message = _text(output.get("ename")) or "Error", terminal(_text(output.get("evalue")))
    told = (f"{name}: ", "-----")
    lines = [x for x in lines if not x.startswith(told) and "Traceback (most recent" not in x]
    cut = ["…"] if len(lines) > TRACE else []
    return {"t": "error", "name": name, "message": message,
            "trace": "\n".join(cut + lines[-TRACE:]).strip("\n")}  # fmt: skip


def _widget(data: dict) -> dict:
    plain = " ".join(terminal(_text(data.get("text/plain"))).split())
    what = f": {plain}" if plain else "."
    return {"t": "missing", "text": f"An interactive control, which a page cannot offer{what}"}


def _latex(text: str) -> list[dict]:
    text = text.strip()
    if inside := re.fullmatch(r"\$\$?([^$]+)\$\$?", text):
        return maths.blocks(inside[1])
    if text.startswith("\\begin"):
        return maths.blocks(text)
    return markdown.blocks(text)


def _well_formed(kind: str, block) -> bool:
    """Tell whether a block of the project's own types holds all that the template prints."""
    if kind not in WORDS or not isinstance(block, dict):
        return False
    if not all(isinstance(block.get(name), str) for name in WORDS[kind]):
        return False
    if not isinstance(block.get("source", ""), str):
        return False
    rows = block.get("rows")
    if kind in ROWS:
        return isinstance(rows, list) and all(_has(row, ROWS[kind]) for row in rows)
    if kind != "table":
        return True
    columns = block.get("columns")
    return (
        isinstance(columns, list)
        and len(columns) > 0
        and all(_has(c, ("name", "heading")) and isinstance(c.get("right"), bool) for c in columns)
        and isinstance(rows, list)
        and all(isinstance(row, list) and len(row) == len(columns) for row in rows)
        and all(isinstance(cell, str) for row in rows for cell in row)
    )


def _has(row, names: tuple[str, ...]) -> bool:
    return isinstance(row, dict) and all(isinstance(row.get(name), str) for name in names)
