"""`jupyter nbconvert --to drawdown_pdf`: any notebook as an accessible PDF in the dossier's look."""

import os
import re
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from nbconvert.exporters import Exporter
from nbformat import NotebookNode
from traitlets import Bool, TraitError, Unicode, default, validate

# The date in the file where SOURCE_DATE_EPOCH gives none: fixed, so that bytes do not depend on it.
UNDATED = datetime(1980, 1, 1, tzinfo=UTC)


class DrawdownPDFExporter(Exporter):
    """Prints a notebook as PDF/UA-1 and PDF/A-3a, with the notebook itself attached."""

    export_from_notebook = "drawdown PDF"
    output_mimetype = "application/pdf"

    show_code = Bool(False, help="Print the code of the cells, too.").tag(config=True)
    language = Unicode(
        "en", help="Code of the language that the notebook is written in, such as en or ar."
    ).tag(config=True)

    @default("file_extension")
    def _file_extension_default(self) -> str:
        return ".pdf"

    @validate("language")
    def _valid_language(self, proposal: dict) -> str:
        if not re.fullmatch("[a-z]{2,3}", proposal["value"]):
            raise TraitError(f"language must be a code such as en or ar, not {proposal['value']!r}")
        return proposal["value"]

    def from_notebook_node(
        self, nb: NotebookNode, resources: dict | None = None, **kw
    ) -> tuple[bytes, dict]:
        """Return the PDF of a notebook, and nbconvert's resources.

        Raises TypesettingFailed if it cannot be set, ValueError if SOURCE_DATE_EPOCH is no number.
        """
        # Listing the exporters must stay quick, and does not need these.
        from analysis.report import notebook, typeset
        from analysis.report.pictures import Pictures

        nb, resources = super().from_notebook_node(nb, resources, **kw)
        about = resources.get("metadata", {})
        folder = Path(about["path"]) if about.get("path") else None

        def printed(refused: frozenset[bytes]) -> bytes:
            document, files = notebook.document(
                nb,
                about.get("name") or "Notebook",
                Pictures(folder, refused),
                self.show_code,
                self.language,
            )
            with tempfile.TemporaryDirectory() as scratch:
                try:
                    return typeset.pdf(document, files, Path(scratch), moment(), typeset.NOTEBOOK)
                except typeset.TypesettingFailed:
                    broken = typeset.broken(files) - refused
                    if not broken:
                        raise
            return printed(refused | broken)

        return printed(frozenset()), resources


def moment() -> datetime:
    """Return the date to write into the file: SOURCE_DATE_EPOCH, or a fixed one; never the clock."""
    given = os.environ.get("SOURCE_DATE_EPOCH")
    if not given:
        return UNDATED
    try:
        return datetime.fromtimestamp(int(given), UTC)
    except (ValueError, OverflowError, OSError):
        raise ValueError(f"SOURCE_DATE_EPOCH is no number of seconds: {given!r}") from None
