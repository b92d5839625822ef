"""The calculation of one figure as a dialog: definition, formula with its numbers, settings, and the rows with places.

Opened at the end of a page when the address names a figure that the page has offered; nothing is computed before. A
dialog holds the keyboard, closes by Escape, and is the same on every page.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import polars as pl
import streamlit as st

from pages.shared import listings, markup, widgets
from pages.shared.calculations import texts
from pages.shared.calculations.kinds import Rows
from pages.shared.calculations.offers import Cell, Offer
from pages.shared.calculations.working import Behind, Working, worked_out
from pages.shared.listings import Column, Kind, Listing
from pages.shared.widgets import Frame
from reports.spreadsheet import MOST_ROWS
from warehouse import read
from wording.say import has_word

ROWS_SHOWN = 10
ROWS_SHOWN_ALONE = 20

# field of the rows -> how it is written; a field that is not here is text
KINDS: Mapping[str, Kind] = {
    **dict.fromkeys(("source_row", "report_row", "row_before", "row_after"), "year"),
    "size_bytes": "count", "row_number": "count", "rule_count": "count", "months_flagged": "count",
    "month": "count", "fiscal_year": "year", "evaluated_year": "year",
    **dict.fromkeys(("project_code", "func_item", "fund_nature", "request_no", "department_code"), "code"),
    **dict.fromkeys(("approved_date", "issued_date", "requested_date", "paid_date", "evaluated_date"), "date"),
    **dict.fromkeys(("receipt_month", "performance_as_of", "period_end", "as_of"), "month"),
    **dict.fromkeys(("first_flagged", "last_flagged"), "month"),
    **dict.fromkeys(("severity", "severity_before", "severity_now"), "severity"),
    **dict.fromkeys(("completion", "progress_completion", "pace", "overall_pace"), "rate"),
    **dict.fromkeys(("weight_points", "weighted", "score"), "number"),
    **dict.fromkeys(("start_count", "end_count", "part_count"), "count"),
    "light": "light", "quadrant": "quadrant", "delivery_date": "date",
}  # fmt: skip
FAMILIES = {
    "outcome": "outcome", "missing": "missing", "subject_kind": "subject_kind", "dataset": "dataset", "fate": "fate",
    "area": "area", "series": "pace_line", "change": "load_change", "cause": "moved_by",
    "walk_change": "change",
    **dict.fromkeys(("status", "budget_origin", "fund_source", "accrual", "evaluation_kind"), "value"),
}  # fmt: skip
WIDTHS = {
    "file": 200, "sheet": 90, "department_name": 130, "project_name": 190, "project_code": 180, "doc_no": 170,
    "request_no": 170, "indicator_l3": 150, "report_file": 200, "subject_name": 190, "subject_code": 200,
    "content": 700,
}  # fmt: skip
PLACE = (
    "file",
    "sheet",
    "source_row",
    "file_before",
    "sheet_before",
    "row_before",
    "file_after",
    "sheet_after",
    "row_after",
)
LEFT_OUT = ("gravity", "once_yuan", "yuan", "was_yuan", "is_yuan", "rule_count", "department_code", "subject_code")


def show(frame: Frame) -> None:
    """Opens the calculation that the address names; a page that does not show the figure forgets it."""
    asked = frame.scope.calc
    if asked is None:
        return
    for offer in frame.offers:
        place = offer.find(asked)
        if place is not None:
            opened = st.dialog(frame.say("calculation.title"), width="large", on_dismiss=_close)(_show_chosen)
            opened(frame, offer, place, asked)
            return
    widgets.remember(replace(frame, scope=replace(frame.scope, calc=None)))


def _close() -> None:
    widgets.change_view(calc=None)


def _show_chosen(frame: Frame, offer: Offer, place: tuple[int, str], asked: str) -> None:
    """The figure that was asked for, or the one that the reader turns to within the same table or card."""
    row, column = place
    st.html(markup.ground_of_dialogs(st.context.theme.type == "dark"))
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="calculation_choice"):
        if len(offer.rows) > 1:
            row = _choose(frame.say("calculation.row"), range(len(offer.rows)), row, offer.rows, f"row.{asked}")
        if len(offer.columns) > 1:
            columns = list(offer.columns)
            column = _choose(frame.say("calculation.figure"), columns, column, offer.columns, f"column.{asked}")
    cell = offer.cell(row, column)
    with st.container(key="calculation"):
        # a figure may be of another snapshot than the page: of what was checked, or of two that are compared
        asked_of = replace(frame, reader=offer.reader or frame.reader)
        _show(frame, asked_of, cell, worked_out(cell.figure, of_cell(frame, cell), asked_of.ask))


def _choose(label: str, options: Any, chosen: Any, names: Any, key: str) -> Any:
    return st.selectbox(
        label,
        list(options),
        index=list(options).index(chosen),
        format_func=lambda option: names[option],
        key=f"calculation.{key}",
    )


def of_cell(frame: Frame, cell: Cell) -> dict[str, Any]:
    """Whose the figure is; of the page's month where it does not say another."""
    dated = {} if frame.page == "loading" or cell.figure in UNDATED else {"as_of": frame.as_of}
    return {**dated, **cell.of}


