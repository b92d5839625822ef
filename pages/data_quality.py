"""What came in, what was refused and why, do the totals hold, how fresh is it?"""

from typing import Any

import polars as pl
import streamlit as st

from pages.shared import exports, markup, scope, tables, widgets
from pages.shared.markup import Figure
from pages.shared.widgets import Frame
from warehouse import read
from wording.say import words

EXAMPLES_SHOWN = 5


def few_numbers(frame: Frame, load: dict[str, Any]) -> list[Figure]:
    """Rows read, accepted, refused, without a project; files that could not be used."""
    say, count = frame.say, frame.count
    files, parts = count(load["file_count"]), count(load["part_count"])
    unbalanced = say("list.comma").join(frame.word("dataset", name) for name in load["out_of_balance"])
    balanced = say("quality.not_balanced", datasets=unbalanced) if unbalanced else say("quality.balanced")
    unreadable = count(load["refused_unreadable_rows"])
    refused = say("quality.rows_refused_of", money=frame.money(load["refused_yuan"]), unreadable=unreadable)
    unmatched = say("quality.rows_unmatched_of", money=frame.money(load["unmatched_yuan"]))
    of_files = say("quality.files_unusable_of", files=files)
    return [
        Figure(
            say("quality.rows_read"),
            count(load["read_rows"]),
            notes=[say("quality.rows_read_of", files=files, parts=parts)],
        ),
        Figure(say("quality.rows_accepted"), count(load["accepted_rows"]), notes=[balanced]),
        Figure(say("quality.rows_refused"), count(load["refused_rows"]), notes=[refused]),
        Figure(say("quality.rows_unmatched"), count(load["unmatched_rows"]), notes=[unmatched]),
        Figure(say("quality.files_unusable"), count(load["unusable_count"]), notes=[of_files]),
    ]


def show_received(frame: Frame) -> None:
    """Rows, then yuan, of every dataset: read, where it went, and the difference, which is nothing."""
    balance = frame.ask(read.load_balance)
    fates = ("read", *tables.FATES)
    dataset = {"dataset": widgets.text_column(frame.say("quality.dataset"), width=110, pinned=True)}
    difference = {"difference_rows": widgets.count_column(frame.say("quality.balance"))}
    rows = {f"{fate}_rows": widgets.count_column(frame.word("fate", fate)) for fate in fates}
    shown = tables.balance(balance, "rows", frame.scope.unit, frame.language)
    alt = frame.say("quality.table", count=shown.height)
    st.html(markup.section(frame.say("quality.rows"), frame.say("quality.balance_note")))
    widgets.table(shown, {**dataset, **rows, **difference}, alt, height="content")
    difference = {
        "difference_yuan": widgets.money_column(frame, frame.say("quality.balance"), with_unit=False),
        "unreadable_rows": widgets.count_column(frame.say("quality.unreadable")),
    }
    money = {f"{fate}_yuan": widgets.money_column(frame, frame.word("fate", fate), with_unit=False) for fate in fates}
    shown = tables.balance(balance, "yuan", frame.scope.unit, frame.language)
    st.html(markup.section(frame.say("quality.yuan", unit=frame.unit_name), frame.say("quality.no_money")))
    widgets.table(shown, {**dataset, **money, **difference}, alt, height="content")


def show_not_accepted(frame: Frame) -> Frame:
    """Rows that were not accepted, by dataset and fate; a selected one with its original text and all reasons."""
    with st.container(horizontal=True, key="filters"):
        frame = widgets.choose_many(frame, "dataset", frame.say("quality.dataset"), words("dataset", frame.language))
        fates = {fate: frame.word("fate", fate) for fate in scope.FATES}
        frame = widgets.choose_many(frame, "fate", frame.say("quality.fate"), fates)
    which = {"datasets": frame.scope.dataset, "fates": frame.scope.fate}
    rows = frame.ask(read.rows_not_accepted, **which, row_limit=widgets.ROWS_SHOWN)
    if rows.is_empty():
        st.info(frame.say("quality.refused_none"))
        return frame
    counted = frame.ask(read.rows_not_accepted_count, **which)
    count = frame.count(counted["row_count"])
    cut_off = counted["row_count"] > rows.height
    more = frame.say("quality.refused_shown", count=count, shown=frame.count(rows.height)) if cut_off else ""
    heading = frame.say("quality.refused_count", count=count, money=frame.money(counted["yuan"]))
    st.html(markup.section(heading, more + frame.say("quality.choose_row")))
    chosen = widgets.table(
        tables.not_accepted(rows, frame.scope.unit, frame.language),
        not_accepted_columns(frame),
        alt=frame.say("quality.refused_table", count=rows.height),
        key=widgets.table_key(frame, "refused"),
    )
    widgets.download(
        frame.say("quality.refused_export", count=count),
        lambda: exports.as_csv(read.rows_not_accepted(frame.reader, frame.departments, **which, row_limit=None)),
        frame.say("quality.refused_file"),
        key="export_refused",
    )
    if chosen is not None:
        show_original(frame, rows.row(chosen, named=True))
    return frame


