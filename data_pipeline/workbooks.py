"""Excel files to rows of text, `.xlsx` and `.xls`: typed cells printed so that no digit is lost or invented.

Merged cells keep their text in the top left cell only. Numbers shown as percent are named, not changed: what a dataset
makes of them is its own matter.
"""

import gc
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

import polars as pl
from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from data_pipeline import xls_marks, xlsx_marks
from data_pipeline.cell_marks import NOTHING, Marks, Places
from data_pipeline.problems import SourceProblem

SUFFIXES = (".xlsx", ".xls")
COMPOUND_FILE = xls_marks.COMPOUND_FILE
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")  # what a workbook with a password holds instead of sheets
WIDEST_WHOLE = 10**15  # numbers of 16 digits and more have lost digits in a spreadsheet
SMALLEST_PLAIN = 0.0001  # smaller ones are printed with an exponent


Range = tuple[int, int, int, int]


@dataclass(frozen=True)
class Sheet:
    """A visible sheet: `rows[0]` is row 1, cells as they are typed. Places and ranges are 1-based: row, column.

    `percent`: numbers shown as percent; `two_decimals`: numbers shown with two decimals. `merged`: first row and
    column, last row and column of merged cells.
    """

    name: str
    rows: list[list[Any]]
    percent: Callable[[], Places]
    merged: list[Range]
    two_decimals: Callable[[], Places]


def sheets(path: Path) -> tuple[list[Sheet], list[str]]:
    """The visible sheets in the order of the workbook, and the names of the hidden ones."""
    workbook = _opened(path.read_bytes())
    pages = [page for page in workbook.sheets_metadata if page.typ == SheetTypeEnum.WorkSheet]
    visible = [page.name for page in pages if page.visible == SheetVisibleEnum.Visible]
    hidden = [page.name for page in pages if page.visible != SheetVisibleEnum.Visible]
    with ThreadPoolExecutor(1) as meanwhile:  # both unpack the same sheets, and neither holds up the other
        marks = meanwhile.submit(_marks, path, visible)
        return [_sheet(workbook.get_sheet_by_name(name), marks) for name in visible], hidden


def _opened(content: bytes) -> CalamineWorkbook:
    try:
        return CalamineWorkbook.from_filelike(BytesIO(content))
    except (CalamineError, PasswordError) as error:
        if isinstance(error, PasswordError) or (content.startswith(COMPOUND_FILE) and _ENCRYPTED in content):
            raise SourceProblem("encrypted") from error
        raise


def _sheet(page: CalamineSheet, marks_of_sheets: "Future[dict[str, Marks]]") -> Sheet:
    with _without_collecting():
        rows: list[list[Any]] = page.to_python(skip_empty_area=False)
    marks = marks_of_sheets.result().get(page.name, NOTHING)
    for (row, column), error in marks.errors.items():
        if row <= len(rows) and column <= len(rows[row - 1]):
            rows[row - 1][column - 1] = error
    merged = [(top + 1, left + 1, end + 1, right + 1) for (top, left), (end, right) in page.merged_cell_ranges or ()]
    return Sheet(page.name, rows, marks.percent, merged, marks.two_decimals)


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Rows by the hundred thousand are no garbage, and looking through them for some costs as much as making them."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _marks(path: Path, sheets: list[str]) -> dict[str, Marks]:
    """By what the file is, not by what it is called."""
    with path.open("rb") as file:
        beginning = file.read(8)
    if beginning.startswith(b"PK"):
        return xlsx_marks.marks(path, sheets)
    return xls_marks.marks(path.read_bytes(), sheets) if beginning == xls_marks.COMPOUND_FILE else {}


def texts(cells: Sequence[Any]) -> list[str]:
    """Cells as text."""
    return [cell if type(cell) is str else _PRINTED.get(type(cell), _nothing)(cell) for cell in cells]


def column(name: str, cells: Sequence[Any]) -> pl.Series:
    """The same for a column of a sheet, which is long and mostly of one type: printed all at once where that is so."""
    types = set(map(type, cells))
    if types == {str}:
        return pl.Series(name, cells, pl.String)
    if types == {date}:
        return pl.Series(name, cells, pl.Date).cast(pl.String)
    if types == {float}:
        return _numbers(pl.Series(name, cells, pl.Float64))
    return pl.Series(name, texts(cells), pl.String)


def _numbers(values: pl.Series) -> pl.Series:
    """As `_number` prints each; where that is not sure to be the same, it is asked."""
    size = values.abs()
    is_plain = (size < WIDEST_WHOLE) & ((size >= SMALLEST_PLAIN) | (size == 0))
    if not is_plain.all():
        return pl.Series(values.name, list(map(_number, values)), pl.String)
    return values.cast(pl.String).str.strip_suffix(".0").str.replace("^-0$", "0")


def _number(value: float) -> str:
    if value != value:  # damaged; no number is written so
        return "NaN"
    if abs(value) >= WIDEST_WHOLE:
        return f"{value:.14E}"
    return str(int(value)) if value == int(value) else repr(value)


def _truth(value: bool) -> str:
    return "TRUE" if value else "FALSE"


@lru_cache(10_000)  # the days of a few years, over and over
def _moment(value: datetime) -> str:
    return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")


def _nothing(_: Any) -> str:
    return ""


_PRINTED: dict[type, Callable[[Any], str]] = {
    bool: _truth,
    int: _number,
    float: _number,
    datetime: _moment,
    date: str,
    time: str,
    timedelta: str,
}
