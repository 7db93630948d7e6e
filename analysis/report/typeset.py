"""Set a document with Typst: tagged PDF/UA-1 and PDF/A-3a, the same bytes for the same input."""

import json
import shutil
import tempfile
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import matplotlib
from fontTools.ttLib import TTFont

from analysis.figures.style import FONTS

DEJAVU = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
USED = (
    *(
        FONTS / f"SourceSansPro-{weight}.ttf"
        for weight in ("Regular", "Semibold", "It", "SemiboldIt")
    ),
    # For scripts that Source Sans Pro does not have, such as Arabic.
    DEJAVU / "DejaVuSans.ttf",
    DEJAVU / "DejaVuSansMono.ttf",
)
HERE = Path(__file__).parent
LOOK, DOSSIER, NOTEBOOK = (HERE / name for name in ("look.typ", "dossier.typ", "notebook.typ"))


class TypesettingFailed(RuntimeError):
    """The document could not be set; the message is the compiler's."""


def pdf(
    document: dict,
    files: dict[str, bytes],
    folder: Path,
    moment: datetime,
    template: Path = DOSSIER,
) -> bytes:
    """Return the PDF of a document.

    document : what the template prints. files : pictures and attachments by the name used in it.
    folder : an empty directory to work in. moment : the creation date written into the PDF.
    template : DOSSIER or NOTEBOOK.

    Raises TypesettingFailed with the compiler's message, for warnings too.
    """
    import typst

    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    (folder / "document.json").write_text(json.dumps(_printable(document)), encoding="utf-8")
    for source in (LOOK, template, *USED):
        shutil.copy(source, folder)
    try:
        content, warnings = typst.compile_with_warnings(
            str(folder / template.name),
            root=str(folder),
            font_paths=[str(folder)],
            ignore_system_fonts=True,
            pdf_standards=["a-3a", "ua-1"],
            timestamp=moment,
        )
    except typst.TypstError as error:
        hints = "".join(f" ({hint})" for hint in error.hints)
        raise TypesettingFailed(f"{error.message}{hints}\n{error.diagnostic}") from None
    if warnings:
        raise TypesettingFailed("; ".join(str(w.message) for w in warnings[:3]))
    return content


@cache
def _characters() -> frozenset[int]:
    """Return the characters that the fonts of the dossier can show."""
    return frozenset().union(*(TTFont(font).getBestCmap() for font in USED))


def broken(files: dict[str, bytes]) -> frozenset[bytes]:
    """Return the contents of those of a document's pictures that cannot be set."""
    return frozenset(content for name, content in files.items() if not _sets(name, content))


def _sets(name: str, content: bytes) -> bool:
    """Tell whether a document can be set that holds nothing but one file, if that is a picture."""
    if Path(name).suffix not in (".svg", ".png", ".jpg"):
        return True
    block = {"t": "picture", "picture": name, "alt": "."}
    alone = {"title": [{"s": "."}], "short": ".", "author": [], "description": ".", "as_of": "",
             "blocks": [block], "references": [], "attachments": []}  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        try:
            pdf(alone, {name: content}, Path(folder), datetime(1980, 1, 1, tzinfo=UTC), NOTEBOOK)
        except TypesettingFailed:
            return False
    return True


def shown(text: str) -> str:
    """Return text with U+FFFD for characters that no font can show, ASCII left alone."""
    known = _characters()
    return "".join(c if c.isascii() or ord(c) in known else "\ufffd" for c in text)


def _printable(value):
    """Return a document with U+FFFD for what no font can show; the standards allow no gaps."""
    if isinstance(value, str):
        known = _characters()
        return "".join(c if ord(c) in known or c == "\n" else "\ufffd" for c in value)
    if isinstance(value, list):
        return [_printable(item) for item in value]
    if isinstance(value, dict):
        return {key: _printable(item) for key, item in value.items()}
    return value


def midnight(day) -> datetime:
    """Return a calendar day as the moment it begins in UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
