"""`drawdown verify` tells a changed table, a changed page and a newer record apart."""

import io
import json

import pypdf
import pytest
from click.testing import CliRunner
from conftest import DATA
from pypdf.generic import DecodedStreamObject, NameObject

from analysis import report
from analysis.cli import main
from analysis.record import load
from analysis.report import verification


@pytest.fixture(scope="module")
def printed(tmp_path_factory):
    path = tmp_path_factory.mktemp("printed") / "a.pdf"
    return report.build({"as_of": "2025-10-20"}, path, lambda line: None)


def reprinted(printed, tmp_path, change):
    """A copy of a dossier with something changed in it by `change(writer)`."""
    writer = pypdf.PdfWriter(clone_from=pypdf.PdfReader(printed))
    change(writer)
    content = io.BytesIO()
    writer.write(content)
    path = tmp_path / "changed.pdf"
    path.write_bytes(content.getvalue())
    return path


def replace_attachment(writer, name, old, new):
    for attachment in writer.attachment_list:
        if attachment.name == name:
            assert old in attachment.content
            attachment.content = attachment.content.replace(old, new, 1)


def failing(verdicts):
    return {v.what: v.seen for v in verdicts if not v.holds}


def test_an_untouched_dossier_verifies(printed):
    verdicts = report.verify(printed, lambda line: None)
    assert failing(verdicts) == {}
    assert verdicts[-1].seen == "the file comes out the same byte for byte"


def test_a_changed_digit_in_an_attached_table_is_told(printed, tmp_path):
    row = next(
        line for line in pypdf.PdfReader(printed).attachments["force_levels.csv"][0].split(b"\n")
        if line.startswith(b"fl515,")
    )  # fmt: skip
    path = reprinted(
        printed, tmp_path,
        lambda w: replace_attachment(w, "force_levels.csv", row, row.replace(b"2500", b"3500")),
    )  # fmt: skip
    found = failing(report.verify(path, lambda line: None))
    assert found["attachment force_levels.csv"] == "was changed after printing"
    assert "chapter 02_forces" in found
    assert "chapter 09_article" not in found


def test_a_changed_page_is_told_by_its_number(printed, tmp_path):
    def paint_over(writer):
        page = writer.pages[3]
        stream = DecodedStreamObject()
        stream.set_data(page.get_contents().get_data() + b"\nq 1 0 0 rg 50 50 9 9 re f Q")
        page[NameObject("/Contents")] = writer._add_object(stream)

    found = failing(report.verify(reprinted(printed, tmp_path, paint_over), lambda line: None))
    assert list(found) == ["pages"]
    assert found["pages"].startswith("page 4 of")


def test_a_lost_page_is_told(printed, tmp_path):
    path = reprinted(printed, tmp_path, lambda w: w.remove_page(len(w.pages) - 1))
    assert "when set again" in failing(report.verify(path, lambda line: None))["pages"]


def test_a_newer_record_is_told_and_does_not_count_against_the_dossier(printed, copy, monkeypatch):
    path = copy / "incidents.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join(lines[:1] + lines[2:]) + "\n", encoding="utf-8")
    monkeypatch.setattr(verification, "load", lambda day, data=copy: load(day, data))
    attached = verification._attached(printed)
    verdict = verification._record_now(attached)
    assert verdict.holds
    assert "incidents.csv (0 rows new or changed, 1 gone)" in verdict.seen


def test_other_software_is_told(printed):
    attached = verification._attached(printed)
    manifest = json.loads(attached["manifest.json"])
    manifest["versions"]["matplotlib"] = "1.0"
    attached["manifest.json"] = json.dumps(manifest).encode()
    assert "matplotlib 1.0 then" in verification._software(attached).seen


@pytest.mark.parametrize("content", [b"no PDF at all", b"%PDF-1.7\n%%EOF\n"])
def test_what_is_no_dossier_is_refused(tmp_path, content):
    path = tmp_path / "x.pdf"
    path.write_bytes(content)
    result = CliRunner().invoke(main, ["verify", str(path)])
    assert result.exit_code == 2


def test_a_pdf_without_attachments_is_refused(tmp_path):
    writer = pypdf.PdfWriter()
    writer.add_blank_page(100, 100)
    path = tmp_path / "x.pdf"
    writer.write(path)
    result = CliRunner().invoke(main, ["verify", str(path)])
    assert result.exit_code == 2
    assert "lacks" in result.output


def test_code_in_an_attached_notebook_is_never_run(printed, tmp_path):
    trap = tmp_path / "trap"

    def plant(writer):
        for attachment in writer.attachment_list:
            if attachment.name == "02_forces.ipynb":
                notebook = json.loads(attachment.content)
                notebook["cells"][1]["source"] = f"open({str(trap)!r}, 'w').close()"
                attachment.content = json.dumps(notebook).encode()

    found = failing(report.verify(reprinted(printed, tmp_path, plant), lambda line: None))
    assert found == {"attachment 02_forces.ipynb": "was changed after printing"}
    assert not trap.exists()


def test_an_extract_replays_the_same_day(tmp_path):
    from analysis.record import digest, extract

    for day in ("2011-12-31", "2025-08-18"):
        files = extract(load(day), DATA)
        folder = tmp_path / day
        folder.mkdir()
        for name, content in files.items():
            (folder / name).write_bytes(content)
        assert digest(extract(load(day, folder), folder)) == digest(files)
