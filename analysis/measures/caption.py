"""What goes with a figure, a table or a sentence: words, and the sources they rest on."""

from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True)
class Sentence:
    """A computed sentence and the source_ids it rests on, separated by semicolons."""

    text: str
    source: str = ""


@dataclass(frozen=True)
class Caption:
    """The words around a figure or a table.

    label : a short name, unique in the story, for cross references.
    title : the finding, as a sentence without its full stop.
    subtitle : what is shown, with unit and period.
    alt : what a reader who cannot see the figure needs to know; empty for tables.
    source : source_ids separated by semicolons.
    """

    label: str
    title: str
    subtitle: str
    alt: str = ""
    source: str = ""


def cited(*columns: pd.Series) -> str:
    """Return the source_ids of several columns as one cell, each once, in order of appearance."""
    ids = (s for column in columns for cell in column for s in cell.split(";") if s)
    return ";".join(dict.fromkeys(ids))
