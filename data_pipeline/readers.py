"""A file to text tables: every cell as text, every row with its 1-based number, nothing recognised or judged yet.

One table a sheet; `.csv` and `.parquet` are one table with an empty sheet name. Large CSV and Parquet come in batches.
The official printed forms will be one more source of tables: `tables` is the place where they join.
"""

import codecs
import csv
import io
import re
import sys
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import polars as pl

from data_pipeline import archives, headers, workbooks
from data_pipeline.cell_marks import Places
from data_pipeline.cells import EITHER, TENTHS_OF_YEARS
from data_pipeline.cleaning import TOO_LONG
from data_pipeline.problems import SourceProblem, WrongEncoding

ROW = "source_row"
LINE = "line_begins"  # the byte of its block at which the line of a row begins, where a line is a row
MARKS = (ROW, TOO_LONG, LINE)  # what a frame of text holds beside its cells
ROWS_LOOKED_AT = 20  # the header begins in one of these
ROWS_SHOWN = ROWS_LOOKED_AT + headers.DEEPEST  # and may go on below, with a row of column numbers under it
BLOCK_BYTES = 40 * 1024 * 1024
BEGINNING_BYTES = 1024 * 1024
BYTES_TO_TELL = 8192  # some pages begin with that many blank lines
_MAIL_HEADER = re.compile(r"(?:[A-Za-z-]+: .*\r?\n)*(?:MIME-Version|X-Document-Type): ", re.IGNORECASE)
BATCH_ROWS = 200_000
SHEET_ROWS = 50_000
LONGEST_HEADER = 200  # letters of a cell that are looked at, or that name it
MOST_COLUMNS = 2000  # sixty times those of the widest dataset; each is held against every header that is known
BETWEEN_CELLS = "\x1f"  # no cell holds it, so original rows can be kept as one text
SEPARATORS = (",", ";", "\t", "|")
KINDS = (".csv", ".parquet", *workbooks.SUFFIXES)
Doubtful = dict[tuple[int, int], str]  # row and column from 1 -> text
UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)

csv.field_size_limit(sys.maxsize)


class Kind(Enum):
    """What a file is, whatever it is called."""

    TEXT, PARQUET, WORKBOOK = range(3)


@dataclass(frozen=True)
class Block:
    """A block of a CSV as UTF-8 that was read the quick way: each of its lines is a row; the number of the first.

    `begins`: the byte of the file from which on the file itself says the same; null where it has another encoding.
    """

    content: bytes
    separator: str
    width: int
    first_row: int
    rows: int
    begins: int | None = None


Batches = Iterator[tuple[pl.DataFrame, Block | None]]


@dataclass(frozen=True)
class TextTable:
    """The first rows for recognition, and everything below a header row in batches.

    `top[i]` is row `first_row + i`. `below(header, width)` gives frames with `source_row`, `row_is_too_long`,
    `line_begins` and `c0` … of the cells as they stand (null = nothing there), for the rows below `top[header]`.
    `blocks` gives the same, with the block that a frame was made of where it is one.
    `percent`, `merged`: places and ranges of a sheet, see `workbooks.Sheet`. `spanned`: column (from 0) -> row -> the
    text of the cell above whose merged range covers that row too. `doubtful`: of some columns (from 0), the places of
    numbers such as 2026.1, which may be January or October, with `2026.10` where they are shown so, else with a mark.
    """

    sheet: str
    top: list[list[str]]
    first_row: int
    below: Callable[[int, int], Iterator[pl.DataFrame]]
    percent: Callable[[], Places] = set
    merged: list[workbooks.Range] = field(default_factory=list)
    spanned: dict[int, dict[int, str]] = field(default_factory=dict)
    doubtful: Callable[[Collection[int]], Doubtful] = lambda _: {}
    blocks: Callable[[int, int], Batches] | None = None

    def batches(self, header: int, width: int) -> Batches:
        """The frames of `below`, each with the block that it was made of, where it is one."""
        if self.blocks is not None:
            return self.blocks(header, width)
        return ((frame, None) for frame in self.below(header, width))


def tables(path: Path, encoding: str, known: frozenset[str]) -> tuple[list[TextTable], list[str]]:
    """The tables of a file and the names of its hidden sheets. The known headers help to tell a CSV's separator."""
    with _fault_of_the_file():
        match kind(path):
            case Kind.TEXT:
                return [_csv_table(path, encoding, known)], []
            case Kind.PARQUET:
                return [_parquet_table(path)], []
            case Kind.WORKBOOK:
                archives.refuse_a_bomb(path)
                sheets, hidden = workbooks.sheets(path)
                return [_sheet_table(sheet) for sheet in sheets], hidden


