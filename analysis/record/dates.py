"""Dates at the precision that is known, read as intervals of days.

`2025`, `2025-08` and `2025-08-18` are ISO 8601-1 reduced-precision dates; a trailing `~` marks an
approximate one, as in the Extended Date/Time Format (ISO 8601-2, EDTF level 1).
"""

from calendar import monthrange
from datetime import date

import pandas as pd


def interval(text: str) -> tuple[date, date]:
    """Return the first and last day that a date at reduced precision may mean.

    >>> interval("2025-02")
    (datetime.date(2025, 2, 1), datetime.date(2025, 2, 28))

    Raises ValueError where the text is no such date.
    """
    parts = text.removesuffix("~").split("-")
    widths = [len(part) for part in parts]
    if widths not in ([4], [4, 2], [4, 2, 2]) or not all(part.isdigit() for part in parts):
        raise ValueError(f"{text!r} is not a date; write 2025, 2025-08 or 2025-08-18")
    year, *rest = (int(part) for part in parts)
    if not rest:
        return date(year, 1, 1), date(year, 12, 31)
    if len(rest) == 1:
        return date(year, rest[0], 1), date(year, rest[0], monthrange(year, rest[0])[1])
    return date(year, *rest), date(year, *rest)


def interval_or_none(text: str | None) -> tuple[date, date] | None:
    """Return the interval of a date, or None where the text is empty or no date."""
    try:
        return interval(text) if text else None
    except ValueError:
        return None


def intervals(column: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Return the first and the last days of a column of dates; NaT where it holds no date."""
    bounds = {text: interval(text) for text in column.unique() if text[:1].isdigit()}
    first = pd.to_datetime(column.map({text: days[0] for text, days in bounds.items()}))
    last = pd.to_datetime(column.map({text: days[1] for text, days in bounds.items()}))
    return first, last


def day(value: str | date) -> pd.Timestamp:
    """Return one calendar day as a Timestamp.

    Raises ValueError for anything but a full ISO 8601 day such as 2025-08-18.
    """
    try:
        return pd.Timestamp(
            date.fromisoformat(str(value)[:10] if isinstance(value, date) else value)
        )
    except (TypeError, ValueError):
        raise ValueError(f"{value!r} is not a day; write it like 2025-08-18") from None
