"""The look of every figure on the day of the article, kept as small pictures in tests/looks.

`make looks` draws them anew; look at each before you keep it.
"""

import base64
import io
from pathlib import Path

from conftest import tell
from PIL import Image

from analysis.chapters import CHAPTERS

KEPT = Path(__file__).with_name("looks")
DAY = "2025-08-18"


def drawn(chapter: str) -> dict[str, Image.Image]:
    """Return the figures of a chapter by label, at half size in grey and so quick to compare."""
    pictures = {}
    for cell in tell(chapter, as_of=DAY).cells:
        for output in cell.get("outputs", []):
            label = output["data"].get("application/vnd.drawdown.figure+json", {}).get("label")
            if label:
                picture = Image.open(io.BytesIO(base64.b64decode(output["data"]["image/png"])))
                pictures[label] = picture.convert("L").reduce(2)
    return pictures


if __name__ == "__main__":
    KEPT.mkdir(exist_ok=True)
    for old in KEPT.glob("*.png"):
        old.unlink()
    for name in CHAPTERS:
        for label, picture in drawn(name).items():
            picture.save(KEPT / f"{name}.{label}.png", optimize=True)
