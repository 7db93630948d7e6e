"""Markdown to the blocks a document is set from. Text stays text: nothing in it is ever run."""

import html
from collections.abc import Callable
from functools import partial

import mistune

from analysis.report import direction, hypertext, maths

# Dollars enclose mathematics only where they touch it: "$5 and $10" are prices, as for pandoc.
INLINE = (
    r"\$\$(?P<shown>(?:[^$\\]|\\.)+?)\$\$|\$(?![\s$])(?P<inline>(?:[^$\\\n]|\\.)*?(?<!\s))\$(?!\d)"
)
BLOCK = (
    r"^ {0,3}\$\$[ \t]*(?P<between>[^$]+?)\$\$[ \t]*(?:\n|$)"
    r"|^ {0,3}(?P<whole>\\begin\{(?P<kind>equation|align|gather|eqnarray|multline)(?P<star>\*?)\}"
    r"[\s\S]+?\\end\{(?P=kind)(?P=star)\})[ \t]*(?:\n|$)"
)
# An image is looked for by its address and description; None where it cannot be printed.
Picture = Callable[[str, str], dict | None]


def _mathematics(md: mistune.Markdown) -> None:
    """Teach mistune formulas between dollars and in LaTeX environments."""

    def inline(parser, match, state) -> int:
        kind = "inline_math" if match["shown"] is None else "block_math"
        state.append_token({"type": kind, "raw": match["shown"] or match["inline"] or ""})
        return match.end()

    def block(parser, match, state) -> int:
        state.append_token({"type": "block_math", "raw": match["between"] or match["whole"]})
        return match.end()

    md.inline.register("inline_math", INLINE, inline, before="codespan")
    md.block.register("block_math", BLOCK, block, before="list")
    for rules in (md.block.block_quote_rules, md.block.list_rules):
        md.block.insert_rule(rules, "block_math", before="list")


_parse = mistune.create_markdown(
    renderer=None,
    plugins=["table", "footnotes", "strikethrough", "task_lists", "url", _mathematics],
)


def blocks(text: str, picture: Picture = lambda url, alt: None) -> list[dict]:
    """Return the blocks of a Markdown text.

    A block is {"t": "heading" | "paragraph" | "list" | "quote" | "code" | "grid" | ..., ...}; a run
    of text is {"s": text} with optional "style" and "url", or "formula", or "note" (a footnote).

    picture : finds an image by address and description; one it does not find is only named.
    """
    tokens = _parse(text)
    notes = {
        item["attrs"]["key"]: item
        for token in tokens
        if token["type"] == "footnotes"
        for item in token["children"]
    }
    reader = _Reader(picture, notes)
    return [b for token in tokens if token["type"] != "footnotes" for b in reader.block(token)]


