"""`jupyter nbconvert --to drawdown_pdf`: any notebook becomes a sound PDF, and nothing in it runs."""

import base64
import hashlib
import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import matplotlib.pyplot as plt
import nbformat
import numpy as np
import pandas as pd
import pypdf
import pytest
from nbconvert.exporters import get_export_names, get_exporter
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from PIL import Image
from sound import faults
from traitlets import TraitError

from analysis.chapters import CHAPTERS
from analysis.report import hypertext, markdown, maths, outputs, run, spoken, typeset
from analysis.report.exporter import DrawdownPDFExporter

PROSE = r"""# A survey of militia attacks

This is **bold**, *italic*, ***both***, `code` and a [link](https://example.org/a?b=c&d=e).
The rate $\hat{\lambda} = \frac{\sum_i x_i}{n}$ stands inline; $5 and $10 are prices. A note[^1].

$$\hat S(t) = \prod_{t_i \leq t} \left(1 - \frac{d_i}{n_i}\right)$$

\begin{align}
a + b &= c \\
\int_0^\infty e^{-t^2}\,dt &= \frac{\sqrt{\pi}}{2}
\end{align}

$$\begin{pmatrix} a & b \\ c & d \end{pmatrix}$$

### A level skipped

> A quotation of what was promised.
>
> > And a reply to it.

- one
  - nested two
    - nested three
- [x] done

3. third
4. fourth

| Country | Troops |
|:--|--:|
| Iraq | 2,500 |

مرحبا بالعالم. هذا نص باللغة العربية.

Raw <b>HTML</b> with <span style='color:red'>a span</span> and List<int> kept.

An image: ![A bar chart of attacks](attachment:chart.png) and text after it.

[^1]: The note at the foot, with $y^3$.
"""


def figure(form: str) -> bytes:
    fig, ax = plt.subplots(figsize=(6, 3), layout="constrained")
    ax.bar(range(8), range(8))
    content = io.BytesIO()
    fig.savefig(content, format=form)
    plt.close(fig)
    return content.getvalue()


def text64(content: bytes) -> str:
    return base64.b64encode(content).decode()


def shown(data: dict, **metadata):
    return new_output("display_data", data=data, metadata=metadata)


def notebook(*cells) -> nbformat.NotebookNode:
    """A notebook with fixed cell ids: text is a Markdown cell, a list is the outputs of a code cell."""
    made = [
        new_markdown_cell(c) if isinstance(c, str) else new_code_cell("secret_code()", outputs=c)
        for c in cells
    ]
    for i, cell in enumerate(made):
        cell["id"] = f"cell-{i}"
    return new_notebook(cells=made)


def export(nb, name: str = "theirs", folder: Path | None = None, **traits) -> bytes:
    about = {"name": name} | ({"path": str(folder)} if folder else {})
    return DrawdownPDFExporter(**traits).from_notebook_node(nb, {"metadata": about})[0]


def read(content: bytes) -> str:
    """The words of a PDF, with white space made even and the invisible breaks taken out."""
    pages = pypdf.PdfReader(io.BytesIO(content)).pages
    return " ".join("\n".join(p.extract_text() for p in pages).replace("\u200b", "").split())


def tags(content: bytes) -> list[tuple[str, str]]:
    """The structure tree of a PDF as (tag, description), in reading order."""
    found = []

    def walk(node):
        node = node.get_object()
        if isinstance(node, list):
            for child in node:
                walk(child)
        elif isinstance(node, dict):
            if "/S" in node:
                found.append((str(node["/S"]), str(node.get("/Alt", ""))))
            if "/K" in node:
                walk(node["/K"])

    walk(pypdf.PdfReader(io.BytesIO(content)).trailer["/Root"]["/StructTreeRoot"])
    return found


