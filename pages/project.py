"""One project: how far its money and its work are, what is flagged, and everything behind it."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import polars as pl
import streamlit as st

from pages.shared import flag_history, listings, markup, panels, project_panels, quadrant, tables, widgets
from pages.shared.calculations import buttons, panel
from pages.shared.listings import Column, Listing
from pages.shared.scope import PARTS
from pages.shared.widgets import Frame
from warehouse import read
from wording import formats

MATCHES_LISTED = 200
PAYMENTS_A_PAGE = 20
ROWS_WITHOUT_SCROLLING = 15
LONG_LIST_PIXELS = 560
PAGER_PIXELS = 320
# table -> what a row of it is of (coordinate of the calculation -> column), and the columns that name it
OF_ROWS: dict[str, tuple[dict[str, str], tuple[str, ...]]] = {
    "months": ({"as_of": "as_of"}, ("as_of",)),
    "flags": ({"rule": "rule", "subject_code": "subject_code"}, ("rule_name",)),
    "indicators": ({"indicator": "indicator_l3"}, ("indicator_l3",)),
    "budget_lines": ({"line": "subject_code"}, ("doc_no", "budget_origin", "func_item")),
    "carry_over": ({"line": "subject_code"}, ("doc_no", "budget_origin", "func_item")),
    "payments": ({"request_no": "request_no"}, ("request_no",)),
    "evaluations": (
        {"fiscal_year": "evaluated_year", "evaluation_kind": "evaluation_kind"},
        ("evaluated_year", "evaluation_kind"),
    ),
    "runs": (
        {"rule": "rule", "subject_code": "subject_code", "as_of": "last_flagged"},
        ("rule_name", "first_flagged"),
    ),
    "past_years": ({"as_of": "as_of"}, ("as_of",)),
}
OF_THE_PROJECT = ("months", "indicators", "evaluations", "past_years", "payments")


def find(frame: Frame) -> Frame:
    """The search field, and the projects that it finds to choose from."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="finder"):
        frame = widgets.type_in(frame, "find", frame.say("project.find"), frame.say("project.find_hint"))
        if not frame.scope.find:
            return frame
        found = matches(frame)
        names = dict(zip(found["project_code"], found["project_code"] + "　" + found["project_name"], strict=True))
        number = found["found_count"][0] if found.height else 0
        counts = {"count": frame.count(number), "shown": frame.count(found.height)}
        label = frame.say("project.choose" if number <= found.height else "project.choose_some", **counts)
        if frame.scope.project and frame.scope.project not in names:
            names = {frame.scope.project: frame.scope.project, **names}
        return widgets.choose_from(frame, "project", label, names, frame.say("project.choose_hint"))


def matches(frame: Frame) -> pl.DataFrame:
    """The first projects that meet the search, gravest first."""
    found: pl.DataFrame = frame.ask(
        read.project_list, as_of=frame.as_of, find=frame.scope.find.strip(), most=MATCHES_LISTED
    )
    return found


def show_choice(frame: Frame) -> None:
    """A list to choose from where no project is named yet."""
    say, found = frame.say, matches(frame)
    if found.is_empty():
        key = "project.none_found" if frame.scope.find else "project.none_in_month"
        st.info(say(key, month=frame.month(), find=frame.scope.find))
        return
    counts = {"count": frame.count(found["found_count"][0]), "shown": frame.count(found.height)}
    st.html(markup.section(say("project.list"), say("project.list_note", **counts)))
    columns = [
        Column("worst_severity", say("project.worst"), "severity", width=90),
        Column("flag_count", say("project.flag_count"), "number", figure="flag_count"),
        Column("project_name", frame.word("field", "project_name"), width=260),
        Column("department_name", say("project.department"), width=160),
        Column("project_category", say("project.category"), "word", width=110),
        Column(
            "budget_current_yuan",
            frame.word("evidence_field", "budget_current_yuan"),
            "money",
            figure="budget_current_yuan",
        ),
        Column("paid_yuan", frame.word("evidence_field", "paid_yuan"), "money", figure="paid_yuan"),
        Column("execution_rate", say("project.execution"), "rate", figure="execution_rate"),
        Column("quadrant", say("dual_monitoring.quadrant"), "quadrant", width=100),
        Column("project_code", say("project.code"), "code", width=190),
    ]
    height: int | str = LONG_LIST_PIXELS if found.height > ROWS_WITHOUT_SCROLLING else "content"
    alt = say("project.list_table", count=frame.count(found.height))
    listing = Listing(
        say("project.list"), found, columns, of={"project_code": "project_code"}, called=("project_name",)
    )
    key = widgets.table_key(frame, "choice")
    row = listings.show(frame, listing, "choice", alt=alt, selectable=key, height=height)
    if row is not None:
        widgets.change_view(project=found["project_code"][row])
        st.rerun()


