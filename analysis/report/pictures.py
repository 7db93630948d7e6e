"""Pictures of any notebook: found where its author put them, and made fit to print."""

import base64
import binascii
import io
import re
from pathlib import Path
from urllib.parse import unquote, unquote_to_bytes

from PIL import Image, UnidentifiedImageError

from analysis.report import typeset

PRINTED = {"PNG": "png", "JPEG": "jpg"}
MODES = {"1", "L", "LA", "P", "RGB", "RGBA"}
PIXEL = 0.75  # points; what a browser takes a pixel for where a picture does not say
NO_WORDS = "Picture without a description"
LONGEST = 8000  # characters of a description that the PDF standards have room for


class Pictures:
    """The pictures of one document.

    files : what is to be printed, by the name that blocks use.
    folder : where images named by a relative path are looked for; None for nowhere.
    refused : contents that could not be set, and are left out.
    """

    def __init__(self, folder: Path | None = None, refused: frozenset[bytes] = frozenset()) -> None:
        self.files: dict[str, bytes] = {}
        self.folder = folder
        self.refused = refused

    def add(self, content: bytes, alt: str, width: float | None = None) -> dict | None:
        """Return a block that prints an image file, or None if it is none that can be printed.

        alt : its description. width : in points, where the author gave one.
        """
        ready = _drawing(content) if _is_drawing(content) else _photograph(content)
        if ready is None or ready[0] in self.refused:
            return None
        data, suffix, natural = ready
        name = f"picture-{len(self.files) + 1}.{suffix}"
        self.files[name] = data
        width = width or natural
        block = {"t": "picture", "picture": name, "alt": alt.strip()[:LONGEST] or f"{NO_WORDS}."}
        return block | ({"width": width} if width else {})

    def at(self, url: str, alt: str, attachments: dict | None = None) -> dict | None:
        """Return a block that prints the image at an address, or None.

        A data URI, an attachment of the cell, or a file below the notebook's folder. Nothing is
        fetched.
        """
        content = self._content(url, attachments or {})
        named = "" if url.startswith("data:") else f": {unquote(url).rpartition('/')[2]}"
        named = named.replace(": attachment:", ": ")
        return self.add(content, alt or f"{NO_WORDS}{named}.") if content else None

    def _content(self, url: str, attachments: dict) -> bytes | None:
        if url.startswith("data:image/"):
            head, _, data = url.partition(",")
            return decoded(unquote(data)) if head.endswith(";base64") else unquote_to_bytes(data)
        if url.startswith("attachment:"):
            bundle = attachments.get(unquote(url.removeprefix("attachment:")), {})
            return next((decoded(data) for data in bundle.values()), None)
        if self.folder is None or re.match(r"[A-Za-z][A-Za-z0-9+.-]*:|//", url):
            return None
        try:
            root = self.folder.resolve()
            file = (root / unquote(url)).resolve()
            return file.read_bytes() if file.is_relative_to(root) and file.is_file() else None
        except (OSError, ValueError):
            return None


def decoded(data: str) -> bytes | None:
    """Return the bytes of base64 text, or None if it is none."""
    try:
        return base64.b64decode("".join(data.split()), validate=True)
    except (binascii.Error, ValueError, AttributeError):
        return None


def _is_drawing(content: bytes) -> bool:
    return b"<svg" in content[:4096].lower()


def _drawing(content: bytes) -> tuple[bytes, str, None]:
    """Return an SVG with nothing in it that no font can show."""
    text = content.decode("utf-8", "replace")
    return typeset.shown(text).encode(), "svg", None


def _photograph(content: bytes) -> tuple[bytes, str, float | None] | None:
    """Return a raster image as PNG or JPEG, and its width in points if it does not say itself."""
    try:
        with Image.open(io.BytesIO(content)) as image:
            image.load()
            natural = None if image.info.get("dpi") else image.width * PIXEL
            if image.format in PRINTED and image.mode in MODES:
                return content, PRINTED[image.format], natural
            plain = io.BytesIO()
            image.convert("RGBA").save(plain, "PNG")
            return plain.getvalue(), "png", image.width * PIXEL
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError):
        return None
