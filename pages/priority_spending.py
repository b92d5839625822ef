"""Are poverty relief, education and social security paid first? Three areas against the whole, time and last year."""

from datetime import date
from typing import Any

import polars as pl
import streamlit as st

from pages.shared import evidence, listings, markup, pace_charts, panels, tables, widgets
from pages.shared.calculations import buttons, panel
from pages.shared.calculations.offers import Cell
from pages.shared.calculations.texts import term_name
from pages.shared.listings import Column, Listing
from pages.shared.markup import Figure
from pages.shared.scope import AREAS
from pages.shared.widgets import Frame
from reports.flag_list import with_evidence
from warehouse import read
from wording import formats

RULES = ("L01", "L02")
# column of a line of payment pace -> its name in the register of calculations, where that is another one
FIGURES = {
    "pace": "execution_rate",
    "last_year_pace": "last_year_execution_rate",
    "overall_pace": "overall_pace",
    "time_progress": "time_progress",
}


def few_numbers(frame: Frame, month: dict[str, dict[str, Any]], year: pl.DataFrame) -> list[Figure]:
    """Priority minus the rest, its pace with overlaps once, areas behind the whole, requests that wait."""
    say, priority, rest, lead = frame.say, month["priority"], month["rest"], year.row(-1, named=True)
    return [
        Figure(
            say("priority.lead"),
            formats.signed_per_cent(lead["priority_lead"], frame.language),
            say("priority.points_unit"),
            [
                say("priority.lead_of", priority=frame.rate(priority["pace"]), rest=frame.rate(rest["pace"])),
                say(
                    "priority.lead_last_year",
                    points=formats.points(lead["last_year_priority_lead"], frame.language),
                ),
            ],
            [
                Cell("priority_lead", say("priority.lead"), lead["priority_lead"]),
                Cell("execution_rate", say("priority.priority_pace"), priority["pace"], {"series": "priority"}),
                Cell("execution_rate", say("priority.rest_pace"), rest["pace"], {"series": "rest"}),
                Cell("last_year_priority_lead", say("priority.lead_last_year_column"), lead["last_year_priority_lead"]),
            ],
        ),
        Figure(
            say("priority.pace"),
            frame.rate(priority["pace"]),
            notes=[
                say(
                    "priority.pace_of",
                    paid=frame.money(priority["paid_yuan"]),
                    budget=frame.money(priority["budget_current_yuan"]),
                ),
                overlap(frame, lead),
            ],
            cells=[
                Cell("execution_rate", say("priority.pace"), priority["pace"], {"series": "priority"}),
                Cell("paid_yuan", say("priority.paid"), priority["paid_yuan"], {"series": "priority"}),
                Cell(
                    "budget_current_yuan",
                    say("priority.budget"),
                    priority["budget_current_yuan"],
                    {"series": "priority"},
                ),
                Cell(
                    "overlap_budget_yuan",
                    say("priority.overlap_budget"),
                    lead["overlap_budget_yuan"],
                    {"series": "priority"},
                ),
            ],
        ),
        slower(frame, month),
        Figure(
            say("priority.waiting"),
            frame.count(priority["waiting_count"]),
            say("priority.requests_unit"),
            waiting_notes(frame, priority),
            [
                Cell(name, term_name(name, frame.language), priority[name], {"series": "priority"})
                for name in ("waiting_count", "waiting_yuan", "approved_count", "approved_yuan", "undated_count")
            ],
        ),
    ]


def overlap(frame: Frame, lead: dict[str, Any]) -> str:
    """What belongs to two areas and is counted once."""
    if not lead["overlap_budget_yuan"]:
        return frame.say("priority.no_overlap")
    return frame.say("priority.overlap", money=frame.money(lead["overlap_budget_yuan"]))