def show_absence(frame: Frame) -> None:
    """The project that the link names is not in this month; the years that hold it."""
    code = frame.scope.project
    st.info(frame.say("project.not_in_month", month=frame.month(), project=code))
    years = frame.ask(read.project_past_years, as_of=frame.months[0], project_code=code)["fiscal_year"].to_list()
    if years:
        said = frame.say("list.comma").join(map(str, sorted(years)))
        st.html(markup.note(frame.say("project.other_years", years=said)))


def show_list(
    frame: Frame,
    rows: pl.DataFrame,
    columns: Sequence[Column],
    name: str,
    title: str,
    *,
    selectable: bool = False,
    selected: int | None = None,
    shown: pl.DataFrame | None = None,
) -> int | None:
    """A table with its two exports; the files hold all rows even where a page of them is shown."""
    listing = listing_of(frame, rows, columns, name)
    key = widgets.table_key(frame, name) if selectable else None
    return listings.show(
        frame, listing, name, alt=title, selectable=key, selected=selected, height="content", shown=shown
    )


def listing_of(frame: Frame, rows: pl.DataFrame, columns: Sequence[Column], name: str) -> Listing:
    """A table of one project, and what a row of it is of."""
    code, called = str(frame.scope.project), frame.word("project_table", name)
    of, named = OF_ROWS.get(name, ({}, ()))
    return Listing(
        frame.say("project.sheet_title", project=code, name=called),
        rows,
        columns,
        performance_as_of=rows["performance_as_of"].max() if "performance_as_of" in rows.columns else None,  # type: ignore[arg-type]
        rules=sorted(set(rows["rule"])) if "rule" in rows.columns else (),
        scope=[(frame.say("project.code"), code)],
        file_name=frame.say("project.file_name", name=called, project=code, as_of=frame.as_of.isoformat()),
        of=of,
        fixed={"project_code": code} if name in OF_THE_PROJECT else {},
        called=named,
    )


# --- progress and flags -------------------------------------------------------------------------------------------


def show_progress(frame: Frame, project: dict[str, Any], ask: Callable[..., pl.DataFrame]) -> Frame:
    """The curves, the flags of the month with their evidence, and what could not be assessed."""
    show_curve(frame, project, ask(read.project_curve))
    verdicts = ask(read.project_verdicts)
    frame = show_flags(frame, verdicts.filter(pl.col("verdict") == "flagged"))
    show_untold(frame, verdicts.filter(pl.col("verdict") == "cannot_assess"))
    return frame


def show_curve(frame: Frame, project: dict[str, Any], curve: pl.DataFrame) -> None:
    """Both progresses over the year, and below them as a table."""
    say = frame.say
    st.html(markup.section(say("project.curve"), say("project.curve_note")))
    reached = curve.filter(pl.col("is_reached"))
    listing = listing_of(frame, reached, month_columns(frame, curve), "months")
    calendar = Column(
        "calendar_progress",
        frame.word("curve", "calendar"),
        "rate",
        figure="time_progress",
        of_fields={"as_of": "as_of"},
    )
    offer = listings.offered(frame, replace(listing, columns=[*listing.columns, calendar]), "curve")
    numbers = {
        "execution": frame.rate(project["execution_rate"]),
        "progress": frame.rate(project["progress_completion"]),
        "time": frame.rate(project["time_progress"]),
    }
    buttons.chart(frame, say("project.curve_alt", **numbers), offer, quadrant.year_of_project, curve, frame.language)
    with st.expander(say("project.months_table"), key="months"):
        show_list(frame, reached, month_columns(frame, curve), "months", say("project.months_table"))


