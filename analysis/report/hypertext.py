"""HTML, well-formed or not, to the blocks a document is set from. Scripts and styles are left out."""

import re
from collections.abc import Callable
from html.parser import HTMLParser

from analysis.report import direction, spans

STYLES = {
    "b": "strong", "strong": "strong", "i": "emphasis", "em": "emphasis", "cite": "emphasis",
    "code": "code", "tt": "code", "kbd": "code", "samp": "code", "s": "strikethrough",
    "del": "strikethrough", "strike": "strikethrough", "sub": "subscript", "sup": "superscript",
}  # fmt: skip
SILENT = {"script", "style", "head", "title", "template", "noscript", "textarea", "select"}
FOREIGN = {
    "svg": "A drawing", "math": "A formula", "iframe": "An embedded page", "video": "A video",
    "audio": "A sound", "canvas": "An interactive drawing", "object": "An embedded object",
}  # fmt: skip
SECTIONS = {"thead": "head", "tbody": "body", "tfoot": "body"}
LINES = {
    "p", "div", "section", "article", "main", "header", "footer", "nav", "aside", "figure", "dl",
    "dt", "dd", "figcaption", "form", "fieldset", "details", "summary", "address", "center", "body",
    "html", "hgroup", "legend",
}  # fmt: skip
HEADINGS = {f"h{n}": n for n in range(1, 7)}
INLINE = {
    "a", "abbr", "bdi", "bdo", "big", "button", "data", "dfn", "font", "input", "label", "mark",
    "q", "small", "span", "time", "tt", "u", "var", "wbr",
}  # fmt: skip
OTHER = {"table", "caption", "tr", "td", "th", "ul", "ol", "li", "pre", "blockquote", "img", "hr"}
KNOWN = {*STYLES, *SILENT, *FOREIGN, *SECTIONS, *LINES, *HEADINGS, *INLINE, *OTHER}
DEEPEST = {"table": 2, "list": 5, "quote": 4}  # of what is set within its like; beyond, it is text


def blocks(text: str, picture: Callable[[str, str], dict | None]) -> list[dict]:
    """Return the blocks of an HTML text; empty if there is nothing in it to print.

    picture : finds an image by address and description, as for `markdown.blocks`.
    """
    reader = _Reader(picture)
    reader.feed(text)
    reader.close()
    return reader.end_of_text()


def tag(text: str, style: dict) -> list[dict]:
    """Return what a lone HTML tag between Markdown text prints: known tags nothing, others themselves."""
    name = re.match(r"</?([A-Za-z][A-Za-z0-9]*)", text)
    if name and name[1].lower() == "br":
        return [{"s": "\n", **style}]
    known = text.startswith("<!--") or (name and name[1].lower() in KNOWN)
    return [] if known else [{"s": text, **style}]


class _Open:
    """An element that is open: what it is, the blocks in it so far, and the text not yet set."""

    def __init__(self, kind: str, **attrs) -> None:
        self.kind, self.attrs = kind, attrs
        self.blocks: list[dict] = []
        self.runs: list[dict] = []
        self.styles: list[tuple[str, dict]] = []

    def style(self) -> dict:
        named = [s["style"] for _, s in self.styles if "style" in s]
        links = [s["url"] for _, s in self.styles if "url" in s]
        return ({"style": " ".join(dict.fromkeys(named))} if named else {}) | (
            {"url": links[-1]} if links else {}
        )


