"""How good the sources of facts are, and how many stand behind one.

The scale is that of NATO's AJP-2.1 (the Admiralty code): documents carry a reliability from A to F,
facts a credibility from 1 to 6, computed from the documents known on the day of the replay.
"""

import pandas as pd

from analysis.measures import words
from analysis.record import Record

CREDIBILITY = {
    1: "confirmed",
    2: "probably true",
    3: "possibly true",
    4: "doubtful",
    5: "improbable",
    6: "cannot be judged",
}
# A fact of this credibility or worse leads no chapter.
WEAK = 4
ENOUGH = 2  # independent sources, for a fact to count as corroborated


def best_grade(record: Record, source: pd.Series) -> pd.Series:
    """Return the best reliability (A to F) among the source_ids of each cell, on the same index."""
    best = [min(grades.values()) for grades in _origins(record, source)]
    return pd.Series(best, index=source.index, dtype=str)


def independent(record: Record, source: pd.Series) -> pd.Series:
    """Return how many independent sources each cell of source_ids names, on the same index.

    Documents of one origin count once: those of one publisher, the copies of one wire, and the
    reports that pass on what the same medium reported. Grades E and F do not count.
    """
    number = [sum(grade <= "D" for grade in grades.values()) for grades in _origins(record, source)]
    return pd.Series(number, index=source.index, dtype="int64")


def credibility(record: Record, source: pd.Series) -> pd.Series:
    """Return the credibility (1 to 6) of facts from their cells of source_ids, on the same index.

    1 two independent sources graded A to C, one of them A or B; 2 one source graded A or B, or two
    graded C; 3 one source graded C, or two graded D; 4 one graded D; 5 none better than E; 6 none
    better than F.
    """
    return pd.Series(
        [_credibility(sorted(grades.values())) for grades in _origins(record, source)],
        index=source.index,
        dtype="int64",
    )


def support(record: Record, source: pd.Series) -> pd.Series:
    """Return in words what stands behind facts: 3 sources; one source; one weak source; nothing."""
    return pd.Series(
        [_support(sorted(grades.values())) for grades in _origins(record, source)],
        index=source.index,
        dtype=str,
    )


def share(record: Record, source: pd.Series) -> str:
    """Return how many facts are corroborated: 14 of 36 rest on two or more independent sources."""
    corroborated = int((independent(record, source) >= ENOUGH).sum())
    if len(source) == 1:
        return f"it rests on {'two or more independent sources' if corroborated else 'one source'}"
    verb = "rests" if corroborated == 1 else "rest"
    number = corroborated or "none"
    return f"{number} of {len(source):,} {verb} on two or more independent sources"


def _origins(record: Record, source: pd.Series) -> list[dict[str, str]]:
    """Return for each cell of source_ids the origins behind it, each with its best grade."""
    known = record.sources
    names = known["origin"].where(known["origin"] != "", known["publisher"]).tolist()
    origin = dict(zip(known["source_id"].tolist(), names, strict=True))
    grade = dict(zip(origin, known["reliability"].tolist(), strict=True))
    found = []
    for cell in source:
        grades: dict[str, str] = {}
        for source_id in filter(None, cell.split(";")):
            name = origin[source_id]
            grades[name] = min(grade[source_id], grades.get(name, "F"))
        found.append(grades)
    return found


def _support(grades: list[str]) -> str:
    number = sum(grade <= "D" for grade in grades)
    if number > 1:
        return words.count(number, "source")
    if not grades:
        return ""
    return "one weak source" if _credibility(grades) >= WEAK else "one source"


def _credibility(grades: list[str]) -> int:
    """Return the credibility from the grades of the independent sources, the best first."""
    best, second = grades[0], (grades[1:] or ["F"])[0]
    if best <= "B":
        return 1 if second <= "C" else 2
    if best == "C":
        return 2 if second == "C" else 3
    if best == "D":
        return 3 if second == "D" else 4
    return 5 if best == "E" else 6