def month_columns(frame: Frame, curve: pl.DataFrame) -> list[Column]:
    """The months of a year as a table; the cash plan only where there is one."""
    say = frame.say
    columns = [
        Column("as_of", frame.word("field", "month"), "month", width=100),
        Column(
            "budget_current_yuan",
            frame.word("evidence_field", "budget_current_yuan"),
            "money",
            figure="budget_current_yuan",
        ),
        Column("paid_yuan", frame.word("evidence_field", "paid_yuan"), "money", figure="paid_yuan"),
        Column("execution_rate", say("project.execution"), "rate", figure="execution_rate"),
        Column("own_progress", say("project.own_time"), "rate", figure="own_progress"),
        Column("progress_completion", say("project.progress"), "rate", figure="output_progress"),
        Column("performance_as_of", frame.word("field", "performance_as_of"), "month", width=100),
        Column("dual_gap", say("project.gap_column"), "points", figure="dual_gap"),
        Column("quadrant", say("dual_monitoring.quadrant"), "quadrant", width=100),
    ]
    if curve["planned_yuan"].null_count() < curve.height:
        columns.insert(3, Column("planned_yuan", say("project.planned"), "money", figure="planned_yuan"))
    return columns


def show_flags(frame: Frame, flags: pl.DataFrame) -> Frame:
    """The flags of the month; a selected one opens its evidence."""
    say = frame.say
    if flags.is_empty():
        st.html(markup.section(say("project.flags", count=frame.count(0))))
        st.info(say("project.no_flags", month=frame.month()))
        return frame
    st.html(markup.section(say("project.flags", count=frame.count(flags.height)), say("project.flags_note")))
    shown = tables.named(flags, frame.language)
    columns = [
        Column("severity", frame.word("field", "severity"), "severity", width=80),
        Column("rule_name", frame.word("field", "rule"), width=230),
        Column("outcome", frame.word("field", "outcome"), "word", width=175, family="outcome"),
        Column("money_yuan", frame.word("field", "money_yuan"), "money", figure="flag_money_yuan"),
        Column("first_flagged", frame.word("field", "first_flagged"), "month", width=100),
        Column("months_flagged", frame.word("field", "months_flagged"), "number", figure="months_flagged"),
        Column("run_number", say("flags.run"), "number", figure="run_number"),
        *([Column("muted", say("flags.muted"), width=230)] if shown["muted"].null_count() < shown.height else []),
        Column("subject_kind", frame.word("field", "subject_kind"), "word", width=90, family="subject_kind"),
        Column("subject_code", frame.word("field", "subject_code"), "code", width=260),
    ]
    opened = tables.row_of(flags, frame.scope.open)
    title = say("project.flags", count=frame.count(flags.height))
    row = show_list(frame, shown, columns, "flags", title, selectable=True, selected=opened)
    chosen = None if row is None else flags.row(row, named=True)
    frame = widgets.opened(frame, chosen and f"{chosen['rule']}|{chosen['subject_code']}")
    if chosen is not None:
        rules = {rule["rule"]: rule for rule in frame.ask(read.rules).to_dicts()}
        panels.show_evidence(frame, chosen, rules[chosen["rule"]])
    return frame


def show_untold(frame: Frame, verdicts: pl.DataFrame) -> None:
    """Each rule that lacks something, what, and the rows that would lift it."""
    say = frame.say
    if verdicts.is_empty():
        st.html(markup.section(say("project.cannot", count=frame.count(0)), say("project.cannot_none")))
        return
    title = say("project.cannot", count=frame.count(verdicts.height))
    st.html(markup.section(title, say("project.cannot_note")))
    columns = [
        Column("rule_name", frame.word("field", "rule"), width=250),
        Column("missing", frame.say("flags.missing"), "word", width=260, family="missing"),
        Column("lifts", frame.say("flags.lifts"), width=430),
        Column("subject_kind", frame.word("field", "subject_kind"), "word", width=90, family="subject_kind"),
        Column("subject_code", frame.word("field", "subject_code"), "code", width=200),
    ]
    show_list(frame, tables.named(verdicts, frame.language), columns, "cannot_assess", title)


# --- indicators ---------------------------------------------------------------------------------------------------


