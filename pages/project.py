"""One project: how far its money and its work are, what is flagged, and everything behind it."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl
import streamlit as st

from pages.shared import markup, panels, project_panels, quadrant, tables, widgets
from pages.shared.listing import Item
from pages.shared.scope import PARTS
from pages.shared.widgets import Frame
from reports import flag_list
from warehouse import read
from wording import formats

MATCHES_LISTED = 200
PAYMENTS_A_PAGE = 20
ROWS_WITHOUT_SCROLLING = 15
LONG_LIST_PIXELS = 560
PAGER_PIXELS = 320


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
    items = [
        Item("worst_severity", "severity", say("project.worst"), width=90),
        Item("flag_count", "number", say("project.flag_count")),
        Item("project_name", "text", frame.word("field", "project_name"), width=260),
        Item("department_name", "text", say("project.department"), width=160),
        Item("project_category", "word", say("project.category"), width=110),
        Item("budget_current_yuan", "money", frame.word("evidence_field", "budget_current_yuan")),
        Item("paid_yuan", "money", frame.word("evidence_field", "paid_yuan")),
        Item("execution_rate", "rate", say("project.execution")),
        Item("quadrant", "quadrant", say("dual_monitoring.quadrant"), width=100),
        Item("project_code", "code", say("project.code"), width=190),
    ]
    height: int | str = LONG_LIST_PIXELS if found.height > ROWS_WITHOUT_SCROLLING else "content"
    alt = say("project.list_table", count=frame.count(found.height))
    row = project_panels.show_table(frame, found, items, alt, key=widgets.table_key(frame, "choice"), height=height)
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
    items: Sequence[Item],
    name: str,
    title: str,
    *,
    selectable: bool = False,
    selected: int | None = None,
    shown: pl.DataFrame | None = None,
    has_total: bool = True,
) -> int | None:
    """A table with its two exports; the files hold all rows even where a page of them is shown."""
    key = widgets.table_key(frame, name) if selectable else None
    row = project_panels.show_table(
        frame, rows if shown is None else shown, items, title, key=key, selected=selected, height="content"
    )
    code = str(frame.scope.project)
    called = frame.word("project_table", name)
    file_name = frame.say("project.file_name", name=called, project=code, as_of=frame.as_of.isoformat())
    scope = [(frame.say("project.code"), code)]
    sheet_title = frame.say("project.sheet_title", project=code, name=called)
    rules = sorted(set(rows["rule"])) if "rule" in rows.columns else []
    project_panels.show_exports(
        frame, rows, items, file_name, sheet_title, scope, key=name, rules=rules, has_total=has_total
    )
    return row


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
    numbers = {
        "execution": frame.rate(project["execution_rate"]),
        "progress": frame.rate(project["progress_completion"]),
        "time": frame.rate(project["time_progress"]),
    }
    widgets.chart(say("project.curve_alt", **numbers), quadrant.year_of_project, curve, frame.language)
    items = [
        Item("as_of", "month", frame.word("field", "month"), width=100),
        Item("budget_current_yuan", "money", frame.word("evidence_field", "budget_current_yuan")),
        Item("paid_yuan", "money", frame.word("evidence_field", "paid_yuan")),
        Item("execution_rate", "rate", say("project.execution")),
        Item("own_progress", "rate", say("project.own_time")),
        Item("progress_completion", "rate", say("project.progress")),
        Item("performance_as_of", "month", frame.word("field", "performance_as_of"), width=100),
        Item("dual_gap", "points", say("project.gap_column")),
        Item("quadrant", "quadrant", say("dual_monitoring.quadrant"), width=100),
    ]
    if curve["planned_yuan"].null_count() < curve.height:
        items.insert(3, Item("planned_yuan", "money", say("project.planned")))
    reached = curve.filter(pl.col("is_reached"))
    with st.expander(say("project.months_table"), key="months"):
        show_list(frame, reached, items, "months", say("project.months_table"), has_total=False)


def show_flags(frame: Frame, flags: pl.DataFrame) -> Frame:
    """The flags of the month; a selected one opens its evidence."""
    say = frame.say
    if flags.is_empty():
        st.html(markup.section(say("project.flags", count=frame.count(0))))
        st.info(say("project.no_flags", month=frame.month()))
        return frame
    st.html(markup.section(say("project.flags", count=frame.count(flags.height)), say("project.flags_note")))
    shown = titled(frame, flags)
    items = [
        Item("severity", "severity", frame.word("field", "severity"), width=80),
        Item("rule_name", "text", frame.word("field", "rule"), width=230),
        Item("outcome", "word", frame.word("field", "outcome"), width=175, family="outcome"),
        Item("money_yuan", "money", frame.word("field", "money_yuan")),
        Item("first_flagged", "month", frame.word("field", "first_flagged"), width=100),
        Item("months_flagged", "number", frame.word("field", "months_flagged")),
        Item("subject_kind", "word", frame.word("field", "subject_kind"), width=90, family="subject_kind"),
        Item("subject_code", "code", frame.word("field", "subject_code"), width=260),
    ]
    opened = tables.row_of(flags, frame.scope.open)
    title = say("project.flags", count=frame.count(flags.height))
    row = show_list(frame, shown, items, "flags", title, selectable=True, selected=opened, has_total=False)
    chosen = None if row is None else flags.row(row, named=True)
    frame = widgets.opened(frame, chosen and f"{chosen['rule']}|{chosen['subject_code']}")
    if chosen is not None:
        rules = {rule["rule"]: rule for rule in frame.ask(read.rules).to_dicts()}
        panels.show_evidence(frame, chosen, rules[chosen["rule"]])
    return frame


def show_untold(frame: Frame, verdicts: pl.DataFrame) -> None:
    """Each rule that lacks a number, and which."""
    say = frame.say
    if verdicts.is_empty():
        st.html(markup.section(say("project.cannot", count=frame.count(0)), say("project.cannot_none")))
        return
    title = say("project.cannot", count=frame.count(verdicts.height))
    st.html(markup.section(title, say("project.cannot_note")))
    finished = frame.ask(
        finished_verdicts, as_of=frame.as_of, project_code=frame.scope.project, language=frame.language
    )
    rows = titled(frame, verdicts).with_columns(
        pl.Series("missing", [each["finding"] for each in finished], dtype=pl.String)
    )
    items = [
        Item("rule_name", "text", frame.word("field", "rule"), width=250),
        Item("missing", "text", say("project.missing"), width=640),
        Item("subject_kind", "word", frame.word("field", "subject_kind"), width=90, family="subject_kind"),
        Item("subject_code", "code", frame.word("field", "subject_code"), width=200),
    ]
    show_list(frame, rows, items, "cannot_assess", title, has_total=False)


def finished_verdicts(
    reader: read.Reader, departments: read.Departments, as_of: date, project_code: str, language: str
) -> list[dict[str, Any]]:
    """What could not be assessed, with the sentence that says what is missing."""
    verdicts = read.project_verdicts(reader, departments, as_of, project_code)
    untold = verdicts.filter(pl.col("verdict") == "cannot_assess").to_dicts()
    return flag_list.with_evidence(reader, departments, as_of, untold, language)


def titled(frame: Frame, verdicts: pl.DataFrame) -> pl.DataFrame:
    """Verdicts with code and title of their rule as one text."""
    return verdicts.with_columns(pl.concat_str("rule", f"title_{frame.language}", separator=" ").alias("rule_name"))


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
    items = [
        Item("light", "light", say("project.light"), width=120),
        Item("indicator_l3", "text", field("indicator_l3"), width=200),
        Item("target_value", "text", field("target_value"), width=120),
        Item("actual_value", "text", field("actual_value"), width=120),
        Item("completion", "rate", say("project.completion")),
        Item("is_over", "yes_no", say("project.over"), width=60),
        Item("performance_as_of", "month", field("performance_as_of"), width=100),
        Item("likelihood", "word", field("likelihood"), width=100),
        Item("cause_class", "word", field("cause_class"), width=90),
        Item("cause_note", "text", field("cause_note"), width=220),
        Item("measure", "text", field("measure"), width=220),
        Item("weight_points", "number", field("weight_points"), is_summed=True),
        Item("accrual", "word", field("accrual"), width=90),
        Item("due_date", "date", field("due_date"), width=120),
        Item("indicator_l1", "text", field("indicator_l1"), width=110),
        Item("indicator_l2", "text", field("indicator_l2"), width=130),
    ]
    show_list(frame, rows, items, "indicators", title)
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
    untold = project["paid_yuan"] - rows["line_paid_yuan"].sum()
    note = say("project.lines_note", day=formats.day(frame.as_of, frame.language), untold=frame.money(untold))
    st.html(markup.section(title, note))
    items = [
        Item("doc_no", "text", field("doc_no"), width=190),
        Item("budget_origin", "word", field("budget_origin"), width=100),
        Item("fund_source", "word", field("fund_source"), width=120),
        Item("amount_yuan", "money", field("amount_yuan"), is_summed=True),
        Item("line_paid_yuan", "money", say("project.line_paid"), is_summed=True),
        Item("frozen_yuan", "money", field("frozen_yuan"), is_summed=True),
        Item("approved_date", "date", field("approved_date"), width=120),
        Item("issued_date", "date", field("issued_date"), width=120),
        Item("receipt_month", "month", field("receipt_month"), width=100),
        Item("func_item", "code", field("func_item"), width=90),
        Item("fund_nature", "code", field("fund_nature"), width=90),
        Item("dept_econ", "code", field("dept_econ"), width=90),
        Item("gov_econ", "code", field("gov_econ"), width=90),
        Item("agency_name", "text", field("agency_name"), width=180),
    ]
    show_list(frame, rows, items, "budget_lines", title)


def show_carry_over(frame: Frame, rows: pl.DataFrame) -> None:
    """Transfer lines carried over, by age."""
    say, field = frame.say, lambda name: frame.word("field", name)
    title = say("project.carry_over", count=frame.count(rows.height))
    if rows.is_empty():
        st.html(markup.section(title, say("project.no_carry_over")))
        return
    st.html(markup.section(title, say("project.carry_over_note")))
    items = [
        Item("doc_no", "text", field("doc_no"), width=190),
        Item("budget_origin", "word", field("budget_origin"), width=100),
        Item("receipt_month", "month", field("receipt_month"), width=100),
        Item("age_months", "number", say("project.age")),
        Item("amount_yuan", "money", field("amount_yuan"), is_summed=True),
        Item("line_paid_yuan", "money", say("project.line_paid"), is_summed=True),
        Item("unspent_yuan", "money", say("project.unspent"), is_summed=True),
        Item("verdict", "word", say("project.verdict"), width=100, family="verdict"),
        Item("severity", "severity", field("severity"), width=80),
        Item("func_item", "code", field("func_item"), width=90),
    ]
    show_list(frame, rows, items, "carry_over", title)


def show_payments(frame: Frame, project: dict[str, Any], rows: pl.DataFrame) -> Frame:
    """The payment requests, newest first, a page at a time."""
    say, field = frame.say, lambda name: frame.word("field", name)
    title = say("project.payments", count=frame.count(rows.height))
    if rows.is_empty():
        st.html(markup.section(title, say("project.no_payments", month=frame.month())))
        return frame
    st.html(markup.section(title, say("project.payments_note", paid=frame.money(project["paid_yuan"]))))
    items = [
        Item("paid_date", "date", field("paid_date"), width=120),
        Item("requested_date", "date", field("requested_date"), width=120),
        Item("status", "word", field("status"), width=100),
        Item("amount_yuan", "money", field("amount_yuan")),
        Item("counted_yuan", "money", say("project.counted"), is_summed=True),
        Item("payee", "text", field("payee"), width=200),
        Item("purpose", "text", field("purpose"), width=200),
        Item("pay_type", "text", field("pay_type"), width=100),
        Item("doc_no", "text", field("doc_no"), width=180),
        Item("fund_source", "word", field("fund_source"), width=120),
        Item("request_no", "code", field("request_no"), width=180),
        Item("voucher_no", "code", field("voucher_no"), width=180),
    ]
    frame, first = turned(frame, rows.height)
    show_list(frame, rows, items, "payments", title, shown=rows.slice(first, PAYMENTS_A_PAGE))
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


def show_history(frame: Frame, _project: dict[str, Any], ask: Callable[..., pl.DataFrame]) -> Frame:
    """Evaluations, and the same code in its other years."""
    say, field = frame.say, lambda name: frame.word("field", name)
    rows = ask(read.project_evaluations)
    title = say("project.evaluations", count=frame.count(rows.height))
    if rows.is_empty():
        st.html(markup.section(title, say("project.no_evaluations", month=frame.month())))
    else:
        st.html(markup.section(title, say("project.evaluations_note")))
        items = [
            Item("evaluated_year", "year", frame.word("evidence_field", "evaluated_year"), width=90),
            Item("evaluation_kind", "word", field("evaluation_kind"), width=130),
            Item("score", "number", field("score")),
            Item("grade", "word", field("grade"), width=80),
            Item("is_in_use", "yes_no", say("project.in_use"), width=80),
            Item("evaluated_date", "date", field("evaluated_date"), width=130),
            Item("doc_no", "text", say("project.doc_no"), width=240),
        ]
        show_list(frame, rows, items, "evaluations", title)
    years = ask(read.project_past_years)
    st.html(markup.section(say("project.past"), say("project.past_note")))
    items = [
        Item("fiscal_year", "year", field("fiscal_year"), width=90),
        Item("as_of", "month", say("project.as_of"), width=100),
        Item("budget_initial_yuan", "money", frame.word("evidence_field", "budget_initial_yuan")),
        Item("budget_current_yuan", "money", frame.word("evidence_field", "budget_current_yuan")),
        Item("paid_yuan", "money", frame.word("evidence_field", "paid_yuan")),
        Item("execution_rate", "rate", say("project.execution")),
        Item("performance_as_of", "month", field("performance_as_of"), width=100),
        Item("progress_completion", "rate", say("project.progress")),
        Item("target_attainment", "rate", say("project.attainment")),
        Item("goal_light", "light", frame.word("evidence_field", "goal_light"), width=110),
        Item("quadrant", "quadrant", say("dual_monitoring.quadrant"), width=100),
        Item("flag_count", "number", say("project.flag_count")),
        Item("worst_severity", "severity", say("project.worst"), width=90),
        Item("project_name", "text", field("project_name"), width=220),
        Item("department_name", "text", field("department_name"), width=150),
    ]
    show_list(frame, years, items, "past_years", say("project.past"), has_total=False)
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
