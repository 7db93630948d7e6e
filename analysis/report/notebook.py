"""One notebook, of the project or of anyone, as the document that `notebook.typ` prints."""

import ast
import re
from datetime import date
from functools import partial

import nbformat
from nbformat import NotebookNode

from analysis.record import Record, load
from analysis.report import hypertext, markdown, outputs
from analysis.report.pictures import Pictures

SHORT = 90  # characters of a title that fit in the running head
BREAK = "\u200b"  # a space of no width
HEADING = 2000  # characters; more is text, however it was marked
KEPT = {"t", "svg", "alt", "picture", "url", "lang", "style", "side"}  # keys of what is not printed
UNSAFE = re.compile(r"[^\w .()\[\]+=,-]")  # characters that not every system allows in a file name


def document(
    notebook: NotebookNode,
    name: str,
    pictures: Pictures,
    show_code: bool = False,
    language: str = "en",
) -> tuple[dict, dict[str, bytes]]:
    """Return what `notebook.typ` prints, and the files it reads: pictures and the notebook.

    name : the notebook's file name without its ending; its title if it has no heading.
    pictures : takes the images. language : the code of the language it is written in.
    """
    reader = outputs.Reader(pictures)
    found = []
    for number, cell in enumerate(notebook.cells, 1):
        found += _cell(cell, number, reader, notebook, show_code)
    title, body = titled(_tamed(found), name)
    record = load() if reader.references.numbers or reader.drawings else None
    references = _references(list(reader.references.numbers), record) if record else []
    plain = _plain(title)
    printed = {
        "title": _breakable(title),
        "short": plain if len(plain) <= SHORT else plain[: SHORT - 1] + "…",
        "author": _authors(notebook),
        "description": plain[:1000],
        "language": language,
        "as_of": _as_of(notebook, record) if record else "",
        "blocks": _breakable(body),
        "references": _breakable(references),
        "attachments": [
            {
                "path": "notebook.ipynb",
                "name": f"{UNSAFE.sub('_', name)}.ipynb",
                "mime": "application/x-ipynb+json",
                "relationship": "source",
                "description": "The notebook this was printed from",
            }
        ],
    }
    files = {name: svg.encode("utf-8", "replace") for name, svg in reader.drawings.items()}
    # Not nbformat.writes: that gives cells without an id a random one.
    attached = nbformat.v4.writes(notebook).encode("utf-8", "replace")
    return printed, files | pictures.files | {"notebook.ipynb": attached}


def _cell(cell, number: int, reader: outputs.Reader, notebook, show_code: bool) -> list[dict]:
    picture = partial(reader.pictures.at, attachments=cell.get("attachments", {}))
    if cell.cell_type == "markdown":
        return markdown.blocks(cell.source, picture)
    if cell.cell_type == "code":
        shown = []
        if show_code and cell.source.strip():
            language = notebook.metadata.get("language_info", {}).get("name", "python")
            shown = [{"t": "code", "text": cell.source.expandtabs(4), "lang": str(language)}]
        return shown + reader.cell(cell, number)
    kind = cell.metadata.get("raw_mimetype") or cell.metadata.get("format") or "text/plain"
    if kind == "text/markdown":
        return markdown.blocks(cell.source, picture)
    if kind == "text/html":
        return hypertext.blocks(cell.source, picture)
    plain = kind == "text/plain" and cell.source.strip()
    return [{"t": "printed", "text": outputs.terminal(cell.source)}] if plain else []


def titled(blocks: list[dict], name: str) -> tuple[list[dict], list[dict]]:
    """Return the title as runs of text, and the other blocks with headings that skip no level.

    The title is the first heading of level 1, else the first heading, else the name.
    """
    headings = [b for b in blocks if b["t"] == "heading"]
    title = next((b for b in headings if b["level"] == 1), headings[0] if headings else None)
    rest = [b for b in blocks if b is not title]
    levels = sorted({b["level"] for b in rest if b["t"] == "heading"})
    body, before = [], 1
    for block in rest:
        if block["t"] == "heading":
            before = min(2 + levels.index(block["level"]), before + 1)
            block = block | {"level": before}
        body.append(block)
    return (title["runs"] if title else [{"s": name.strip() or "Notebook"}]), body