def kind(path: Path) -> Kind:
    """What a file is by its first bytes; systems hand out text and new workbooks under the name of an old workbook."""
    if path.suffix.lower() not in KINDS:
        raise SourceProblem("unknown_kind")
    with path.open("rb") as file:
        beginning = file.read(BYTES_TO_TELL)
    if beginning.startswith((b"PK\x03\x04", workbooks.COMPOUND_FILE)):
        return Kind.WORKBOOK
    if beginning.startswith(b"PAR1"):
        return Kind.PARQUET
    is_text = beginning.startswith(UTF16) or (
        b"\0" not in beginning and any(mark.encode() in beginning for mark in SEPARATORS)
    )
    if path.suffix.lower() != ".parquet" and _is_a_web_page(beginning):
        raise SourceProblem("web_page")
    if path.suffix.lower() == ".csv" or (path.suffix.lower() == ".xls" and is_text):
        return Kind.TEXT
    return Kind.PARQUET if path.suffix.lower() == ".parquet" else Kind.WORKBOOK


def _is_a_web_page(beginning: bytes) -> bool:
    """HTML, a page saved in one file (MHTML), or XML: what systems and browsers hand out as an old workbook."""
    is_utf16 = beginning.startswith(UTF16)
    text = beginning.decode("utf-16" if is_utf16 else "latin-1", errors="replace").lstrip("\ufeffï»¿ \r\n\t")
    return text.startswith("<") or _MAIL_HEADER.match(text) is not None


@contextmanager
def _fault_of_the_file() -> Iterator[None]:
    """Every library has exceptions of its own for a file that is damaged; all become one kind of problem."""
    try:
        yield
    except (SourceProblem, WrongEncoding, MemoryError):
        raise
    except Exception as error:
        raise SourceProblem("cannot_be_opened", reason=_first_line(error)) from error


# --- workbooks -------------------------------------------------------------------------------------------------------


def _sheet_table(sheet: workbooks.Sheet) -> TextTable:
    def below(header: int, width: int) -> Iterator[pl.DataFrame]:
        for start in range(header + 1, len(sheet.rows), SHEET_ROWS):
            yield _sheet_frame(sheet.rows[start : start + SHEET_ROWS], start, width)

    return TextTable(
        sheet=sheet.name,
        top=[workbooks.texts(row) for row in sheet.rows[:ROWS_SHOWN]],
        first_row=1,
        below=below,
        percent=sheet.percent,
        merged=sheet.merged,
        spanned=_spanned(sheet),
        doubtful=lambda columns: _doubtful(sheet, columns),
    )


def _doubtful(sheet: workbooks.Sheet, columns: Collection[int]) -> Doubtful:
    found: dict[tuple[int, int], Any] = {}
    for place in columns:
        cells = [row[place] if place < len(row) else None for row in sheet.rows]
        if not TENTHS_OF_YEARS.isdisjoint(cells):
            found |= {(row, place + 1): cell for row, cell in enumerate(cells, start=1) if cell in TENTHS_OF_YEARS}
    if not found:
        return {}
    shown = sheet.two_decimals()
    told = {place: f"{number}0" if place in shown else f"{number}{EITHER}" for place, number in found.items()}
    for top, left, bottom, _ in sheet.merged:
        if (top, left) in told:
            told |= {(row, left): told[top, left] for row in range(top + 1, min(bottom, len(sheet.rows)) + 1)}
    return told


def _sheet_frame(rows: list[list[Any]], rows_before: int, width: int) -> pl.DataFrame:
    """Rows of a sheet, all of one length; cells beyond the header dropped, the row marked for them."""
    # Not by zip, whose iterators, one a row, would have the garbage collector look through all cells of the sheet.
    columns = [workbooks.column(f"c{place}", [row[place] for row in rows]) for place in range(len(rows[0]))]
    told = [one.str.replace_all(BETWEEN_CELLS, " ", literal=True) for one in columns[:width]]
    told += [pl.Series(f"c{place}", [None] * len(rows), pl.String) for place in range(len(columns), width)]
    beyond = pl.DataFrame(columns[width:])
    too_long = beyond.select(pl.any_horizontal(pl.all().str.strip_chars() != "")).to_series() if beyond.width else None
    return _numbered(pl.DataFrame(told), rows_before, too_long)


