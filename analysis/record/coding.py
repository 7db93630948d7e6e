"""The rules of coding that rows once broke, each a function that yields findings.

Each stands for a kind of fault found at least twice when the record was compared with its pages
(`data/corrections.csv`). A rule takes the readable tables and their descriptors, as in `rules`.
"""

from analysis.record import dates, schema
from analysis.record.finding import Finding

ANNOUNCED = {"campaigns": "announced", "campaign_targets": "announced", "agreements": "signed"}


def told_once(tables, descriptors):
    """One fact in two rows: what a table's `uniqueKeys` name is the same; sources are to be joined."""
    for name, rows in tables.items():
        for columns in descriptors[name]["schema"].get("uniqueKeys", []):
            seen = {}
            for line, row in enumerate(rows, start=2):
                fact = tuple(row[column] for column in columns)
                if fact in seen:
                    message = (
                        f"tells the fact of row {seen[fact]} again; one row names all its sources"
                    )
                    yield Finding(descriptors[name]["path"], line, columns[0], message)
                seen.setdefault(fact, line)


def source_named_once(tables, descriptors):
    """A cell that names one source twice, so that it seems to be corroborated."""
    for name, rows in tables.items():
        if "source" not in schema.fields(descriptors[name]):
            continue
        for line, row in enumerate(rows, start=2):
            named = (row["source"] or "").split(";")
            for source in {s for s in named if named.count(s) > 1}:
                message = f"names {source!r} {named.count(source)} times"
                yield Finding(descriptors[name]["path"], line, "source", message)


def publisher_graded_once(tables, descriptors):
    """Two grades for one publisher's own pages; only a copy may be graded lower."""
    grades = {}
    for line, row in enumerate(tables.get("sources", []), start=2):
        if row["via"]:
            continue
        first, grade = grades.setdefault(row["publisher"], (line, row["reliability"]))
        if row["reliability"] != grade:
            message = f"{row['publisher']} is graded {grade} in row {first}"
            yield Finding("sources.csv", line, "reliability", message)


def own_page_has_no_copy(tables, descriptors):
    """A document that passes for a copy of itself, or for the relay of its own report."""
    for line, row in enumerate(tables.get("sources", []), start=2):
        for column in ("via", "origin"):
            if row[column] and row[column] == row["publisher"]:
                message = f"{row[column]} is the publisher itself; leave it empty"
                yield Finding("sources.csv", line, column, message)


def described_in_brackets(tables, descriptors):
    """A description that reads like a headline, or a headline that reads like a description."""
    for line, row in enumerate(tables.get("sources", []), start=2):
        described = row["title"].startswith("(") and row["title"].endswith(")")
        if (row["title_basis"] == "description") != described and (
            row["title_basis"] in ("description", "headline")
        ):
            message = "a description stands in round brackets, a headline does not"
            yield Finding("sources.csv", line, "title", message)


def actor_goes_with_attribution(tables, descriptors):
    """A named actor without how it is known, or a way of knowing without an actor."""
    for line, row in enumerate(tables.get("incidents", []), start=2):
        named = bool(row["claimed_by"] or row["attributed_to"])
        if named == (row["attribution"] == "unknown"):
            right = "claimed, alleged or confirmed" if named else "unknown"
            yield Finding("incidents.csv", line, "attribution", f"must be {right}")
        if row["attribution"] == "claimed" and not row["claimed_by"]:
            yield Finding("incidents.csv", line, "claimed_by", "claimed, but by nobody")
    for line, row in enumerate(tables.get("strikes", []), start=2):
        if (row["actor"] == "unknown") != (row["attribution"] == "unknown"):
            message = f"{row['attribution']!r} does not go with the actor {row['actor']!r}"
            yield Finding("strikes.csv", line, "attribution", message)


def range_is_no_figure(tables, descriptors):
    """The middle of a stated range given as if it had been stated."""
    for line, row in enumerate(tables.get("force_levels", []), start=2):
        low, best, high = row["low"], row["best"], row["high"]
        whole = all(text.isdigit() for text in (low, best, high))
        if whole and row["basis"] != "derived" and 2 * int(best) == int(low) + int(high):
            message = f"{best} is the middle of {low} to {high}; leave it empty or mark it derived"
            yield Finding("force_levels.csv", line, "best", message)