def _breakable(value, longest: int = 64):
    """Let words that are too long for a line, such as addresses, break anywhere; no others."""
    if isinstance(value, list):
        return _joined([_breakable(item, longest) for item in value], longest)
    if not isinstance(value, dict):
        return value
    within = 24 if value.get("t") == "spread" else longest
    return {
        key: _broken(item, within)
        if isinstance(item, str) and key not in KEPT
        else _breakable(item, within)
        for key, item in value.items()
    }


def _broken(text: str, longest: int) -> str:
    """Return text with places to break in its longest words."""
    return re.sub(
        rf"\S{{{longest + 1},}}", lambda word: BREAK.join(re.findall(".{1,20}", word[0])), text
    )


def _joined(values: list, longest: int) -> list:
    """Let a word break that goes on through more than one run of text."""
    length = 0
    for i, run in enumerate(values):
        if isinstance(run, dict) and "s" in run:
            length += len(run["s"])
            if length > longest:
                values[i] = run | {"s": BREAK + run["s"]}
            length = length if not re.search(r"[\s\u200b]", values[i]["s"]) else 0
    return values


def _tamed(blocks: list[dict], nested: bool = False) -> list[dict]:
    """Drop headings without words; turn endless ones and those inside other blocks into text."""
    found = []
    for block in blocks:
        if block["t"] == "heading":
            runs = _spelt(block["runs"])
            if not _plain(runs).strip():
                continue
            block = block | {"runs": runs}
            if nested or len(_plain(runs)) > HEADING:
                runs = [{"style": "strong", **run} for run in block["runs"]]
                block = {"t": "paragraph", "runs": runs}
        elif block["t"] == "list":
            block = block | {"items": [_tamed(item, True) for item in block["items"]]}
        elif block["t"] == "quote":
            block = block | {"blocks": _tamed(block["blocks"], True)}
        elif block["t"] == "spread":
            block = block | {
                part: [
                    [c | {"blocks": _tamed(c["blocks"], True)} for c in row] for row in block[part]
                ]
                for part in ("head", "body")
            }
        found.append(block)
    return found


def _spelt(runs: list[dict]) -> list[dict]:
    """Write the formulas of a heading that has no other words as words; a bookmark needs some."""
    if "".join(run["s"] for run in runs if "formula" not in run).strip():
        return runs
    return [{"s": run["formula"]["alt"]} if "formula" in run else run for run in runs]


def _plain(runs: list[dict]) -> str:
    return " ".join(
        "".join(r["formula"]["alt"] if "formula" in r else r["s"] for r in runs).split()
    )


def _authors(notebook: NotebookNode) -> list[str]:
    given = notebook.metadata.get("authors", [])
    named = (a.get("name") for a in given if isinstance(a, dict)) if isinstance(given, list) else ()
    return [name[:SHORT] for name in named if isinstance(name, str) and name.strip()]


def _as_of(notebook: NotebookNode, record: Record) -> str:
    """Return the day whose knowledge a notebook shows, as its parameters say; empty if they do not."""
    given = None
    for cell in notebook.cells:
        if {"parameters", "injected-parameters"} & set(cell.metadata.get("tags", [])):
            given = _assigned(cell.source, "as_of") or given
    if given == "latest":
        given = f"{record.stops:%Y-%m-%d}"
    try:
        day = date.fromisoformat(given or "")
    except ValueError:
        return ""
    return f"{day.day} {day:%B %Y}"


def _assigned(source: str, name: str) -> str | None:
    """Return the text that code assigns to a name, if it says so plainly."""
    try:
        lines = ast.parse(source).body
    except (SyntaxError, ValueError):
        return None
    for line in lines:
        targets = line.targets if isinstance(line, ast.Assign) else [getattr(line, "target", None)]
        if any(isinstance(t, ast.Name) and t.id == name for t in targets):
            value = getattr(line, "value", None)
            if isinstance(value, ast.Constant) and isinstance(value.value, str):
                return value.value
    return None


def _references(ids: list[str], record: Record) -> list[dict]:
    """Return the documents cited, in order; one that the record does not know goes by its id."""
    columns = ["publisher", "via", "title", "url", "published", "reliability"]
    known = record.sources.set_index("source_id")[columns].to_dict("index")
    unknown = dict.fromkeys(columns, "") | {"title": "not in the installed record"}
    return [
        {"number": n} | known.get(source_id, unknown | {"publisher": source_id})
        for n, source_id in enumerate(ids, 1)
    ]
