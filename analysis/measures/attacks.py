"""When were they under fire, who counts the attacks, and what is on the list?"""

import pandas as pd

from analysis.measures import grading, words
from analysis.measures.caption import Caption, Sentence, cited
from analysis.record import Record

COUNTERS = {
    "afp": "AFP",
    "al_jazeera": "Al Jazeera",
    "al_mayadeen": "Al Mayadeen",
    "cpt": "CPT (Kurdistan Region)",
    "crs": "CRS",
    "eastern_herald": "Eastern Herald",
    "erbil_governor": "Governor of Erbil",
    "fdd": "FDD",
    "gttac": "GTTAC",
    "iran_international": "Iran International",
    "iri": "Islamic Resistance, claims",
    "isw": "ISW",
    "jpost": "Jerusalem Post",
    "lead_ig": "Lead Inspector General",
    "mecra": "MECRA",
    "pentagon": "Pentagon",
    "press": "US press",
    "sohr": "SOHR",
    "voa": "VOA",
    "winep": "Washington Institute",
}
AREAS = {
    "iraq": ("IRQ",),
    "syria": ("SYR",),
    "iraq_syria": ("IRQ", "SYR"),
    "iraq_syria_jordan": ("IRQ", "SYR", "JOR"),
}
WEAPONS = {
    "drone": "drone",
    "rocket": "rocket",
    "mixed": "several",
    "ballistic_missile": "ballistic missile",
    "ied": "bomb",
    "small_arms": "small arms",
    "unknown": "not stated",
}
SAYS = {
    "iri": "The Islamic Resistance in Iraq claims",
    "lead_ig": "The Lead Inspector General counts",
    "pentagon": "The Pentagon counts",
    "winep": "The Washington Institute counts",
}
# Who is taken to keep a count of its own: a judgement made here, the record does not say.
OWN = {"afp", "cpt", "crs", "erbil_governor", "fdd", "gttac", "iran_international", "iri", "isw",
       "lead_ig", "mecra", "pentagon", "rudaw", "sohr", "winep"}  # fmt: skip
# Totals that start in the month in which the attacks of the Gaza war did.
CAMPAIGN = pd.Timestamp("2023-10-17")
MONTH = (pd.Timestamp("2023-10-01"), pd.Timestamp("2023-10-31"))
RECENT = 90  # days
CAUTION = "the list is not a census, and quiet may be silence of its sources"
NONE = "By {} the record's list of attacks is empty, which is not to say that there were none"


def documented(record: Record) -> pd.DataFrame:
    """Return every documented attack, oldest first.

    Columns: those of `incidents`; to_the_day (whether the day is known), on_us_coalition (whether
    US or coalition forces, diplomats or contractors were the target).
    """
    mine = record.incidents
    mine = mine.assign(
        to_the_day=mine["date_first"] == mine["date_last"],
        on_us_coalition=mine["target"] != "other",
    )
    return mine.sort_values(["date_last", "incident_id"]).reset_index(drop=True)


def counter_name(counter: str) -> str:
    """Return who counts, as it reads in a sentence."""
    return COUNTERS.get(counter, counter.replace("_", " ").title())


def says(counter: str) -> str:
    """Return who counts, with the verb: The Pentagon counts."""
    return SAYS.get(counter, f"{counter_name(counter)} counts")


def stated(row: pd.Series) -> str:
    """Return a total with its bound: at least 165."""
    return f"{words.BOUNDS[row['bound']]}{row['count']:,}"


def totals(record: Record) -> pd.DataFrame:
    """Return the running totals since 17 October 2023, oldest first; never to be joined or summed.

    Totals that start on other days of that month are kept, with that day in their name.

    Columns: count_id, counter, own (whether it is taken to keep a count of its own), name, scope, split_of; day (the day counted to, or the middle of
    what the date may mean), day_first, day_last, date (as given), to_the_day; counted_from, count, bound, source.
    """
    every = record.incident_counts
    mine = every[
        every["counted_from_first"].between(*MONTH)
        & every["scope"].isin([*AREAS, "region"])
        & (every["bound"] != "withheld")
    ]
    early = mine["counted_from_last"] < CAMPAIGN
    names = [
        counter_name(row["counter"])
        + (
            ", with Jordan"
            if row["counter"] == "pentagon" and row["scope"].endswith("jordan")
            else ""
        )
        + (f", from {row['counted_from_first']:%-d %b}" if is_early else "")
        for (_, row), is_early in zip(mine.iterrows(), early, strict=True)
    ]
    first, last = mine["date_first"], mine["date_last"]
    frame = mine.assign(
        name=pd.Series(names, index=mine.index, dtype=str),
        day=first + (last - first) / 2,
        day_first=first,
        day_last=last,
        to_the_day=first == last,
    )
    frame["own"] = frame["counter"].isin(OWN)
    columns = ["count_id", "counter", "own", "name", "scope", "split_of", "day", "day_first", "day_last",
               "date", "to_the_day", "counted_from", "count", "bound", "source"]  # fmt: skip
    return frame.sort_values(["day", "count", "count_id"])[columns].reset_index(drop=True)


