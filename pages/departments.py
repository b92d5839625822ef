"""How does each department stand among the others: money, work, what is flagged, what is not assessed?"""

from dataclasses import replace
from typing import Any

import polars as pl
import streamlit as st

from pages.shared import listings, markup, pace_charts, tables, widgets
from pages.shared.calculations import buttons, panel
from pages.shared.calculations.offers import Cell
from pages.shared.calculations.texts import term_name
from pages.shared.listings import Column, Listing
from pages.shared.markup import Figure
from pages.shared.scope import ORDERS
from pages.shared.widgets import Frame
from warehouse import read

CHART_HEIGHT = 560
RED, YELLOW = {"severity": "red"}, {"severity": "yellow"}
# order -> column and whether the largest stands first
SORTED_BY = {
    "code": ("department_code", False),
    "execution": ("execution_rate", False),
    "progress": ("progress_completion", False),
    "red": ("red_yuan", True),
}
SUMMED = (
    "project_count", "budget_current_yuan", "paid_yuan", "red_count", "red_yuan", "yellow_count", "yellow_yuan",
    "money_yuan", "assessed_count", "not_assessed_count",
)  # fmt: skip


def few_numbers(frame: Frame, district: dict[str, Any]) -> list[Figure]:
    """The district as a whole: what every department is measured against, and what the rows below sum to."""
    say, count, rate = frame.say, frame.count, frame.rate
    return [
        Figure(
            say("departments.execution"),
            rate(district["execution_rate"]),
            notes=[
                say(
                    "departments.execution_of",
                    paid=frame.money(district["paid_yuan"]),
                    budget=frame.money(district["budget_current_yuan"]),
                ),
                say(
                    "departments.execution_against",
                    time=rate(district["time_progress"]),
                    last_year=rate(district["last_year_execution_rate"]),
                ),
            ],
            cells=cells(
                frame,
                district,
                *("execution_rate", "paid_yuan", "budget_current_yuan", "time_progress", "last_year_execution_rate"),
            ),
        ),
        Figure(
            say("departments.progress"),
            rate(district["progress_completion"]),
            notes=[
                say("departments.progress_of", coverage=rate(district["progress_coverage"])),
                dates(frame, district),
            ],
            cells=[
                Cell("budget_weighted_progress", say("departments.progress"), district["progress_completion"]),
                *cells(frame, district, "progress_coverage"),
            ],
        ),
        Figure(
            say("departments.red"),
            count(district["red_count"]),
            say("departments.projects_unit"),
            [
                say(
                    "departments.red_of",
                    money=frame.money(district["red_yuan"]),
                    all=count(district["project_count"]),
                ),
                say(
                    "departments.yellow_besides",
                    count=count(district["yellow_count"]),
                    money=frame.money(district["yellow_yuan"]),
                ),
            ],
            [*flag_cells(frame, district), *cells(frame, district, "project_count")],
        ),
        Figure(
            say("departments.not_assessed"),
            count(district["not_assessed_count"]),
            say("departments.projects_unit"),
            [say("departments.not_assessed_of", all=count(district["project_count"]))],
            cells(frame, district, "not_assessed_count", "project_count"),
        ),
    ]


def cells(frame: Frame, district: dict[str, Any], *figures: str) -> list[Cell]:
    """Figures that are called as their values are."""
    return [Cell(figure, term_name(figure, frame.language), district[figure]) for figure in figures]


def flag_cells(frame: Frame, district: dict[str, Any]) -> list[Cell]:
    """Projects and money by severity."""
    say = frame.say
    return [
        Cell("flagged_count", say("departments.red_count"), district["red_count"], RED),
        Cell("flagged_yuan", say("departments.red_yuan"), district["red_yuan"], RED),
        Cell("flagged_count", say("departments.yellow_count"), district["yellow_count"], YELLOW),
        Cell("flagged_yuan", say("departments.yellow_yuan"), district["yellow_yuan"], YELLOW),
    ]