def not_accepted_columns(frame: Frame) -> dict[str, object]:
    """Where the row stands, why it was not taken, and whose money it is."""
    return {
        "dataset": widgets.text_column(frame.say("quality.dataset"), width=100),
        "fate": widgets.text_column(frame.say("quality.fate"), width=90),
        "why": widgets.text_column(frame.say("quality.why"), width=420),
        "file": widgets.text_column(frame.say("quality.file"), width=260),
        "sheet": widgets.text_column(frame.say("quality.sheet"), width=100),
        "source_row": widgets.count_column(frame.say("quality.row")),
        "project_code": widgets.text_column(frame.say("quality.project")),
        "amount_yuan": widgets.money_column(frame, frame.say("quality.amount")),
    }


def show_original(frame: Frame, row: dict[str, Any]) -> None:
    """The cells of one row as they stood, with every reason."""
    place = frame.say("quality.place", file=row["file"], sheet=row["sheet"] or "—", row=row["source_row"])
    with st.container(border=True, key="original"):
        st.html(markup.section(frame.say("quality.why")) + markup.lines(tables.reasons(row["reasons"], frame.language)))
        st.html(markup.section(frame.say("quality.original"), place) + markup.pairs(tables.original(row["original"])))


def show_files(frame: Frame) -> None:
    """Files that could not be used with what to do next, and what else a person should look at."""
    unusable = frame.ask(read.unusable_files)
    st.html(markup.section(frame.say("quality.files_heading"), frame.say("quality.files_note")))
    columns = {
        "file": widgets.text_column(frame.say("quality.file"), width=300),
        "why": widgets.text_column(frame.say("quality.problem"), width=900),
    }
    if unusable.is_empty():
        st.success(frame.say("quality.files_none"))
    else:
        shown = tables.problems(unusable, frame.language)
        widgets.table(shown, columns, frame.say("quality.files_heading"), height="content")
    notices = frame.ask(read.load_notices)
    st.html(markup.section(frame.say("quality.notices_heading"), frame.say("quality.notices_note")))
    columns = {
        "why": widgets.text_column(frame.say("quality.notice"), width=640),
        "dataset": widgets.text_column(frame.say("quality.dataset")),
        "file": widgets.text_column(frame.say("quality.file"), width=260),
        "sheet": widgets.text_column(frame.say("quality.sheet")),
        "source_row": widgets.count_column(frame.say("quality.row")),
    }
    if notices.is_empty():
        st.success(frame.say("quality.notices_none"))
    else:
        widgets.table(tables.notices(notices, frame.language), columns, frame.say("quality.notices_heading"))


def show_checks(frame: Frame) -> None:
    """Every check with the number of records that break it, and some of them."""
    checks = frame.ask(read.broken_checks, examples=EXAMPLES_SHOWN)
    broken = checks.filter(pl.col("row_count") > 0)
    st.html(markup.section(frame.say("quality.checks_heading"), frame.say("quality.checks_note")))
    columns = {
        frame.language: widgets.text_column(frame.say("quality.checks_table"), width=900),
        "row_count": widgets.count_column(frame.say("quality.checks_count")),
    }
    widgets.table(checks, columns, frame.say("quality.checks_heading"), height="content")
    if broken.is_empty():
        st.success(frame.say("quality.checks_none"))
    for check in broken.to_dicts():
        shown = frame.say("quality.check_rows", count=frame.count(check["row_count"]), shown=len(check["examples"]))
        st.html(markup.section(check[frame.language], shown))
        found = tables.examples(check["examples"], frame.scope.unit, frame.language)
        widgets.table(found, {name: widgets.text_column(name) for name in found.columns}, check[frame.language])


def show_freshness(frame: Frame) -> None:
    """Every dataset of the contract: did it come, when, and how far does it reach?"""
    columns = {
        "dataset": widgets.text_column(frame.say("quality.dataset")),
        "state": widgets.text_column(frame.say("quality.fresh_state")),
        "latest_delivery": widgets.text_column(frame.say("quality.fresh_delivery")),
        "data_until": widgets.text_column(frame.say("quality.fresh_until")),
        "file_count": widgets.count_column(frame.say("quality.fresh_files")),
        "part_count": widgets.count_column(frame.say("quality.fresh_parts")),
        "accepted_rows": widgets.count_column(frame.say("quality.fresh_rows")),
    }
    fresh = tables.freshness(frame.ask(read.dataset_freshness), frame.language)
    st.html(markup.section(frame.say("quality.fresh_heading"), frame.say("quality.fresh_note")))
    widgets.table(fresh, columns, frame.say("quality.fresh_heading"), height="content")


SECTIONS = {"received": show_received, "files": show_files, "checks": show_checks, "fresh": show_freshness}

frame = widgets.page_frame("data_quality")
load = frame.ask(read.load_summary)
if not load["file_count"]:
    st.info(frame.say("quality.empty"))
    st.stop()
widgets.figures(*few_numbers(frame, load))
sections = {name: frame.word("section", name) for name in scope.SECTIONS}
frame = widgets.choose_one(frame, "section", frame.say("quality.section"), sections)
if frame.scope.section == "refused":
    frame = show_not_accepted(frame)
else:
    SECTIONS[frame.scope.section](frame)
widgets.remember(frame)
st.html(markup.note(frame.say("frame.snapshot", snapshot=frame.reader.id)))