def together(totals: pd.DataFrame) -> pd.DataFrame:
    """Return the totals for the countries together, without their parts."""
    return totals[totals["scope"].isin(["iraq_syria", "iraq_syria_jordan", "region"])]


def by_country(totals: pd.DataFrame) -> pd.DataFrame:
    """Return the totals for Iraq or Syria alone: the parts of split totals, and others' counts."""
    mine = totals[totals["scope"].isin(["iraq", "syria"])]
    return mine.assign(name=mine["name"] + ", " + mine["scope"].str.title())


def against_list(record: Record, most: int = 20) -> pd.DataFrame:
    """Return the newest total of each counter and start, beside the list for the same days.

    Only counters that keep a count of their own, and totals of whole countries, dated to the day,
    for two weeks or more; a start is a month; the newest `most` totals are kept, oldest first.

    Columns: counter, name, area (countries), start and end (days), count, bound, listed (documented
    attacks on US and coalition people in those countries and days), source (of the total),
    list_source (of the list).
    """
    every = record.incident_counts
    mine = every[
        every["counter"].isin(OWN)
        & every["scope"].isin(AREAS)
        & (every["date_first"] == every["date_last"])
        & (every["split_of"] == "")
        & ((every["date_last"] - every["counted_from_first"]).dt.days >= 14)
    ]
    mine = mine.assign(month=mine["counted_from"].str[:7])
    mine = mine.sort_values(["date_last", "count"]).drop_duplicates(
        ["counter", "month"], keep="last"
    )
    attacks = documented(record)
    attacks = attacks[attacks["on_us_coalition"]]
    rows = []
    for _, row in mine.tail(most).iterrows():
        inside = attacks[
            (attacks["date_first"] >= row["counted_from_first"])
            & (attacks["date_last"] <= row["date_last"])
            & attacks["country"].isin(AREAS[row["scope"]])
        ]
        rows.append({
            "counter": row["counter"],
            "name": counter_name(row["counter"]),
            "area": words.listed([words.COUNTRIES[c] for c in AREAS[row["scope"]]]),
            "start": row["counted_from_first"],
            "end": row["date_last"],
            "count": row["count"],
            "bound": row["bound"],
            "listed": len(inside),
            "source": row["source"],
            "list_source": cited(inside["source"]),
        })  # fmt: skip
    columns = ["counter", "name", "area", "start", "end", "count", "bound", "listed", "source",
               "list_source"]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def places(record: Record, most: int = 11) -> pd.DataFrame:
    """Return documented attacks on US and coalition people by place and weapon.

    Columns: place (the `most` places attacked most, the most attacked first, then "elsewhere"),
    weapon, attacks (number, above 0), source.
    """
    mine = documented(record)
    mine = mine[mine["on_us_coalition"]]
    names = record.sites.set_index("site_id")["name"].str.split(" / ").str[0]
    top = mine["place"].value_counts().sort_index().sort_values(ascending=False, kind="stable")
    shown = {place: names.get(place, _named(place)) for place in top.index[:most]}
    mine = mine.assign(place=mine["place"].map(shown).fillna("elsewhere"))
    grouped = mine.groupby(["place", "weapon"], sort=False)
    frame = grouped.agg(attacks=("source", "size"), source=("source", lambda s: cited(s)))
    order = [*shown.values(), "elsewhere"]
    frame = frame.reset_index()
    frame["weapon"] = frame["weapon"].map(WEAPONS)
    return frame.sort_values(
        ["place", "weapon"], key=lambda c: c.map([*order, *WEAPONS.values()].index)
    ).reset_index(drop=True)


def _named(place: str) -> str:
    """Return a place that is no site of the record, as it reads."""
    return place.replace("_", " ").title().replace(" And ", " and ")


