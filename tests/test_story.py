"""Every chapter, told for many days: it runs, it is whole, and it knows nothing of later days."""

import io
import re

import pandas as pd
import pypdf
import pytest
from conftest import DATA, tell, texts

import analysis
from analysis.chapters import CHAPTERS
from analysis.measures import words
from analysis.report import dossier

TWENTY = (
    "2003-06-01", "2006-01-01", "2007-07-01", "2008-11-18", "2010-08-20", "2011-12-31", "2014-08-01",
    "2016-06-01", "2018-01-15", "2020-01-09", "2020-09-01", "2021-12-10", "2023-11-22", "2024-01-31",
    "2024-09-28", "2024-12-20", "2025-08-18", "2025-10-20", "2026-01-19", "2026-03-05",
)  # fmt: skip
MONTHS = "January February March April May June July August September October November December"
DATE = re.compile(
    rf"(?:(?:\b([1-9]|[12]\d|3[01]) )?({'|'.join(MONTHS.split())}) )?\b(20[0-3]\d)\b(?:-(\d\d)(?:-(\d\d))?)?"
)


def dates_in(text: str) -> set[str]:
    """Every date in a text, in ISO form at the precision it has: 2025, 2025-08, 2025-08-18."""
    found = set()
    for day, name, year, month, iso_day in DATE.findall(text):
        if name:
            month, iso_day = f"{MONTHS.split().index(name) + 1:02d}", day and f"{int(day):02d}"
        found.add("-".join(part for part in (year, month, iso_day) if part))
    return found


def promised(record: analysis.Record) -> set[str]:
    """Every date that a promise, plan or text known on the day speaks of, and its months and years."""
    columns = [
        record.milestone_reports["due"], record.force_levels["due"], record.agreements["expires"],
        record.agreements["effective"], record.agreement_reports["expires"],
        record.campaigns["original_deadline"], record.campaign_targets["due"],
        record.campaign_target_reports["due"], record.site_status["date"], record.campaign_levels["date"],
    ]  # fmt: skip
    whole = {text.rstrip("~") for column in columns for text in column if text[:1].isdigit()}
    ends = {f"{pd.Timestamp(d) + pd.offsets.MonthEnd(0):%Y-%m-%d}" for d in whole if len(d) == 7}
    return whole | ends | {d[:7] for d in whole} | {d[:4] for d in whole}


def told_in_advance(record: analysis.Record) -> set[str]:
    """Dates in the words of known facts themselves: a speech of 2024 may name 2026."""
    spoken = [
        record.milestone_reports["says"], record.milestones["title"], record.milestones["short"],
        record.events["title"], record.events["summary"], record.statements["paraphrase"],
        record.agreements["title"], record.agreement_reports["says"], record.campaign_targets["target"],
        record.claims["claim"], record.claim_verdicts["why"], record.campaigns["title"],
        record.campaign_target_reports["says"], record.sources["title"],
    ]  # fmt: skip
    return {d for column in spoken for text in column for d in dates_in(text)}


def test_dates_are_found_in_all_their_forms():
    text = (
        "On 18 August 2025, by September 2026, in 2027 and 2025-10-20; 2,500 troops, 1995 or 30,000"
    )
    assert dates_in(text) == {"2025-08-18", "2026-09", "2027", "2025-10-20"}


@pytest.mark.parametrize("day", TWENTY)
def test_nothing_later_is_told_but_promises(day):
    record = analysis.load(day)
    allowed = promised(record) | told_in_advance(record)
    for name in CHAPTERS:
        for text in texts(tell(name, as_of=day)):
            links_out = re.sub(r'\]\([^)]*\)|href="[^"]*"', "", text)
            late = {d for d in dates_in(links_out) if d > day[: len(d)]}
            assert late <= allowed, (name, sorted(late - allowed), text[:300])


@pytest.mark.parametrize("day", TWENTY)
def test_the_pdf_tells_nothing_later_but_promises(day):
    record = analysis.load(day)
    runs = {name: tell(name, as_of=day) for name in CHAPTERS}
    content = dossier.press(runs, record, {name: {"as_of": day} for name in CHAPTERS}, DATA)
    text = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)
    text = text[
        : text.rindex("How to check this dossier")
    ]  # the dictionary's examples are no facts
    allowed = promised(record) | told_in_advance(record)
    last = str(int(max(allowed)[:4]) + 1)
    # An axis that reaches to a promise has marks at round dates on its way there.
    axis = {d for d in dates_in(text) if len(d) <= 7 and d[:4] <= last}
    late = {d for d in dates_in(re.sub(r"\s+", " ", text)) if d > day[: len(d)]}
    assert late <= allowed | axis, sorted(late - allowed - axis)


BROKEN = re.compile(
    r"\bnan\b|\bNaT\b|\bNone\b|<NA>|  +\S|\b1 (?:days|months|years|figures|claims|promises|sites|incidents|events)\b"
    r"|\b0 of 0\b|\.\.(?!\.)| ,| \.|\bin in\b|\bthe the\b|\bat at\b|\{|\}"
)


@pytest.mark.parametrize("day", [*TWENTY, "latest", "2026-11-22"])
def test_every_sentence_is_whole(day):
    for name in CHAPTERS:
        notebook = tell(name, as_of=day)
        for cell in notebook.cells:
            for output in cell.get("outputs", []):
                data = output["data"]
                for said in _sentences(data):
                    assert said.strip(), (name, cell.source)
                    assert not BROKEN.search(said), (name, day, BROKEN.search(said), said)
                    assert said[0].isupper() or said[0].isdigit(), (name, said)
                    assert said.endswith("."), (name, said)


def _sentences(data: dict) -> list[str]:
    for kind, block in data.items():
        if kind.endswith("sentence+json"):
            return [block["text"]]
        if kind.endswith("sentences+json"):
            return [row["text"] for row in block["rows"]]
        if kind.endswith(("figure+json", "table+json")):
            told = [block["title"] + ".", block["subtitle"] + "."]
            return told + ([block["alt"].rstrip(".") + "."] if block["alt"] else [])
    return []


@pytest.mark.parametrize("day", TWENTY)
def test_no_figure_is_blank(day):
    for name in CHAPTERS:
        for cell in tell(name, as_of=day).cells:
            for output in cell.get("outputs", []):
                for kind, block in output["data"].items():
                    if kind.endswith("figure+json"):
                        assert block["alt"], (name, block["label"])
                        drawn = block["svg"].count("<path") + block["svg"].count("<use")
                        assert drawn > 10, (name, block["label"], drawn)


def test_every_chapter_says_something_before_anything_is_known():
    for name in CHAPTERS:
        assert any("record holds no" in t or "unknown" in t or "not been" in t or "no " in t
                   for t in texts(tell(name, as_of="2003-02-01")))  # fmt: skip


def test_days_read_as_the_calendar_has_them():
    assert words.day(pd.Timestamp("2025-08-18")) == "18 August 2025"
    assert words.partial("2025-09") == "September 2025"