@pytest.fixture(scope="module")
def foreign() -> nbformat.NotebookNode:
    """A notebook such as a reader writes beside ours."""
    index = pd.MultiIndex.from_product(
        [["Anbar", "Baghdad"], [2024, 2025]], names=["governorate", "year"]
    )
    frame = pd.DataFrame({"attacks": [11, 12, 13, 14], "killed": [0.5, 1.5, 2.5, 3.5]}, index)
    wide = pd.DataFrame(np.arange(54.0).reshape(3, 18) * 1234.5678).add_prefix("variable_")
    style = frame.reset_index().style.set_caption("Styled by pandas").set_uuid("x")
    png = text64(figure("png"))
    nb = notebook(
        PROSE,
        [
            new_output("stream", name="stdout", text="loading 10%\rloading 100%\n\x1b[31mred\x1b[0m"),
            new_output("stream", name="stderr", text="a warning nobody wants\n"),
        ],
        [shown({"text/html": frame._repr_html_(), "text/plain": "FRAME"})],
        [shown({"text/html": wide._repr_html_(), "text/plain": "FRAME"})],
        [shown({"text/html": style.to_html(), "text/plain": "STYLER"})],
        [
            shown({"image/png": png, "text/plain": "FIGURE"}, **{"image/png": {"alt": "Eight bars"}}),
            shown({"image/svg+xml": figure("svg").decode(), "text/plain": "FIGURE"}),
        ],
        [
            shown({"text/markdown": "Output in **Markdown**"}),
            shown({"text/latex": r"$\displaystyle \frac{x^{2}}{2}$", "text/plain": "PLAIN"}),
            shown({outputs.WIDGET: {"model_id": "1"}, "text/plain": "IntSlider(value=5)"}),
            shown({"application/vnd.plotly.v1+json": {"data": []}}),
            new_output("error", ename="ZeroDivisionError", evalue="division by zero",
                       traceback=["\x1b[31m-----\x1b[39m", "Cell In[1], line 1\n----> 1 1/0"]),
        ],
    )  # fmt: skip
    nb.cells[0]["attachments"] = {"chart.png": {"image/png": png}}
    return nb


@pytest.fixture(scope="module")
def printed(foreign) -> bytes:
    return export(foreign)


def test_nbconvert_knows_it_by_a_name_that_jupyterlab_can_ask_for():
    assert "drawdown_pdf" in get_export_names()
    assert re.fullmatch(r"\w+", "drawdown_pdf")
    assert get_exporter("drawdown_pdf") is DrawdownPDFExporter


def test_listing_the_exporters_does_not_load_the_record():
    code = "import sys, analysis.report.exporter as e; e.DrawdownPDFExporter(); print('typst' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "False"


def test_the_command_writes_a_sound_pdf_that_is_the_same_each_time(foreign, printed, tmp_path):
    nbformat.write(foreign, tmp_path / "theirs.ipynb")
    command = [sys.executable, "-m", "nbconvert", "--to", "drawdown_pdf", "theirs.ipynb"]
    environment = os.environ | {"PYTHONHASHSEED": "7", "TZ": "Asia/Baghdad"}
    subprocess.run(command, cwd=tmp_path, env=environment, check=True, capture_output=True)
    content = (tmp_path / "theirs.pdf").read_bytes()
    assert faults(content) == []
    assert hashlib.sha256(content).hexdigest() == hashlib.sha256(printed).hexdigest()


def test_everything_in_the_notebook_is_printed_once(printed):
    text = read(printed)
    for words in (
        "A survey of militia attacks", "bold", "both", "$5 and $10 are prices",
        "A level skipped", "A quotation of what was promised.", "And a reply to it.", "nested three",
        "☑ done", "3. third", "2,500", "Raw HTML with a span and List<int> kept.",
        "The note at the foot", "and text after it.", "loading 100%", "Styled by pandas",
        "Output in Markdown", "IntSlider(value=5)",
        "An output of type application/vnd.plotly.v1+json is not printed here.",
        "ZeroDivisionError: division by zero", "----> 1 1/0", r"\begin{pmatrix}",
    ):  # fmt: skip
        assert text.count(words) >= 1, words
    for words in ("warning nobody wants", "loading 10%", "FRAME", "STYLER", "FIGURE", "PLAIN", "\x1b",
                  "secret_code", "<b>", "[31m", r"\frac"):  # fmt: skip
        assert words not in text, words