def slower(frame: Frame, month: dict[str, dict[str, Any]]) -> Figure:
    """How many areas are behind the whole, and what each still has to pay; never added, because they overlap."""
    behind = [month[area] for area in AREAS if month[area]["short_of_overall_yuan"]]
    known = [area for area in AREAS if month[area]["short_of_overall_yuan"] is not None]
    short = [
        frame.say(
            "priority.short_area",
            area=frame.word("area", row["series"]),
            money=frame.money(row["short_of_overall_yuan"]),
        )
        for row in behind
    ]
    areas = frame.say("list.comma").join(short)
    said = frame.say("priority.short_areas", areas=areas) if short else frame.say("priority.none_short")
    return Figure(
        frame.say("priority.slower"),
        frame.count(len(behind) if known else None),
        frame.say("priority.of_areas", count=frame.count(len(known))),
        [said if known else frame.say("priority.none_known"), frame.say("priority.slower_note")],
        [
            *([Cell("areas_behind", frame.say("priority.slower"), len(behind))] if known else []),
            *(
                Cell(
                    "short_of_overall_yuan",
                    frame.say("priority.short_of_overall"),
                    month[area]["short_of_overall_yuan"],
                    {"series": area},
                    frame.word("area", area),
                )
                for area in AREAS
            ),
        ],
    )


def waiting_notes(frame: Frame, priority: dict[str, Any]) -> list[str]:
    """Money, what of it is approved, since when; requests without a date are told apart."""
    notes = [frame.say("priority.waiting_money", money=frame.money(priority["waiting_yuan"]))]
    if priority["approved_count"] is not None:
        notes.append(
            frame.say(
                "priority.approved",
                count=frame.count(priority["approved_count"]),
                money=frame.money(priority["approved_yuan"]),
            )
        )
    if priority["oldest_request_date"]:
        notes.append(frame.say("priority.oldest", day=formats.day(priority["oldest_request_date"], frame.language)))
    if priority["undated_count"]:
        notes.append(frame.say("priority.undated", count=frame.count(priority["undated_count"])))
    return notes


def show_areas(frame: Frame, year: pl.DataFrame) -> None:
    """One picture an area: this year, last year, the whole, time."""
    st.html(markup.section(frame.say("priority.by_month"), frame.say("priority.by_month_note")))
    for place, area in zip(st.columns(len(AREAS), gap="medium"), AREAS, strict=True):
        rows = year.filter(pl.col("series") == area)
        last = rows.row(-1, named=True)
        with place:
            st.html(markup.small_heading(frame.word("area", area)))
            alt = frame.say(
                "priority.area_chart",
                area=frame.word("area", area),
                month=frame.month(),
                pace=frame.rate(last["pace"]),
                overall=frame.rate(last["overall_pace"]),
                last_year=frame.rate(last["last_year_pace"]),
                time=frame.rate(last["time_progress"]),
            )
            offer = listings.offered(frame, area_listing(frame, rows, area), f"area_{AREAS.index(area)}")
            buttons.chart(frame, alt, offer, pace_charts.area_by_month, rows, frame.language)
            st.html(markup.note(alt))


def area_listing(frame: Frame, rows: pl.DataFrame, area: str) -> Listing:
    """What the picture of an area shows, as rows."""
    lines = {"pace": "this", "overall_pace": "overall", "last_year_pace": "last_year", "time_progress": "time"}
    columns = [
        Column("as_of", frame.say("priority.month"), "month"),
        *(
            Column(name, frame.say(f"priority.line_{line}"), "rate", figure=FIGURES[name])
            for name, line in lines.items()
        ),
    ]
    of = {"as_of": "as_of", "series": "series"}
    return Listing(frame.word("area", area), rows, columns, of=of, called=("as_of",))


def verdicts_of_areas(reader: read.Reader, departments: read.Departments, as_of: date) -> pl.DataFrame:
    """Every verdict of the rules on areas, area by area."""
    found = [read.verdicts(reader, departments, as_of, verdict=None, rule=rule) for rule in RULES]
    return pl.concat(found, how="vertical_relaxed").sort("subject_id", "rule", descending=[True, False])


def finished_verdicts_of_areas(
    reader: read.Reader, departments: read.Departments, as_of: date, language: str
) -> list[dict[str, Any]]:
    """The same verdicts with finding and evidence."""
    return with_evidence(reader, departments, as_of, verdicts_of_areas(reader, departments, as_of).to_dicts(), language)


