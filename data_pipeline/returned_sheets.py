"""One sheet to send back: the original's titles, header, widths and styles, only the refused rows, the faults marked.

An `.xlsx` keeps its own cells; whatever else a row stood in comes back as text. Which rows go back, and to whom,
belongs to `sent_back`.
"""

import re
import unicodedata
import zipfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from data_pipeline import xlsx_marks
from data_pipeline.delivery import REASON_HEADER, is_reason

FAULT = PatternFill("solid", fgColor="FFC7CE")
REASON = PatternFill("solid", fgColor="FFF2CC")
HEADER = PatternFill("solid", fgColor="DDEBF7")
AUTHOR = "双监控"
REASON_WIDTH = 60
TEXT_WIDTHS = (8, 40)
MOST_COLUMNS = 16_000  # of the 16,384 that a sheet has
LONGEST = 32_767  # letters in a cell
TEXT = "@"
_ROW = re.compile(rb"<((?:[A-Za-z_][\w.-]*:)?)row\b([^>]*?)(/?)>")
_NUMBER = re.compile(rb"""\br\s*=\s*["'](\d+)["']""")
_MERGED = re.compile(rb"""<(?:[\w.-]+:)?mergeCell\b[^>]*\bref\s*=\s*["'][A-Z]+(\d+):[A-Z]+(\d+)["']""")


@dataclass
class ReturnedRow:
    """A refused row as it was read. `faults`: column (from 0) -> what is wrong there; `reason` stands beside the row.

    `codes`: the faulty columns that hold codes, of which a spreadsheet must not make numbers when they are mended.
    """

    number: int
    cells: list[str]
    faults: dict[int, str]
    reason: str
    codes: set[int] = field(default_factory=set)


@dataclass(frozen=True)
class Layout:
    """Where the header ends (0: it is no row of the file), how many columns it has, and which is for the reason.

    Cells beyond the header stand behind the reason, so that the row is still too long until somebody has looked at it.
    """

    header_row: int
    width: int
    reason_column: int

    def column(self, place: int) -> int:
        """Where a cell of the original stands in the returned sheet."""
        return place if place < self.reason_column or self.reason_column < self.width else place + 1


# --- from a workbook -------------------------------------------------------------------------------------------------


def opened(path: Path, rows: Mapping[str, set[int]]) -> Any:
    """The workbook with nothing but these rows of these sheets, so that the size of a ledger does not matter.

    No rows named: the whole sheet. The first row of a merged range stays where one of the others is wanted.
    """
    packed = BytesIO()
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        members = xlsx_marks.members(source)
        wanted = {members[sheet]: numbers for sheet, numbers in rows.items()}
        for entry in source.infolist():
            content = source.read(entry)
            kept = trimmed(content, wanted[entry.filename]) if entry.filename in wanted else content
            target.writestr(entry.filename, kept)
    return load_workbook(packed, data_only=True)


def trimmed(xml: bytes, wanted: set[int]) -> bytes:
    """The XML of a sheet with the wanted rows only, each under its own number."""
    if not wanted:
        return xml
    spans = [(int(first), int(last)) for first, last in _MERGED.findall(xml)]
    wanted = wanted | {first for first, last in spans if any(first < row <= last for row in wanted)}
    kept, position, number = [], 0, 0
    for tag in _ROW.finditer(xml):
        prefix, attributes, is_empty = tag.groups()
        given = _NUMBER.search(attributes)
        number = int(given.group(1)) if given else number + 1
        closing = b"</" + prefix + b"row>"
        end = tag.end() if is_empty else xml.index(closing, tag.end()) + len(closing)
        kept.append(xml[position : tag.start()])
        position = end
        if number in wanted:
            numbered = attributes if given else attributes + b' r="%d"' % number
            kept.append(b"<" + prefix + b"row" + numbered + is_empty + b">" + xml[tag.end() : end])
    return b"".join([*kept, xml[position:]])