def dates(frame: Frame, row: dict[str, Any]) -> str:
    """Money as of and performance as of, the oldest too where it differs."""
    if row["performance_as_of"] is None:
        return frame.say("departments.no_performance", money=frame.month())
    newest, oldest = frame.month(row["performance_as_of"]), frame.month(row["performance_oldest"])
    key = "departments.both_dates" if newest == oldest else "departments.three_dates"
    return frame.say(key, money=frame.month(), newest=newest, oldest=oldest)


def in_order(rows: pl.DataFrame, order: str) -> pl.DataFrame:
    """The departments in the chosen order, equal ones by code; unknown values last."""
    column, largest_first = SORTED_BY[order]
    return rows.sort(column, "department_code", descending=[largest_first, False], nulls_last=True)


def in_words(frame: Frame, rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with the worst project's rule and action in words, and one label a department."""
    language = frame.language
    return rows.with_columns(
        pl.concat_str("department_code", "department_name", separator=" ").alias("label"),
        tables.marks("worst_severity", language, rows).alias("worst_mark"),
        pl.concat_str("worst_rule", f"worst_title_{language}", separator=" ").alias("worst_rule_name"),
        tables.words_for("worst_outcome", "outcome", language, rows).alias("worst_action"),
    )


def columns(frame: Frame) -> list[Column]:
    """Code and name, money, work with its dates, flags, the worst project."""
    say = frame.say
    money, work, flags, worst = (
        say("departments.group_money"),
        say("departments.group_work"),
        say("departments.group_flags"),
        say("departments.group_worst"),
    )
    seen_by_all = frame.departments is read.EVERY_DEPARTMENT
    return [
        Column("department_code", say("departments.code"), "code", width=64, is_pinned=True),
        Column("department_name", frame.word("field", "department_name"), width=180, is_pinned=True),
        Column("execution_rate", say("departments.execution"), "rate", group=money, figure="execution_rate"),
        Column("lead_over_time", say("departments.lead_over_time"), "points", group=money, figure="lead_over_time"),
        *(
            [
                Column(
                    "lead_over_district",
                    say("departments.lead_over_district"),
                    "points",
                    group=money,
                    figure="lead_over_district",
                )
            ]
            if seen_by_all
            else []
        ),
        Column("change_on_last_year", say("departments.change"), "points", group=money, figure="change_on_last_year"),
        Column("budget_current_yuan", say("departments.budget"), "money", group=money, figure="budget_current_yuan"),
        Column("paid_yuan", say("departments.paid"), "money", group=money, figure="paid_yuan"),
        Column(
            "progress_completion",
            say("departments.progress_short"),
            "rate",
            group=work,
            figure="budget_weighted_progress",
        ),
        Column("progress_coverage", say("departments.coverage"), "rate", group=work, figure="progress_coverage"),
        Column("performance_as_of", say("departments.performance_newest"), "month", width=100, group=work),
        Column("performance_oldest", say("departments.performance_oldest"), "month", width=100, group=work),
        Column("red_count", say("departments.red_count"), "count", group=flags, figure="flagged_count", of=RED),
        Column("red_yuan", say("departments.red_yuan"), "money", group=flags, figure="flagged_yuan", of=RED),
        Column(
            "yellow_count", say("departments.yellow_count"), "count", group=flags, figure="flagged_count", of=YELLOW
        ),
        Column("yellow_yuan", say("departments.yellow_yuan"), "money", group=flags, figure="flagged_yuan", of=YELLOW),
        Column(
            "not_assessed_count", say("departments.not_assessed"), "count", group=flags, figure="not_assessed_count"
        ),
        Column("project_count", say("departments.project_count"), "count", group=flags, figure="project_count"),
        Column("worst_project_name", say("departments.worst_project"), width=230, group=worst),
        Column("worst_mark", say("flags.mark"), width=80, group=worst),
        Column("worst_rule_name", say("departments.worst_rule"), width=230, group=worst),
        Column("worst_action", say("flags.outcome"), width=130, group=worst),
        Column(
            "worst_yuan",
            frame.word("field", "money_yuan"),
            "money",
            group=worst,
            figure="flag_money_yuan",
            of_fields={"rule": "worst_rule", "subject_code": "worst_subject_code"},
        ),
    ]


def show_chart(frame: Frame, rows: pl.DataFrame, district: dict[str, Any] | None) -> None:
    """Every department a bar, in the order of the table; the picture scrolls where there are many."""
    rate = district and district["execution_rate"]
    alt = frame.say("departments.chart", count=frame.count(rows.height), month=frame.month())
    figure = widgets.drawn(pace_charts.departments, rows, rate, frame.language)
    height = int(figure.layout.height) + 24
    with st.container(height=min(CHART_HEIGHT, height), border=False, key="departments_chart"):
        if height > CHART_HEIGHT:
            st.html(markup.reachable_note(frame.say("departments.chart_scrolls")))
        listing = Listing(alt, rows, columns(frame), of={"department": "department_code"}, called=("label",))
        offer = listings.offered(frame, listing, "departments_chart")
        buttons.chart(frame, alt, offer, pace_charts.departments, rows, rate, frame.language)


def choose(frame: Frame, rows: pl.DataFrame, district: dict[str, Any] | None) -> Frame:
    """The table; the chosen row is the department whose months are shown."""
    st.html(markup.section(frame.say("departments.table"), frame.say("departments.table_note")))
    listing = Listing(
        frame.say("departments.table"),
        rows,
        columns(frame),
        performance_as_of=district and district["performance_as_of"],
        totals=totals(district),
        notes=[frame.say("departments.table_note")],
        of={"department": "department_code"},
        called=("department_code", "department_name"),
    )
    codes = rows["department_code"].to_list()
    at = codes.index(frame.scope.chosen) if frame.scope.chosen in codes else None
    as_listed = replace(frame, scope=replace(frame.scope, chosen=None))
    selected = listings.show(
        frame, listing, "departments", selectable=widgets.table_key(as_listed, "departments"), selected=at, height=460
    )
    code = None if selected is None else codes[selected]
    frame = replace(frame, scope=replace(frame.scope, chosen=code))
    widgets.remember(frame)
    return frame


def totals(district: dict[str, Any] | None) -> dict[str, Any] | None:
    """合计 of the file: the district's own row. Rates are those of the sums, not sums of rates."""
    if district is None:
        return None
    rates = ("execution_rate", "lead_over_time", "change_on_last_year", "progress_completion", "progress_coverage")
    return {name: district[name] for name in (*SUMMED, *rates)}


def show_department(frame: Frame, row: dict[str, Any]) -> None:
    """One department: dates, worst project, ways on, and its months."""
    year = frame.ask(read.department_year, as_of=frame.as_of, department=row["department_code"])
    with st.container(border=True, key="department"):
        st.html(markup.section(row["label"], dates(frame, row)))
        st.html(markup.note(worst(frame, row)))
        ways_on(frame, row)
        left, right = st.columns([5, 7], gap="medium")
        with left:
            alt = frame.say("departments.month_chart", department=row["label"], month=frame.month())
            listing = months_listing(frame, row, year)
            offer = listings.offered(frame, listing, "department_chart")
            buttons.chart(frame, alt, offer, pace_charts.department_by_month, year, frame.language)
            st.html(markup.note(frame.say("departments.month_chart_note")))
        with right:
            listings.show(frame, listing, "months")


def worst(frame: Frame, row: dict[str, Any]) -> str:
    """The gravest flag in a sentence, or that there is none."""
    if row["worst_project_name"] is None:
        return frame.say("departments.nothing_flagged", month=frame.month())
    return frame.say(
        "departments.worst_said",
        project=row["worst_project_name"],
        rule=row["worst_rule_name"],
        action=row["worst_action"],
        money=frame.money(row["worst_yuan"]),
    )


def ways_on(frame: Frame, row: dict[str, Any]) -> None:
    """One click to the department's flags, its projects, the evidence of its worst flag."""
    code = (row["department_code"],)
    with st.container(horizontal=True, gap="medium", key="ways_on"):
        widgets.link(frame, "flags", frame.say("departments.to_flags"), key="to_flags", department=code)
        widgets.link(frame, "dual_monitoring", frame.say("departments.to_projects"), key="to_projects", department=code)
        if row["worst_project_name"] is not None:
            opened = f"{row['worst_rule']}|{row['worst_subject_code']}"
            label = frame.say("departments.to_worst")
            widgets.link(frame, "flags", label, key="to_worst", department=code, open=opened)


def months_listing(frame: Frame, row: dict[str, Any], year: pl.DataFrame) -> Listing:
    """The department month by month."""
    say = frame.say
    shown = [
        Column("as_of", say("priority.month"), "month", width=90, is_pinned=True),
        Column("execution_rate", say("departments.execution"), "rate", figure="execution_rate"),
        Column("time_progress", say("departments.time"), "rate", figure="time_progress"),
        Column("last_year_execution_rate", say("departments.last_year"), "rate", figure="last_year_execution_rate"),
        Column("progress_completion", say("departments.progress_short"), "rate", figure="budget_weighted_progress"),
        Column("progress_coverage", say("departments.coverage"), "rate", figure="progress_coverage"),
        Column("performance_as_of", say("departments.performance_newest"), "month", width=100),
        Column("red_count", say("departments.red_count"), "count", figure="flagged_count", of=RED),
        Column("red_yuan", say("departments.red_yuan"), "money", figure="flagged_yuan", of=RED),
        Column("yellow_count", say("departments.yellow_count"), "count", figure="flagged_count", of=YELLOW),
        Column("not_assessed_count", say("departments.not_assessed"), "count", figure="not_assessed_count"),
        Column("project_count", say("departments.project_count"), "count", figure="project_count"),
        Column("budget_current_yuan", say("departments.budget"), "money", figure="budget_current_yuan"),
        Column("paid_yuan", say("departments.paid"), "money", figure="paid_yuan"),
    ]
    if year["district_execution_rate"].null_count() < year.height:
        district = Column(
            "district_execution_rate", say("departments.line_district"), "rate", figure="district_execution_rate"
        )
        shown.insert(3, district)
    return Listing(
        say("departments.months_of", department=row["label"]),
        year,
        shown,
        performance_as_of=row["performance_as_of"],
        of={"as_of": "as_of", "department": "department_code"},
        called=("as_of",),
    )


frame = widgets.page_frame("departments")
found = frame.ask(read.department_standings, as_of=frame.as_of)
rows = found.filter(pl.col("department_code").is_not_null())
if rows.is_empty():
    st.info(frame.say("departments.empty", month=frame.month()))
    st.stop()

district = next(iter(found.filter(pl.col("department_code").is_null()).to_dicts()), None)
if district is not None:
    buttons.cards(frame, *few_numbers(frame, district))
frame = widgets.choose_one(
    frame, "order", frame.say("departments.order"), {code: frame.word("department_order", code) for code in ORDERS}
)
widgets.remember(frame)
rows = in_words(frame, in_order(rows, frame.scope.order))
frame = choose(frame, rows, district)
if frame.scope.chosen is not None:
    show_department(frame, rows.row(by_predicate=pl.col("department_code") == frame.scope.chosen, named=True))
else:
    st.html(markup.note(frame.say("departments.choose")))
st.html(markup.section(frame.say("departments.side_by_side"), frame.say("departments.chart_note")))
show_chart(frame, rows, district)
panel.show(frame)
