"""The dossier as one self-contained, accessible web page.

Written from the same document as the PDF; text is escaped, so nothing in it is ever run.
"""

import base64
import re
from html import escape

from analysis.figures.style import FONTS

WEIGHTS = {"Regular": (400, "normal"), "Semibold": (600, "normal"), "It": (400, "italic")}
LOOK = """
body{font:16px/1.5 'Source Sans Pro',sans-serif;color:#222;max-width:46rem;margin:2rem auto;padding:0 1rem}
h1,h2,h3,h4,a{color:#1F3A5F}h1,h2,h3,h4{font-weight:600;line-height:1.25}h2{margin-top:3rem}
figure{margin:2rem 0}figcaption strong,caption strong{font-weight:600;display:block}
figcaption,caption{text-align:left}small,.grey{color:#5A5A5A;font-size:.85rem}svg{width:100%;height:auto}
table{border-collapse:collapse;width:100%;font-size:.85rem;margin:1rem 0}.wide{overflow-x:auto}
th,td{text-align:left;vertical-align:top;padding:.25rem .4rem;border-bottom:1px solid #D9D9D9}
thead th{border-top:2px solid #1F3A5F;border-bottom:1px solid #1F3A5F}.right{text-align:right}
.cards{display:flex;flex-wrap:wrap;gap:1rem;padding:0;list-style:none}
.cards li{border-top:2px solid #1F3A5F;flex:1 0 12rem;padding-top:.3rem}.cards b{display:block;font-size:1.5rem}
"""


def page(document: dict, files: dict[str, bytes]) -> bytes:
    """Return a document, as `document.document` makes it, as one HTML page in UTF-8."""
    counts = {"figure": 0, "table": 0}
    title = f"{document['title']}, as known on {document['as_of']}"
    parts = [
        f"<h1>{escape(document['title'])}</h1>",
        f"<p>As known on <strong>{document['as_of']}</strong>. {escape(document['reach'])}</p>",
    ]
    parts += [_block(b, files, counts) for b in document["abstract"]]
    entries = "".join(
        f'<li><a href="#chapter-{i}">{escape(c["title"])}</a></li>'
        for i, c in enumerate(document["chapters"], 1)
    )
    parts.append(f'<nav aria-label="Contents"><ol>{entries}</ol></nav>')
    for i, chapter in enumerate(document["chapters"], 1):
        body = "".join(_block(b, files, counts) for b in chapter["blocks"])
        parts.append(
            f'<section id="chapter-{i}"><h2>{i} {escape(chapter["title"])}</h2>{body}</section>'
        )
    parts.append(
        f"<section><h2>References</h2><ol>{''.join(map(_reference, document['references']))}</ol></section>"
    )
    appendix = "".join(_block(b, files, counts) for b in document["appendix"])
    parts.append(f"<section><h2>How to check this dossier</h2>{appendix}</section>")
    parts.append(
        f"<footer><small>{escape(document['colophon'].partition(' Parameters')[0])}</small></footer>"
    )
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{escape(title)}</title><style>{_fonts()}{LOOK}</style>'
    return f'<!doctype html>\n<html lang="en"><head>{head}</head><body><main>{"".join(parts)}</main></body></html>\n'.encode()


def _block(b: dict, files: dict, counts: dict) -> str:
    match b["t"]:
        case "heading":
            level = max(b["level"], 2) + 1
            return f"<h{level}>{_runs(b['runs'])}</h{level}>"
        case "paragraph":
            return f"<p>{_runs(b['runs'])}</p>"
        case "list":
            items = "".join(
                f"<li>{''.join(_block(x, files, counts) for x in item)}</li>" for item in b["items"]
            )
            return f"<ol>{items}</ol>" if b["ordered"] else f"<ul>{items}</ul>"
        case "quote":
            return (
                f"<blockquote>{''.join(_block(x, files, counts) for x in b['blocks'])}</blockquote>"
            )
        case "code" | "printed":
            return f"<pre>{escape(b['text'])}</pre>"
        case "missing":
            return f"<p><em>{escape(b['text'])}</em></p>"
        case "rule":
            return "<hr>"
        case "formula":
            return f"<p>{_formula(b)}</p>"
        case "sentence":
            return f"<p>{escape(b['text'])} {_cites(b['cites'])}</p>"
        case "sentences":
            items = (f"<li>{escape(r['text'])} {_cites(r['cites'])}</li>" for r in b["rows"])
            return f"<ul>{''.join(items)}</ul>"
        case "cards":
            cards = "".join(map(_card, b["rows"]))
            return f'<ul class="cards">{cards}</ul>'
        case "grid":
            return _table(
                [_runs(h) for h in b["head"]],
                [[_runs(c) for c in r] for r in b["rows"]],
                [""] * len(b["head"]),
            )
        case "table":
            return _captioned_table(b, counts)
        case "figure":
            return _figure(b, files, counts)
    raise ValueError(f"a block of type {b['t']!r} has no form on the web page")


