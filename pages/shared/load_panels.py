"""What came in and what became of it: of the snapshot that is shown, or of what was checked and not published yet."""

from collections.abc import Sequence
from typing import Any

import polars as pl
import streamlit as st

from pages.shared import corrections_panel, listings, markup, scope, tables, totals_panel, widgets
from pages.shared.calculations.offers import Cell
from pages.shared.listings import Column, Listing
from pages.shared.markup import Figure
from pages.shared.widgets import Frame
from warehouse import read
from wording.say import words

EXAMPLES_SHOWN = 5
ROWS_KEPT = 1000  # of the records that break a check, see warehouse/build.py


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
            cells=[
                Cell("fate_count", say("quality.rows_read"), load["read_rows"], {"fate": "read"}),
                Cell("file_count", say("quality.fresh_files"), load["file_count"]),
                Cell("part_count", say("quality.fresh_parts"), load["part_count"]),
            ],
        ),
        Figure(
            say("quality.rows_accepted"),
            count(load["accepted_rows"]),
            notes=[balanced],
            cells=[Cell("fate_count", say("quality.rows_accepted"), load["accepted_rows"], {"fate": "accepted"})],
        ),
        Figure(
            say("quality.rows_refused"), count(load["refused_rows"]), "", [refused], fate_cells(frame, load, "refused")
        ),
        Figure(
            say("quality.rows_unmatched"),
            count(load["unmatched_rows"]),
            "",
            [unmatched],
            fate_cells(frame, load, "unmatched"),
        ),
        Figure(
            say("quality.files_unusable"),
            count(load["unusable_count"]),
            notes=[of_files],
            cells=[
                Cell("unusable_count", say("quality.files_unusable"), load["unusable_count"]),
                Cell("file_count", say("quality.fresh_files"), load["file_count"]),
            ],
        ),
    ]


def fate_cells(frame: Frame, load: dict[str, Any], fate: str) -> list[Cell]:
    """Rows and money of one fate, and the rows among them whose amount could not be read."""
    of, say = {"fate": fate}, frame.say
    cells = [
        Cell("fate_count", say(f"quality.rows_{fate}"), load[f"{fate}_rows"], of),
        Cell("fate_yuan", say("quality.amount"), load[f"{fate}_yuan"], of, frame.word("fate", fate)),
    ]
    if fate == "refused":
        unreadable = load["refused_unreadable_rows"]
        cells.append(Cell("unreadable_count", say("quality.unreadable"), unreadable, of, frame.word("fate", fate)))
    return cells


def show(frame: Frame, name: str, rows: pl.DataFrame, columns: Sequence[Column], key: str) -> None:
    """A table of a load with its two files; a load has no as-of month. Its figures are of a dataset."""
    of = {"dataset": "dataset_code"} if "dataset_code" in rows.columns else {}
    listings.show(frame, Listing(name, rows, columns, is_dated=False, of=of), key, height="content")


def show_received(frame: Frame) -> None:
    """Rows, then yuan, of every dataset: read, where it went, and the difference, which is nothing."""
    say, balance = frame.say, frame.ask(read.load_balance)
    fates = ("read", *tables.FATES)
    dataset = Column("dataset", say("quality.dataset"), width=110, is_pinned=True)
    rows = [
        Column(f"{fate}_rows", frame.word("fate", fate), "count", figure="fate_count", of={"fate": fate})
        for fate in fates
    ]
    difference = Column("difference_rows", say("quality.balance"), "count", figure="difference_rows")
    st.html(markup.section(say("quality.rows"), say("quality.balance_note")))
    shown = tables.balance(balance, "rows", frame.language)
    show(frame, say("quality.rows_file"), shown, [dataset, *rows, difference], "rows")
    money = [
        Column(
            f"{fate}_yuan", frame.word("fate", fate), "money", names_unit=False, figure="fate_yuan", of={"fate": fate}
        )
        for fate in fates
    ]
    difference = Column("difference_yuan", say("quality.balance"), "money", names_unit=False, figure="difference_yuan")
    unreadable = Column(
        "unreadable_rows", say("quality.unreadable"), "count", figure="unreadable_count", of={"fate": "read"}
    )
    st.html(markup.section(say("quality.yuan", unit=frame.unit_name), say("quality.no_money")))
    shown = tables.balance(balance, "yuan", frame.language)
    show(frame, say("quality.yuan_file"), shown, [dataset, *money, difference, unreadable], "yuan")


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
    shown = not_accepted(frame, rows)
    chosen = listings.grid(
        frame,
        shown,
        "refused",
        alt=frame.say("quality.refused_table", count=rows.height),
        selectable=widgets.table_key(frame, "refused"),
    )
    listings.files(
        frame,
        shown,
        "refused",
        count=counted["row_count"],
        make=lambda: not_accepted(
            frame, read.rows_not_accepted(frame.reader, frame.departments, **which, row_limit=None), is_a_file=True
        ),
    )
    if chosen is not None:
        show_original(frame, rows.row(chosen, named=True))
    return frame


