"""Excel files to rows of text, `.xlsx` and `.xls`: typed cells printed so that no digit is lost or invented.

Merged cells keep their text in the top left cell only. Number formats are read only when somebody asks for them.
"""

import re
import zipfile
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

WIDEST_WHOLE = 10**15  # numbers of 16 digits and more have lost digits in a spreadsheet


@dataclass(frozen=True)
class Sheet:
    """A visible sheet: `rows[0]` is row 1, every cell as text."""

    name: str
    rows: list[list[str]]


def sheets(path: Path) -> tuple[list[Sheet], list[str]]:
    """The visible sheets in the order of the workbook, and the names of the hidden ones."""
    workbook = CalamineWorkbook.from_filelike(BytesIO(path.read_bytes()))
    pages = [page for page in workbook.sheets_metadata if page.typ == SheetTypeEnum.WorkSheet]
    visible = [page.name for page in pages if page.visible == SheetVisibleEnum.Visible]
    hidden = [page.name for page in pages if page.visible != SheetVisibleEnum.Visible]
    return [Sheet(name, _rows(workbook, name)) for name in visible], hidden


def percent_cells(path: Path, sheet: str) -> set[tuple[int, int]]:
    """Row and column (1-based) of the numbers of a sheet that are shown as percent. Slow, so looked for first."""
    if not _has_percent_formats(path):
        return set()
    workbook = openpyxl.load_workbook(path, read_only=True, data_only=True)
    try:
        return {
            (cell.row, cell.column)
            for row in workbook[sheet].iter_rows()
            for cell in row
            if isinstance(cell.value, int | float) and "%" in str(cell.number_format)
        }
    finally:
        workbook.close()


def _has_percent_formats(path: Path) -> bool:
    if not zipfile.is_zipfile(path):
        return False
    with zipfile.ZipFile(path) as archive:
        if "xl/styles.xml" not in archive.namelist():
            return False
        styles = archive.read("xl/styles.xml").decode("utf-8", errors="replace")
    return re.search(r'numFmtId="(?:9|10)"|formatCode="[^"]*%', styles) is not None


def _rows(workbook: CalamineWorkbook, name: str) -> list[list[str]]:
    rows = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
    return [[_text(cell) for cell in row] for row in rows]


def _text(cell: Any) -> str:
    match cell:
        case str():
            return cell
        case bool():
            return "TRUE" if cell else "FALSE"
        case int() | float():
            return _number(cell)
        case datetime():
            return cell.date().isoformat() if cell.time() == time() else cell.isoformat(sep=" ")
        case date() | time() | timedelta():
            return str(cell)
        case _:
            return ""


def _number(value: float) -> str:
    if abs(value) >= WIDEST_WHOLE:
        return f"{value:.14E}"
    return str(int(value)) if value == int(value) else repr(value)
