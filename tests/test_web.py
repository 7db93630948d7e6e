"""The web page says what the PDF says, on its own, and runs nothing."""

import re
from html.parser import HTMLParser

import pytest

from analysis import report
from analysis.chapters import CHAPTERS
from analysis.report import web


class Outline(HTMLParser):
    """Collects the tags, attributes and identifiers of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags, self.ids, self.targets = [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.tags.append((tag, attrs))
        if "id" in attrs:
            self.ids.append(attrs["id"])
        if (attrs.get("href") or "").startswith("#") and tag == "a":
            self.targets.append(attrs["href"][1:])


@pytest.fixture(scope="module")
def text(tmp_path_factory) -> str:
    path = tmp_path_factory.mktemp("web") / "a.html"
    return report.build({"as_of": "2025-08-18"}, path, lambda line: None).read_text(
        encoding="utf-8"
    )


def test_the_page_stands_alone(text):
    outline = Outline(text)
    assert not {"script", "link", "iframe", "object"} & {tag for tag, _ in outline.tags}
    assert not [a for _, a in outline.tags if str(a.get("src", "")).startswith("http")]
    assert "url(http" not in text


def test_every_link_within_the_page_has_its_target_and_every_name_is_its_own(text):
    outline = Outline(text)
    assert set(outline.targets) <= set(outline.ids)
    assert len(outline.ids) == len(set(outline.ids))


def test_every_picture_has_words_and_every_table_heads(text):
    outline = Outline(text)
    pictures = [a for tag, a in outline.tags if tag == "svg" and a.get("role") == "img"]
    assert len(pictures) == text.count("<figure>") > 4
    assert all(len(a["aria-label"]) > 40 for a in pictures)
    heads = [a for tag, a in outline.tags if tag == "th"]
    assert heads
    assert all(a.get("scope") == "col" for a in heads)
    assert ("html", {"lang": "en"}) in outline.tags


def test_it_has_every_chapter(text):
    assert len(re.findall(r'<section id="chapter-\d+">', text)) == len(CHAPTERS)


def test_hostile_text_stays_text():
    block = {"t": "sentence", "text": "<script>alert(1)</script>", "cites": []}
    link = {"t": "paragraph", "runs": [{"s": "x", "url": "javascript:alert(1)"}]}
    document = {
        "title": "T", "as_of": "1 January 2026", "reach": "", "abstract": [block], "colophon": "",
        "chapters": [{"title": '"><img src=x>', "blocks": [link]}], "references": [], "appendix": [],
    }  # fmt: skip
    page = web.page(document, {}).decode()
    assert "<script" not in page
    assert "<img" not in page
    assert "javascript:" not in page


def test_everything_markdown_can_hold_has_a_form():
    from analysis.report import markdown

    text = (
        "# T\n\n**a *b* c** ~~d~~ `e` $x^2$ [l](https://example.org) note[^1]\n\n---\n\n$$y = 1$$\n\n"
        "> q\n\n1. one\n\n| a |\n|---|\n| 1 |\n\n    code\n\n[^1]: said *there*\n"
    )
    document = {
        "title": "T", "as_of": "1 January 2026", "reach": "", "abstract": [], "colophon": "",
        "chapters": [{"title": "T", "blocks": markdown.blocks(text)}], "references": [], "appendix": [],
    }  # fmt: skip
    page = web.page(document, {}).decode()
    tags = {tag for tag, _ in Outline(page).tags}
    assert {"strong", "em", "s", "code", "hr", "blockquote", "ol", "table", "pre", "svg"} <= tags
    assert "said" in page
    assert page.count('role="img"') == 2