def newest(record: Record, most: int = 10) -> pd.DataFrame:
    """Return the newest total of each counter that keeps its own, newest first, as a table.

    Totals of less than a week, and parts of other totals, are left out.

    Columns: counter, what, area, counted (days), total, count, support, source.
    """
    every = record.incident_counts
    long = (every["date_last"] - every["counted_from_first"]).dt.days >= 7
    mine = every[every["counter"].isin(OWN) & (every["split_of"] == "") & long]
    mine = mine.sort_values(["date_last", "count"]).drop_duplicates("counter", keep="last")
    mine = mine.tail(most).iloc[::-1]
    areas = [
        ", ".join(words.COUNTRIES[c] for c in AREAS[scope])
        if scope in AREAS
        else words.capital(scope.replace("_", " "))
        for scope in mine["scope"]
    ]
    spans = zip(mine["counted_from"], mine["date"], strict=True)
    return pd.DataFrame(
        {
            "counter": mine["counter"].map(counter_name),
            "what": mine["counts_what"].where(mine["counts_what"] != "", "attacks"),
            "area": areas,
            "counted": [f"{words.partial(a)} to {words.partial(b)}" for a, b in spans],
            "total": [stated(row) for _, row in mine.iterrows()],
            "count": mine["count"],
            "support": grading.support(record, mine["source"]),
            "source": mine["source"],
        }
    ).reset_index(drop=True)


def headline(record: Record) -> Sentence:
    """Return the one sentence of this chapter: attacks of late, documented and counted."""
    mine = documented(record)
    mine = mine[mine["on_us_coalition"]]
    if mine.empty:
        return Sentence(NONE.format(words.day(record.as_of)) + ".")
    since = record.as_of - pd.Timedelta(days=RECENT)
    recent = mine[mine["date_first"] > since]
    if recent.empty:
        last = mine.iloc[-1]
        text = (
            f"The newest documented attack on US or coalition forces, diplomats or contractors is of "
            f"{words.partial(last['date'])}, {words.ago((record.as_of - last['date_last']).days)} "
            f"before this day; {CAUTION}."
        )
        return Sentence(text, last["source"])
    text = (
        f"{words.capital(words.count(len(recent), 'documented attack'))} on US or coalition forces, "
        f"diplomats or contractors in the {RECENT} days to {words.day(record.as_of)}"
    )
    weak = int((grading.credibility(record, recent["source"]) >= grading.WEAK).sum())
    text += f", {weak} of them by a weak source alone" if weak else ""
    total = together(totals(record))
    total = total[(total["counter"] == "pentagon") & (total["day"] > since)].tail(1)
    for _, row in total.iterrows():
        text += (
            f"; the Pentagon had counted {stated(row)} from {words.partial(row['counted_from'])} "
            f"to {words.day(row['day_last'])}"
        )
    best = recent.iloc[::-1]
    order = grading.credibility(record, best["source"]).sort_values(kind="stable").index
    lead = best.loc[order[:3], "source"]  # the newest of the best sourced
    return Sentence(f"{text}; {CAUTION}.", cited(total["source"], lead))


def totals_caption(record: Record, totals: pd.DataFrame) -> Caption:
    """Return the words around the chart of running totals."""
    shown = together(totals)
    if shown.empty:
        title = f"By {words.day(record.as_of)} nothing had been counted yet of the attacks that this chart follows"
        return Caption("totals", title, "")
    pentagon = shown[(shown["counter"] == "pentagon") & shown["to_the_day"]]
    title = _widest_gap(shown, pentagon)
    if not title:
        last = shown.iloc[-1]
        title = f"{says(last['counter'])} {stated(last)} attacks to {words.partial(last['date'])}"
    subtitle = (
        f"Attacks on US and coalition forces counted from {words.day(CAMPAIGN)} unless the name says "
        "otherwise, by the day counted to; arrows mark floors; below, Iraq and Syria apart"
    )
    last = shown[shown["to_the_day"]].drop_duplicates("name", keep="last")
    told = "; ".join(
        f"{r['name']} {stated(r)} to {words.day(r['day_last'])}" for _, r in last.iterrows()
    )
    parts = by_country(totals)
    parts = parts[parts["to_the_day"]].drop_duplicates("name", keep="last")
    apart = "; ".join(
        f"{r['name']}, {stated(r)} to {words.day(r['day_last'])}" for _, r in parts.iterrows()
    )  # fmt: skip
    alt = f"{title}. The newest total of each counter: {told}."
    alt += f" A second panel shows the countries apart: {apart}." if apart else ""
    return Caption("totals", title, subtitle, alt, cited(totals["source"]))


