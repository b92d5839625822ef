"""What a load changed against the one before it: rows and yuan by dataset and department, and the rows themselves."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import polars as pl
import streamlit as st

from pages.shared import listings, markup, widgets
from pages.shared.listings import Column, Listing
from pages.shared.widgets import Frame
from warehouse import read
from wording.say import has_word, say, word, words


def show(
    frame: Frame, earlier: str | None = None, later: str | None = None, heading: tuple[str, str] | None = None
) -> Frame:
    """The two tables, filtered by dataset; or a sentence where there is nothing to compare.

    `later` is the snapshot shown, `earlier` the one published before it, if nothing else is said.
    """
    try:
        two = read.pair(earlier, later or frame.reader.id)
        found = _beside(frame, two).ask(read.differences)
    except read.SnapshotProblem:
        st.info(frame.say("load_changes.nothing_to_compare"))
        return frame
    usual = frame.say("load_changes.heading"), frame.say("load_changes.note", earlier=two.earlier, later=two.later)
    st.html(markup.section(*(heading or usual)))
    if found.is_empty():
        st.success(frame.say("load_changes.none"))
        return frame
    came = set(found["dataset"])
    options = {code: name for code, name in words("dataset", frame.language).items() if code in came}
    frame = widgets.choose_many(frame, "dataset", frame.say("quality.dataset"), options)
    chosen = [code for code in frame.scope.dataset if code in came]
    listings.show(frame, _by_department(frame, found, chosen), "load_changes", height="content")
    counted = found.filter(pl.col("dataset").is_in(chosen or list(came)))
    count = counted.select(pl.sum_horizontal("added_rows", "changed_rows", "withdrawn_rows").sum()).item()
    _show_rows(frame, two, chosen, count)
    return frame


def _beside(frame: Frame, two: read.Pair) -> Frame:
    return replace(frame, reader=two)


def _by_department(frame: Frame, found: pl.DataFrame, chosen: list[str]) -> Listing:
    say = frame.say
    shown = found.filter(pl.col("dataset").is_in(chosen)) if chosen else found
    counts = [
        Column(f"{change}_rows", frame.word("load_change", change), "count", is_summed=True)
        for change in ("added", "changed", "withdrawn")
    ]
    columns = [
        Column("dataset", say("quality.dataset"), "word", family="dataset", width=110),
        Column("department_code", say("load_changes.department_code"), "code"),
        Column("department_name", say("load_changes.department"), width=200),
        *counts,
        Column("yuan_before", say("load_changes.before"), "money"),
        Column("yuan_after", say("load_changes.after"), "money"),
        Column("difference_yuan", say("load_changes.difference"), "money"),
    ]
    named = shown.with_columns(
        pl.coalesce("department_name", "department_code", pl.lit(say("load_changes.unknown"))).alias("department_name"),
        difference_yuan=pl.col("yuan_after") - pl.col("yuan_before"),
    )
    return Listing(say("load_changes.file"), named, columns, is_dated=False)


def _show_rows(frame: Frame, two: read.Pair, chosen: list[str], count: int) -> None:
    rows = _beside(frame, two).ask(
        read.difference_rows, datasets=tuple(chosen), changes=(), row_limit=widgets.ROWS_SHOWN
    )
    cut_off = frame.say("load_changes.cut_off") if count > rows.height else ""
    st.html(markup.section(frame.say("load_changes.rows"), cut_off))
    shown = _listing(frame, rows)
    listings.grid(frame, shown)

    def every_row() -> Listing:
        return _listing(frame, read.difference_rows(two, frame.departments, chosen, [], None))

    listings.files(frame, shown, "load_change_rows", count=count, make=every_row)


def _listing(frame: Frame, rows: pl.DataFrame) -> Listing:
    say = frame.say
    before, after = say("load_changes.before"), say("load_changes.after")
    columns = [
        Column("dataset", say("quality.dataset"), "word", family="dataset", width=100),
        Column("change", say("load_changes.change"), "word", family="load_change", width=90),
        Column("key", say("load_changes.key"), width=280),
        Column("what", say("load_changes.what"), width=360),
        Column("department_code", say("load_changes.department_code"), "code"),
        Column("yuan_before", before, "money"),
        Column("yuan_after", after, "money"),
        *_places(frame, "before", before),
        *_places(frame, "after", after),
    ]
    told = rows.with_columns(
        pl.Series("key", [_key(text, frame.language) for text in rows["row_key"]], pl.String),
        pl.Series(
            "what", [_what(row, frame.language) for row in rows.select("change", "fields").to_dicts()], pl.String
        ),
    )
    return Listing(say("load_changes.rows_file"), told, columns, is_dated=False)


def _places(frame: Frame, side: str, head: str) -> list[Column]:
    places = (("file", "quality.file", "text"), ("sheet", "quality.sheet", "text"), ("row", "quality.row", "count"))
    return [
        Column(f"{name}_{side}", frame.say("load_changes.place", place=frame.say(label), side=head), kind)  # type: ignore[arg-type]
        for name, label, kind in places
    ]


def _key(text: str, language: str) -> str:
    """The key in words; fields that are empty are left out."""
    named = {_field(name, language): value for name, value in json.loads(text).items() if value is not None}
    return say("list.comma_wide", language).join(f"{name} {value}" for name, value in named.items())


def _what(row: Mapping[str, Any], language: str) -> str:
    """What changed from what to what; nothing to say of a row that is there in one snapshot only."""
    if row["change"] != "changed":
        return ""
    changes = [
        f"{_field(one['field'], language)} {one['was'] or '—'} → {one['becomes'] or '—'}"
        for one in json.loads(row["fields"])
    ]
    return say("list.comma_wide", language).join(changes)


def _field(name: str, language: str) -> str:
    return word("field", name, language) if has_word("field", name) else name
