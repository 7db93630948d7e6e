"""Ask an independent checker whether a PDF keeps to PDF/UA-1 and PDF/A-3a."""

import re
import tempfile
from pathlib import Path

import page

STREAM = re.compile(rb"/Length (\d+)[^\0]{0,200}?>>\s*?stream\r?\n")


def faults(content: bytes) -> list[str]:
    """Return what is wrong with a PDF under either standard, in words."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "a.pdf"
        file.write_bytes(content)
        found = [
            f"{failure.rule_id}: {failure.message}"
            for profile in (page.ValidationProfile.PDF_UA_1, page.ValidationProfile.PDF_A_3A)
            for failure in page.validate_pdf(str(file), profile=profile).failures
        ]
    # The checker takes the last byte of a stream for its line end where it happens to be one.
    if _lengths_hold(content):
        found = [fault for fault in found if "STREAM-LENGTH" not in fault]
    return found


def _lengths_hold(content: bytes) -> bool:
    """Tell whether every stream ends where it says, byte by byte."""
    ends = (m.end() + int(m[1]) for m in STREAM.finditer(content))
    return all(re.match(rb"\r?\n?endstream", content[end : end + 12]) for end in ends)
