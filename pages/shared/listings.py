"""A table on screen and the same rows as CSV and XLSX: one description of the columns serves all three.

Rows come with Decimal yuan and shares of one; codes are already words. CSV is for machines (field names, yuan, shares),
XLSX is as a bureau files it, in the unit that is shown. Files are made when they are asked for.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

import polars as pl
import streamlit as st

from pages.shared import exports, widgets
from pages.shared.widgets import Frame
from reports import cover, spreadsheet
from wording import formats
from wording.say import say

Kind = Literal["text", "code", "money", "rate", "points", "count", "month", "date"]
SHEET_KINDS: Mapping[str, spreadsheet.Kind] = {
    "text": "text", "code": "code", "money": "money", "rate": "rate", "points": "points", "count": "number",
    "month": "month", "date": "date",
}  # fmt: skip


@dataclass(frozen=True)
class Column:
    """One column: the field of the row, its head in the reader's language, how it is written, its width on screen."""

    field: str
    label: str
    kind: Kind = "text"
    width: int | None = None
    is_pinned: bool = False
    group: str = ""
    names_unit: bool = True


@dataclass(frozen=True)
class Listing:
    """A table with its name (for the files and the alternative text) and what its numbers are as of."""

    name: str
    rows: pl.DataFrame
    columns: Sequence[Column]
    performance_as_of: date | None = None
    totals: Mapping[str, Decimal | int] | None = None
    notes: Sequence[str] = ()
    rules: Sequence[str] = ()
    scope: Sequence[tuple[str, str]] = ()
    is_dated: bool = True


def show(
    frame: Frame, listing: Listing, key: str, *, selected: int | None = None, selectable: str | None = None,
    height: int | str = "auto",
) -> int | None:  # fmt: skip
    """The table with its two files below; `selectable` is the table's key where a row can be chosen."""
    chosen = widgets.table(
        on_screen(listing, frame.scope.unit, frame.language),
        on_screen_columns(frame, listing),
        alt=say("listing.alt", frame.language, name=listing.name, count=frame.count(listing.rows.height)),
        key=selectable,
        selected=selected,
        height=height,
    )
    files(frame, listing.name, listing.rows.height, lambda: listing, key, is_dated=listing.is_dated)
    return chosen


def on_screen(listing: Listing, unit: str, language: str) -> pl.DataFrame:
    """The rows as the browser's grid wants them: numbers of the unit, per cent, dates as text."""
    made = [_cells(listing.rows[column.field], column, unit, language) for column in listing.columns]
    return pl.DataFrame(made)


def on_screen_columns(frame: Frame, listing: Listing) -> dict[str, Any]:
    """The columns of the browser's grid."""
    return {column.field: _on_screen_column(frame, column) for column in listing.columns}


def as_csv(listing: Listing) -> bytes:
    """The shown rows and columns with field names, yuan and shares of one."""
    return exports.as_csv(listing.rows.select([column.field for column in listing.columns]))


def as_xlsx(frame: Frame, listing: Listing) -> bytes:
    """The shown rows and columns as a bureau files them, and the sheet that says what they are."""
    language, unit = frame.language, frame.scope.unit
    as_of = frame.as_of if listing.is_dated else None
    explained = cover.sheet(
        frame.reader,
        scope=listing.scope or [(say("listing.content", language), listing.name)],
        row_counts={listing.name: listing.rows.height},
        rules=set(listing.rules),
        language=language,
        unit=unit,
        as_of=as_of,
        performance_as_of=listing.performance_as_of,
    )
    columns = [
        spreadsheet.Column(column.field, column.label, SHEET_KINDS[column.kind], upper=column.group)
        for column in listing.columns
    ]
    return spreadsheet.table(
        listing.rows.select([column.field for column in listing.columns]),
        columns,
        title=listing.name,
        language=language,
        unit=unit,
        as_of=as_of,
        performance_as_of=listing.performance_as_of,
        total=None if listing.totals is None else "last",
        cover=explained,
        totals=listing.totals,
        notes=listing.notes,
    )


def files(frame: Frame, name: str, count: int, make: Callable[[], Listing], key: str, *, is_dated: bool = True) -> None:
    """The two files of a listing that is put together only when one of them is asked for."""
    stem = f"{name}_{frame.as_of.isoformat()}" if is_dated else name
    with st.container(horizontal=True, gap="small", key=f"files_{key}"):
        for ending, written in (("xlsx", lambda: as_xlsx(frame, make())), ("csv", lambda: as_csv(make()))):
            label = frame.say("listing.xlsx" if ending == "xlsx" else "listing.csv", count=frame.count(count))
            widgets.download(label, written, f"{stem}.{ending}", key=f"{ending}_{key}")


def _cells(values: pl.Series, column: Column, unit: str, language: str) -> pl.Series:
    if column.kind == "money":
        return values.to_frame().select(formats.amount_column(column.field, unit)).to_series()
    if column.kind in ("rate", "points"):
        return values.to_frame().select(formats.rate_column(column.field)).to_series()
    if column.kind in ("month", "date"):
        said = formats.month if column.kind == "month" else formats.day
        return pl.Series(
            column.field, [None if value is None else said(value, language) for value in values], pl.String
        )
    return values


def _on_screen_column(frame: Frame, column: Column) -> Any:
    if column.kind == "money":
        return widgets.money_column(frame, column.label, with_unit=column.names_unit)
    if column.kind == "rate":
        return widgets.rate_column(column.label)
    if column.kind == "points":
        label = say("listing.in_points", frame.language, label=column.label)
        return st.column_config.NumberColumn(label, format=f"%+.{formats.RATE_PLACES}f", alignment="right")
    if column.kind == "count":
        return widgets.count_column(column.label)
    return widgets.text_column(column.label, width=column.width, pinned=column.is_pinned)
