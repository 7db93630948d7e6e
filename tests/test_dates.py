"""Dates at reduced precision, against ISO 8601 and the calendar."""

from datetime import date

import pandas as pd
import pytest

from analysis.record.dates import day, interval, intervals


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2025", date(2025, 1, 1), date(2025, 12, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2025-02", date(2025, 2, 1), date(2025, 2, 28)),
        ("2025-08-18", date(2025, 8, 18), date(2025, 8, 18)),
        ("2011~", date(2011, 1, 1), date(2011, 12, 31)),
        ("2026-01-10~", date(2026, 1, 10), date(2026, 1, 10)),
    ],
)
def test_intervals_follow_the_calendar(text, first, last):
    assert interval(text) == (first, last)


@pytest.mark.parametrize("text", ["25", "2025-8", "2025-13", "2025-02-30", "2025/08/18", "soon"])
def test_what_is_no_date_is_refused(text):
    with pytest.raises(ValueError, match=r"20|month|day"):
        interval(text)


def test_a_column_keeps_its_gaps():
    first, last = intervals(pd.Series(["2025-08", "", "open"]))
    assert last[0] == pd.Timestamp("2025-08-31")
    assert first.isna().tolist() == [False, True, True]


def test_a_day_may_be_a_date_or_its_text():
    assert day("2025-08-18") == day(date(2025, 8, 18)) == pd.Timestamp("2025-08-18")
