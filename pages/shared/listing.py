"""One description of a table's columns, from which the grid on screen and the files that leave it are both made.

Rows are answers of the warehouse: codes, Decimal yuan, shares of one, dates. No streamlit and no new numbers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import polars as pl

from pages.shared import markup, tables
from reports import spreadsheet
from wording import formats
from wording.say import word

Kind = Literal["text", "code", "word", "light", "quadrant", "severity", "yes_no", "money", "rate", "points", "number"]
DateKind = Literal["date", "month", "year"]
GLYPHS = {"on_track": "●", "money_ahead": "◆", "work_ahead": "▲", "both_behind": "▼", "not_assessed": "○"}
LIGHT_GLYPHS = {"red": "◆", "yellow": "▲", "green": "●", "grey": "■"}
SPREADSHEET_KINDS: dict[str, spreadsheet.Kind] = {
    name: name for name in ("text", "code", "money", "rate", "points", "number", "date", "month", "year")
}


@dataclass(frozen=True)
class Item:
    """One column: its field, what kind of values it holds, its head; `family` names the words of a code."""

    field: str
    kind: Kind | DateKind
    label: str
    width: int | None = None
    is_summed: bool = False
    family: str = "value"
    pinned: bool = False


def on_screen(rows: pl.DataFrame, items: Sequence[Item], unit: str, language: str) -> pl.DataFrame:
    """The columns as the grid shows them: words, yuan in the unit, shares as per cent, dates as text."""
    return rows.select(_shown(rows, item, unit, language).alias(item.field) for item in items)


def in_a_file(rows: pl.DataFrame, items: Sequence[Item], language: str) -> pl.DataFrame:
    """The columns as the spreadsheet writer takes them: words for codes; yuan, shares and dates as they are."""
    return rows.select(_worded(rows, item, language).alias(item.field) for item in items)


def spreadsheet_columns(items: Sequence[Item]) -> list[spreadsheet.Column]:
    """The columns of the file."""
    return [
        spreadsheet.Column(
            item.field, item.label, kind=SPREADSHEET_KINDS.get(item.kind, "text"), is_summed=item.is_summed
        )
        for item in items
    ]


def quadrant_mark(code: str | None, language: str) -> str:
    """`▲ 事快钱慢`: shape and word of a quadrant."""
    return f"{GLYPHS[code]} {word('quadrant', code, language)}" if code else formats.UNKNOWN


def light_mark(code: str | None, language: str) -> str:
    """`◆ 红灯`: shape and word of a light."""
    return f"{LIGHT_GLYPHS[code]} {word('light', code, language)}" if code else formats.UNKNOWN


def _shown(rows: pl.DataFrame, item: Item, unit: str, language: str) -> pl.Expr | pl.Series:
    if item.kind == "money":
        return formats.amount_column(item.field, unit)
    if item.kind in ("rate", "points"):
        return formats.rate_column(item.field)
    if item.kind in ("date", "month"):
        written = formats.day if item.kind == "date" else formats.month
        return _mapped(rows, item.field, lambda value: written(value, language))
    if item.kind == "number":
        return pl.col(item.field).cast(pl.Float64)
    return _worded(rows, item, language)


def _worded(rows: pl.DataFrame, item: Item, language: str) -> pl.Expr | pl.Series:
    marks = {"light": light_mark, "quadrant": quadrant_mark, "severity": markup.mark}
    if item.kind in marks:
        return _mapped(rows, item.field, lambda code: marks[item.kind](code, language))
    if item.kind == "yes_no":
        return _mapped(rows, item.field, lambda value: word("yes_no", str(value).lower(), language))
    return tables.words_for(item.field, item.family, language, rows) if item.kind == "word" else pl.col(item.field)


def _mapped(rows: pl.DataFrame, field: str, said: Any) -> pl.Series:
    """The column with each different value said once; null stays null."""
    values = rows[field].to_list()
    words = {value: said(value) for value in set(values) if value is not None}
    return pl.Series(field, [words.get(value) for value in values], dtype=pl.String)