def show_verdicts(frame: Frame) -> Frame:
    """What L01 and L02 say of each area; a chosen row opens its evidence."""
    st.html(markup.section(frame.say("priority.verdicts"), frame.say("priority.verdicts_note")))
    listed = frame.ask(verdicts_of_areas, as_of=frame.as_of)
    if listed.is_empty():
        st.info(frame.say("priority.no_verdicts", month=frame.month()))
        return frame
    finished = frame.ask(finished_verdicts_of_areas, as_of=frame.as_of, language=frame.language)
    rules = {rule["rule"]: rule for rule in frame.ask(read.rules).to_dicts()}
    findings = [evidence.sentences(row, rules[row["rule"]], frame.scope.unit, frame.language)[0] for row in finished]
    shown = listed.select(
        tables.words_for("verdict", "verdict", frame.language, listed),
        tables.marks("severity", frame.language, listed),
        pl.concat_str("rule", f"title_{frame.language}", separator=" ").alias("rule_name"),
        tables.words_for("subject_code", "area", frame.language, listed).alias("area"),
        tables.words_for("outcome", "outcome", frame.language, listed),
        "money_yuan",
        "first_flagged",
        "months_flagged",
        "rule",
        "subject_code",
        pl.Series("finding", findings, dtype=pl.String),
    )
    columns = [
        Column("area", frame.say("priority.area"), width=150),
        Column("rule_name", frame.word("field", "rule"), width=230),
        Column("verdict", frame.say("flags.verdict"), width=90),
        Column("severity", frame.say("flags.mark"), width=80),
        Column("money_yuan", frame.word("field", "money_yuan"), "money", figure="flag_money_yuan"),
        Column("outcome", frame.say("flags.outcome"), width=130),
        Column("first_flagged", frame.word("field", "first_flagged"), "month", width=90),
        Column("months_flagged", frame.say("flags.months_in_a_row"), "count", figure="months_flagged"),
        Column("finding", frame.word("field", "finding"), width=420),
    ]
    of = {"rule": "rule", "subject_code": "subject_code"}
    listing = Listing(frame.say("priority.verdicts"), shown, columns, rules=RULES, of=of, called=("area", "rule_name"))
    selected = listings.show(
        frame,
        listing,
        "verdicts",
        selectable=widgets.table_key(frame, "verdicts"),
        selected=tables.row_of(listed, frame.scope.open),
    )
    row = None if selected is None else listed.row(selected, named=True)
    frame = widgets.opened(frame, row and f"{row['rule']}|{row['subject_code']}")
    if row is not None:
        panels.show_evidence(frame, row, rules[row["rule"]])
    return frame


def pace_columns(frame: Frame, *, by_month: bool) -> list[Column]:
    """The columns of the lines of payment pace; the month leads where there are several."""
    say = frame.say
    money, against, last_year, level, wait = (
        say("priority.group_money"),
        say("priority.group_against"),
        say("priority.group_last_year"),
        say("priority.group_level"),
        say("priority.group_waiting"),
    )
    return [
        *([Column("as_of", say("priority.month"), "month", width=90, is_pinned=True)] if by_month else []),
        Column("name", say("priority.line"), width=215, is_pinned=True),
        Column("budget_current_yuan", say("priority.budget"), "money", group=money, figure="budget_current_yuan"),
        Column("paid_yuan", say("priority.paid"), "money", group=money, figure="paid_yuan"),
        Column("refunded_yuan", say("priority.refunded"), "money", group=money, figure="refunded_yuan"),
        Column("pace", say("priority.pace_column"), "rate", group=against, figure="execution_rate"),
        Column("overall_pace", say("priority.overall_pace"), "rate", group=against, figure="overall_pace"),
        Column(
            "lead_over_overall", say("priority.lead_over_overall"), "points", group=against, figure="lead_over_overall"
        ),
        Column("time_progress", say("priority.time"), "rate", group=against, figure="time_progress"),
        Column("lead_over_time", say("priority.lead_over_time"), "points", group=against, figure="lead_over_time"),
        Column(
            "last_year_pace", say("priority.last_year_pace"), "rate", group=last_year, figure="last_year_execution_rate"
        ),
        Column("change_on_last_year", say("priority.change"), "points", group=last_year, figure="change_on_last_year"),
        Column(
            "short_of_overall_yuan",
            say("priority.short_of_overall"),
            "money",
            group=level,
            figure="short_of_overall_yuan",
        ),
        Column("short_of_time_yuan", say("priority.short_of_time"), "money", group=level, figure="short_of_time_yuan"),
        Column("waiting_count", say("priority.waiting_count"), "count", group=wait, figure="waiting_count"),
        Column("waiting_yuan", say("priority.waiting_yuan"), "money", group=wait, figure="waiting_yuan"),
        Column("approved_count", say("priority.approved_count"), "count", group=wait, figure="approved_count"),
        Column("approved_yuan", say("priority.approved_yuan"), "money", group=wait, figure="approved_yuan"),
    ]