def test_code_is_printed_only_when_asked_for(foreign):
    assert "secret_code()" in read(export(foreign, show_code=True))


def test_figures_and_formulas_are_described(printed):
    found = tags(printed)
    figures = [alt for tag, alt in found if tag == "/Figure"]
    assert figures == [
        "A bar chart of attacks",
        "Eight bars",
        "Picture without a description, shown by cell 6.",
    ]
    formulas = [alt for tag, alt in found if tag == "/Formula"]
    assert formulas[0] == "lambda hat equals the sum sub i x sub i over n"
    assert len(formulas) == 5


def test_a_frame_is_a_table_with_header_cells(foreign):
    found = [tag for tag, _ in tags(export(notebook([foreign.cells[2].outputs[0]])))]
    assert found.count("/Table") == 1
    # The names of the index stand in one row with those of the columns.
    assert found.count("/TH") == 4
    assert found.count("/TR") == 5


def test_the_structure_has_headings_without_gaps_lists_quotes_and_notes(printed):
    found = [tag for tag, _ in tags(printed)]
    assert [t for t in found if re.fullmatch(r"/H\d", t)] == ["/H1", "/H2"]
    assert {"/L", "/LI", "/BlockQuote", "/Note", "/Link", "/Code"} <= set(found)


def test_a_wide_frame_is_printed_in_parts_that_fit(foreign):
    content = export(notebook([foreign.cells[3].outputs[0]]))
    assert [tag for tag, _ in tags(content)].count("/Table") == 2
    text = read(content)
    assert "The same rows, their columns continued:" in text
    assert all(text.count(f"variable_{i} ") == 1 for i in range(17))
    far = []
    for sheet in pypdf.PdfReader(io.BytesIO(content)).pages:
        sheet.extract_text(visitor_text=lambda s, cm, tm, *_: far.append(cm[4] + tm[4]))
    assert max(far) < 595 - 50


def test_the_notebook_is_attached_as_it_was_printed(foreign, printed):
    attached = pypdf.PdfReader(io.BytesIO(printed)).attachments
    assert nbformat.reads(attached["theirs.ipynb"][0].decode(), 4) == foreign


@pytest.mark.parametrize(
    ("cells", "title"),
    [
        (["Text.", "## Second\n\nText.", "# First"], "First"),
        (["### Only"], "Only"),
        (["Text."], "theirs"),
        (["# \n\n# <b></b>\n\ntext"], "theirs"),
        (["# $x^2$"], "x squared"),
    ],
)
def test_the_title_is_the_first_heading_or_the_file_name(cells, title):
    content = export(notebook(*cells))
    assert pypdf.PdfReader(io.BytesIO(content)).metadata.title == title
    assert read(content).count(title) == 1
    assert faults(content) == []


def test_the_date_in_the_file_is_fixed_or_given_never_now(monkeypatch):
    def year() -> int:
        return pypdf.PdfReader(io.BytesIO(export(notebook("x")))).metadata.creation_date.year

    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    assert year() == 1980
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1755475200")
    assert year() == 2025
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")
    with pytest.raises(ValueError, match="yesterday"):
        year()


def test_the_language_is_told_to_readers_that_speak():
    content = export(notebook("# مرحبا"), language="ar")
    assert pypdf.PdfReader(io.BytesIO(content)).trailer["/Root"]["/Lang"] == "ar"
    with pytest.raises(TraitError):
        DrawdownPDFExporter(language='en", dir: panic()')


@pytest.mark.parametrize("name", CHAPTERS)
def test_our_chapters_keep_their_figures_tables_and_sources(name):
    nb = nbformat.read(run.notebook(name), as_version=4)
    content = export(nb, name)
    assert faults(content) == []
    text = read(content)
    ours = [kind for c in nb.cells for o in c.get("outputs", []) for kind in o.get("data", {})]
    for word, kind in (("Figure", "figure"), ("Table", "table")):
        count = ours.count(f"application/vnd.drawdown.{kind}+json")
        assert all(f"{word} {n}. " in text for n in range(1, count + 1))
        assert f"{word} {count + 1}. " not in text
    assert "What this notebook cites" in text
    assert "As known on" in text
    assert "import analysis" not in text