def show_indicators(frame: Frame, _project: dict[str, Any], ask: Callable[..., pl.DataFrame]) -> Frame:
    """The indicators in force with target, actual, light, cause and measure."""
    say, field = frame.say, lambda name: frame.word("field", name)
    rows = ask(read.project_indicators)
    if rows.is_empty():
        st.info(say("project.no_indicators", month=frame.month()))
        return frame
    title = say("project.indicators", count=frame.count(rows.height))
    st.html(markup.section(title, say("project.indicators_note")))
    columns = [
        Column("light", say("project.light"), "light", width=120),
        Column("indicator_l3", field("indicator_l3"), width=200),
        Column("target_value", field("target_value"), width=120),
        Column("actual_value", field("actual_value"), width=120),
        Column("completion", say("project.completion"), "rate", figure="completion"),
        Column("is_over", say("project.over"), "yes_no", width=60),
        Column("performance_as_of", field("performance_as_of"), "month", width=100),
        Column("likelihood", field("likelihood"), "word", width=100),
        Column("cause_class", field("cause_class"), "word", width=90),
        Column("cause_note", field("cause_note"), width=220),
        Column("measure", field("measure"), width=220),
        Column("weight_points", field("weight_points"), "number", is_summed=True, figure="weight_points"),
        Column("accrual", field("accrual"), "word", width=90),
        Column("due_date", field("due_date"), "date", width=120),
        Column("indicator_l1", field("indicator_l1"), width=110),
        Column("indicator_l2", field("indicator_l2"), width=130),
    ]
    show_list(frame, rows, columns, "indicators", title)
    return frame


# --- money --------------------------------------------------------------------------------------------------------


def show_money(frame: Frame, project: dict[str, Any], ask: Callable[..., pl.DataFrame]) -> Frame:
    """Budget lines, carry-over, payments."""
    show_lines(frame, project, ask(read.project_budget_lines))
    show_carry_over(frame, ask(read.project_carry_over))
    return show_payments(frame, project, ask(read.project_payments))


def show_lines(frame: Frame, project: dict[str, Any], rows: pl.DataFrame) -> None:
    """The lines that make up the budget, with what is surely paid from each."""
    say, field = frame.say, lambda name: frame.word("field", name)
    if rows.is_empty():
        st.html(
            markup.section(say("project.lines", count=frame.count(0)), say("project.no_lines", month=frame.month()))
        )
        return
    title = say("project.lines", count=frame.count(rows.height))
    untold = frame.money(project["untold_paid_yuan"])
    note = say("project.lines_note", day=formats.day(frame.as_of, frame.language), untold=untold)
    st.html(markup.section(title, note))
    buttons.single(frame, "untold", project_panels.cells(frame, project, "untold_paid_yuan"))
    columns = [
        Column("doc_no", field("doc_no"), width=190),
        Column("budget_origin", field("budget_origin"), "word", width=100),
        Column("fund_source", field("fund_source"), "word", width=120),
        Column("amount_yuan", field("amount_yuan"), "money", is_summed=True, figure="line_amount_yuan"),
        Column("line_paid_yuan", say("project.line_paid"), "money", is_summed=True, figure="line_paid_yuan"),
        Column("frozen_yuan", field("frozen_yuan"), "money", is_summed=True, figure="line_frozen_yuan"),
        Column("approved_date", field("approved_date"), "date", width=120),
        Column("issued_date", field("issued_date"), "date", width=120),
        Column("receipt_month", field("receipt_month"), "month", width=100),
        Column("func_item", field("func_item"), "code", width=90),
        Column("fund_nature", field("fund_nature"), "code", width=90),
        Column("dept_econ", field("dept_econ"), "code", width=90),
        Column("gov_econ", field("gov_econ"), "code", width=90),
        Column("agency_name", field("agency_name"), width=180),
    ]
    show_list(frame, rows, columns, "budget_lines", title)


def show_carry_over(frame: Frame, rows: pl.DataFrame) -> None:
    """Transfer lines carried over, by age."""
    say, field = frame.say, lambda name: frame.word("field", name)
    title = say("project.carry_over", count=frame.count(rows.height))
    if rows.is_empty():
        st.html(markup.section(title, say("project.no_carry_over")))
        return
    st.html(markup.section(title, say("project.carry_over_note")))
    columns = [
        Column("doc_no", field("doc_no"), width=190),
        Column("budget_origin", field("budget_origin"), "word", width=100),
        Column("receipt_month", field("receipt_month"), "month", width=100),
        Column("age_months", say("project.age"), "number", figure="age_months"),
        Column("amount_yuan", field("amount_yuan"), "money", is_summed=True, figure="line_amount_yuan"),
        Column("line_paid_yuan", say("project.line_paid"), "money", is_summed=True, figure="line_paid_yuan"),
        Column("unspent_yuan", say("project.unspent"), "money", is_summed=True, figure="unspent_yuan"),
        Column("verdict", say("project.verdict"), "word", width=100, family="verdict"),
        Column("severity", field("severity"), "severity", width=80),
        Column("func_item", field("func_item"), "code", width=90),
    ]
    show_list(frame, rows, columns, "carry_over", title)