class _Styles:
    """The looks of cells, carried from one workbook into another; each different one once, for there are few."""

    def __init__(self) -> None:
        self._known: dict[bytes, Any] = {}

    def copy(self, old: Any, new: Any) -> None:
        """Let the new cell look like the old one."""
        if not old.has_style:
            return
        look = old._style.tobytes()
        if look in self._known:
            new._style = copy(self._known[look])
            return
        new.font, new.border, new.fill = copy(old.font), copy(old.border), copy(old.fill)
        new.alignment, new.number_format = copy(old.alignment), old.number_format
        self._known[look] = copy(new._style)


def copy_sheet(
    source: Any, target: Any, layout: Layout, rows: Sequence[ReturnedRow], said_once: Collection[int] = ()
) -> None:
    """The sheet of a workbook as it is, but for the rows that are not sent back.

    What a merged cell says of the rows below it is written into each that is sent back, but for the columns (from 0)
    in which it is said once, such as amounts.
    """
    styles = _Styles()
    for number in range(1, layout.header_row + 1):
        _copy_row(source, number, target, number, layout.width, styles)
    speaks = {
        place: cell for place, cell in _spanned(source, {row.number for row in rows}) if place[1] not in said_once
    }
    for place, row in enumerate(rows, start=layout.header_row + 1):
        _copy_row(source, row.number, target, place, layout.width, styles)
        for column in range(layout.width):
            if (row.number, column) in speaks:
                _copy_cell(speaks[row.number, column], target.cell(place, column + 1), styles)
    for merged in source.merged_cells.ranges:
        if merged.max_row <= layout.header_row:
            target.merge_cells(merged.coord)
    _copy_dimensions(source, target, layout)
    _mark(target, layout, dict(enumerate(rows, start=layout.header_row + 1)))


def copy_whole_sheet(source: Any, target: Any, layout: Layout, rows: Sequence[ReturnedRow]) -> None:
    """The whole sheet of a workbook, such as a printed form, in which these rows are marked."""
    styles = _Styles()
    for number in range(1, source.max_row + 1):
        _copy_row(source, number, target, number, layout.width, styles)
    for merged in source.merged_cells.ranges:
        target.merge_cells(merged.coord)
    _copy_dimensions(source, target, layout)
    _mark(target, layout, {row.number: row for row in rows})


def _spanned(source: Any, numbers: Collection[int]) -> Iterator[tuple[tuple[int, int], Any]]:
    """Row and column (from 0) of the cells of these rows that another cell above speaks for, with that cell."""
    for merged in source.merged_cells.ranges:
        for number in numbers:
            if merged.min_row < number <= merged.max_row:
                yield (number, merged.min_col - 1), source.cell(merged.min_row, merged.min_col)


def _copy_row(source: Any, number: int, target: Any, place: int, width: int, styles: _Styles) -> None:
    target.row_dimensions[place].height = source.row_dimensions[number].height
    for column in range(1, width + 1):
        old = source.cell(number, column)
        if not isinstance(old, MergedCell) and (old.value is not None or old.has_style):
            _copy_cell(old, target.cell(place, column), styles)


def _copy_cell(old: Any, new: Any, styles: _Styles) -> None:
    if isinstance(old.value, str):
        _write(new, old.value, old.data_type if old.data_type == "e" else "s")
    else:
        new.value = old.value
    styles.copy(old, new)


def _copy_dimensions(source: Any, target: Any, layout: Layout) -> None:
    """Widths, frozen panes, drop-downs and how it is printed."""
    for letter, dimension in source.column_dimensions.items():
        first, last = dimension.min or 0, min(dimension.max or 0, layout.width)
        if 0 < first <= last:
            copied = target.column_dimensions[letter]
            copied.min, copied.max, copied.width = first, last, dimension.width
            copied.hidden = dimension.hidden
    target.freeze_panes = source.freeze_panes
    target.page_setup.orientation = source.page_setup.orientation
    target.page_setup.paperSize = source.page_setup.paperSize
    target.print_title_rows = source.print_title_rows
    for choice in source.data_validations.dataValidation:
        if "!" not in str(choice.formula1):  # what it lists may stand in a sheet that stays behind
            target.add_data_validation(copy(choice))