HOSTILE = {
    "typst": '#panic("x") #read("/etc/passwd") $a$ *b* @ref <label> \\u{41} // /* = Head',
    "latex": r"\input{/etc/passwd} \write18{rm} $\input{x}$ $$\def\x{\x\x}\x$$ $ $$ \end{align}",
    "html": "<script>alert(1)</script><iframe src='file:///etc/passwd'></iframe><td><table><li></ul>&#0;",
    "shell": "$(rm -rf /) `id` ; cat /etc/passwd | sh && %system {__import__('os')} %(x)s {0}",
    "right to left": "مرحبا \u202e evil \u202c שלום \u200f\u2067x\u2069",
    "emoji": "😀👩‍👩‍👧‍👦🇮🇶❤️ 中文 \U0010ffff \ue000",
    "long": "a" * 10_000,
    "address": "https://example.org/" + "a" * 10_000,
    "control": "".join(map(chr, range(32))) + "\x7f\x9f\u2028\u2029\ufeff\u00ad",
    "surrogates": "\ud83d x \udc00",
    "brackets": "![" * 1000 + "[" * 1000,
    "stars": "*a " * 2000,
    "quotes": ">" * 2000 + " x",
    "fractions": "$" + r"\frac{" * 300 + "}" * 300 + "$",
    "braces": "$" + "{" * 2000 + "$",
    "notes": "x[^1]\n\n[^1]: see [^1] and [^2]\n[^2]: [^1]\n",
    "elements": "<div>" * 3000 + "<b>" * 3000 + "x",
    "tables": "<table><tr><td>" * 200 + "x",
    "lists": "<ul><li>" * 300 + "x",
    "spans": "<table><tr><td colspan=99999999 rowspan=-5>a<td rowspan=1000>b<tr><td colspan=1000>c</table>",
    "no cells": "<table></table><table><tr></tr></table><table><tr><td></td></tr></table>",
    "headings": "# \n\n# #\n\n###### six\n\n> # in quote\n\n- # in list\n\n# \u200b",
    "links": "[a](javascript:alert(1)) [b](data:text/html,x) [c](mailto:) [d](https://) <https://é.org/é>",
    "images": "![](data:image/png;base64,AAAA) ![y](attachment:none) ![z](../../../../etc/passwd)"
    " ![w](http://127.0.0.1:1/x.png) ![](file:///etc/passwd) ![v](/etc/passwd)",
    "nothing": "",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_is_only_text(text, tmp_path):
    line = " ".join(text.split())
    nb = notebook(
        text,
        f"# {line}\n\n| a | {line} |\n|--|--|\n| x | {line} |\n\n![{line}](data:image/png;base64,{{}})",
        [
            new_output("stream", name="stdout", text=text),
            *(shown({f"text/{kind}": text}) for kind in ("html", "markdown", "latex", "plain")),
            new_output("error", ename=text, evalue=text, traceback=[text]),
            shown({outputs.WIDGET: {}, "text/plain": text}),
            shown({"image/png": text64(figure("png"))}, **{"image/png": {"alt": text}}),
            shown({"image/svg+xml": text, "image/png": text}),
            shown({"application/vnd.drawdown.sentence+json": {"text": text, "source": text}}),
        ],
    )
    nb.metadata["authors"] = [{"name": text}]
    nb.metadata["language_info"] = {"name": text}
    content = export(nb, text[:80].replace("/", "") or "x", tmp_path, show_code=True)
    assert faults(content) == []
    reader = pypdf.PdfReader(io.BytesIO(content))
    assert not any("root:" in sheet.extract_text() for sheet in reader.pages[:3])
    actions = [a.get_object().get("/A", {}) for p in reader.pages for a in p.get("/Annots", [])]
    for action in actions:
        assert re.match(r"https?://.|mailto:.", str(action.get("/URI", "https://internal")))


def svg(inside: str) -> bytes:
    head = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="90" height="40">'
    return (head + inside + "</svg>").encode()


BROKEN = {
    "cut short": figure("png")[:2000],
    "no picture": b"GIF89a",
    "a text": b"hello",
    "SVG cut short": svg("<text>")[:-10],
    "SVG that reads a file": svg('<image xlink:href="/etc/passwd" width="9" height="9"/>'),
    "SVG with page in it": svg("<foreignObject width='9' height='9'><p>x</p></foreignObject>"),
    "SVG that explodes": b'<!DOCTYPE s [<!ENTITY a "xxxxxxxxxx">'
    + b"".join(
        b'<!ENTITY %c "%s">' % (b, b"&%c;" % a * 10) for a, b in zip(b"abcdefgh", b"bcdefghi", strict=True)
    )
    + b"]>"
    + svg("<text>&i;</text>"),
}  # fmt: skip


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN)
def test_a_picture_that_cannot_be_read_is_told_and_the_rest_is_printed(content):
    if content[:1] == b"<":
        data = {"image/svg+xml": content.decode()}
    else:
        data = {"image/png": text64(content)}
    sound = shown({"image/png": text64(figure("png"))}, alt="Eight bars")
    pdf = export(notebook("# T", [shown(data, alt="What it showed"), sound]))
    assert faults(pdf) == []
    assert "A picture that cannot be read: What it showed" in read(pdf)
    assert [alt for tag, alt in tags(pdf) if tag == "/Figure"] == ["Eight bars"]


