"""Check a printed dossier: take out what is attached, run it again, compare.

Attached notebooks are data: only the installed chapters are run, never code out of the PDF.
"""

import hashlib
import io
import json
import os
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pypdf
from nbformat import NotebookNode

from analysis.chapters import CHAPTERS
from analysis.record import extract, load, schema
from analysis.report import appendix, blocks, dossier, parameters, run
from analysis.report.document import MANIFEST


class NotADossier(ValueError):
    """The file is no PDF of this project, or lacks what is needed to check it."""


@dataclass(frozen=True)
class Verdict:
    """One thing checked: what, whether it holds, and what was seen, in words."""

    what: str
    holds: bool
    seen: str

    def __str__(self) -> str:
        return f"{'ok ' if self.holds else 'NO '} {self.what}: {self.seen}"


def verify(path: Path, say=print) -> list[Verdict]:
    """Check a dossier and return what was found, attachments first, then chapters, then pages.

    A record or software that has moved on since is told, but does not count against the dossier.

    Raises NotADossier if the file is no PDF or carries no parameters, rows or manifest.
    """
    attached = _attached(path)
    verdicts = [*_manifest(attached), _software(attached), _record_now(attached)]
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        for name, content in attached.items():
            if name.endswith(".csv") or name == "datapackage.json":
                (data / name).write_bytes(content)
        values = _values(attached)
        try:
            with _standing_in(data):
                runs = dossier.run_all(values, say)
            day = next(iter(values.values()))["as_of"]
            fresh = dossier.press(runs, load(day, data), values, data)
        except (run.ChapterFailed, ValueError, KeyError) as error:
            return [
                *verdicts,
                Verdict("chapters", False, f"cannot be run again from the attached rows: {error}"),
            ]
    verdicts += [_chapter(name, attached, runs[name]) for name in CHAPTERS]
    return [*verdicts, _pages(path, fresh)]


def _attached(path: Path) -> dict[str, bytes]:
    try:
        reader = pypdf.PdfReader(path)
        attached = {name: content for name, (content, *_) in reader.attachments.items()}
    except (pypdf.errors.PyPdfError, OSError) as error:
        raise NotADossier(f"{path} cannot be read as a PDF: {error}") from None
    needed = {MANIFEST, "parameters.json", "datapackage.json", *(f"{c}.ipynb" for c in CHAPTERS)}
    if lacking := sorted(needed - set(attached)):
        raise NotADossier(f"{path} is no dossier of this project: it lacks {', '.join(lacking)}")
    return attached


def _manifest(attached: dict) -> list[Verdict]:
    """Compare each attachment with the digest written when the dossier was printed."""
    written = json.loads(attached[MANIFEST])["sha256"]
    changed = [
        name
        for name, content in attached.items()
        if name != MANIFEST and hashlib.sha256(content).hexdigest() != written.get(name)
    ]
    lost = sorted(set(written) - set(attached))
    if not changed and not lost:
        return [Verdict("attachments", True, f"all {len(written)} are as they were printed")]
    return [
        *(
            Verdict(f"attachment {name}", False, "was changed after printing")
            for name in sorted(changed)
        ),
        *(Verdict(f"attachment {name}", False, "was taken out after printing") for name in lost),
    ]


def _software(attached: dict) -> Verdict:
    then, now = json.loads(attached[MANIFEST])["versions"], appendix.versions()
    moved = [f"{n} {then.get(n, 'none')} then, {now[n]} now" for n in now if then.get(n) != now[n]]
    told = "the same versions as when it was printed"
    return Verdict(
        "software",
        True,
        f"other versions, so pages may differ: {'; '.join(moved)}" if moved else told,
    )


def _record_now(attached: dict) -> Verdict:
    """Say how the installed record, replayed for the same day, differs from the attached rows."""
    day = json.loads(attached["datapackage.json"])["extract"]["as_of"]
    now = extract(load(day))
    moved = []
    for name in (table["path"] for table in schema.tables().values()):
        then_rows = set(attached.get(name, b"").decode().splitlines())
        now_rows = set(now[name].decode().splitlines())
        if then_rows != now_rows:
            moved.append(
                f"{name} ({len(now_rows - then_rows)} rows new or changed, {len(then_rows - now_rows)} gone)"
            )
    if not moved:
        return Verdict("record", True, f"the installed record holds the same rows for {day}")
    return Verdict(
        "record",
        True,
        f"the installed record differs from the attached rows for {day}: {', '.join(moved)}",
    )


def _values(attached: dict) -> dict[str, dict]:
    given = json.loads(attached["parameters.json"])
    values = {}
    for name in CHAPTERS:
        notebook = run.notebook(name)
        values[name] = parameters.checked(given.get(name, {}), [notebook])[name]
    return values


@contextmanager
def _standing_in(data: Path):
    """Let chapters that are run meanwhile read the record from a directory."""
    before = os.environ.get("DRAWDOWN_DATA")
    os.environ["DRAWDOWN_DATA"] = str(data)
    try:
        yield
    finally:
        os.environ.pop("DRAWDOWN_DATA")
        if before is not None:
            os.environ["DRAWDOWN_DATA"] = before


def _chapter(name: str, attached: dict, fresh: NotebookNode) -> Verdict:
    """Compare what a chapter showed when printed with what it shows now, display by display."""
    printed = nbformat.reads(attached[f"{name}.ipynb"].decode(), as_version=4)
    then, now = (_displays(notebook) for notebook in (printed, fresh))
    differing = [label for label in then | now if then.get(label) != now.get(label)]
    if differing:
        return Verdict(f"chapter {name}", False, f"comes out differently: {', '.join(differing)}")
    return Verdict(
        f"chapter {name}", True, f"all {len(now)} figures, tables and sentences come out the same"
    )


def _displays(notebook: NotebookNode) -> dict[str, str]:
    """Return what a notebook shows under the project's own types, by a name a reader can find."""
    found: dict[str, str] = {}
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            for kind, block in output.get("data", {}).items():
                if kind.startswith(blocks.PREFIX):
                    short = kind.removeprefix(blocks.PREFIX).removesuffix("+json")
                    label = f"{short} {block.get('label') or len(found) + 1}"
                    found[label] = json.dumps(block, sort_keys=True)
    return found


def _pages(path: Path, fresh: bytes) -> Verdict:
    """Compare the pages of the file with freshly set ones."""
    if path.read_bytes() == fresh:
        return Verdict("pages", True, "the file comes out the same byte for byte")
    then, now = pypdf.PdfReader(path).pages, pypdf.PdfReader(io.BytesIO(fresh)).pages
    if len(then) != len(now):
        return Verdict("pages", False, f"{len(then)} in the file, {len(now)} when set again")
    changed = [
        str(i + 1) for i, (a, b) in enumerate(zip(then, now, strict=True)) if _marks(a) != _marks(b)
    ]
    if changed:
        return Verdict(
            "pages", False, f"page {', '.join(changed)} of {len(now)} does not come out the same"
        )
    return Verdict("pages", True, f"all {len(now)} show the same; other parts of the file differ")


def _marks(page: pypdf.PageObject) -> tuple:
    """Return everything a page paints: its content and that of the pictures it uses."""
    content = page.get_contents()
    drawn = (page.get("/Resources") or {}).get("/XObject") or {}
    pictures = [(name, drawn[name].get_object().get_data()) for name in sorted(drawn)]
    return (b"" if content is None else content.get_data(), *pictures)