def _spanned(sheet: workbooks.Sheet) -> dict[int, dict[int, str]]:
    found: dict[int, dict[int, str]] = {}
    for top, left, bottom, _ in sheet.merged:
        last = min(bottom, len(sheet.rows))
        if top < last and left <= len(sheet.rows[top - 1]) and (text := _only(sheet.rows[top - 1][left - 1])).strip():
            found.setdefault(left - 1, {}).update(dict.fromkeys(range(top + 1, last + 1), text))
    return found


def _only(cell: Any) -> str:
    (text,) = workbooks.texts([cell])
    return text


# --- CSV -------------------------------------------------------------------------------------------------------------


def first_encoding(path: Path) -> str:
    """UTF-8 as long as the beginning is; a file that turns out otherwise further down is read again as GB18030.

    UTF-16 is what Excel calls Unicode text.
    """
    with path.open("rb") as file:
        beginning = file.read(BEGINNING_BYTES)
    if beginning.startswith(UTF16):
        return "utf-16"
    try:
        codecs.getincrementaldecoder("utf-8")().decode(beginning, final=len(beginning) < BEGINNING_BYTES)
    except UnicodeDecodeError:
        return "gb18030"
    return "utf-8"


def _csv_table(path: Path, encoding: str, known: frozenset[str]) -> TextTable:
    first, _ = next(_blocks(path, encoding), (b"", None))
    if not first.strip():
        raise SourceProblem("empty_file")
    separator = max(
        SEPARATORS, key=lambda mark: (_known_headers(_first_rows(first, mark), known), -SEPARATORS.index(mark))
    )

    def blocks(header: int, width: int) -> Batches:
        return _csv_rows(path, encoding, separator, header + 1, width)

    def below(header: int, width: int) -> Iterator[pl.DataFrame]:
        return (rows for rows, _ in blocks(header, width))

    return TextTable(sheet="", top=_first_rows(first, separator), first_row=1, below=below, blocks=blocks)


def _first_rows(block: bytes, separator: str) -> list[list[str]]:
    text = io.TextIOWrapper(io.BytesIO(block), "utf-8", errors="replace", newline="")
    reader = csv.reader(text, delimiter=separator)
    rows = (row for row, _ in zip(reader, range(ROWS_SHOWN), strict=False))
    return [[cell[:LONGEST_HEADER] for cell in row[: MOST_COLUMNS + 1]] for row in rows]


def _known_headers(rows: list[list[str]], known: frozenset[str]) -> int:
    return max((sum(headers.name_of(headers.plain(cell)).base in known for cell in row) for row in rows), default=0)


def _blocks(path: Path, encoding: str, separator: str = ",") -> Iterator[tuple[bytes, int | None]]:
    """The file as UTF-8, cut behind line ends; a block with an open quotation mark grows until it is closed.

    With each the byte of the file at which it begins, where the file is UTF-8 itself.
    """
    with path.open("rb") as bytes_of_file:
        file = _FromUtf16(bytes_of_file) if encoding == "utf-16" else _WholeLines(bytes_of_file)
        begins = file.after_the_mark()
        block = b""
        while more := file.lines(BLOCK_BYTES):
            block += _as_utf8(more, encoding)  # no copy where it was empty, as it nearly always is
            if _is_closed(block, separator):
                yield block, begins if encoding == "utf-8" else None
                begins += len(block)
                block = b""
        if block:
            yield block, begins if encoding == "utf-8" else None


class _WholeLines:
    """Reads a file in pieces that end where a line does; each byte is copied once."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def after_the_mark(self) -> int:
        """Pass over the mark that says UTF-8; gives the byte at which the text begins."""
        if self._file.read(len(codecs.BOM_UTF8)) != codecs.BOM_UTF8:
            self._file.seek(0)
        return self._file.tell()

    def lines(self, size: int) -> bytes:
        """So many bytes and what is left of their last line; nothing at the end."""
        start = self._file.tell()
        self._file.seek(start + size - 1)
        self._file.readline()
        end = self._file.tell()
        self._file.seek(start)
        return self._file.read(end - start)


class _FromUtf16:
    """Reads like the lines of a file, and gives UTF-8."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._decoder = codecs.getincrementaldecoder("utf-16")()
        self._left = b""

    def after_the_mark(self) -> int:
        """The decoder takes the mark."""
        return 0

    def lines(self, size: int) -> bytes:
        """At least so many bytes, up to the end of a line; nothing at the end."""
        while (end := self._left.find(b"\n", size - 1) + 1) == 0 and (chunk := self._file.read(size)):
            self._left += self._decoder.decode(chunk).encode("utf-8", errors="replace")
        end = end or len(self._left)
        given, self._left = self._left[:end], self._left[end:]
        return given