class _Reader(HTMLParser):
    """Reads tags as they come and closes what an author left open."""

    def __init__(self, picture: Callable[[str, str], dict | None]) -> None:
        super().__init__(convert_charrefs=True)
        self.picture = picture
        self.open = [_Open("text")]
        self.silent: list[str] = []

    def end_of_text(self) -> list[dict]:
        while len(self.open) > 1:
            self._close()
        self._flush()
        return self.open[0].blocks

    def handle_starttag(self, tag: str, attrs: list) -> None:
        given = {name: value or "" for name, value in attrs}
        if self.silent:
            if tag == self.silent[-1]:
                self.silent.append(tag)
        elif tag in SILENT or tag in FOREIGN:
            self.silent.append(tag)
            if tag in FOREIGN:
                self._add({"t": "missing", "text": f"{FOREIGN[tag]} is not printed here."})
        elif tag in STYLES:
            self.open[-1].styles.append((tag, {"style": STYLES[tag]}))
        elif tag == "a":
            self.open[-1].styles.append((tag, {"url": given.get("href", "")}))
        elif tag == "br":
            self.open[-1].runs.append({"s": "\n"})
        elif tag == "hr":
            self._add({"t": "rule"})
        elif tag == "img":
            self._image(given)
        elif tag in SECTIONS:
            self._close_to("table", keep=True)
            self.open[-1].attrs["section"] = SECTIONS[tag]
        else:
            self._start_block(tag, given)

    def _start_block(self, tag: str, given: dict) -> None:
        if tag in LINES:
            self._flush()
        elif tag in HEADINGS:
            self._push("heading", level=HEADINGS[tag])
        elif tag == "pre":
            self._push("pre")
        elif tag == "blockquote":
            self._push("quote")
        elif tag in ("ul", "ol"):
            self._push("list", ordered=tag == "ol")
        elif tag == "li":
            if self._close_to("list", keep=True):
                self._push("item")
        elif tag == "table":
            self._push("table", section="", rows=[])
        elif tag == "caption":
            if self._close_to("table", keep=True):
                self._push("caption")
        elif tag == "tr":
            if self._close_to("table", keep=True):
                self._row()
        elif tag in ("td", "th") and self._close_to("table", keep=True):
            if not self.open[-1].attrs["rows"]:
                self._row()
            self._push("cell", header=tag == "th", **_span(given))

    def handle_endtag(self, tag: str) -> None:
        if self.silent:
            if tag == self.silent[-1]:
                self.silent.pop()
        elif tag in STYLES or tag == "a":
            styles = self.open[-1].styles
            for i in reversed(range(len(styles))):
                if styles[i][0] == tag:
                    del styles[i]
                    break
        elif tag in LINES:
            self._flush()
        else:
            kinds = {"ul": "list", "ol": "list", "li": "item", "td": "cell", "th": "cell"}
            kinds |= {"blockquote": "quote", "pre": "pre", "table": "table", "caption": "caption"}
            kinds |= dict.fromkeys(HEADINGS, "heading")
            if tag in kinds:
                self._close_to(kinds[tag])

    def handle_data(self, data: str) -> None:
        if not self.silent and data:
            self.open[-1].runs.append({"s": data, **self.open[-1].style()})

    def _image(self, given: dict) -> None:
        url, alt = given.get("src", ""), given.get("alt", "")
        found = self.picture(url, alt)
        if found and all(o.kind != "heading" for o in self.open):
            self._add(found)
        elif alt:
            self.open[-1].runs.append({"s": f"[image: {alt}]"})

    def _row(self) -> None:
        table = self.open[-1].attrs
        table["rows"].append((table["section"], []))

    def _push(self, kind: str, **attrs) -> None:
        if sum(o.kind == kind for o in self.open) < DEEPEST.get(kind, 20):
            self._flush()
            self.open.append(_Open(kind, **attrs))

    def _add(self, block: dict) -> None:
        self._flush()
        self.open[-1].blocks.append(block)

    def _close_to(self, kind: str, keep: bool = False) -> bool:
        """Close all within the innermost open element of a kind, and it too unless it is kept.

        What belongs to an outer table or list is left alone. Return whether there is such one.
        """
        walls = (
            {"table"} if kind in ("cell", "caption", "list", "item", "heading", "pre") else set()
        )
        for i in reversed(range(1, len(self.open))):
            if self.open[i].kind == kind:
                while len(self.open) > i + keep:
                    self._close()
                self._flush()
                return True
            if self.open[i].kind in walls:
                return False
        return False

    def _flush(self) -> None:
        """Set the text read so far as a paragraph of the innermost open element."""
        element = self.open[-1]
        runs, element.runs = element.runs, []
        if element.kind in ("table", "list"):
            return  # only the space between rows and items
        if element.kind == "pre":
            text = "".join(run["s"] for run in runs).strip("\n").expandtabs(4)
            if text.strip():
                element.blocks.append({"t": "printed", "text": text})
        elif runs := _tidy(runs):
            element.blocks.append(direction.marked({"t": "paragraph", "runs": runs}))

    def _close(self) -> None:
        """End the innermost open element and give what is in it to the one around it."""
        self._flush()
        done, around = self.open.pop(), self.open[-1]
        if done.kind == "cell":
            around.attrs["rows"][-1][1].append(done.attrs | {"blocks": done.blocks})
        elif done.kind == "table":
            around.blocks += spans.tables(done.attrs["rows"], done.attrs.get("caption", []))
        elif done.kind == "caption":
            around.attrs["caption"] = done.blocks
        elif done.kind == "item":
            around.blocks.append({"t": "item", "blocks": done.blocks})
        elif done.kind == "list":
            items = [b["blocks"] if b["t"] == "item" else [b] for b in done.blocks]
            if items:
                around.blocks.append(
                    {"t": "list", "ordered": done.attrs["ordered"], "items": items}
                )
        elif done.kind == "quote" and done.blocks:
            around.blocks.append({"t": "quote", "blocks": done.blocks})
        elif done.kind == "heading" and done.blocks:
            runs = [run for b in done.blocks for run in b.get("runs", [])]
            around.blocks.append({"t": "heading", "level": done.attrs["level"], "runs": runs})
        else:
            around.blocks += done.blocks


def _span(given: dict) -> dict:
    spanned = {}
    for name in ("colspan", "rowspan"):
        number = given.get(name, "1").strip()
        spanned[name] = min(max(int(number), 1), 1000) if re.fullmatch(r"[0-9]{1,4}", number) else 1
    return spanned


def _tidy(runs: list[dict]) -> list[dict]:
    """Return runs of text with the white space a browser would show, or [] if there is none else."""
    tidy: list[dict] = []
    ended = True
    for run in runs:
        if run["s"] != "\n" or len(run) > 1:
            text = re.sub(r"[ \t\r\n\f]+", " ", run["s"])
            run = run | {"s": text.lstrip(" ") if ended else text}
        if run["s"]:
            ended = run["s"][-1] in " \n"
            tidy.append(run)
    while tidy and not tidy[-1]["s"].strip():
        tidy.pop()
    while tidy and not tidy[0]["s"].strip():
        tidy.pop(0)
    return tidy
