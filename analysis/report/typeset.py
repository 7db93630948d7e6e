"""Set a document with Typst: tagged PDF/UA-1 and PDF/A-3a, the same bytes for the same input."""

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

from analysis.figures.style import FONTS

TEMPLATE = Path(__file__).with_name("dossier.typ")


class TypesettingFailed(RuntimeError):
    """The document could not be set; the message is the compiler's."""


def pdf(document: dict, files: dict[str, bytes], folder: Path, moment: datetime) -> bytes:
    """Return the PDF of a document.

    document : what `dossier.typ` prints. files : pictures and attachments by the name used in it.
    folder : an empty directory to work in. moment : the creation date written into the PDF.

    Raises TypesettingFailed with the compiler's message, for warnings too.
    """
    import typst

    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    (folder / "dossier.json").write_text(json.dumps(document), encoding="utf-8")
    shutil.copy(TEMPLATE, folder / TEMPLATE.name)
    for weight in ("Regular", "Semibold", "It", "SemiboldIt"):
        shutil.copy(FONTS / f"SourceSansPro-{weight}.ttf", folder)
    try:
        content, warnings = typst.compile_with_warnings(
            str(folder / TEMPLATE.name),
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
        raise TypesettingFailed("; ".join(str(w.message) for w in warnings))
    return content


def midnight(day) -> datetime:
    """Return a calendar day as the moment it begins in UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
