"""What a validator does not ask: that the tags of the PDF say something to a reader who listens."""

import itertools

import pypdf
import pytest


@pytest.fixture(scope="module")
def elements(printed) -> list[dict]:
    """Every structure element of a dossier, in reading order."""
    root = pypdf.PdfReader(printed).trailer["/Root"]["/StructTreeRoot"]
    found, waiting = [], [root]
    while waiting:
        node = waiting.pop().get_object()
        if isinstance(node, pypdf.generic.ArrayObject):
            waiting.extend(reversed(node))
        elif isinstance(node, pypdf.generic.DictionaryObject):
            if "/S" in node:
                found.append(node)
            if "/K" in node:
                waiting.append(node["/K"])
    return found


def test_every_figure_tells_its_finding(elements):
    figures = [e for e in elements if e["/S"] == "/Figure"]
    assert len(figures) > 15
    assert all(len(e["/Alt"]) > 40 for e in figures)
    assert len({e["/Alt"] for e in figures}) == len(figures)


def test_every_head_cell_says_what_it_heads(elements):
    heads = [e for e in elements if e["/S"] == "/TH"]
    assert len(heads) > 100
    for head in heads:
        attributes = head["/A"].get_object()
        attributes = attributes if isinstance(attributes, list) else [attributes]
        assert any("/Scope" in a.get_object() for a in attributes)


def test_headings_skip_no_level(elements):
    levels = [int(e["/S"][2:]) for e in elements if e["/S"][:2] == "/H" and e["/S"][2:].isdigit()]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_tables_are_tables_and_lists_are_lists(elements):
    kinds = [e["/S"] for e in elements]
    for kind in ("/Table", "/TR", "/TD", "/L", "/LI", "/Link", "/Caption"):
        assert kind in kinds, kind
