"""The dossier: parameters are checked first, a failure leaves nothing behind, the PDF is sound."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pypdf
import pytest
from click.testing import CliRunner
from sound import faults

from analysis import report
from analysis.chapters import CHAPTERS
from analysis.cli import main
from analysis.report import blocks, dossier, markdown, parameters, run


def call(*words: str):
    return CliRunner().invoke(main, ["report", *words])


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["-p", "as_off", "2025-08-18"], "did you mean 'as_of'"),
        (["-p", "colour", "blue"], "no chapter has a parameter 'colour'"),
        (["-p", "years", "many"], "takes a value of type int"),
        (["-p", "years", "2.5"], "takes a value of type int"),
        (["--as-of", "2025-13-01"], "write it like 2025-08-18"),
        (["--as-of", "18 August 2025"], "write it like 2025-08-18"),
        (["--as-of", "1999-01-01"], "before the record begins"),
        (["--as-of", ""], "is not a day"),
    ],
)
def test_bad_parameters_are_refused_before_anything_runs(tmp_path, monkeypatch, words, told):
    monkeypatch.setattr(run, "run", lambda *_: pytest.fail("a chapter ran"))
    result = call(*words, "-o", str(tmp_path / "a.pdf"))
    assert result.exit_code == 2
    assert told in result.output
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("text", ["[1, 2]", "as_of: [", "years: {a: 1}"])
def test_bad_parameter_files_are_refused(tmp_path, text):
    file = tmp_path / "p.yaml"
    file.write_text(text, encoding="utf-8")
    assert call("-f", str(file), "-o", str(tmp_path / "a.pdf")).exit_code == 2


def test_a_yaml_date_is_a_day(tmp_path):
    file = tmp_path / "p.yaml"
    file.write_text("as_of: 2025-08-18\nyears: 5\n", encoding="utf-8")
    assert parameters.from_yaml(file) == {"as_of": "2025-08-18", "years": 5}


def test_each_chapter_gets_the_parameters_it_declares():
    notebooks = [run.notebook("02_forces"), run.notebook("09_article")]
    chosen = parameters.checked({"as_of": "2025-08-18", "years": "5"}, notebooks)
    assert chosen["02_forces"] == {"as_of": "2025-08-18", "years": 5}
    assert chosen["09_article"] == {"as_of": "2025-08-18"}


@pytest.mark.parametrize("name", CHAPTERS)
def test_every_parameter_is_typed_and_explained(name):
    from papermill import inspect_notebook

    shown = inspect_notebook(str(run.notebook(name)))
    declared = parameters.declared(run.notebook(name))
    assert set(shown) == set(declared)
    assert declared["as_of"].default == "latest"
    for parameter in shown.values():
        assert parameter["inferred_type_name"] == declared[parameter["name"]].kind.__name__
        assert len(parameter["help"]) > 20


def test_a_failing_chapter_is_named_with_its_cell_and_leaves_the_former_report(tmp_path):
    output = tmp_path / "a.pdf"
    output.write_bytes(b"the former report")
    result = call("-p", "country", "ATLANTIS", "-o", str(output))
    assert result.exit_code == 1
    assert "02_forces.ipynb, cell" in result.output
    assert "'ATLANTIS' is not one of IRQ, SYR, JOR, KWT" in result.output
    assert output.read_bytes() == b"the former report"
    assert [p.name for p in tmp_path.iterdir()] == ["a.pdf"]


def test_an_unwritable_place_is_reported(tmp_path, monkeypatch):
    monkeypatch.setattr(dossier, "run_all", lambda *_: {})
    monkeypatch.setattr(dossier, "press", lambda *_: b"%PDF")
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert call("-o", str(tmp_path / "file" / "a.pdf")).exit_code == 1


def test_a_day_past_the_record_is_told_with_a_warning(monkeypatch, tmp_path):
    said = []
    dossier._record("2026-11-22", said.append)
    assert any("past the record's last day" in line for line in said)
    dossier._record("2025-08-18", said := [])
    assert said == []


def test_the_same_parameters_give_the_same_bytes(printed, tmp_path):
    again = report.build({"as_of": "2025-08-18"}, tmp_path / "b.pdf", lambda line: None)
    digests = {hashlib.sha256(p.read_bytes()).hexdigest() for p in (printed, again)}
    assert len(digests) == 1


def test_another_folder_time_zone_locale_and_day_change_no_byte(printed, copy, tmp_path):
    elsewhere = {
        "TZ": "Asia/Baghdad", "LC_ALL": "C", "LANG": "ar_IQ.UTF-8", "PYTHONHASHSEED": "7",
        "SOURCE_DATE_EPOCH": "1", "DRAWDOWN_DATA": str(copy), "PYTHONUTF8": "0",
    }  # fmt: skip
    words = [
        str(Path(sys.executable).with_name("drawdown")),
        "report",
        "--as-of",
        "2025-08-18",
        "-o",
        "b.pdf",
    ]
    subprocess.run(words, cwd=tmp_path, env=os.environ | elsewhere, check=True, capture_output=True)
    again = (tmp_path / "b.pdf").read_bytes()
    assert hashlib.sha256(again).digest() == hashlib.sha256(printed.read_bytes()).digest()


def test_an_independent_checker_finds_it_accessible_and_archival(printed):
    assert faults(printed.read_bytes()) == []


def test_the_pdf_has_title_language_bookmarks_and_tags(printed):
    pdf = pypdf.PdfReader(printed)
    assert "18 August 2025" in pdf.metadata.title
    assert pdf.trailer["/Root"]["/Lang"] == "en"
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]
    titles = [entry.title for entry in pdf.outline if not isinstance(entry, list)]
    assert len([t for t in titles if t[:1].isdigit()]) == len(CHAPTERS)


def test_no_code_and_no_raw_frames_are_printed(printed):
    text = "\n".join(p.extract_text() for p in pypdf.PdfReader(printed).pages)
    for trace in (
        "import analysis",
        "show.figure",
        "DataFrame",
        "Traceback",
        "dtype",
        "NaN",
        "<NA>",
    ):
        assert trace not in text, trace
    assert "As known on 18 August 2025" in text


def test_every_mark_has_a_reference_and_every_reference_is_cited(printed):
    attached = pypdf.PdfReader(printed).attachments
    cited = set()
    for name, (content, *_) in attached.items():
        if name.endswith(".ipynb"):
            for cell in json.loads(content)["cells"]:
                for output in cell.get("outputs", []):
                    cited |= _cited(output.get("data", {}))
    text = "\n".join(p.extract_text() for p in pypdf.PdfReader(printed).pages)
    references = text[text.rindex("What this dossier cites") :]
    from analysis import load

    sources = load("2025-08-18").sources.set_index("source_id")
    assert len(cited) > 100
    flat = "".join(references.split())
    for source_id in cited:
        assert "".join(sources.loc[source_id, "publisher"].split()) in flat, source_id


def _cited(data: dict) -> set[str]:
    found = set()
    for kind, block in data.items():
        if kind.startswith("application/vnd.drawdown."):
            cells = [block.get("source", "")]
            names = [c["name"] for c in block.get("columns", [])]
            for row in block.get("rows", []):
                cells.append(
                    row["source"]
                    if isinstance(row, dict)
                    else dict(zip(names, row, strict=True)).get("source", "")
                )
            found |= {s for cell in cells for s in cell.split(";") if s}
    return found


def test_parameters_and_notebooks_are_attached(printed):
    attached = pypdf.PdfReader(printed).attachments
    chosen = json.loads(attached["parameters.json"][0])
    assert {c["as_of"] for c in chosen.values()} == {"2025-08-18"}
    assert {f"{name}.ipynb" for name in CHAPTERS} <= set(attached)
    for name in CHAPTERS:
        notebook = json.loads(attached[f"{name}.ipynb"][0])
        assert "papermill" not in notebook["metadata"]
        assert not any("execution" in c["metadata"] for c in notebook["cells"])


def test_citations_are_numbered_in_order_and_ranged():
    references = blocks.References()
    assert references.cite("b;a") == [[1, 2]]
    assert references.cite("c;a;e") == [[2, 4]]
    assert references.cite("x;b") == [[1, 1], [5, 5]]
    assert references.cite("") == []


def test_markdown_keeps_its_structure_and_its_text():
    text = "# Title\n\nSome *emphasis*, `code` and a [link](https://example.org).\n\n- one\n- two\n\n| a | b |\n|---|---|\n| 1 | 2 |"
    heading, paragraph, bullets, grid = markdown.blocks(text)
    assert heading == {"t": "heading", "level": 1, "runs": [{"s": "Title"}]}
    assert {"s": "emphasis", "style": "emphasis"} in paragraph["runs"]
    assert {"s": "link", "url": "https://example.org"} in paragraph["runs"]
    assert len(bullets["items"]) == 2
    assert grid["rows"] == [[[{"s": "1"}], [{"s": "2"}]]]


def test_text_that_looks_like_code_stays_text(tmp_path, newest_document):
    from datetime import UTC, datetime

    from analysis.report import typeset

    hostile = '#panic("x") $a$ *b* <script>alert(1)</script> \\input{x} `rm -rf` مرحبا \u200f😀 @ref [a](b)'
    newest_document["chapters"] = [
        {"title": hostile, "blocks": [{"t": "paragraph", "runs": [{"s": hostile}]},
                                      {"t": "sentence", "text": hostile, "cites": []}]}
    ]  # fmt: skip
    content = typeset.pdf(newest_document, {}, tmp_path, datetime(2026, 1, 1, tzinfo=UTC))
    (tmp_path / "h.pdf").write_bytes(content)
    text = "".join(p.extract_text() for p in pypdf.PdfReader(tmp_path / "h.pdf").pages)
    assert '#panic("x") $a$ *b*' in text


@pytest.fixture
def newest_document() -> dict:
    """A document with nothing in it but what the template needs."""
    return {
        "title": "T", "author": "A", "description": "D", "as_of": "1 January 2026", "reach": "",
        "abstract": [], "colophon": "", "chapters": [], "references": [], "appendix": [], "attachments": [],
    }  # fmt: skip


def test_papermill_runs_a_chapter_like_any_other(tmp_path):
    import papermill

    output = tmp_path / "out.ipynb"
    papermill.execute_notebook(
        run.notebook("09_article"), output, {"as_of": "2025-08-18"}, progress_bar=False
    )
    assert "17 stand as of this day" in output.read_text(encoding="utf-8")


def test_typst_is_found_without_system_tools(monkeypatch):
    monkeypatch.setenv("PATH", "")
    assert shutil.which("typst") is None
    import typst

    assert typst.compile(b"hello").startswith(b"%PDF")