# figures of a load, which has no month
UNDATED = (
    "fate_count", "fate_yuan", "row_amount_yuan", "unreadable_count", "difference_rows", "difference_yuan",
    "file_count", "unusable_count", "part_count", "check_count", "changed_count", "changed_before_yuan",
    "changed_after_yuan", "changed_difference_yuan", "row_before_yuan", "row_after_yuan",
)  # fmt: skip


def _show(frame: Frame, asked_of: Frame, cell: Cell, working: Working) -> None:
    """Name and value, what it means, how it is made, from which settings and rows."""
    language, unit, kind = frame.language, frame.scope.unit, working.kind
    shown = texts.result(cell.value, kind.unit, unit, language)
    st.html(markup.calculation_head(cell.label, shown, _whose(frame, cell)))
    st.html(
        markup.section(frame.say("calculation.definition"))
        + markup.lines([texts.definition(kind, lambda: frame.ask(read.metrics), language)])
    )
    item = texts.item(kind)
    if item is not None and frame.page != "loading":
        widgets.link(frame, "definitions", frame.say("calculation.to_definition"), key="definition", item=item)
    st.html(markup.section(frame.say("calculation.formula")) + markup.formula(_steps(frame, cell, working)))
    st.html(markup.lines([_agreement(frame, cell, working)]))
    if kind.settings:
        settings = texts.settings(
            kind, frame.ask(read.settings, as_of=of_cell(frame, cell).get("as_of")), unit, language
        )
        st.html(markup.section(frame.say("calculation.settings")) + markup.pairs(settings))
    for behind in working.behind:
        _show_rows(replace(asked_of, scope=replace(asked_of.scope, unit="yuan")), cell, working, behind)
    if not working.behind:
        st.html(markup.note(frame.say("calculation.no_rows")))
    st.html(markup.note(frame.say("frame.snapshot", snapshot=asked_of.reader.id)))


def _whose(frame: Frame, cell: Cell) -> list[str]:
    """Of what the figure is, and as of when."""
    as_of = of_cell(frame, cell).get("as_of")
    return [part for part in (cell.subject, as_of and frame.month(as_of)) if part]


def _steps(frame: Frame, cell: Cell, working: Working) -> list[str]:
    """The formula in words, with its numbers, and by which way it was made."""
    kind, language = working.kind, frame.language
    result = texts.result(working.result, kind.unit, frame.scope.unit, language)
    steps = [texts.in_words(working, cell.label, language)]
    if kind.formula:
        steps.append(frame.say("calculation.equals", formula=texts.filled(working, language), result=result))
    if kind.note is not None:
        steps.append(frame.word("calculation_note", kind.note))
    return steps