def _as_utf8(block: bytes, encoding: str) -> bytes:
    if encoding in ("utf-8", "utf-16"):
        return block
    try:
        return block.decode(encoding).encode("utf-8")
    except UnicodeDecodeError as error:
        raise SourceProblem("unknown_encoding") from error


def _csv_rows(path: Path, encoding: str, separator: str, rows_above: int, width: int) -> Batches:
    seen = 0  # rows of the blocks before, titles and blank lines counted
    for content, begins in _blocks(path, encoding, separator):
        quick = quick_rows(content, separator, width, seen)
        block = Block(content, separator, width, seen + 1, quick.height, begins) if quick is not None else None
        for rows in [quick] if quick is not None else exact_rows(content, separator, width, seen):
            yield rows if seen >= rows_above else rows.filter(pl.col(ROW) > rows_above), block
            seen += rows.height


def quick_rows(block: bytes, separator: str, width: int, rows_before: int) -> pl.DataFrame | None:
    """The rows of a regular block; None where only the exact way is sure to count rows and cells right."""
    if not _is_regular(block, separator):
        return None
    names = [f"c{index}" for index in range(width)]
    is_quoted = b'"' in block
    try:
        frame = pl.read_csv(
            block,
            has_header=False,
            separator=separator,
            quote_char='"' if is_quoted else None,
            schema=dict.fromkeys(names, pl.String),
            glob=False,
            missing_columns="insert",
        )
    except pl.exceptions.PolarsError as error:
        if "utf-8" in str(error).lower() or "utf8" in str(error).lower():
            raise WrongEncoding from error
        return None
    # In one piece: columns of other pieces than their neighbours are put together again by each step that follows.
    frame = frame.rechunk()
    lines = None if is_quoted else _lines_by_their_cells(frame, block)
    if lines is None:
        lines = _lines_by_their_ends(block)
    if frame.height != len(lines):
        return None
    return _numbered(frame, rows_before, lines=None if is_quoted else lines)


def _lines_by_their_cells(cells: pl.DataFrame, block: bytes) -> pl.Series | None:
    """Where each line begins, if a row is a line that has all its cells: then they make up the block to the byte."""
    end = 2 if b"\r" in block else 1
    lengths = cells.select(pl.sum_horizontal(pl.all().str.len_bytes())).to_series() + (cells.width - 1 + end)
    is_whole = lengths.sum() == len(block) + (0 if block.endswith(b"\n") else end)
    return lengths.cum_sum() - lengths if is_whole else None


def _lines_by_their_ends(block: bytes) -> pl.Series:
    ends = np.flatnonzero(np.frombuffer(block, np.uint8) == ord("\n"))
    begins = np.append(0, ends + 1)
    return pl.Series(begins[:-1] if block.endswith(b"\n") else begins, dtype=pl.UInt32)


def _is_regular(block: bytes, separator: str) -> bool:
    """No lone carriage return, no mark that we use ourselves, and every quotation mark opens or closes a cell."""
    if BETWEEN_CELLS.encode() in block or (b"\r" in block and block.count(b"\r") != block.count(b"\r\n")):
        return False
    if b'"' not in block:
        return True
    opening, closing = _quotation_marks(block, separator)
    return opening == closing and block.count(b'"') == opening + closing


def _is_closed(block: bytes, separator: str) -> bool:
    """Whether no quoted cell goes on behind the block. A lone mark within a cell, as in 5"钢管, opens none."""
    if b'"' not in block or block.count(b'"') % 2 == 0:
        return True
    opening, closing = _quotation_marks(block, separator)
    return opening == closing


def _quotation_marks(block: bytes, separator: str) -> tuple[int, int]:
    """How many quotation marks stand where a cell begins, and how many where one ends."""
    mark = separator.encode()
    opening = block.count(mark + b'"') + block.count(b'\n"') + block.startswith(b'"')
    closing = block.count(b'"' + mark) + block.count(b'"\n') + block.count(b'"\r\n') + block.endswith(b'"')
    return opening, closing