def show_payments(frame: Frame, project: dict[str, Any], rows: pl.DataFrame) -> Frame:
    """The payment requests, newest first, a page at a time."""
    say, field = frame.say, lambda name: frame.word("field", name)
    title = say("project.payments", count=frame.count(rows.height))
    if rows.is_empty():
        st.html(markup.section(title, say("project.no_payments", month=frame.month())))
        return frame
    st.html(markup.section(title, say("project.payments_note", paid=frame.money(project["paid_yuan"]))))
    columns = [
        Column("paid_date", field("paid_date"), "date", width=120),
        Column("requested_date", field("requested_date"), "date", width=120),
        Column("status", field("status"), "word", width=100),
        Column("amount_yuan", field("amount_yuan"), "money", figure="asked_yuan"),
        Column("counted_yuan", say("project.counted"), "money", is_summed=True, figure="counted_yuan"),
        Column("payee", field("payee"), width=200),
        Column("purpose", field("purpose"), width=200),
        Column("pay_type", field("pay_type"), width=100),
        Column("doc_no", field("doc_no"), width=180),
        Column("fund_source", field("fund_source"), "word", width=120),
        Column("request_no", field("request_no"), "code", width=180),
        Column("voucher_no", field("voucher_no"), "code", width=180),
    ]
    frame, first = turned(frame, rows.height)
    show_list(frame, rows, columns, "payments", title, shown=rows.slice(first, PAYMENTS_A_PAGE))
    return frame


