"""What lies between two snapshots: rows and yuan by dataset and department, and the rows themselves."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import polars as pl
import streamlit as st

from pages.shared import listings, markup, scope, widgets
from pages.shared.listings import Column, Listing
from pages.shared.widgets import Frame
from warehouse import read
from wording.say import has_word, say, word, words

CHANGES = ("added", "changed", "withdrawn")
DIFFERENCE = (pl.col("yuan_after") - pl.col("yuan_before")).alias("difference_yuan")
ROWS_AT_ONCE = 15
HEIGHT_OF_MORE = 420


def show_against_any(frame: Frame, shown: str) -> Frame:
    """A snapshot against any other that is kept, the one published before it unless the reader chooses another.

    The older of the two is what the rows were, whichever was chosen.
    """
    say, loads = frame.say, dict(read.loads().reverse().select("snapshot", "published_at").iter_rows())
    kept = list(loads)
    at = kept.index(shown) if shown in kept else len(kept)
    others = [name for name in kept if name != shown]
    if not others:
        st.info(say("load_changes.nothing_to_compare"))
        return frame
    before = {scope.BEFORE: say("load_changes.the_one_before", snapshot=kept[at - 1])} if at else {}
    options = before | {name: _named(frame, name, loads[name]) for name in reversed(others)}
    if frame.scope.against not in options:
        frame = replace(frame, scope=replace(frame.scope, against=scope.BEFORE))
    words = say("load_changes.against"), options, say("load_changes.choose")
    frame = widgets.choose_from(frame, "against", *words, width=widgets.CHOICE_WIDTH)
    other = kept[at - 1] if frame.scope.against == scope.BEFORE and at else frame.scope.against
    if other not in others:
        st.html(markup.note(say("load_changes.the_oldest")))
        return frame
    earlier, later = sorted((other, shown), key=lambda name: kept.index(name) if name in kept else len(kept))
    is_usual = frame.scope.against == scope.BEFORE
    heading = say("load_changes.heading" if is_usual else "load_changes.heading_of_two")
    return show(frame, earlier, later, (heading, say("load_changes.note", earlier=earlier, later=later)))


def show(frame: Frame, earlier: str, later: str, heading: tuple[str, str]) -> Frame:
    """The two tables, filtered by dataset; or a sentence where the two cannot be compared."""
    st.html(markup.section(*heading))
    try:
        two = read.pair(earlier, later)
        found = _beside(frame, two).ask(read.differences)
    except read.SnapshotProblem as problem:
        st.warning(widgets.in_words(problem.code, problem.values, frame.language), icon=":material/error:")
        return frame
    if found.is_empty():
        st.success(frame.say("load_changes.none"))
        return frame
    came = set(found["dataset"])
    options = {code: name for code, name in words("dataset", frame.language).items() if code in came}
    frame = widgets.choose_many(frame, "dataset", frame.say("quality.dataset"), options)
    chosen = [code for code in frame.scope.dataset if code in came]
    listings.grid(_beside(frame, two), _by_dataset(frame, found, chosen), "load_changes_by_dataset", height="content")
    by_department = _by_department(frame, two, found, chosen)
    height = "content" if by_department.rows.height <= ROWS_AT_ONCE else HEIGHT_OF_MORE
    listings.show(_beside(frame, two), by_department, "load_changes", height=height)
    counted = found.filter(pl.col("dataset").is_in(chosen or list(came)))
    count = counted.select(pl.sum_horizontal("added_rows", "changed_rows", "withdrawn_rows").sum()).item()
    _show_rows(frame, two, chosen, count)
    return frame


def _named(frame: Frame, snapshot: str, published_at: str | None) -> str:
    """A snapshot with the minute of its publication, where its log tells."""
    if published_at is None:
        return snapshot
    return frame.say("load_changes.published", snapshot=snapshot, when=published_at[:16].replace("T", " "))


def _beside(frame: Frame, two: read.Pair) -> Frame:
    return replace(frame, reader=two)


def _by_dataset(frame: Frame, found: pl.DataFrame, chosen: list[str]) -> Listing:
    """The sums of the table by department, so that the whole is seen first."""
    shown = found.filter(pl.col("dataset").is_in(chosen)) if chosen else found
    measures = [*(f"{change}_rows" for change in CHANGES), "yuan_before", "yuan_after"]
    sums = shown.group_by("dataset", maintain_order=True).agg(pl.col(measures).sum())
    columns = [_dataset(frame), *_measures(frame)]
    rows = sums.with_columns(DIFFERENCE, pl.concat_list("dataset").alias("datasets"))
    name, whole = frame.say("load_changes.file_by_dataset"), {"whole": True}
    return Listing(name, rows, columns, is_dated=False, of={"datasets": "datasets"}, fixed=whole)


def _by_department(frame: Frame, two: read.Pair, found: pl.DataFrame, chosen: list[str]) -> Listing:
    say = frame.say
    shown = found.filter(pl.col("dataset").is_in(chosen)) if chosen else found
    columns = [
        _dataset(frame),
        Column("department_code", say("load_changes.department_code"), "code"),
        Column("department_name", say("load_changes.department"), width=200),
        *_measures(frame),
    ]
    named = shown.with_columns(
        pl.coalesce("department_name", "department_code", pl.lit(say("load_changes.unknown"))).alias("department_name"),
        DIFFERENCE,
    )
    listing = Listing(
        say("load_changes.file"),
        named.with_columns(pl.concat_list("dataset").alias("datasets")),
        columns,
        of={"datasets": "datasets", "department": "department_code"},
        called=("dataset", "department_name"),
    )
    return _of_two(frame, two, listing, chosen)


def _dataset(frame: Frame) -> Column:
    return Column("dataset", frame.say("quality.dataset"), "word", family="dataset", width=110)


def _measures(frame: Frame) -> list[Column]:
    """Rows by change, yuan before and after and their difference."""
    say = frame.say
    return [
        *(
            Column(
                f"{change}_rows",
                frame.word("load_change", change),
                "count",
                is_summed=True,
                figure="changed_count",
                of={"change": change},
            )
            for change in CHANGES
        ),
        Column("yuan_before", say("load_changes.before"), "money", figure="changed_before_yuan"),
        Column("yuan_after", say("load_changes.after"), "money", figure="changed_after_yuan"),
        Column("difference_yuan", say("load_changes.difference"), "money", figure="changed_difference_yuan"),
    ]


def _of_two(frame: Frame, two: read.Pair, listing: Listing, chosen: list[str]) -> Listing:
    """The files say in their names and on their sheets which two are compared, and which datasets."""
    say, comma = frame.say, frame.say("list.comma")
    datasets = comma.join(frame.word("dataset", name) for name in chosen) or say("frame.all")
    told = [(say("load_changes.compared"), f"{two.earlier} → {two.later}"), (say("quality.dataset"), datasets)]
    named = f"{listing.name}_{two.earlier}_{two.later}".replace("/", "_")
    return replace(listing, scope=told, file_name=named, is_dated=False)


def _show_rows(frame: Frame, two: read.Pair, chosen: list[str], count: int) -> None:
    rows = _beside(frame, two).ask(
        read.difference_rows, datasets=tuple(chosen), changes=(), row_limit=widgets.ROWS_SHOWN
    )
    cut_off = frame.say("load_changes.cut_off") if count > rows.height else ""
    st.html(markup.section(frame.say("load_changes.rows"), cut_off))
    shown = _listing(frame, two, rows, chosen)
    listings.grid(_beside(frame, two), shown, "load_change_rows")

    def every_row() -> Listing:
        return _listing(frame, two, read.difference_rows(two, frame.departments, chosen, [], None), chosen)

    listings.files(_beside(frame, two), shown, "load_change_rows", count=count, make=every_row)


def _listing(frame: Frame, two: read.Pair, rows: pl.DataFrame, chosen: list[str]) -> Listing:
    say = frame.say
    before, after = say("load_changes.before"), say("load_changes.after")
    columns = [
        Column("dataset", say("quality.dataset"), "word", family="dataset", width=100),
        Column("change", say("load_changes.change"), "word", family="load_change", width=90),
        Column("key", say("load_changes.key"), width=280),
        Column("what", say("load_changes.what"), width=360),
        Column("department_code", say("load_changes.department_code"), "code"),
        Column("yuan_before", before, "money", figure="row_before_yuan"),
        Column("yuan_after", after, "money", figure="row_after_yuan"),
        *_places(frame, "before", before),
        *_places(frame, "after", after),
    ]
    told = rows.with_columns(
        pl.Series("key", [_key(text, frame.language) for text in rows["row_key"]], pl.String),
        pl.Series(
            "what", [_what(row, frame.language) for row in rows.select("change", "fields").to_dicts()], pl.String
        ),
    )
    listing = Listing(
        say("load_changes.rows_file"),
        told.with_columns(pl.concat_list("dataset").alias("datasets")),
        columns,
        of={"datasets": "datasets", "row_key": "row_key"},
        called=("dataset", "key"),
    )
    return _of_two(frame, two, listing, chosen)


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