def _agreement(frame: Frame, cell: Cell, working: Working) -> str:
    """Whether the rows give what the page shows; what lacks where there is no number."""
    if cell.value is None and working.result is None:
        return frame.say("calculation.unknown", lacks=texts.lacks(working, frame.language))
    result = texts.result(working.result, working.kind.unit, frame.scope.unit, frame.language)
    if cell.value is not None and working.result is not None and working.result == cell.value:
        return frame.say("calculation.agrees", result=result)
    key = "calculation.differs" if frame.departments is read.EVERY_DEPARTMENT else "calculation.in_scope"
    return frame.say(key, result=result)


# --- rows ----------------------------------------------------------------------------------------------------------


def _show_rows(frame: Frame, cell: Cell, working: Working, behind: Behind) -> None:
    """The first rows of one number of the formula, how many there are and what they add up to, and the files of all.

    In yuan, whatever the page's unit: the rows add up to the cent.
    """
    term, count = texts.term_name(behind.term, frame.language), frame.count(behind.row_count)
    most = ROWS_SHOWN_ALONE if len(working.behind) == 1 else ROWS_SHOWN
    total = texts.number(working.numbers[behind.term], working.kind.terms[behind.term].kind, frame.language)
    heading = frame.say("calculation.rows_sum" if behind.is_sum else "calculation.rows_read", term=term, total=total)
    if not behind.row_count:
        st.html(markup.section(heading, frame.say("calculation.rows_none")))
        return
    rows = frame.ask(read.rows_behind, rows=behind.rows.query, row_limit=most, **behind.which)
    note = "calculation.rows_all" if rows.height == behind.row_count else "calculation.rows_first"
    st.html(markup.section(heading, frame.say(note, count=count, shown=frame.count(rows.height))))
    key = f"behind_{behind.term}"
    listing = _listing(frame, cell, behind, rows, term)
    listings.grid(frame, listing, key, height="content")
    listings.files(
        frame,
        listing,
        key,
        count=behind.row_count,
        make=lambda: _listing(frame, cell, behind, _all_rows(frame, behind), term),
        endings=("xlsx", "csv") if behind.row_count <= MOST_ROWS else ("csv",),
    )


def _all_rows(frame: Frame, behind: Behind) -> pl.DataFrame:
    """Every row, for a file; not kept."""
    return read.rows_behind(frame.reader, frame.departments, behind.rows.query, row_limit=None, **behind.which)


def _listing(frame: Frame, cell: Cell, behind: Behind, rows: pl.DataFrame, term: str) -> Listing:
    columns = columns_of(frame, behind.rows, rows)
    named = " ".join(filter(None, (cell.subject, cell.label, term)))
    about = [
        (frame.say("calculation.figure"), " ".join(filter(None, (cell.subject, cell.label)))),
        (frame.say("calculation.rows_of"), term),
    ]
    return Listing(named, rows, columns, scope=about, is_dated=cell.figure not in UNDATED, file_name=_file_name(named))


def columns_of(frame: Frame, made_of: Rows, rows: pl.DataFrame) -> list[Column]:
    """What is shown of the rows: what adds up first, then the place in the files, then the rest."""
    places = [name for name in rows.columns if name in PLACE]
    rest = [name for name in rows.columns if name not in (*LEFT_OUT, *places, made_of.adds)]
    added = [made_of.adds] if made_of.adds in rows.columns else []
    return [_row_column(frame, made_of, name) for name in (*added, *places, *rest)]


def _file_name(named: str) -> str:
    """A name that every file system takes."""
    return "".join("_" if each in '\\/:*?"<>|' else each for each in named)[:80]


def _row_column(frame: Frame, rows: Rows, name: str) -> Column:
    """One column of the rows; the one that adds up is summed in the file too."""
    kind = KINDS.get(name) or ("money" if name.endswith("_yuan") else "word" if name in FAMILIES else "text")
    own = has_word("calculation_column", name)
    label = frame.word("calculation_column", name) if own else texts.term_name(name, frame.language)
    is_summed = name == rows.adds
    return Column(name, label, kind, WIDTHS.get(name), is_summed=is_summed, family=FAMILIES.get(name, "value"))