def turned(frame: Frame, count: int) -> tuple[Frame, int]:
    """The page of the payments that is shown: the frame with it, and the position of its first row."""
    pages = -(-count // PAYMENTS_A_PAGE)
    chosen = min(int(frame.scope.turn), pages)
    first = (chosen - 1) * PAYMENTS_A_PAGE
    if pages > 1:
        last = min(first + PAYMENTS_A_PAGE, count)
        with st.container(horizontal=True, vertical_alignment="center", key="turner"):
            key = f"turn.{frame.scope.project}.{chosen}"
            st.pagination(
                pages,
                default=chosen,
                key=key,
                width=PAGER_PIXELS,
                on_change=lambda: widgets.change_view(turn=str(st.session_state[key])),
            )
            st.html(markup.note(frame.say("project.payments_page", first=first + 1, last=last)))
    return replace(frame, scope=replace(frame.scope, turn=str(chosen))), first


# --- evaluations and years ----------------------------------------------------------------------------------------


def show_flag_history(frame: Frame, runs: pl.DataFrame, months: pl.DataFrame) -> None:
    """This year's flags month by month, and every run of flagged months so far with how it ended."""
    say, field = frame.say, lambda name: frame.word("field", name)
    if runs.is_empty():
        st.html(markup.section(say("project.runs", count=frame.count(0)), say("project.no_runs", month=frame.month())))
        return
    st.html(markup.section(say("project.runs", count=frame.count(runs.height)), say("project.runs_note")))
    if months.is_empty():
        st.html(markup.note(say("project.no_flags_this_year", year=frame.as_of.year)))
    else:
        st.html(flag_history.strip(months, frame.as_of, frame.language))
        st.html(markup.note(flag_history.legend(bool(months["is_muted"].any()), frame.language)))
    columns = [
        Column("fiscal_year", field("fiscal_year"), "year", width=80),
        Column("rule_name", field("rule"), width=230),
        Column("run_number", say("flags.run"), "number", figure="run_number"),
        Column("first_flagged", field("first_flagged"), "month", width=100),
        Column("last_flagged", say("flags.last_flagged"), "month", width=100),
        Column("months_flagged", field("months_flagged"), "number", figure="months_flagged"),
        Column("ended", say("flags.how_ended"), "word", width=170, family="ended"),
        Column("largest_money_yuan", say("flags.largest_money"), "money", figure="largest_money_yuan"),
        Column("last_money_yuan", say("flags.last_money"), "money", figure="flag_money_yuan"),
        Column("exemption_in_words", say("flags.ended_by"), width=200),
        Column("subject_kind", field("subject_kind"), "word", width=90, family="subject_kind"),
        Column("subject_code", field("subject_code"), "code", width=260),
    ]
    show_list(frame, tables.ended(runs, frame.language), columns, "runs", say("project.runs_table"))


def show_history(frame: Frame, _project: dict[str, Any], ask: Callable[..., pl.DataFrame]) -> Frame:
    """The history of its flags, evaluations, and the same code in its other years."""
    show_flag_history(frame, ask(read.project_runs), ask(read.project_flag_months))
    say, field = frame.say, lambda name: frame.word("field", name)
    rows = ask(read.project_evaluations)
    title = say("project.evaluations", count=frame.count(rows.height))
    if rows.is_empty():
        st.html(markup.section(title, say("project.no_evaluations", month=frame.month())))
    else:
        st.html(markup.section(title, say("project.evaluations_note")))
        columns = [
            Column("evaluated_year", frame.word("evidence_field", "evaluated_year"), "year", width=90),
            Column("evaluation_kind", field("evaluation_kind"), "word", width=130),
            Column("score", field("score"), "number", figure="score"),
            Column("grade", field("grade"), "word", width=80),
            Column("is_in_use", say("project.in_use"), "yes_no", width=80),
            Column("evaluated_date", field("evaluated_date"), "date", width=130),
            Column("doc_no", say("project.doc_no"), width=240),
        ]
        show_list(frame, rows, columns, "evaluations", title)
    years = ask(read.project_past_years)
    st.html(markup.section(say("project.past"), say("project.past_note")))
    columns = [
        Column("fiscal_year", field("fiscal_year"), "year", width=90),
        Column("as_of", say("project.as_of"), "month", width=100),
        Column(
            "budget_initial_yuan",
            frame.word("evidence_field", "budget_initial_yuan"),
            "money",
            figure="budget_initial_yuan",
        ),
        Column(
            "budget_current_yuan",
            frame.word("evidence_field", "budget_current_yuan"),
            "money",
            figure="budget_current_yuan",
        ),
        Column("paid_yuan", frame.word("evidence_field", "paid_yuan"), "money", figure="paid_yuan"),
        Column("execution_rate", say("project.execution"), "rate", figure="execution_rate"),
        Column("performance_as_of", field("performance_as_of"), "month", width=100),
        Column("progress_completion", say("project.progress"), "rate", figure="output_progress"),
        Column("target_attainment", say("project.attainment"), "rate", figure="target_attainment"),
        Column("goal_light", frame.word("evidence_field", "goal_light"), "light", width=110),
        Column("quadrant", say("dual_monitoring.quadrant"), "quadrant", width=100),
        Column("flag_count", say("project.flag_count"), "number", figure="flag_count"),
        Column("worst_severity", say("project.worst"), "severity", width=90),
        Column("project_name", field("project_name"), width=220),
        Column("department_name", field("department_name"), width=150),
    ]
    show_list(frame, years, columns, "past_years", say("project.past"))
    return frame


SHOWN: dict[str, Callable[[Frame, dict[str, Any], Callable[..., pl.DataFrame]], Frame]] = {
    "progress": show_progress,
    "indicators": show_indicators,
    "money": show_money,
    "history": show_history,
}

frame = find(widgets.page_frame("project"))
widgets.remember(frame)
if frame.scope.project is None:
    show_choice(frame)
    panel.show(frame)
    st.stop()
project = frame.ask(read.project, as_of=frame.as_of, project_code=frame.scope.project)
if project is None:
    show_absence(frame)
    st.stop()

project_panels.show_head(frame, project)
frame = widgets.choose_one(frame, "part", frame.say("project.part"), {part: frame.word("part", part) for part in PARTS})
widgets.remember(frame)
frame = SHOWN[frame.scope.part](
    frame, project, lambda question: frame.ask(question, as_of=frame.as_of, project_code=frame.scope.project)
)
widgets.remember(frame)
panel.show(frame)