def _widest_gap(shown: pd.DataFrame, pentagon: pd.DataFrame) -> str:
    """Return a sentence on the total that differs most from the Pentagon's of the same days."""
    best, title = 1.0, ""
    others = shown[(shown["counter"] != "pentagon") & shown["to_the_day"]]
    others = others[
        (others["counted_from"] >= f"{CAMPAIGN:%Y-%m-%d}") & (others["scope"] != "region")
    ]
    for _, row in others.iterrows():
        away = (pentagon["day"] - row["day"]).abs()
        near = pentagon[away <= pd.Timedelta(days=3)]
        if near.empty or row["count"] / near["count"].max() <= best:
            continue
        best, theirs = row["count"] / near["count"].max(), near.loc[near["count"].idxmax()]
        title = (
            f"{says(row['counter'])} {stated(row)} attacks to {words.day(row['day_last'])}, "
            f"the Pentagon {stated(theirs)} to {words.day(theirs['day_last'])}"
        )
    return title


def against_caption(record: Record, frame: pd.DataFrame) -> Caption:
    """Return the words around the chart of totals against the list."""
    if frame.empty:
        title = f"By {words.day(record.as_of)} the record holds no total to set against its list"
        return Caption("against", title, "")
    official = frame[frame["counter"] == "pentagon"]
    row = (official if len(official) else frame).iloc[-1]
    title = (
        f"{says(row['counter'])} {stated(row)} attacks to "
        f"{words.day(row['end'])}; the list holds {row['listed']}"
    )
    subtitle = (
        "Totals by counter (dot; an arrow marks a floor) and attacks on the record's list of documented "
        "ones for the same days and countries (ring); the bar is what the list lacks"
    )
    told = "; ".join(
        f"{r['name']}, {r['area']}, {words.day(r['start'])} to {words.day(r['end'])}: {stated(r)} counted, "
        f"{r['listed']} listed" for _, r in frame.iterrows()
    )  # fmt: skip
    source = cited(frame["source"], frame["list_source"])
    return Caption("against", title, subtitle, f"{title}. {told}.", source)


def places_caption(record: Record, frame: pd.DataFrame) -> Caption:
    """Return the words around the chart of weapons by place."""
    if frame.empty:
        return Caption("weapons", NONE.format(words.day(record.as_of)), "")
    by_place = frame[frame["place"] != "elsewhere"].groupby("place", sort=False)["attacks"].sum()
    total, most = frame["attacks"].sum(), by_place.max()
    first = by_place.index[by_place == most]
    if len(first) > 1:
        title = (
            f"{words.listed(first[:3].to_list())} are named most often, in {most} of {total:,} each"
        )
        if len(first) > 3:
            title = f"No place stands out among {words.count(total, 'documented attack')}"
    else:
        title = f"{first[0]} is named most often, in {most} of {words.count(total, 'documented attack')}"
        weapon = frame[frame["place"] == first[0]].set_index("weapon")["attacks"]
        if most > 1 and weapon.idxmax() in ("drone", "rocket", "bomb", "ballistic missile"):
            title += f"; {weapon.max()} came by {weapon.idxmax()}"
    start = documented(record)["date_first"].min()
    subtitle = (
        "Documented attacks on US and coalition forces, diplomats and contractors by place and weapon, "
        f"{start:%B %Y} to {words.day(record.as_of)}"
    )
    told = "; ".join(
        f"{place}: " + ", ".join(f"{n} {w}" for w, n in zip(rows["weapon"], rows["attacks"], strict=True))
        for place, rows in frame.groupby("place", sort=False)
    )  # fmt: skip
    return Caption("weapons", title, subtitle, f"{title}. {told}.", cited(frame["source"]))


def newest_caption(record: Record, frame: pd.DataFrame) -> Caption:
    """Return the words around the table of the newest totals."""
    if frame.empty:
        return Caption(
            "counters", f"By {words.day(record.as_of)} the record holds no running total", ""
        )
    low, high = frame["count"].min(), frame["count"].max()
    title = f"The newest totals of {len(frame)} counters run from {words.span(low, high)}"
    if len(frame) == 1:
        title = f"One counter has given a running total: {frame['counter'].iloc[0]}"
    subtitle = "They differ in days, area and what is counted, and must not be added or joined"
    return Caption("counters", title, subtitle)