def exact_rows(block: bytes, separator: str, width: int, rows_before: int) -> Iterator[pl.DataFrame]:
    """The rows of any block, one by one, as a spreadsheet would count them."""
    try:
        text = block.decode("utf-8")
    except UnicodeDecodeError as error:
        raise WrongEncoding from error
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    while rows := [row for row, _ in zip(reader, range(BATCH_ROWS // 4), strict=False)]:
        yield _frame(rows, rows_before + 1, width)
        rows_before += len(rows)


# --- Parquet ---------------------------------------------------------------------------------------------------------


def _parquet_table(path: Path) -> TextTable:
    scan = pl.scan_parquet(path, glob=False)
    schema = scan.collect_schema()
    height = scan.select(pl.len()).collect().item()

    def below(_header: int, _width: int) -> Iterator[pl.DataFrame]:
        for start in range(0, height, BATCH_ROWS):
            with _fault_of_the_file():
                batch = scan.slice(start, BATCH_ROWS).collect(engine="in-memory")
            text = batch.select(
                _as_text(name, dtype).alias(f"c{index}") for index, (name, dtype) in enumerate(schema.items())
            )
            yield _numbered(text, start)

    def doubtful(columns: Collection[int]) -> Doubtful:
        names = schema.names()
        of_floats = [place for place in columns if schema[names[place]].is_float()]
        told = {}
        for place in of_floats:
            values = scan.select(names[place]).collect(engine="in-memory").to_series().cast(pl.Float64)
            for row in values.is_in(list(TENTHS_OF_YEARS)).arg_true():
                told[row + 1, place + 1] = f"{values[row]}{EITHER}"
        return told

    # The header of a Parquet file is no row of it: its first row is row 1.
    return TextTable(sheet="", top=[list(schema.names())], first_row=0, below=below, doubtful=doubtful)


def _as_text(name: str, dtype: pl.DataType) -> pl.Expr:
    """Whole numbers without a decimal point; those of 16 digits and more in exponent form (contract §1a.11)."""
    column = pl.col(name)
    if dtype.is_float():
        whole = column.is_finite() & (column == column.round(0)) & (column.abs() < 1e15)
        exponent = column.cast(pl.Float64).map_elements(lambda value: f"{value:E}", pl.String)
        return (
            pl.when(whole)
            .then(column.cast(pl.Int64, strict=False).cast(pl.String))
            .when(column.abs() >= 1e15)
            .then(exponent)
            .when(column.is_finite())
            .then(column.cast(pl.String))
        )
    if dtype.is_integer() or dtype.is_decimal():
        text = column.cast(pl.String)
        plain = text.str.replace(r"\.0+$", "") if dtype.is_decimal() else text
        return pl.when(column.cast(pl.Float64).abs() >= 1e15).then(pl.concat_str(text, pl.lit("E+0"))).otherwise(plain)
    if dtype == pl.Boolean:
        return pl.when(column).then(pl.lit("是")).when(~column).then(pl.lit("否"))
    if dtype == pl.Datetime:
        return column.dt.strftime("%Y-%m-%d %H:%M:%S").str.replace(" 00:00:00", "", literal=True)
    if dtype in (pl.Categorical, pl.Enum, pl.Date, pl.Time, pl.Null) or dtype == pl.String:
        return column.cast(pl.String)
    raise SourceProblem("cannot_be_opened", reason=f"column '{name}' holds {dtype}, which is no cell of a table")


# --- shared ----------------------------------------------------------------------------------------------------------


def _frame(rows: list[list[str]], first_row: int, width: int) -> pl.DataFrame:
    """Ragged rows as a frame: short ones padded, cells beyond the header dropped, the row marked if one held text."""
    columns = {
        f"c{index}": [row[index].replace(BETWEEN_CELLS, " ") if index < len(row) else None for row in rows]
        for index in range(width)
    }
    too_long = [len(row) > width and any(cell.strip() for cell in row[width:]) for row in rows]
    frame = pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))
    return _numbered(frame, first_row - 1, pl.Series(TOO_LONG, too_long, dtype=pl.Boolean))


def _numbered(
    frame: pl.DataFrame, rows_before: int, too_long: pl.Series | None = None, lines: pl.Series | None = None
) -> pl.DataFrame:
    numbers = pl.int_range(rows_before + 1, rows_before + frame.height + 1, dtype=pl.Int32, eager=True)
    mark = too_long if too_long is not None else pl.repeat(False, frame.height, dtype=pl.Boolean, eager=True)
    begins = lines if lines is not None else pl.repeat(None, frame.height, dtype=pl.UInt32, eager=True)
    return frame.with_columns(numbers.alias(ROW), mark.alias(TOO_LONG), begins.alias(LINE))


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:200]
