"""No figure changes its look unnoticed."""

import numpy as np
import pytest
from looks import KEPT, drawn
from PIL import Image

from analysis.chapters import CHAPTERS


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_each_figure_looks_as_it_was_kept(chapter):
    pictures = drawn(chapter)
    kept = {
        p.name.removeprefix(f"{chapter}.").removesuffix(".png"): p
        for p in KEPT.glob(f"{chapter}.*.png")
    }
    assert set(pictures) == set(kept), "run make looks, and look at what it keeps"
    for label, picture in pictures.items():
        before = Image.open(kept[label])
        assert picture.size == before.size, label
        difference = np.asarray(picture, dtype=float) - np.asarray(before, dtype=float)
        # Root mean square of grey levels (0-255): a moved label or a lost line gives 2 or more.
        assert np.sqrt((difference**2).mean()) < 1.5, label


def test_a_moved_label_would_be_noticed():
    picture = np.full((200, 500), 255.0)
    moved = picture.copy()
    picture[90:100, 50:110] = 60
    moved[90:100, 250:310] = 60
    assert np.sqrt(((picture - moved) ** 2).mean()) > 1.5