def show_month(frame: Frame, month: pl.DataFrame) -> None:
    """The month in numbers, one line of payment pace a row."""
    st.html(markup.section(frame.say("priority.in_numbers", month=frame.month()), frame.say("priority.numbers_note")))
    rows = month.with_columns(tables.words_for("series", "pace_line", frame.language, month).alias("name"))
    notes = [frame.say("priority.numbers_note")]
    columns = pace_columns(frame, by_month=False)
    listing = Listing(frame.say("priority.month_table"), rows, columns, notes=notes, of={"series": "series"})
    listings.show(frame, listing, "month")


def show_lead(frame: Frame, lead: pl.DataFrame) -> None:
    """Priority minus the rest as one number a month."""
    st.html(markup.section(frame.say("priority.lead_by_month"), frame.say("priority.lead_note")))
    last = lead.row(-1, named=True)
    alt = frame.say(
        "priority.lead_chart", month=frame.month(), points=formats.points(last["priority_lead"], frame.language)
    )
    left, right = st.columns([5, 7], gap="medium")
    say = frame.say
    of_priority, of_rest = {"series": "priority"}, {"series": "rest"}
    columns = [
        Column("as_of", say("priority.month"), "month", width=90, is_pinned=True),
        Column("priority_lead", say("priority.lead"), "points", figure="priority_lead"),
        Column(
            "last_year_priority_lead",
            say("priority.lead_last_year_column"),
            "points",
            figure="last_year_priority_lead",
        ),
        Column("priority_pace", say("priority.priority_pace"), "rate", figure="execution_rate", of=of_priority),
        Column("rest_pace", say("priority.rest_pace"), "rate", figure="execution_rate", of=of_rest),
        Column("priority_paid_yuan", say("priority.priority_paid"), "money", figure="paid_yuan", of=of_priority),
        Column(
            "priority_budget_yuan",
            say("priority.priority_budget"),
            "money",
            figure="budget_current_yuan",
            of=of_priority,
        ),
        Column("rest_paid_yuan", say("priority.rest_paid"), "money", figure="paid_yuan", of=of_rest),
        Column("rest_budget_yuan", say("priority.rest_budget"), "money", figure="budget_current_yuan", of=of_rest),
        Column(
            "overlap_budget_yuan",
            say("priority.overlap_budget"),
            "money",
            figure="overlap_budget_yuan",
            of=of_priority,
        ),
    ]
    notes = [say("priority.lead_note")]
    listing = Listing(say("priority.lead_by_month"), lead, columns, notes=notes, of={"as_of": "as_of"})
    with left:
        offer = listings.offered(frame, listing, "lead_chart")
        buttons.chart(frame, alt, offer, pace_charts.priority_lead, lead, frame.language)
    with right:
        listings.show(frame, listing, "lead")


def show_year(frame: Frame, year: pl.DataFrame) -> None:
    """Every line in every month of the year, for the one who reconciles."""
    with st.expander(frame.say("priority.every_month")):
        rows = year.with_columns(tables.words_for("series", "pace_line", frame.language, year).alias("name"))
        columns = pace_columns(frame, by_month=True)
        of = {"as_of": "as_of", "series": "series"}
        listing = Listing(frame.say("priority.year_table"), rows, columns, of=of, called=("as_of", "name"))
        listings.show(frame, listing, "year", height=420)


frame = widgets.page_frame("priority_spending")
month = frame.ask(read.paces_of_month, as_of=frame.as_of)
if month.is_empty():
    key = "priority.empty" if frame.departments is read.EVERY_DEPARTMENT else "priority.not_for_you"
    st.info(frame.say(key, month=frame.month()))
    st.stop()
if not month["budget_current_yuan"].sum() and not month["paid_yuan"].sum():
    st.info(frame.say("priority.empty", month=frame.month()))
    st.stop()

year = frame.ask(read.paces_of_year, as_of=frame.as_of)
lead = frame.ask(read.priority_year, as_of=frame.as_of)
buttons.cards(frame, *few_numbers(frame, {row["series"]: row for row in month.to_dicts()}, lead))
show_areas(frame, year)
frame = show_verdicts(frame)
show_month(frame, month)
show_lead(frame, lead)
show_year(frame, year)
panel.show(frame)