def not_accepted(frame: Frame, rows: pl.DataFrame, *, is_a_file: bool = False) -> Listing:
    """Where each row stands, why it was not taken, whose money it is; in a file also its original text."""
    say, comma = frame.say, frame.say("list.comma")
    fates = [frame.word("fate", fate) for fate in frame.scope.fate or scope.FATES]
    datasets = [frame.word("dataset", name) for name in frame.scope.dataset] or [say("frame.all")]
    columns = [
        Column("dataset", say("quality.dataset"), width=100),
        Column("fate", say("quality.fate"), width=90),
        Column("why", say("quality.why"), width=420),
        Column("file", say("quality.file"), width=260),
        Column("sheet", say("quality.sheet"), width=100),
        Column("source_row", say("quality.row"), "count"),
        Column("project_code", say("quality.project"), "code"),
        Column("amount_yuan", say("quality.amount"), "money", figure="row_amount_yuan"),
    ]
    original = [Column("original", say("quality.original"))] if is_a_file else []
    return Listing(
        say("quality.refused_file"),
        tables.not_accepted(rows, frame.language),
        [*columns, *original],
        scope=[(say("quality.dataset"), comma.join(datasets)), (say("quality.fate"), comma.join(fates))],
        is_dated=False,
        of={name: name for name in ("file", "sheet", "source_row")} | {"fate": "fate_code"},
        called=("file", "sheet", "source_row"),
    )


def show_original(frame: Frame, row: dict[str, Any]) -> None:
    """The cells of one row as they stood, with every reason."""
    place = frame.say("quality.place", file=row["file"], sheet=row["sheet"] or "—", row=row["source_row"])
    with st.container(border=True, key="original"):
        st.html(markup.section(frame.say("quality.why")) + markup.lines(tables.reasons(row["reasons"], frame.language)))
        st.html(markup.section(frame.say("quality.original"), place) + markup.pairs(tables.original(row["original"])))


def show_files(frame: Frame) -> None:
    """Files that could not be used with what to do next, and what else a person should look at."""
    say, unusable = frame.say, frame.ask(read.unusable_files)
    st.html(markup.section(say("quality.files_heading"), say("quality.files_note")))
    columns = [
        Column("file", say("quality.file"), width=300),
        Column("why", say("quality.problem"), width=900),
    ]
    if unusable.is_empty():
        st.success(say("quality.files_none"))
    else:
        show(frame, say("quality.files_heading"), tables.problems(unusable, frame.language), columns, "unusable")
    notices = frame.ask(read.load_notices)
    st.html(markup.section(say("quality.notices_heading"), say("quality.notices_note")))
    columns = [
        Column("why", say("quality.notice"), width=640),
        Column("dataset", say("quality.dataset")),
        Column("file", say("quality.file"), width=260),
        Column("sheet", say("quality.sheet")),
        Column("source_row", say("quality.row"), "count"),
    ]
    if notices.is_empty():
        st.success(say("quality.notices_none"))
    else:
        listing = Listing(say("quality.notices_file"), tables.notices(notices, frame.language), columns, is_dated=False)
        listings.show(frame, listing, "notices")
    corrections_panel.show(frame)


def show_checks(frame: Frame) -> None:
    """The control totals, then every check with the number of records that break it, and some of them."""
    totals_panel.show(frame)
    say, checks = frame.say, frame.ask(read.broken_checks, examples=EXAMPLES_SHOWN)
    broken = checks.filter(pl.col("row_count") > 0)
    st.html(markup.section(say("quality.checks_heading"), say("quality.checks_note")))
    columns = [
        Column(frame.language, say("quality.checks_table"), width=900),
        Column("row_count", say("quality.checks_count"), "count", figure="check_count"),
    ]
    listing = Listing(say("quality.checks_heading"), checks, columns, is_dated=False, of={"check_name": "name"})
    listings.show(frame, listing, "checks", height="content")
    if broken.is_empty():
        st.success(say("quality.checks_none"))
    for check in broken.to_dicts():
        shown = say("quality.check_rows", count=frame.count(check["row_count"]), shown=len(check["examples"]))
        st.html(markup.section(check[frame.language], shown))
        found = tables.examples(check["examples"], frame.scope.unit, frame.language)
        listing = broken_rows(check[frame.language], found)
        listings.grid(frame, listing, f"broken_{check['name']}", height="content")
        name, count = check["name"], min(check["row_count"], ROWS_KEPT)
        listings.files(frame, listing, name, count=count, make=lambda name=name: all_broken_rows(frame, name))


def broken_rows(name: str, found: pl.DataFrame) -> Listing:
    """Records that break a check; their columns are already called as the reader calls them."""
    return Listing(name, found, [Column(column, column) for column in found.columns], is_dated=False)


def all_broken_rows(frame: Frame, name: str) -> Listing:
    """Every record of one check that the snapshot keeps."""
    check = frame.ask(read.broken_checks, examples=ROWS_KEPT).filter(pl.col("name") == name).row(0, named=True)
    return broken_rows(check[frame.language], tables.examples(check["examples"], frame.scope.unit, frame.language))


def show_freshness(frame: Frame) -> None:
    """Every dataset of the contract: did it come, when, how far does it reach, when is the next due?"""
    say = frame.say
    columns = [
        Column("dataset", say("quality.dataset"), "word", family="dataset", width=110),
        Column("state", say("quality.fresh_state"), "word", family="fresh_state", width=100),
        Column("latest_delivery", say("quality.fresh_delivery"), "date", width=120),
        Column("data_until", say("quality.fresh_until"), "date", width=120),
        Column("next_due", say("quality.fresh_due"), "date", width=120),
        Column("due_basis", say("quality.fresh_due_basis"), width=300),
        Column("file_count", say("quality.fresh_files"), "count", figure="file_count"),
        Column("part_count", say("quality.fresh_parts"), "count", figure="part_count"),
        Column("accepted_rows", say("quality.fresh_rows"), "count", figure="fate_count", of={"fate": "accepted"}),
    ]
    found = frame.ask(read.dataset_freshness, today=widgets.today())
    fresh = tables.freshness(found, frame.ask(read.settings), frame.language)
    st.html(markup.section(say("quality.fresh_heading"), say("quality.fresh_note")))
    show(frame, say("quality.fresh_heading"), fresh, columns, "fresh")
