"""Which texts were in force, and until when."""

import pandas as pd

from analysis.measures import words
from analysis.measures.caption import cited
from analysis.record import Record

NATURES = {
    "binding": "Binding agreements and mandates",
    "political": "Political texts",
    "unilateral": "Acts of one side",
    "working_body": "Working bodies",
}
RUNNING = ["in force", "to come", "unknown", "suspended", "open"]  # in the order of the table
OVER = {"ended": "ended", "superseded": "replaced"}

# Names short enough for a chart; a text that is missing here goes by its title.
SHORT = {
    "us_aumf_iraq_2002": "US force authorisation (2002)",
    "unsc_1483_2003": "UN resolution 1483, occupation",
    "unsc_1511_2003": "UN resolution 1511, force",
    "unsc_1546_2004": "UN resolution 1546, force",
    "declaration_principles_2007": "US-Iraq declaration of principles",
    "sfa_2008": "US-Iraq framework agreement",
    "sofa_2008": "US-Iraq withdrawal agreement",
    "un_letter_2014_us": "US letter to the UN, Article 51",
    "uk_commons_2014": "UK vote on air strikes",
    "ndaa_fy2015": "US defence act 2015, training",
    "france_chammal_2015": "French vote on Chammal",
    "bundestag_mandate_2015": "German training mandate",
    "us_peshmerga_mou_2016": "US-Peshmerga memorandum (2016)",
    "nato_mission_iraq": "NATO Mission Iraq",
    "danish_mandate_2020": "Danish vote on NATO mission",
    "strategic_dialogue_2020_06": "Strategic Dialogue, June 2020",
    "kh_truce_2020": "Factions’ conditional truce",
    "nato_expansion_2021": "NATO decision to expand",
    "strategic_dialogue_2021_04": "Strategic Dialogue, April 2021",
    "strategic_dialogue_2021_07": "Strategic Dialogue, July 2021",
    "us_peshmerga_mou_2022": "US-Peshmerga memorandum (2022)",
    "iraq_iran_2023": "Iraq-Iran border accord",
    "jscd_2023": "US-Iraq security dialogue 2023",
    "hmc_2024": "Higher Military Commission",
    "unami_end_2025": "UN resolution 2732 (UNAMI)",
    "jscd_2024": "US-Iraq security dialogue 2024",
    "joint_statement_2024": "US-Iraq coalition statement",
    "bundestag_mandate_2024": "German mandate 2024",
    "uk_iraq_pca_2025": "UK-Iraq partnership agreement",
    "iraq_iran_mou_2025": "Iraq-Iran memorandum",
    "us_iraq_consultations_2025": "US-Iraq statement, talks 2025",
    "ndaa_fy2026": "US defence act 2026",
    "phase_one_completion_2026": "Iraqi word on phase one",
    "bundestag_mandate_2026": "German mandate 2026",
    "us_iran_ceasefire_2026": "US-Iran ceasefire",
    "us_iran_mou_2026": "US-Iran memorandum",
    "iraq_arms_deadline_2026": "Iraq’s arms deadline",
}


def texts(record: Record) -> pd.DataFrame:
    """Return the state of each text on the day, grouped by nature, oldest first.

    A text is in force while the last day that it, or a report on it, names has not passed; open
    where no such day is known and no end is reported (it may be in force or not); suspended, ended
    or replaced once a report says so; expired where its last day passed without a report; unknown
    where that day lies after the record stops; and to come before it takes effect.

    Columns: agreement_id, title, short, parties, nature, since (in words), begin (day), until (last
    day named, or NaT), heard (last day on which it is known in force), state, changed (day of the
    end or the suspension, or NaT), report (newest report in words, or empty), spans (list of drawn
    spans as start, end, kind: in force, open, suspended or to come), source, told (state in words).
    """
    rows = []
    for _, text in record.agreements.iterrows():
        reports = record.agreement_reports
        reports = reports[reports["agreement_id"] == text["agreement_id"]]
        day = reports["date_last"].clip(upper=reports["known_from"])
        reports = reports.assign(day=day).sort_values(["day", "known_from", "report_id"])
        last = reports.tail(1)
        rows.append(
            {
                **text[["agreement_id", "title", "parties", "nature"]],
                "short": SHORT.get(text["agreement_id"], text["title"]),
                "since": _short(text["effective"] or text["signed"]),
                **_course(text, reports, record),
                "report": "".join(last["says"]),
                "source": cited(pd.Series([text["source"]]), last["source"]),
            }
        )
    columns = ["agreement_id", "title", "short", "parties", "nature", "since", "begin", "until", "heard",
               "state", "changed", "report", "spans", "source"]  # fmt: skip
    frame = pd.DataFrame(rows, columns=columns)
    frame["told"] = [state_words(row) for _, row in frame.iterrows()]
    order = frame.assign(group=frame["nature"].map(list(NATURES).index))
    return frame.loc[order.sort_values(["group", "begin", "agreement_id"]).index].reset_index(
        drop=True
    )