def test_a_picture_that_cannot_be_read_gives_way_to_another_form_of_it():
    data = {"image/svg+xml": svg("<foreignObject/>").decode(), "image/png": text64(figure("png"))}
    pdf = export(notebook([shown(data, alt="Bars")]))
    assert [alt for tag, alt in tags(pdf) if tag == "/Figure"] == ["Bars"]


@pytest.mark.parametrize("form", ["PNG", "JPEG", "GIF", "WEBP", "TIFF", "CMYK", "I;16"])
def test_pictures_of_many_kinds_are_printed(form):
    mode = form if form in ("CMYK", "I;16") else "RGB"
    content = io.BytesIO()
    Image.new(mode, (40, 30)).save(content, {"CMYK": "JPEG", "I;16": "PNG"}.get(form, form))
    pdf = export(notebook(f"![A square](data:image/x;base64,{text64(content.getvalue())})"))
    assert faults(pdf) == []
    assert ("/Figure", "A square") in tags(pdf)


def test_only_images_below_the_notebooks_folder_are_read(tmp_path):
    here = tmp_path / "here"
    (here / "images").mkdir(parents=True)
    for place in (here / "images", tmp_path):
        (place / "a.png").write_bytes(figure("png"))
    (here / "b.png").symlink_to(tmp_path / "a.png")
    nb = notebook(f"![in](images/a.png) ![out](../a.png) ![far]({tmp_path}/a.png) ![link](b.png)")
    pdf = export(nb, folder=here)
    assert [alt for tag, alt in tags(pdf) if tag == "/Figure"] == ["in"]
    assert "[image: out] [image: far] [image: link]" in read(pdf)