# --- from text -------------------------------------------------------------------------------------------------------


def write_sheet(head: Sequence[Sequence[str]], target: Any, layout: Layout, rows: Sequence[ReturnedRow]) -> None:
    """The rows of any other file, every cell as text."""
    for number, cells in enumerate(head, start=1):
        _write_row(target, number, cells, layout)
    for cell in target[len(head)]:
        cell.font, cell.fill = Font(bold=True), HEADER
    for place, row in enumerate(rows, start=len(head) + 1):
        _write_row(target, place, row.cells, layout)
    least, most = TEXT_WIDTHS
    for column in range(1, min(layout.width, MOST_COLUMNS) + 1):
        texts = [str(target.cell(number, column).value or "") for number in range(len(head), target.max_row + 1)]
        width = max(map(_width, texts), default=0) + 2
        target.column_dimensions[get_column_letter(column)].width = min(max(width, least), most)
    target.freeze_panes = target.cell(len(head) + 1, 1)
    _mark(target, layout, dict(enumerate(rows, start=len(head) + 1)))


def write_whole_sheet(cells: Sequence[Sequence[str]], target: Any, layout: Layout, rows: Sequence[ReturnedRow]) -> None:
    """Every row of any other file as text, with these rows marked."""
    for number, of_row in enumerate(cells, start=1):
        _write_row(target, number, of_row, layout)
    _mark(target, layout, {row.number: row for row in rows})


def _write_row(target: Any, number: int, cells: Sequence[str], layout: Layout) -> None:
    for place, text in enumerate(cells[:MOST_COLUMNS]):
        cell = target.cell(number, layout.column(place) + 1)
        cell.number_format = TEXT
        if text:
            _write(cell, text)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


# --- both ------------------------------------------------------------------------------------------------------------


def layout(header_row: int, headers: Sequence[str], rows: Sequence[ReturnedRow]) -> Layout:
    """The reason's column: that of an earlier return, else the first behind everything that stands in a column."""
    earlier = next((place for place, header in enumerate(headers) if is_reason(header)), None)
    if earlier is not None:
        return Layout(header_row, len(headers), earlier)
    filled = max(
        (place for row in rows for place, cell in enumerate(row.cells[: len(headers)]) if cell.strip()), default=-1
    )
    named = max((place for place, header in enumerate(headers) if not header.startswith("#")), default=-1)
    width = min(max(filled, named) + 1, MOST_COLUMNS)
    return Layout(header_row, width, width)


def _mark(target: Any, layout: Layout, rows: Mapping[int, ReturnedRow]) -> None:
    """The faulty cells and the reason beside each row; the rows by their place in the returned sheet."""
    header_row, column = max(layout.header_row, 1), layout.reason_column + 1
    head = target.cell(header_row, column)
    beside = target.cell(header_row, max(column - 1, 1))
    head.font, head.border, head.alignment = copy(beside.font), copy(beside.border), copy(beside.alignment)
    head.fill = REASON
    _write(head, REASON_HEADER)
    target.column_dimensions[get_column_letter(column)].width = REASON_WIDTH
    for place, row in rows.items():
        for fault, text in sorted(row.faults.items()):
            _mark_fault(target.cell(place, layout.column(min(fault, MOST_COLUMNS)) + 1), text)
        for code in row.codes:
            target.cell(place, layout.column(code) + 1).number_format = TEXT
        beside = target.cell(place, column)
        beside.fill, beside.alignment = REASON, Alignment(wrap_text=True, vertical="top")
        _write(beside, row.reason)


def _mark_fault(cell: Any, text: str) -> None:
    cell.fill = FAULT
    cell.comment = Comment(text, AUTHOR, height=90, width=320)


def _write(cell: Any, text: str, kind: str = "s") -> None:
    """Text that stays text, also where it begins like a formula."""
    cell.value = ILLEGAL_CHARACTERS_RE.sub("\ufffd", text)[:LONGEST]
    cell.data_type = kind
    cell.quotePrefix = text[:1] in ("=", "+", "-", "@")