class _Reader:
    """Turns the tokens of one text into blocks."""

    def __init__(self, picture: Picture, notes: dict) -> None:
        self.picture, self.notes = picture, notes

    def inside(self, token: dict) -> list[dict]:
        return [b for child in token.get("children", []) for b in self.block(child)]

    def block(self, token: dict) -> list[dict]:
        kind, attrs = token["type"], token.get("attrs", {})
        if kind == "heading":
            return [{"t": "heading", "level": attrs["level"], "runs": self.runs(token)}]
        if kind in ("paragraph", "block_text"):
            return self.paragraphs(token)
        if kind == "list":
            return [self.items(token)]
        if kind == "block_quote":
            return [{"t": "quote", "blocks": self.inside(token)}]
        if kind == "block_code":
            language = {"lang": attrs["info"].split()[0]} if attrs.get("info", "").split() else {}
            return [{"t": "code", "text": token["raw"].rstrip("\n").expandtabs(4), **language}]
        if kind == "block_math":
            return maths.blocks(token["raw"])
        if kind == "table":
            return [self.grid(token)]
        if kind == "block_html":
            return hypertext.blocks(token["raw"], self.picture)
        if kind == "thematic_break":
            return [{"t": "rule"}]
        if kind == "blank_line":
            return []
        if "raw" in token:
            return [{"t": "paragraph", "runs": [{"s": token["raw"].strip()}]}]
        return self.inside(token)

    def items(self, token: dict) -> dict:
        items = []
        for item in token["children"]:
            found = self.inside(item)
            if item["type"] == "task_list_item":
                box = {"s": "☑ " if item["attrs"]["checked"] else "☐ "}
                if found and found[0]["t"] == "paragraph":
                    found[0]["runs"].insert(0, box)
                else:
                    found.insert(0, {"t": "paragraph", "runs": [box]})
            items.append(found)
        block = {"t": "list", "ordered": token["attrs"]["ordered"], "items": items}
        start = token["attrs"].get("start", 1)
        return block if start == 1 else block | {"start": min(start, 10**6)}

    def grid(self, token: dict) -> dict:
        head, *bodies = token["children"]
        rows = [
            [self.runs(cell) for cell in row["children"]]
            for body in bodies
            for row in body["children"]
        ]
        grid = {"t": "grid", "head": [self.runs(cell) for cell in head["children"]], "rows": rows}
        aligns = [cell["attrs"].get("align") for cell in head["children"]]
        return grid | {"aligns": [a or "left" for a in aligns]} if any(aligns) else grid

    def paragraphs(self, token: dict) -> list[dict]:
        """Return a paragraph, in parts where an image or a displayed formula stands between them."""
        found: list[dict] = []
        runs: list[dict] = []
        for run in self.runs(token, self.picture):
            if "block" in run:
                found += [_paragraph(runs), *run["block"]]
                runs = []
            else:
                runs.append(run)
        return [b for b in [*found, _paragraph(runs)] if b["t"] != "paragraph" or b["runs"]]

    def runs(self, token: dict, picture: Picture | None = None, **style) -> list[dict]:
        """Return the inline parts of a token as runs of text with their style.

        picture : given where a run may be {"block": blocks}, to be set between the text.
        """
        runs: list[dict] = []
        inside = partial(self.runs, picture=picture)
        for child in token.get("children", []):
            kind = child["type"]
            if kind in ("strong", "emphasis", "strikethrough"):
                runs += inside(
                    child, **style | {"style": f"{style.get('style', '')} {kind}".strip()}
                )
            elif kind == "link":
                runs += inside(child, **style | {"url": child["attrs"]["url"]})
            elif kind == "image":
                runs.append(self.image(child, picture, style))
            elif kind == "codespan":
                code = f"{style.get('style', '')} code".strip()
                runs.append({"s": html.unescape(child["raw"]), **style, "style": code})
            elif kind == "inline_math":
                runs.append(style | maths.run(child["raw"]))
            elif kind == "block_math":
                shown = {"block": maths.blocks(child["raw"])}
                runs.append(shown if picture else style | maths.run(child["raw"]))
            elif kind == "footnote_ref":
                runs.append(self.note(child))
            elif kind == "softbreak":
                runs.append({"s": " ", **style})
            elif kind == "linebreak":
                runs.append({"s": "\n", **style})
            elif kind == "inline_html":
                runs += hypertext.tag(child["raw"], style)
            elif "raw" in child:
                runs.append({"s": child["raw"], **style})
            else:
                runs += inside(child, **style)
        return runs

    def image(self, token: dict, picture: Picture | None, style: dict) -> dict:
        url = token["attrs"]["url"]
        alt = "".join(run["s"] for run in self.runs(token))
        found = picture(url, alt) if picture else None
        if found:
            return {"block": [found]}
        named = {} if url.startswith("data:") else {"url": url}
        return {"s": f"[image: {alt or named.get('url', 'not described')}]"} | named | style

    def note(self, token: dict) -> dict:
        """Return a footnote; one that is named within a note stays a mark, or it might never end."""
        note = self.notes.get(token["raw"])
        if note is None:
            return {"s": f"[{token['attrs']['index']}]"}
        return {"s": "", "note": _Reader(self.picture, {}).inside(note)}


def _paragraph(runs: list[dict]) -> dict:
    """Return a paragraph without the space at its ends, marked if it runs from right to left."""
    runs = list(runs)
    for end, strip in ((0, str.lstrip), (-1, str.rstrip)):
        while runs and set(runs[end]) <= {"s", "style", "url"}:
            runs[end] = runs[end] | {"s": strip(runs[end]["s"])}
            if runs[end]["s"]:
                break
            runs.pop(end)
    return direction.marked({"t": "paragraph", "runs": runs})