@pytest.mark.parametrize(
    "block",
    [
        {},
        [],
        "text",
        {"label": "../../x", "title": 1, "subtitle": "", "alt": "", "svg": ""},
        {"label": "x", "title": "t", "subtitle": "", "alt": "a", "svg": "<svg"},
        {
            "label": "x",
            "title": "t",
            "subtitle": "",
            "alt": "a",
            "columns": [{}],
            "rows": [["a", "b"]],
        },
        {"rows": [{}]},
    ],
)
@pytest.mark.parametrize("kind", ["figure", "table", "cards", "sentences", "sentence", "unheard"])
def test_an_output_that_only_claims_to_be_ours_is_printed_as_text(kind, block):
    data = {f"application/vnd.drawdown.{kind}+json": block, "text/plain": "said plainly"}
    content = export(notebook([shown(data)]))
    assert faults(content) == []
    assert "said plainly" in read(content) or block == {"rows": []}


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (r"x^2", "x squared"),
        (r"\frac{a+b}{n_i}", "a plus b over n sub i"),
        (r"\hat\theta \leq \sqrt{\alpha}", "theta hat is at most the square root of alpha"),
        (r"e^{-\lambda t}", "e to the power minus lambda t"),
        (r"\Pr(X = k)", "Pr (X equals k)"),
        (r"\text{troops} \times 2", "troops times 2"),
    ],
)
def test_a_formula_is_read_plainly(source, words):
    assert spoken.words(source) == words


def test_formulas_stand_on_the_line():
    flat, hanging, raised, tall = (
        maths.formula(s) for s in ("x", "x_i", "x^2", r"\dfrac{\dfrac{a}{b}}{c}")
    )
    assert flat["depth"] < 0.03
    assert hanging["depth"] > 0.1
    assert raised["depth"] < 0.03
    assert raised["height"] > flat["height"]
    assert tall["height"] > 2


@pytest.mark.parametrize("source", [r"\begin{pmatrix}a\end{pmatrix}", r"\unheard{x}", "{", r"\text{مرحبا}"])  # fmt: skip
def test_a_formula_that_cannot_be_drawn_is_shown_as_its_source(source):
    assert maths.run(source) == {"s": source, "style": "code"}


@pytest.mark.parametrize(
    "text", ["It cost $5 and $10.", "US$5–$10 a day", r"\$x\$", "`$x$`", "from $ 5 to $ 6"]
)
def test_prices_are_not_formulas(text):
    (paragraph,) = markdown.blocks(text)
    assert not any("formula" in run for run in paragraph["runs"])


def test_sloppy_html_is_read_as_browsers_do():
    text = "<table><tr><th>a<th>b<tr><td rowspan=2>1<td>x<tr><td>y<ul><li>p<li>q</ul></table>after"
    table, after = hypertext.blocks(text, lambda url, alt: None)
    assert len(table["head"]) == 1
    assert [len(row) for row in table["body"]] == [2, 1]
    assert table["body"][0][0]["rowspan"] == 2
    assert [b["t"] for b in table["body"][1][0]["blocks"]] == ["paragraph", "list"]
    assert after["runs"] == [{"s": "after"}]


@pytest.mark.parametrize(
    ("written", "left"),
    [
        ("10%\r100%", "100%"),
        ("abcdef\rxy", "xycdef"),
        ("ab\b\bc", "c"),
        ("\x1b[1;31mred\x1b[0m \x1b]8;;http://x\x07link\x1b]8;;\x07", "red link"),
        ("a\r\nb\n\n", "a\nb"),
        ("a\tb", "a       b"),
    ],
)
def test_streams_look_as_on_a_terminal(written, left):
    assert outputs.terminal(written) == left


def test_a_document_that_cannot_be_set_says_why(monkeypatch):
    def fail(*_):
        raise typeset.TypesettingFailed("the compiler's reason")

    monkeypatch.setattr(typeset, "pdf", fail)
    with pytest.raises(typeset.TypesettingFailed, match="the compiler's reason"):
        export(notebook("x"))


def test_the_settings_for_jupyterlab_are_installed_and_name_the_exporter():
    place = Path(sys.prefix) / "share/jupyter/lab/settings/overrides.d/drawdown.json"
    settings = json.loads(place.read_text(encoding="utf-8"))
    menus = settings["@jupyterlab/mainmenu-extension:plugin"]["menus"]
    toolbar = settings["@jupyterlab/notebook-extension:panel"]["toolbar"]
    for entry in (*menus[0]["items"], *toolbar):
        assert entry["command"] == "notebook:export-to-format"
        assert entry["args"]["format"] in get_export_names()
