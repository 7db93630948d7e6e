"""Tell paragraphs that run from right to left, as Arabic does."""

import unicodedata


def marked(paragraph: dict) -> dict:
    """Return a paragraph with "rtl" set if its first letter is of a script read right to left."""
    for run in paragraph["runs"]:
        for character in run["s"]:
            kind = unicodedata.bidirectional(character)
            if kind in ("R", "AL"):
                return paragraph | {"rtl": True}
            if kind == "L":
                return paragraph
    return paragraph
