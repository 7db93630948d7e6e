"""The words around sites."""

import pandas as pd

from analysis.measures import sites, words
from analysis.measures.caption import Caption, cited
from analysis.record import Record


def map_of(record: Record, frame: pd.DataFrame) -> Caption:
    """Return the words around the map of the day."""
    iraq = frame[frame["region"].isin(sites.IRAQ)]
    label = "sites-map"
    if iraq.empty:
        return Caption(
            label, f"By {words.day(record.as_of)} the record holds no report on a site in Iraq", ""
        )
    title = words.capital(sites.tally(iraq))
    newest = frame["newest"].max()
    subtitle = (
        f"Military sites in Iraq and Syria on {words.day(record.as_of)}; "
        f"the newest report is of {newest:%B %Y}; Kurdistan Region shaded"
    )
    alt = (
        f"Map of Iraq and eastern Syria with {words.count(len(frame), 'military site')}. "
        + _told(frame)
    )
    return Caption(label, title, subtitle, alt, cited(frame["source"]))


def _told(frame: pd.DataFrame) -> str:
    """Return all sites by region and state, in sentences."""
    parts = []
    for region, name in sites.REGIONS.items():
        mine = frame[frame["region"] == region]
        told = [
            f"{state}: {words.listed(sorted(mine[mine['state'] == key]['label']))}"
            for key, state in sites.STATES.items()
            if (mine["state"] == key).any()
        ]
        if told:
            parts.append(f"{name}: {'; '.join(told)}.")
    return " ".join(parts)


def turns(record: Record, panels: dict[pd.Timestamp, pd.DataFrame]) -> Caption:
    """Return the words around the maps side by side."""
    label = "sites-turns"
    if not panels:
        title = f"By {words.day(record.as_of)} the record holds too little on sites to compare days"
        return Caption(label, title, "")
    counts = {day: _not_left(frame) for day, frame in panels.items()}
    first, last = min(counts), max(counts)
    title = (
        f"{words.capital(words.count(counts[first], 'site'))} in Iraq {words.were(counts[first])} known "
        f"to be in use or being vacated on {words.day(first)}, and {counts[last]} on {words.day(last)}"
    )
    subtitle = (
        f"Military sites in Iraq and Syria, as known on {words.day(record.as_of)}; "
        "labelled where the state changed since the map before"
    )
    alt = f"{len(panels)} maps. {title}. " + " ".join(
        f"{words.day(day)}: {_told(frame)}" for day, frame in panels.items()
    )
    return Caption(label, title, subtitle, alt, cited(*(f["source"] for f in panels.values())))


def _not_left(frame: pd.DataFrame) -> int:
    return int((frame["region"].isin(sites.IRAQ) & frame["group"].isin(["held", "leaving"])).sum())


def strips(record: Record, spells: pd.DataFrame, readings: pd.DataFrame) -> Caption:
    """Return the words around the strips of sites through time."""
    label = "sites-strips"
    if spells.empty:
        return Caption(
            label, f"By {words.day(record.as_of)} the record holds no report on a site", ""
        )
    done = sites.handovers(record)
    done = done[done["day"] >= spells["start"].min()]
    if done.empty:
        title = "No handover of a site in Iraq had been reported in these years"
    else:
        years = done["day"].dt.year.value_counts()
        year, number = years[years == years.max()].index.max(), years.max()
        title = (
            f"{words.capital(words.count(number, 'site'))} in Iraq {words.were(number)} handed over in "
            f"{year}" + (", more than in any other year" if (years == number).sum() == 1 and len(years) > 1 else "")
        )  # fmt: skip
        if years.index.max() > year:
            title += f", and {years[years.index.max()]} in {years.index.max()}"
    subtitle = (
        f"State of each site, {spells['start'].min():%B %Y} to {words.day(record.as_of)}; "
        "dots are reports, crosses reports that contradict the state shown"
    )
    number = spells["site_id"].nunique()
    contrary = int(readings["against"].sum())
    alt = (
        f"Strips through time, one for each of {words.count(number, 'site')}. {title}. "
        f"{words.capital(words.count(contrary, 'report'))} contradict{'s' if contrary == 1 else ''} "
        f"the state shown. At the end: {_told(sites.states(record))}"
    )
    return Caption(label, title, subtitle, alt, cited(spells["source"]))


def destinations(record: Record, frame: pd.DataFrame) -> Caption:
    """Return the words around the chart of reported destinations."""
    label = "sites-destinations"
    if frame.empty:
        title = (
            f"By {words.day(record.as_of)} the record holds no destination of troops leaving a site"
        )
        return Caption(label, title, "")
    reports = frame.groupby(["day", "report"])["destination"].agg(set)
    named = frame.drop_duplicates(["day", "report", "destination"])["destination"].value_counts()
    month = f"{frame['day'].iloc[0]:%B %Y}"
    title = (
        f"{words.capital(words.count(len(reports), 'report'))} of {month} "
        f"name{'s' if len(reports) == 1 else ''} {words.count(len(named), 'destination')}"
    )
    if len(reports) > 1 and named.max() > 1:
        top, alone = sorted(named[named == named.max()].index), int((named == 1).sum())
        title += f": {words.listed(top)} in {named.max()} of them"
        if alone:
            title += f", {words.count(alone, 'place')} in only one"
    subtitle = (
        f"Where troops and equipment leaving sites in Iraq were said to go, {month}, by who said it"
    )
    told = " ".join(
        f"{words.day(day)}, {report}: {words.listed(sorted(places))}."
        for (day, report), places in reports.items()
    )
    alt = f"Grid of reports by destination. {title}. {told}"
    return Caption(label, title, subtitle, alt, cited(frame["source"]))


def table(record: Record) -> Caption:
    """Return the words around the table of states."""
    now = sites.states(record)
    now = now[now["region"].isin(sites.IRAQ)]
    if now.empty:
        title = f"By {words.day(record.as_of)} the record holds no report on a site in Iraq"
        return Caption("sites-states", title, "")
    number = _not_left(now)
    title = f"{words.capital(words.count(number, 'site'))} in Iraq {words.were(number)} known to be in use or being vacated"
    subtitle = (
        "Military sites in Iraq: those not vacated, those of unknown state, and those vacated last"
    )
    return Caption("sites-states", title, subtitle)
