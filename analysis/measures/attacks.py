"""When were they under fire, who counts the attacks, and what is on the list?"""

import pandas as pd

from analysis.measures import grading, words
from analysis.measures.caption import Sentence, cited
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