def _runs(runs: list[dict]) -> str:
    return "".join(map(_run, runs))


def _run(run: dict) -> str:
    if "note" in run:
        note = "".join(_block(b, {}, {}) for b in run["note"])
        return f"<small>[{note.replace('<p>', '').replace('</p>', '')}]</small>"
    text = _formula(run["formula"]) if "formula" in run else escape(run["s"])
    for style in run.get("style", "").split():
        tag = {"strong": "strong", "emphasis": "em", "code": "code", "strikethrough": "s"}[style]
        text = f"<{tag}>{text}</{tag}>"
    url = run.get("url", "")
    return f'<a href="{escape(url)}">{text}</a>' if re.match(r"https?:|mailto:", url) else text


def _formula(drawn: dict) -> str:
    """Return a formula as a picture on the line, with its words for those who listen."""
    svg = drawn["svg"][drawn["svg"].index("<svg") :]
    place = f"height:{drawn['height']}em;width:auto;vertical-align:-{drawn['depth']}em"
    words = f'role="img" aria-label="{escape(drawn["alt"])}" style="{place}"'
    return svg.replace("<svg", f"<svg {words}", 1)


def _card(row: dict) -> str:
    return f"<li><small>{escape(row['label'])}</small><b>{escape(row['value'])}</b><small>{escape(row['detail'])} {_cites(row['cites'])}</small></li>"


def _cites(ranges: list) -> str:
    def mark(n: int) -> str:
        return f'<a href="#ref-{n}">{n}</a>'

    parts = [
        mark(a) if a == b else f"{mark(a)}{', ' if b == a + 1 else '–'}{mark(b)}" for a, b in ranges
    ]
    return f"<small>[{', '.join(parts)}]</small>" if parts else ""


def _caption(b: dict, kind: str, counts: dict) -> str:
    counts[kind] += 1
    return f"<strong>{kind.capitalize()} {counts[kind]}. {escape(b['title'])}</strong><small>{escape(b['subtitle'])}</small>"


def _figure(b: dict, files: dict, counts: dict) -> str:
    caption = _caption(b, "figure", counts)
    svg = files[b["picture"]].decode()
    svg = svg[svg.index("<svg") :]
    # Names inside one picture must not meet those of another on the same page.
    for form in (r'\bid="()', r'href="(#)', r"url\((#)"):
        svg = re.sub(form, lambda m: f"{m.group(0)}{b['label']}-", svg)
    svg = svg.replace("<svg", f'<svg role="img" aria-label="{escape(b["alt"])}"', 1)
    source = f"<small>Sources: {_cites(b['cites'])}</small>" if b["cites"] else ""
    return f"<figure><figcaption>{caption}</figcaption>{svg}{source}</figure>"


def _captioned_table(b: dict, counts: dict) -> str:
    sides = ["right" if c["right"] else "" for c in b["columns"]]
    rows = [
        [_cites(c["cites"]) if "cites" in c else escape(c["s"]) for c in row] for row in b["rows"]
    ]
    return _table(
        [escape(c["heading"]) for c in b["columns"]], rows, sides, _caption(b, "table", counts)
    )


def _table(head: list[str], rows: list[list[str]], sides: list[str], caption: str = "") -> str:
    def cells(tag: str, row: list[str]) -> str:
        return "".join(
            f'<{tag} class="{s}">{c}</{tag.split()[0]}>' for c, s in zip(row, sides, strict=True)
        )

    top = f"<caption>{caption}</caption>" if caption else ""
    body = "".join(f"<tr>{cells('td', row)}</tr>" for row in rows)
    columns = cells('th scope="col"', head)
    return f'<div class="wide"><table>{top}<thead><tr>{columns}</tr></thead><tbody>{body}</tbody></table></div>'


def _reference(r: dict) -> str:
    title = escape(r["title"])
    title = f'<a href="{escape(r["url"])}">{title}</a>' if r["url"] else title
    via = f" (via {escape(r['via'])})" if r["via"] else ""
    return f'<li id="ref-{r["number"]}">{escape(r["publisher"])}{via}: {title}. {r["published"]}. [{r["reliability"]}]</li>'


def _fonts() -> str:
    faces = []
    for name, (weight, slant) in WEIGHTS.items():
        data = base64.b64encode((FONTS / f"SourceSansPro-{name}.ttf").read_bytes()).decode()
        faces.append(
            f"@font-face{{font-family:'Source Sans Pro';font-weight:{weight};font-style:{slant};"
            f"src:url(data:font/ttf;base64,{data})}}"
        )
    return "".join(faces)
