"""The words around figures for forces."""

import pandas as pd

from analysis.measures import forces, grading, words
from analysis.measures.caption import Caption, cited
from analysis.record import Record


def _number(row: pd.Series) -> str:
    return "no" if row["value"] == 0 else words.level(row)


def levels(
    record: Record, levels: pd.DataFrame, country: str, since: pd.Timestamp | None = None
) -> Caption:
    """Return the words around the chart of all figures for US troops in a country."""
    name = words.COUNTRIES[country]
    label = f"levels-{country.lower()}" + ("" if since is None else "-close")
    drawn = levels if since is None else levels[levels["date_last"] >= since]
    if drawn["value"].isna().all():
        return Caption(
            label,
            f"By {words.day(record.as_of)} the record holds no figure for US troops in {name}"
            + ("" if since is None else f" since {since:%B %Y}"),
            "",
        )
    figures = drawn[drawn["value"].notna()]
    top = forces.headline_row(levels, record.as_of)
    start = figures["date_first"].min()
    if since is not None and top is not None:
        low, high = forces.spread(forces.beside(levels, record.as_of))
        title = f"{words.capital(_number(top))} US troops in {name}, " + (
            f"with figures from {words.span(low, high)} beside it"
            if low != high
            else "and no figure against it"
        )
    else:
        peak = figures.loc[figures[figures["eligible"]]["value"].idxmax()]
        title = (
            f"The highest figure for US troops in {name} is {words.level(peak)}, "
            f"of {words.partial(peak['date'])}"
        )
        if top is not None and top["level_id"] != peak["level_id"]:
            title += f"; the newest headline is {words.level(top)}"
    subtitle = (
        f"Published figures for US military personnel in {name} by the day they describe, "
        f"{start:%B %Y} to {words.day(record.as_of)}; {grading.share(record, figures['source'])}"
    )
    kinds = figures["kind"].str.replace("_", " ").value_counts()
    alt = (
        f"Chart of {words.count(len(figures), 'published figure')} for US troops in {name}: "
        + words.listed([f"{n} {kind}" for kind, n in kinds.items()])
        + f". {title}. A line follows the headline; a band shows the spread of figures beside it."
    )
    return Caption(label, title, subtitle, alt, cited(figures["source"]))


def hindsight(
    record: Record,
    both: dict[str, pd.DataFrame],
    lines: dict[str, tuple[pd.DataFrame, pd.DataFrame]],
    since: pd.Timestamp,
) -> Caption:
    """Return the words around the chart of the headline as known against as now known.

    both : country code to its levels. lines : as returned by `measures.forces.hindsight`.
    """
    changed = {name: forces.largest_revision(*pair, since) for name, pair in lines.items()}
    changed = {name: revision for name, revision in changed.items() if revision is not None}
    label, subtitle = (
        "hindsight",
        (
            "Headline for US troops, people, as a reader of each day would have read it (dashed) "
            f"and as known on {words.day(record.as_of)} (solid)"
        ),
    )
    if not lines:
        return Caption(label, f"By {words.day(record.as_of)} the record holds no headline", "")
    if not changed:
        title = "No headline had been revised by later disclosures"
        return Caption(label, title, subtitle, f"{title}: the two lines fall together.", "")
    name = max(changed, key=lambda n: abs(changed[n][1] - changed[n][2]))
    day, known, true = changed[name]
    title = (
        f"{name}, {words.day(day)}: {known:,.0f} by what had been published, "
        f"{true:,.0f} by what came out later"
    )
    sources = cited(*(lv["source"][lv["eligible"]] for lv in both.values()))
    alt = (
        f"Two lines for each country. Where they part, the number told was later revised. {title}."
    )
    return Caption(label, title, subtitle, alt, sources)


def disagreement(record: Record, levels: pd.DataFrame, country: str) -> Caption:
    """Return the words around the table of figures that stand beside the headline."""
    figures, name = forces.beside(levels, record.as_of), words.COUNTRIES[country]
    label = "beside"
    if figures.empty:
        title = f"By {words.day(record.as_of)} nobody had given a figure for US troops in {name}"
        return Caption(label, title, "")
    low, high = forces.spread(figures)
    title = f"{words.count(len(figures), 'figure')} for US troops in {name}: "
    title += f"all say {words.span(low, high)}" if low == high else f"from {words.span(low, high)}"
    if len(figures) == 1:
        title = f"One figure for US troops in {name}: {words.level(figures.iloc[0])}"
    subtitle = (
        f"Stated figures from {words.day(figures['date_last'].min())} to "
        f"{words.day(figures['date_last'].max())}, people, highest first"
    )
    return Caption(label, title, subtitle)


def latest(record: Record) -> Caption:
    """Return the words around the table of the newest figures."""
    frame = forces.latest(record)
    if frame.empty:
        return Caption("latest", f"By {words.day(record.as_of)} the record holds no figures", "")
    old = int((frame["age"] > 365).sum())
    title = f"{old} of {words.count(len(frame), 'headline')} {'is' if old == 1 else 'are'} more than a year old"
    if not old:
        title = "No headline is more than a year old"
    return Caption(
        "latest", title, "Headline for each country and component, people, by the rule above"
    )


def plans(record: Record, country: str) -> Caption:
    """Return the words around the table of plans."""
    number, name = len(forces.plans(record, country)), words.COUNTRIES[country]
    if not number:
        title = f"No announced level for US troops in {name} lay ahead on {words.day(record.as_of)}"
        return Caption("plans", title, "")
    title = f"{words.capital(words.count(number, 'published plan'))} for US troops in {name} had not fallen due"
    return Caption(
        "plans", title, "Planned levels, people; a plan is not a level until somebody reports it"
    )


def withheld(record: Record) -> Caption:
    """Return the words around the table of withheld figures."""
    frame = forces.withheld(record)
    if frame.empty:
        title = f"By {words.day(record.as_of)} no gap in the official table had been reported"
        return Caption("withheld", title, "")
    title = f"{words.capital(words.count(len(frame), 'time'))} the official table is known to show no troops for a country that held some"
    return Caption(
        "withheld",
        title,
        "Defense Manpower Data Center, personnel by country; withheld is not zero",
    )


def jumps(record: Record) -> Caption:
    """Return the words around the table of disclosures that changed a headline at a stroke."""
    frame = forces.jumps(record)
    if frame.empty:
        title = f"By {words.day(record.as_of)} no official disclosure had changed a headline by a quarter"
        return Caption("jumps", title, "")
    row = frame.iloc[0]
    title = (
        f"{row['country']}, {words.day(row['known'])}: the headline went from {row['stood']} "
        f"to {row['disclosed']} at a stroke"
    )
    subtitle = "Official disclosures that differed by a quarter or more from the headline of the day before"
    return Caption("jumps", title, subtitle)