def _short(text: str) -> str:
    """Return a date as it fits a narrow column: 21 Sep 2022, Jun 2020."""
    *day, month, year = words.partial(text).split()
    return " ".join([*day, month[:3], year])


def _course(text: pd.Series, reports: pd.DataFrame, record: Record) -> dict:
    """Follow one text report by report: its spans, and its state on the day."""
    known = min(text["signed_last"], text["known_from"])
    begin = known if pd.isna(text["effective_last"]) else text["effective_last"]
    until, heard, since, spans = text["expires_last"], begin, begin, []
    state, changed = "in force", pd.NaT

    def held(day):  # in force from the last change to the day, or to the last day named
        end = day if pd.isna(until) else min(day, until)
        spans.append((since, end, "in force"))
        return end

    for _, report in reports.iterrows():
        day, status = report["day"], report["status"]
        if status in ("in_force", "extended"):
            if state == "suspended":
                spans.append((changed, day, "suspended"))
                since = day
            elif pd.notna(until) and day > until:
                spans.append((held(day), day, "open"))
                since = day
            if report["expires"] or status == "extended":
                until = report["expires_last"]
            heard, state, changed = max(heard, day), "in force", pd.NaT
        else:
            if state == "in force":
                held(day)
            elif state == "suspended":
                spans.append((changed, day, "suspended"))
            state, changed = OVER.get(status, status), day
    now = record.as_of
    if state == "suspended":
        spans.append((changed, now, "suspended"))
    elif state == "in force":
        state = _standing(begin, until, record)
        if state == "open":
            spans += [(since, max(since, heard), "in force"), (heard, now, "open")]
        elif state == "to come":
            spans.append((begin, begin if pd.isna(until) else until, "to come"))
        else:
            held(now)
            heard = min(until, now)
        if state == "in force":
            spans.append((now, until, "to come"))
    return {"begin": begin, "until": until, "heard": heard, "state": state, "changed": changed,
            "spans": spans}  # fmt: skip


def _standing(begin: pd.Timestamp, until: pd.Timestamp, record: Record) -> str:
    """Return the state of a text that no report ends or suspends."""
    if begin > record.as_of:
        return "to come"
    if pd.isna(until):
        return "open"
    if until >= record.as_of:
        return "in force"
    return "unknown" if until > record.stops else "expired"


def state_words(row: pd.Series) -> str:
    """Return the state of a text in a few words: in force to Sep 2026, replaced Jul 2021."""
    if row["state"] == "in force":
        return f"in force to {row['until']:%b %Y}"
    if row["state"] == "open":
        return f"open, last report {row['heard']:%b %Y}" if row["report"] else "open"
    if row["state"] == "to come":
        return f"from {row['begin']:%b %Y}"
    if row["state"] in ("expired", "unknown"):
        return f"term over {row['until']:%b %Y}" + (", not known" * (row["state"] == "unknown"))
    return f"{row['state']} {row['changed']:%b %Y}"


def running(texts: pd.DataFrame, most: int = 10) -> pd.DataFrame:
    """Return the texts in force on the day, the first to expire first, then the open ones.

    Open ones: binding before others, then the one heard of last. Columns: text, nature, since,
    state, report, source.
    """
    mine = texts[texts["state"].isin(RUNNING)]
    order = pd.DataFrame(
        {
            "state": mine["state"].map(RUNNING.index),
            "until": mine["until"],
            "loose": mine["nature"] != "binding",
            "heard": -mine["heard"].astype("int64"),
            "key": mine["agreement_id"],
        }
    )
    chosen = mine.loc[order.sort_values(list(order)).index].head(most)
    return _table(chosen)


def ended(texts: pd.DataFrame, as_of: pd.Timestamp, years: int, most: int = 10) -> pd.DataFrame:
    """Return the texts that ended in the last years before the day, newest end first.

    Columns as for `running`.
    """
    over = texts[texts["state"].isin(["ended", "replaced", "expired"])]
    over = over.assign(end=over["changed"].fillna(over["until"]))
    over = over[over["end"] >= as_of - pd.DateOffset(years=years)]
    return _table(over.sort_values(["end", "agreement_id"], ascending=[False, True]).head(most))


def _table(chosen: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "text": chosen["short"],
            "nature": chosen["nature"].str.replace("_", " "),
            "since": chosen["since"],
            "state": chosen["told"],
            "report": chosen["report"].where(chosen["report"] != "", "none"),
            "source": chosen["source"],
        }
    )
