"""Dates, numbers and lists as they read in a sentence."""

import pandas as pd

COUNTRIES = {"IRQ": "Iraq", "SYR": "Syria", "JOR": "Jordan", "KWT": "Kuwait"}
COMPONENTS = {
    "us_military": "US military",
    "us_contractors": "US-paid contractors",
    "coalition_non_us": "coalition forces other than US",
    "all_coalition": "US and coalition forces together",
}
BOUNDS = {"about": "about ", "floor": "at least ", "ceiling": "at most ", "exact": ""}


def day(date: pd.Timestamp) -> str:
    """Return a day as it reads in a sentence: 18 August 2025."""
    return f"{date.day} {date:%B %Y}"


def partial(text: str) -> str:
    """Return a date at reduced precision as it reads in a sentence.

    >>> partial("2025-08"), partial("2025-08-18"), partial("2011~")
    ('August 2025', '18 August 2025', 'about 2011')
    """
    about, text = ("about " if text.endswith("~") else ""), text.removesuffix("~")
    if len(text) == 4:
        return about + text
    when = pd.Timestamp(text)
    return about + (f"{when:%B %Y}" if len(text) == 7 else day(when))


def count(number: float, noun: str, plural: str | None = None) -> str:
    """Return a number with its noun in the right form: 1 day, 2,500 days."""
    return f"{number:,.0f} {noun if number == 1 else plural or noun + 's'}"


def span(low: float, high: float) -> str:
    """Return a range of numbers, or the one number where both ends are the same."""
    return f"{low:,.0f}" if low == high else f"{low:,.0f} to {high:,.0f}"


def level(row: pd.Series) -> str:
    """Return a published figure with its bound: about 2,500; at most 500; 250 to 350."""
    if row["bound"] == "withheld":
        return "withheld"
    if pd.notna(row["best"]):
        return f"{BOUNDS[row['bound']]}{row['best']:,.0f}"
    if pd.notna(row["low"]) and pd.notna(row["high"]):
        return span(row["low"], row["high"])
    return f"at least {row['low']:,.0f}" if pd.notna(row["low"]) else f"up to {row['high']:,.0f}"


def listed(items: list[str]) -> str:
    """Return items as a list in a sentence: a, b and c."""
    return " and ".join([", ".join(items[:-1]), items[-1]] if len(items) > 1 else items)


def capital(text: str) -> str:
    """Return the text with its first letter in upper case."""
    return text[:1].upper() + text[1:]


def ago(days: int) -> str:
    """Return a number of days as an age: today, 12 days, 5 months, 3 years."""
    if days < 60:
        return count(days, "day")
    if days < 730:
        return count(days // 30, "month")
    return count(days // 365, "year")


def were(number: int) -> str:
    """Return the verb that goes with a number: 1 was, 2 were."""
    return "was" if number == 1 else "were"
