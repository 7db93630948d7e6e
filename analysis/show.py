"""Show figures, tables, cards and sentences in a notebook.

Each display carries what a code host can show (PNG, HTML, Markdown) and, under a MIME type of the
project's own, what the dossier is set from: words, source_ids, rows, and figures as SVG.
"""

import io
import textwrap
from html import escape

import matplotlib.pyplot as plt
import pandas as pd
from IPython.display import display

from analysis.figures import style
from analysis.measures import words
from analysis.measures.caption import Caption, Sentence
from analysis.record import Record

MIME = "application/vnd.drawdown.{}+json"


def figure(drawn, caption: Caption, record: Record) -> None:
    """Show a drawn figure (its Axes, or several of one figure) with its words and sources.

    Where there was nothing to draw (None), the caption's title says so instead.
    """
    if drawn is None:
        sentence(Sentence(caption.title + ".", caption.source), record)
        return
    fig = next(iter(drawn)).figure if hasattr(drawn, "__iter__") else drawn.figure
    with style.context():
        svg, png = io.StringIO(), io.BytesIO()
        fig.savefig(svg, format="svg", metadata={"Date": None, "Creator": None})
        fig.set_layout_engine("none")  # the words go outside the chart and must not move it
        _write_title(fig, caption, record)
        fig.savefig(
            png, format="png", bbox_inches="tight", pad_inches=0.1, metadata={"Software": None}
        )
        plt.close(fig)
    data = _words(caption) | {"svg": svg.getvalue()}
    bundle = {"image/png": png.getvalue(), "text/plain": caption.alt, MIME.format("figure"): data}
    _display(bundle, {"image/png": {"alt": caption.alt}})


def table(frame: pd.DataFrame, caption: Caption, record: Record, columns: dict[str, str]) -> None:
    """Show chosen columns of a frame as a table; a column named `source` becomes references.

    columns : column name to heading, in the order shown.
    """
    if frame.empty:
        sentence(Sentence(caption.title + ".", caption.source), record)
        return
    shown = frame[list(columns)]
    right = [pd.api.types.is_numeric_dtype(shown[c]) for c in columns]
    rows = [[_cell(value) for value in row] for row in shown.itertuples(index=False)]
    data = _words(caption) | {
        "columns": [
            {"name": c, "heading": columns[c], "right": r}
            for c, r in zip(columns, right, strict=True)
        ],
        "rows": rows,
    }
    text = pd.DataFrame(rows, columns=list(columns.values())).to_string(index=False)
    _display({"text/html": _html(data, record), "text/plain": text, MIME.format("table"): data})


def cards(frame: pd.DataFrame, record: Record) -> None:
    """Show key numbers as cards: columns label, value, detail, source."""
    rows = [
        dict(zip(frame.columns, map(_cell, r), strict=True)) for r in frame.itertuples(index=False)
    ]
    html = "".join(
        f'<div style="border-top:2px solid {style.NAVY};padding:.4em 0;width:14em">'
        f"<div>{escape(r['label'])}</div><strong style='font-size:1.5em'>{escape(r['value'])}</strong>"
        f"<div>{escape(r['detail'])} {_links(r['source'], record)}</div></div>"
        for r in rows
    )
    plain = "\n".join(f"{r['label']}: {r['value']} ({r['detail']})" for r in rows)
    grid = f'<div style="display:flex;flex-wrap:wrap;gap:1.5em">{html}</div>'
    _display({"text/html": grid, "text/plain": plain, MIME.format("cards"): {"rows": rows}})


def sentence(said: Sentence, record: Record) -> None:
    """Show a computed sentence with links to its sources."""
    data = {"text": said.text, "source": said.source}
    links = _links(said.source, record, "[{name}]({url})")
    markdown = f"{said.text} {links}".strip()
    _display({"text/markdown": markdown, "text/plain": said.text, MIME.format("sentence"): data})


def sentences(said: list[Sentence], record: Record) -> None:
    """Show computed sentences as a list."""
    rows = [{"text": s.text, "source": s.source} for s in said]
    markdown = "\n".join(
        f"- {s.text} {_links(s.source, record, '[{name}]({url})')}".rstrip() for s in said
    )
    plain = "\n".join(s.text for s in said)
    _display(
        {"text/markdown": markdown, "text/plain": plain, MIME.format("sentences"): {"rows": rows}}
    )


def _display(bundle: dict, metadata: dict | None = None) -> None:
    display(bundle, raw=True, metadata=metadata or {})


def _words(caption: Caption) -> dict:
    return {"label": caption.label, "title": caption.title, "subtitle": caption.subtitle,
            "alt": caption.alt, "source": caption.source}  # fmt: skip


def _cell(value) -> str:
    """Return a value as it is printed: empty where unknown, 2,500 for a number."""
    if pd.isna(value):
        return ""
    if isinstance(value, pd.Timestamp):
        return words.day(value)
    return (
        value
        if isinstance(value, str)
        else f"{value:,.0f}"
        if float(value).is_integer()
        else f"{value:,.2f}"
    )


def _write_title(fig, caption: Caption, record: Record) -> None:
    """Put title, subtitle and source line around a figure that leaves the notebook as a picture."""
    title = textwrap.fill(caption.title, 88)
    subtitle = textwrap.fill(caption.subtitle, 118)
    height = fig.get_size_inches()[1]
    lines = subtitle.count("\n") + 1
    y = 1 + 0.08 / height
    fig.text(0.01, y, subtitle, fontsize=9, color="#555555", va="bottom")
    fig.text(
        0.01, y + (0.155 * lines + 0.04) / height, title, fontsize=12, fontweight=600, va="bottom"
    )
    fig.text(
        0.01, -0.04 / height, _source_line(caption, record), fontsize=7, color=style.GREY, va="top"
    )


def _source_line(caption: Caption, record: Record) -> str:
    names = dict.fromkeys(_publishers(caption.source, record))
    shown = ", ".join(list(names)[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
    return (f"Sources: {shown}. " if shown else "") + f"As known on {words.day(record.as_of)}."


def _publishers(source: str, record: Record) -> list[str]:
    publishers = record.sources.set_index("source_id")["publisher"]
    return [publishers[s] for s in source.split(";") if s]


def _links(source: str, record: Record, form: str = '<a href="{url}">{name}</a>') -> str:
    """Return the sources of a cell as links named by publisher and date."""
    known = record.sources.set_index("source_id")
    parts = []
    for source_id in filter(None, source.split(";")):
        row = known.loc[source_id]
        name, url = f"{row['publisher']} {row['published']}".strip(), row["url"]
        if "<" in form:
            name, url = escape(name), escape(url)
        parts.append(form.format(name=name, url=url) if url else name)
    return f"({', '.join(parts)})" if parts else ""


def _html(data: dict, record: Record) -> str:
    head = "".join(
        f'<th scope="col" style="text-align:{_side(c)}">{escape(c["heading"])}</th>'
        for c in data["columns"]
    )
    body = ""
    for row in data["rows"]:
        cells = (
            _links(v, record)[1:-1] if c["name"] == "source" else escape(v)
            for v, c in zip(row, data["columns"], strict=True)
        )
        body += (
            "<tr>"
            + "".join(
                f'<td style="text-align:{_side(c)}">{v}</td>'
                for v, c in zip(cells, data["columns"], strict=True)
            )
            + "</tr>"
        )
    caption = (
        f"<caption><strong>{escape(data['title'])}</strong><br>{escape(data['subtitle'])}</caption>"
    )
    return f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _side(column: dict) -> str:
    return "right" if column["right"] else "left"
