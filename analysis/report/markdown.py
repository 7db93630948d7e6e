"""Markdown to the blocks the dossier is set from. Text stays text: nothing in it is ever run."""

import mistune

_parse = mistune.create_markdown(renderer=None, plugins=["table", "footnotes", "strikethrough"])


def blocks(text: str) -> list[dict]:
    """Return the blocks of a Markdown text.

    A block is {"t": "heading" | "paragraph" | "list" | "quote" | "code" | "grid", ...}; a run of
    text is {"s": text} with optional "style" and "url".
    """
    return [block for token in _parse(text) for block in _block(token)]


def _block(token: dict) -> list[dict]:
    kind = token["type"]
    if kind == "heading":
        return [{"t": "heading", "level": token["attrs"]["level"], "runs": _runs(token)}]
    if kind in ("paragraph", "block_text"):
        return [{"t": "paragraph", "runs": _runs(token)}]
    if kind == "list":
        items = [
            [b for child in item["children"] for b in _block(child)] for item in token["children"]
        ]
        return [{"t": "list", "ordered": token["attrs"]["ordered"], "items": items}]
    if kind == "block_quote":
        return [{"t": "quote", "blocks": [b for child in token["children"] for b in _block(child)]}]
    if kind == "block_code":
        return [{"t": "code", "text": token["raw"].rstrip("\n")}]
    if kind == "table":
        return [_grid(token)]
    if kind in ("blank_line", "thematic_break"):
        return []
    if "raw" in token:
        return [{"t": "paragraph", "runs": [{"s": token["raw"].strip()}]}]
    return [b for child in token.get("children", []) for b in _block(child)]


def _grid(token: dict) -> dict:
    head, *bodies = token["children"]
    rows = [
        [_runs(cell) for cell in row["children"]] for body in bodies for row in body["children"]
    ]
    return {"t": "grid", "head": [_runs(cell) for cell in head["children"]], "rows": rows}


def _runs(token: dict, **style) -> list[dict]:
    """Return the inline parts of a token as runs of text with their style."""
    runs = []
    for child in token.get("children", []):
        kind = child["type"]
        if kind in ("strong", "emphasis"):
            runs += _runs(child, **style | {"style": kind})
        elif kind == "link":
            runs += _runs(child, **style | {"url": child["attrs"]["url"]})
        elif kind == "codespan":
            runs.append({"s": child["raw"], **style, "style": "code"})
        elif kind in ("softbreak", "linebreak"):
            runs.append({"s": " ", **style})
        elif "raw" in child:
            runs.append({"s": child["raw"], **style})
        else:
            runs += _runs(child, **style)
    return runs
