"""A table on screen and the same rows as CSV and XLSX: one description of the columns serves all three.

Rows are answers of the warehouse: codes, Decimal yuan, shares of one, dates; the kind of a column says how they are
written. CSV is for machines (field names, values as they are), XLSX is as a bureau files it, in the unit that is shown.
Files are made when they are asked for. No new numbers.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from dataclasses import field as with_default
from datetime import date
from decimal import Decimal
from typing import Any, Literal

import polars as pl
import streamlit as st

from pages.shared import exports, markup, tables, widgets
from pages.shared.calculations import buttons
from pages.shared.calculations.offers import Cell, Names, Offer
from pages.shared.widgets import Frame
from reports import cover, spreadsheet
from wording import formats
from wording.say import say, word

Kind = Literal[
    "text", "code", "word", "light", "quadrant", "severity", "yes_no", "money", "rate", "points", "number", "count",
    "date", "month", "year",
]  # fmt: skip
SHEET_KINDS: Mapping[str, spreadsheet.Kind] = {
    "code": "code", "money": "money", "rate": "rate", "points": "points", "number": "number", "count": "number",
    "date": "date", "month": "month", "year": "year",
}  # fmt: skip
NUMBER_PATTERN = "%.6g"
REPEATED_TIMES = 4  # on average, from which a text is sent once and then by its number
LEAST_WIDTHS = {"quadrant": {"zh": 105, "en": 135}, "light": {"zh": 125, "en": 180}, "word": {"zh": 100, "en": 140}}


@dataclass(frozen=True)
class Column:
    """One column: the field of the row, its head in the reader's language, what kind of values it holds.

    `family` names the words of a code (kind word), `group` the head above, `width` is in pixels on screen. A summed
    column stands in the 合计 of the file. A money column names its unit, unless the table's heading does. `figure` is
    the name under which the register of calculations knows what the column shows, `of` what it is of besides the row's
    own, `of_fields` (as the listing's `of`) where it is not of the row's own.
    """

    field: str
    label: str
    kind: Kind = "text"
    width: int | None = None
    is_pinned: bool = False
    is_summed: bool = False
    family: str = "value"
    group: str = ""
    names_unit: bool = True
    figure: str = ""
    of: Mapping[str, Any] = with_default(default_factory=dict)
    of_fields: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Listing:
    """A table and what its numbers are as of. Its name titles the sheet and, if nothing else is said, names the files.

    The files have a 合计 of what `totals` says, else of the columns that are summed. Whose the figures of a row are
    says `of` (coordinate of the calculation -> field of the row), for all rows `fixed`; `called` are the fields that
    name a row.
    """

    name: str
    rows: pl.DataFrame
    columns: Sequence[Column]
    performance_as_of: date | None = None
    totals: Mapping[str, Decimal | int] | None = None
    notes: Sequence[str] = ()
    rules: Sequence[str] = ()
    scope: Sequence[tuple[str, str]] = ()
    is_dated: bool = True
    file_name: str = ""
    of: Mapping[str, str] = with_default(default_factory=dict)
    fixed: Mapping[str, Any] = with_default(default_factory=dict)
    called: Sequence[str] = ()


def show(
    frame: Frame, listing: Listing, key: str, *, alt: str = "", selected: int | None = None,
    selectable: str | None = None, height: int | str = "auto", shown: pl.DataFrame | None = None,
) -> int | None:  # fmt: skip
    """The table with its two files below, which hold all rows also where only `shown` ones are on screen."""
    on_view = listing if shown is None else replace(listing, rows=shown)
    chosen = grid(frame, on_view, key, alt=alt, selected=selected, selectable=selectable, height=height)
    files(frame, listing, key)
    return chosen


def grid(
    frame: Frame, listing: Listing, key: str, *, alt: str = "", selected: int | None = None,
    selectable: str | None = None, height: int | str = "auto",
) -> int | None:  # fmt: skip
    """The table without its files; `selectable` is its key where a row can be chosen, whose position comes back.

    A click on a number chooses whose calculation the button below opens.
    """
    has_figures = any(column.figure for column in listing.columns)
    selection = widgets.table(
        on_screen(listing, frame.scope.unit, frame.language),
        {column.field: _on_screen_column(frame, column) for column in listing.columns},
        alt=alt or say("listing.alt", frame.language, name=listing.name, count=frame.count(listing.rows.height)),
        key=selectable or (widgets.table_key(frame, key, kind="figures") if has_figures else None),
        selected=selected,
        height=height,
        modes=[*(["single-row"] if selectable else []), *(["single-cell"] if has_figures else [])],
    )
    if has_figures:
        buttons.button(frame, offered(frame, listing, key), selection.cell, frame.say("calculation.see_help"))
    return selection.row


def offered(frame: Frame, listing: Listing, key: str) -> Offer:
    """The figures of a table, by row and column."""
    columns = {column.field: column for column in listing.columns if column.figure}
    called = listing.called or [next((column.field for column in listing.columns), "")]
    comma = frame.say("list.comma_wide")

    def called_so() -> list[str]:
        shown = on_screen(replace(listing, columns=_named(listing, called)), frame.scope.unit, frame.language)
        return [comma.join(str(part) for part in row if part) for row in shown.iter_rows()]

    names = Names(listing.rows.height, called_so)

    def cell(row: int, column: str) -> Cell:
        values, about = listing.rows.row(row, named=True), columns[column]
        whose = listing.of if about.of_fields is None else about.of_fields
        own = {name: values[field] for name, field in whose.items()}
        of = {name: tuple(value) if isinstance(value, list) else value for name, value in own.items()}
        return Cell(about.figure, about.label, values[column], {**listing.fixed, **of, **about.of}, names[row])

    labels = {name: column.label for name, column in columns.items()}
    return Offer(key, names, labels, {name: column.figure for name, column in columns.items()}, cell, frame.reader)


def _named(listing: Listing, called: Sequence[str]) -> list[Column]:
    """The columns that name a row; a field that is not shown is text."""
    shown = {column.field: column for column in listing.columns}
    return [shown.get(name, Column(name, name)) for name in called if name in listing.rows.columns]


def on_screen(listing: Listing, unit: str, language: str) -> pl.DataFrame:
    """The rows as the browser's grid wants them: words, numbers of the unit, per cent, dates as text."""
    return _small(listing.rows.select(_shown(listing.rows, column, unit, language) for column in listing.columns))


def as_csv(listing: Listing) -> bytes:
    """The rows and columns with field names, codes, yuan and shares of one."""
    return exports.as_csv(listing.rows.select(column.field for column in listing.columns))


def as_xlsx(frame: Frame, listing: Listing) -> bytes:
    """The rows and columns as a bureau files them, and the sheet that says what they are."""
    language = frame.language
    how: dict[str, Any] = {
        "language": language,
        "unit": frame.scope.unit,
        "as_of": frame.as_of if listing.is_dated else None,
        "performance_as_of": listing.performance_as_of,
    }
    explained = cover.sheet(
        frame.reader,
        scope=listing.scope or [(say("listing.content", language), listing.name)],
        row_counts={listing.name: listing.rows.height},
        rules=set(listing.rules),
        **how,
    )
    has_total = listing.totals is not None or any(column.is_summed for column in listing.columns)
    return spreadsheet.table(
        listing.rows.select(_worded(listing.rows, column, language) for column in listing.columns),
        [_in_the_file(column) for column in listing.columns],
        title=listing.name,
        total="last" if has_total else None,
        cover=explained,
        totals=listing.totals,
        notes=listing.notes,
        **how,
    )


def files(
    frame: Frame, listing: Listing, key: str, *, count: int | None = None, make: Callable[[], Listing] | None = None,
    endings: Sequence[str] = ("xlsx", "csv"),
) -> None:  # fmt: skip
    """The two files. `make` puts together what they hold, `count` rows, when that is more than the listing here."""
    day = f"_{frame.as_of.isoformat()}" if listing.is_dated else ""
    stem = listing.file_name or f"{listing.name}{day}"
    number = frame.count(listing.rows.height if count is None else count)
    made = make or (lambda: listing)
    with st.container(horizontal=True, gap="small", key=f"files_{key}"):
        written_as = {"xlsx": lambda: as_xlsx(frame, made()), "csv": lambda: as_csv(made())}
        for ending, written in ((ending, written_as[ending]) for ending in endings):
            label = frame.say(f"listing.{ending}", count=number)
            widgets.download(label, written, f"{stem}.{ending}", key=f"{ending}_{key}")


def _small(shown: pl.DataFrame) -> pl.DataFrame:
    """The same table with texts that repeat often written once each, so that less goes over the wire."""
    texts = [name for name, kind in shown.schema.items() if kind == pl.String]
    repeated = [name for name in texts if 0 < shown[name].n_unique() * REPEATED_TIMES <= shown.height]
    return shown.with_columns(
        shown[name].cast(pl.Enum(shown[name].drop_nulls().unique(maintain_order=True))) for name in repeated
    )


def _in_the_file(column: Column) -> spreadsheet.Column:
    """The column of the spreadsheet; what has become words is text there."""
    kind = SHEET_KINDS.get(column.kind, "text")
    return spreadsheet.Column(column.field, column.label, kind, upper=column.group, is_summed=column.is_summed)


def _shown(rows: pl.DataFrame, column: Column, unit: str, language: str) -> pl.Expr | pl.Series:
    """The values as they stand in the grid."""
    if column.kind == "money":
        return formats.amount_column(column.field, unit)
    if column.kind in ("rate", "points"):
        return formats.rate_column(column.field)
    if column.kind in ("date", "month"):
        written = formats.day if column.kind == "date" else formats.month
        return _mapped(rows, column.field, lambda value: written(value, language))
    if column.kind == "number":
        return pl.col(column.field).cast(pl.Float64)
    return _worded(rows, column, language)


def _worded(rows: pl.DataFrame, column: Column, language: str) -> pl.Expr | pl.Series:
    """Words for codes; yuan, shares and dates as they are."""
    marks = {"light": markup.light_mark, "quadrant": markup.quadrant_mark, "severity": markup.mark}
    if column.kind in marks:
        return _mapped(rows, column.field, lambda code: marks[column.kind](code, language))
    if column.kind == "yes_no":
        return _mapped(rows, column.field, lambda value: word("yes_no", str(value).lower(), language))
    if column.kind == "word":
        return tables.words_for(column.field, column.family, language, rows)
    return rows[column.field]


def _mapped(rows: pl.DataFrame, field: str, said: Callable[[Any], str]) -> pl.Series:
    """The column with each different value said once; null stays null."""
    values = rows[field].to_list()
    words = {value: said(value) for value in set(values) if value is not None}
    return pl.Series(field, [words.get(value) for value in values], dtype=pl.String)


def _on_screen_column(frame: Frame, column: Column) -> Any:
    """How the browser's grid draws a column."""
    if column.kind == "money":
        return widgets.money_column(frame, column.label, with_unit=column.names_unit)
    if column.kind == "rate":
        return widgets.rate_column(column.label)
    if column.kind == "points":
        label = say("listing.in_points", frame.language, label=column.label)
        return st.column_config.NumberColumn(label, format=f"%+.{formats.RATE_PLACES}f", alignment="right")
    if column.kind == "count":
        return widgets.count_column(column.label)
    if column.kind == "number":
        return st.column_config.NumberColumn(column.label, format=NUMBER_PATTERN, alignment="right")
    least = LEAST_WIDTHS.get(column.kind, {}).get(frame.language, 0)
    return widgets.text_column(column.label, width=column.width and max(column.width, least), pinned=column.is_pinned)