def done_has_a_day(tables, descriptors):
    """A promise or target reported as kept without the day, or before it was kept."""
    for line, row in enumerate(tables.get("milestone_reports", []), start=2):
        if row["status"] == "done" and not row["done"]:
            yield Finding("milestone_reports.csv", line, "done", "done, but on no day")
    published = {
        r["source_id"]: dates.interval_or_none(r["published"]) for r in tables.get("sources", [])
    }
    for line, row in enumerate(tables.get("milestone_reports", []), start=2):
        known = [published[s][1] for s in row["source"].split(";") if published.get(s)]
        done = dates.interval_or_none(row["done"])
        if done and known and done[0] > min(known):
            message = f"{row['done']} lies after its publication, {min(known)}"
            yield Finding("milestone_reports.csv", line, "done", message)


def announced_before_told(tables, descriptors):
    """A source older than the announcement: the replay would know of it too early."""
    published = {
        r["source_id"]: dates.interval_or_none(r["published"]) for r in tables.get("sources", [])
    }
    for name, column in ANNOUNCED.items():
        for line, row in enumerate(tables.get(name, []), start=2):
            known = [(published[s][1], s) for s in row["source"].split(";") if published.get(s)]
            day = dates.interval_or_none(row[column])
            if day and known and day[0] > min(known)[0]:
                first, source = min(known)
                message = f"{row[column]} lies after the publication of {source}, {first}"
                yield Finding(descriptors[name]["path"], line, column, message)


def joint_texts_are_nobodys(tables, descriptors):
    """A joint text counted as the position of one side."""
    for line, row in enumerate(tables.get("statements", []), start=2):
        if row["role"] == "joint statement" and row["side"] != "other":
            yield Finding("statements.csv", line, "side", "a joint statement is no one side's")


def ends_after_it_begins(tables, descriptors):
    """An end before the beginning."""
    pairs = {"events": ("date", "end"), "agreements": ("signed", "expires"),
             "incident_counts": ("counted_from", "date"), "force_levels": ("date", "due"),
             "campaign_targets": ("announced", "due")}  # fmt: skip
    for name, (start, end) in pairs.items():
        for line, row in enumerate(tables.get(name, []), start=2):
            first, last = dates.interval_or_none(row[start]), dates.interval_or_none(row[end])
            if first and last and last[1] < first[0]:
                message = f"{row[end]} lies before {start} {row[start]}"
                yield Finding(descriptors[name]["path"], line, end, message)


def checked_after_published(tables, descriptors):
    """A row checked before any of its sources had been published."""
    published = {
        r["source_id"]: dates.interval_or_none(r["published"]) for r in tables.get("sources", [])
    }
    for name, rows in tables.items():
        if "checked" not in schema.fields(descriptors[name]):
            continue
        for line, row in enumerate(rows, start=2):
            known = [published[s][0] for s in row["source"].split(";") if published.get(s)]
            checked = dates.interval_or_none(row["checked"])
            if checked and known and checked[1] < min(known):
                message = f"{row['checked']} lies before its first publication, {min(known)}"
                yield Finding(descriptors[name]["path"], line, "checked", message)


def opened_when_not_in_use(tables, descriptors):
    """A site said to open that another row has in use: a contingent came, or a flag was raised."""
    used = {}
    rows = enumerate(tables.get("site_status", []), start=2)
    for line, row in sorted(rows, key=lambda numbered: numbered[1]["date"]):
        site = row["site_id"]
        if row["status"] == "opened" and site in used:
            message = f"{site} was in use in row {used[site]}; give in_use or reinforced"
            yield Finding("site_status.csv", line, "status", message)
        if row["status"] in ("vacated", "transferred", "closed"):
            used.pop(site, None)
        else:
            used[site] = line


RULES = (
    told_once,
    source_named_once,
    publisher_graded_once,
    own_page_has_no_copy,
    described_in_brackets,
    actor_goes_with_attribution,
    range_is_no_figure,
    done_has_a_day,
    announced_before_told,
    joint_texts_are_nobodys,
    ends_after_it_begins,
    checked_after_published,
    opened_when_not_in_use,
)
