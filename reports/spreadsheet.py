"""Rows and a description of their columns -> an XLSX as a bureau files it: title, dates and unit, header, rows, 合计.

Money comes in as Decimal yuan and rates as shares of one; both leave as real numbers with a format. Which rows,
which columns and what they mean is the caller's business; nothing here asks the warehouse or reads the clock.
"""

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from math import ceil
from typing import Any, Literal
from unicodedata import east_asian_width

import polars as pl
import xlsxwriter

from wording import formats
from wording.say import say, word

Kind = Literal["text", "code", "money", "rate", "points", "number", "year", "date", "month"]
Row = Mapping[str, Any]

NUMERIC_KINDS = ("money", "rate", "points", "number", "year")
CENTRED_KINDS = ("date", "month", "year")
UNIT_FORMATS = {unit: "#,##0." + "0" * places for unit, places in formats.UNIT_PLACES.items()}
MONTH_FORMATS = {"zh": 'yyyy"年"m"月"', "en": "mmm yyyy"}
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
# Names only, nothing embedded: whoever lacks one gets the nearest of its family and character set.
FONTS: dict[str, dict[str, Any]] = {
    "zh": {"font_name": "宋体", "font_family": 1, "font_charset": 134},
    "en": {"font_name": "Calibri", "font_family": 2},
}
TITLE_FONTS: dict[str, dict[str, Any]] = {
    "zh": {"font_name": "黑体", "font_family": 2, "font_charset": 134},
    "en": {"font_name": "Calibri", "font_family": 2},
}
HEADER_FILL = "#E4EAF1"
TOTAL_FILL = "#F3F5F8"
LINE_COLOUR = "#8C96A3"
A4, A3 = 9, 8  # as Excel numbers them
WIDTH_OF_A4 = 149.0  # of a column's unit that fit between the margins of A4 across
SMALLEST_SCALE = 0.75  # on A4; what would be printed smaller, below 7.5 points, goes on A3
LONGEST_CELL = 32_000  # Excel holds 32,767 characters and would drop a longer text whole
MOST_ROWS = 1_048_000  # Excel's 1,048,576 less titles, total and notes
TALLEST_ROW = 409.0  # points; Excel's limit
LINE_POINTS = 14.0
WIDEST_BY_ITSELF = 36
SHORT_TEXT = 10  # a column whose texts are all at most this wide is centred
SIGN_WIDTH = 0.95  # of a column's unit, which is measured in the larger default font
MADE_ON = datetime(2000, 1, 1, tzinfo=UTC)  # the same for every file: equal content gives equal bytes
WORKBOOK_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


class TooManyRows(Exception):
    """More rows than a sheet can hold; another format can."""


@dataclass(frozen=True)
class Column:
    """One column: the field of the row, its header in the reader's language, and how its values are written.

    `upper` is the header above; neighbours with the same one share it. `width` in characters is a least width:
    numbers always get what they need. A column that is not printed must stand at the right end.
    """

    field: str
    header: str
    kind: Kind = "text"
    upper: str = ""
    width: float | None = None
    is_summed: bool = False
    is_wrapped: bool = True
    is_printed: bool = True


@dataclass(frozen=True)
class Sheet:
    """One sheet. `total` says where the 合计 row stands; it holds `totals` where given, else the sums of the columns
    that may be summed. `rows` hold Decimal yuan, shares of one, dates and words; None is unknown."""

    name: str
    title: str
    columns: Sequence[Column]
    rows: pl.DataFrame | Sequence[Row]
    language: str
    unit: str = "yuan"
    as_of: date | None = None
    performance_as_of: date | None = None
    total: Literal["first", "last"] | None = "last"
    totals: Mapping[str, Decimal] | None = None
    total_label: str = ""
    notes: Sequence[str] = ()
    has_signatures: bool = False
    frozen_columns: int = 0
    is_filtered: bool = True

    def dicts(self) -> Sequence[Row]:
        """The rows, whether they came as a frame or not."""
        return self.rows.to_dicts() if isinstance(self.rows, pl.DataFrame) else self.rows


def table(
    rows: pl.DataFrame | Sequence[Row],
    columns: Sequence[Column],
    *,
    title: str,
    language: str,
    unit: str = "yuan",
    as_of: date | None = None,
    performance_as_of: date | None = None,
    total: Literal["first", "last"] | None = "last",
    cover: Sheet | None = None,
    **more: Any,
) -> bytes:
    """One table as a workbook: the frame that is shown, as it is shown, and the sheet that says what it is."""
    sheet = Sheet(
        title,
        title,
        columns,
        rows,
        language,
        unit=unit,
        as_of=as_of,
        performance_as_of=performance_as_of,
        total=total,
        **more,
    )
    return workbook([sheet] if cover is None else [sheet, cover])


def workbook(sheets: Sequence[Sheet]) -> bytes:
    """The sheets as one XLSX; equal sheets give equal bytes."""
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, WORKBOOK_OPTIONS) as book:
        book.set_properties({"title": sheets[0].title, "created": MADE_ON})
        names: set[str] = set()
        for sheet in sheets:
            name = tab_name(sheet.name, names)
            names.add(name.casefold())
            _Writer(book, book.add_worksheet(name), sheet).write()
    return made.getvalue()


def tab_name(name: str, taken: Iterable[str] = ()) -> str:
    """A name that Excel takes for a tab: no forbidden signs, at most 31 characters, not used yet."""
    plain = "".join("-" if sign in "[]:*?/\\" else sign for sign in name).strip("'")[:31] or "1"
    used, number, free = set(taken), 1, plain
    while free.casefold() in used:
        number += 1
        free = f"{plain[:27]}（{number}）"
    return free


def in_unit(yuan: Decimal, unit: str) -> Decimal:
    """Yuan as a number of the unit, rounded half-up once."""
    return formats.half_up(yuan.scaleb(-formats.UNIT_POWERS[unit]), formats.UNIT_PLACES[unit])


def text_width(text: str) -> int:
    """The width in Latin letters: a Chinese one counts two."""
    return len(text) if text.isascii() else sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text)


class _Writer:
    """Writes one sheet from top to bottom."""

    def __init__(self, book: Any, page: Any, sheet: Sheet) -> None:
        self.book, self.page, self.sheet = book, page, sheet
        self.columns = sheet.columns
        self.rows = sheet.dicts()
        if len(self.rows) > MOST_ROWS:
            raise TooManyRows(say("spreadsheet.too_many_rows", sheet.language, rows=len(self.rows), most=MOST_ROWS))
        self.has_upper = any(column.upper for column in self.columns)
        self.printed = sum(column.is_printed for column in self.columns)
        self.widths = [self.width(column) for column in self.columns]
        self.is_short = [self.is_short_text(column) for column in self.columns]
        self.styles: dict[tuple[tuple[str, Any], ...], Any] = {}
        self.line = 0

    def write(self) -> None:
        """The whole sheet."""
        for index, width in enumerate(self.widths):
            self.page.set_column(index, index, width)
        self.write_title()
        header_top = self.line
        self.write_header()
        header = self.line - 1
        if self.sheet.total == "first":
            self.write_total()
        self.page.freeze_panes(self.line, self.sheet.frozen_columns)
        for row in self.rows:
            self.write_row(row)
        last_row = max(self.line - 1, header)
        if self.sheet.total == "last":
            self.write_total()
        self.write_foot()
        if self.sheet.is_filtered:
            self.page.autofilter(header, 0, last_row, len(self.columns) - 1)
        self.set_up_print(header_top, header)

    # ------------------------------------------------------------------------------------------------------ the parts

    def write_title(self) -> None:
        """The title over all printed columns; below it the dates at the left and the unit in the right corner."""
        sheet, language = self.sheet, self.sheet.language
        style = self.style(font=TITLE_FONTS[language], font_size=18, bold=True, align="center")
        self.across(0, self.printed - 1, sheet.title, style)
        self.next_line(max(1, ceil(text_width(sheet.title) * 1.9 / sum(self.widths[: self.printed]))) * 26 + 6)
        said = []
        if sheet.as_of is not None:
            said.append(say("spreadsheet.money_as_of", language, day=formats.day(sheet.as_of, language)))
        if sheet.performance_as_of is not None:
            month = formats.month(sheet.performance_as_of, language)
            said.append(say("spreadsheet.performance_as_of", language, month=month))
        unit = ""
        if not said and not any(column.kind == "money" for column in self.columns):
            return
        if any(column.kind == "money" for column in self.columns):
            unit = say("spreadsheet.unit", language, unit=formats.unit_name(sheet.unit, language))
        corner = self.corner_start(unit)
        if corner > 0:
            self.across(0, corner - 1, "　".join(said), self.style(align="left"))
            self.across(corner, self.printed - 1, unit, self.style(align="right"))
        else:
            self.across(0, self.printed - 1, "　".join([*said, unit] if unit else said), self.style(align="left"))
        self.next_line(18)

    def corner_start(self, unit: str) -> int:
        """The first of the last columns that are together wide enough for the unit."""
        first, width = self.printed, 0.0
        while first > 0 and width < text_width(unit) + 2:
            first -= 1
            width += self.widths[first]
        return first

    def write_header(self) -> None:
        """One header row, or two where columns share an upper header; columns without one fill both."""
        style = self.style(bold=True, align="center", text_wrap=True, border=1, bg_color=HEADER_FILL)
        headers = [self.header(column) for column in self.columns]
        height = max(
            self.height_of(text, width - 2 if self.sheet.is_filtered else width)
            for text, width in zip(headers, self.widths, strict=True)
        )
        if not self.has_upper:
            for index, text in enumerate(headers):
                self.page.write_string(self.line, index, text, style)
            self.next_line(height + 4)
            return
        top = self.line
        self.next_line(20)
        for first, last, upper in self.spans():
            if upper:
                self.across(first, last, upper, style, row=top)
                for index in range(first, last + 1):
                    self.page.write_string(self.line, index, headers[index], style)
            else:
                for index in range(first, last + 1):
                    self.page.merge_range(top, index, self.line, index, headers[index], style)
        self.next_line(height + 4)

    def spans(self) -> list[tuple[int, int, str]]:
        """First column, last column and text of each stretch of columns under one upper header."""
        found: list[tuple[int, int, str]] = []
        for index, column in enumerate(self.columns):
            if found and found[-1][2] == column.upper:
                found[-1] = (found[-1][0], index, column.upper)
            else:
                found.append((index, index, column.upper))
        return found

    def write_row(self, row: Row) -> None:
        """One row of the table, as high as its longest wrapped text."""
        height = LINE_POINTS
        for index, column in enumerate(self.columns):
            value = row[column.field]
            self.write_cell(index, column, value)
            if column.is_wrapped and column.kind in ("text", "code") and value:
                height = max(height, self.height_of(self.text(value), self.widths[index]))
        self.next_line(height + 4.5)

    def write_total(self) -> None:
        """合计: exact sums of yuan, rounded once; nothing under columns that may not be summed."""
        label = self.sheet.total_label or say("spreadsheet.total", self.sheet.language)
        totals = self.totals()
        first_number = min((i for i, column in enumerate(self.columns) if column.field in totals), default=1)
        label_end = max(0, min(first_number, len(self.columns)) - 1)
        for index, column in enumerate(self.columns):
            if column.field in totals:
                self.write_cell(index, column, totals[column.field], bold=True, bg_color=TOTAL_FILL)
            elif index > label_end:
                self.page.write_blank(self.line, index, None, self.style(border=1, bg_color=TOTAL_FILL))
        style = self.style(bold=True, align="center", border=1, bg_color=TOTAL_FILL)
        while label_end > 0 and sum(self.widths[:label_end]) >= text_width(label) + 4:
            self.page.write_blank(self.line, label_end, None, self.style(border=1, bg_color=TOTAL_FILL))
            label_end -= 1
        self.across(0, label_end, label, style)
        self.next_line(20)

    def totals(self) -> Mapping[str, Any]:
        """Field -> total: what the caller gave, else the sum of what is known; unknown where nothing is."""
        if self.sheet.totals is not None:
            return self.sheet.totals
        found: dict[str, Any] = {}
        for column in self.columns:
            if column.is_summed:
                known = [row[column.field] for row in self.rows if row[column.field] is not None]
                found[column.field] = sum(known) if known or not self.rows else None
        return found

    def write_foot(self) -> None:
        """How many unknown numbers the totals leave out, the notes, and the line to be filled in and signed."""
        language = self.sheet.language
        if not self.rows:
            self.write_note(say("spreadsheet.no_rows", language))
        if self.sheet.total and self.sheet.totals is None:
            unknown = sum(row[column.field] is None for column in self.columns if column.is_summed for row in self.rows)
            if unknown:
                self.write_note(say("spreadsheet.unknown_left_out", language, count=unknown))
        for note in self.sheet.notes:
            self.write_note(note)
        if self.sheet.has_signatures:
            self.line += 1
            self.across(
                0,
                self.printed - 1,
                ("　" * 8 if language == "zh" else " " * 24).join(
                    say(f"spreadsheet.{name}", language) for name in ("filled_by_unit", "head", "filled_by", "date")
                ),
                self.style(align="left"),
            )
            self.next_line(22)

    def write_note(self, note: str) -> None:
        """A sentence over all printed columns."""
        self.across(0, self.printed - 1, note, self.style(align="left", text_wrap=True, font_size=9))
        self.next_line(self.height_of(note, sum(self.widths[: self.printed])) + 3)

    def set_up_print(self, header_top: int, header: int) -> None:
        """Across, one page wide, header rows on every page, page numbers; A4, or A3 where A4 would print it small."""
        page, width = self.page, sum(self.widths[: self.printed])
        page.set_landscape()
        page.set_paper(A4 if width * SMALLEST_SCALE <= WIDTH_OF_A4 else A3)
        page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        page.center_horizontally()
        page.fit_to_pages(1, 0)
        page.repeat_rows(header_top, header)
        page.print_area(0, 0, max(self.line - 1, header), self.printed - 1)
        page.set_footer("&C" + say("spreadsheet.page_numbers", self.sheet.language))

    # ------------------------------------------------------------------------------------------------------ one cell

    def write_cell(self, index: int, column: Column, value: Any, **more: Any) -> None:
        """One value by its column's kind; an unknown number or date is a dash and never 0."""
        look = {"border": 1, **more}
        if value is None and column.kind not in ("text", "code"):
            self.page.write_string(self.line, index, formats.UNKNOWN, self.style(align="center", **look))
        elif column.kind in NUMERIC_KINDS:
            place = {"align": "center"} if column.kind in CENTRED_KINDS else {"align": "right", "indent": 1}
            number, pattern = self.number(column, value)
            self.page.write_number(self.line, index, number, self.style(num_format=pattern, **place, **look))
        elif column.kind in ("date", "month"):
            pattern = MONTH_FORMATS[self.sheet.language] if column.kind == "month" else "yyyy-mm-dd"
            self.page.write_datetime(self.line, index, value, self.style(num_format=pattern, align="center", **look))
        else:
            self.write_text(index, column, self.text(value), look)

    def write_text(self, index: int, column: Column, text: str, look: Mapping[str, Any]) -> None:
        """Text that stays text, also when somebody edits the cell."""
        style = dict(look) | {"align": "center" if self.is_short[index] else "left", "text_wrap": column.is_wrapped}
        if column.kind == "code":
            style["num_format"] = "@"
        if text.startswith(FORMULA_STARTS):
            style["quote_prefix"] = True
        if text:
            self.page.write_string(self.line, index, text, self.style(**style))
        else:
            self.page.write_blank(self.line, index, None, self.style(**style))

    def number(self, column: Column, value: Any) -> tuple[float, str]:
        """The number as it stands in the cell, and its format."""
        if column.kind in ("money", "rate", "points") and isinstance(value, float):
            raise TypeError(f"{column.field}: {column.kind} comes as Decimal, not as float")
        if column.kind == "money":
            return float(in_unit(Decimal(value), self.sheet.unit)), UNIT_FORMATS[self.sheet.unit]
        if column.kind == "rate":
            return float(value), "0.00%"
        if column.kind == "points":
            return float(Decimal(value) * 100), "+#,##0.00;-#,##0.00;0.00"
        if column.kind == "year":
            return int(value), "0"
        return (value, "#,##0") if isinstance(value, int) else (float(value), "#,##0.00##")

    def text(self, value: Any) -> str:
        """Any value of a text column as text: lists joined, yes and no in words."""
        if value is None:
            return ""
        if isinstance(value, bool):
            return word("yes_no", str(value).lower(), self.sheet.language)
        if isinstance(value, list | tuple):
            return say("list.comma", self.sheet.language).join(map(str, value))
        text = str(value)
        return text if len(text) <= LONGEST_CELL else text[: LONGEST_CELL - 1] + "…"

    # ------------------------------------------------------------------------------------------------------ measures

    def header(self, column: Column) -> str:
        """The header with the name of points, which stands in no corner."""
        if column.kind != "points":
            return column.header
        return say("spreadsheet.in_points", self.sheet.language, header=column.header)

    def width(self, column: Column) -> float:
        """Wide enough for every number and date and the longest word of the header; texts up to a limit."""
        parts = self.header(column).split()
        word_width = max((len(part) for part in parts if part.isascii()), default=4)  # Chinese breaks anywhere
        least = max(column.width or 0.0, word_width * 1.1 + 2.0)
        if column.kind in ("date", "month"):
            return max(least, 10.8)
        values = [row[column.field] for row in self.rows]
        if column.kind in NUMERIC_KINDS:
            longest = max((len(self.digits(column, value)) for value in [*values, *self.sum_of(column)]), default=0)
            return max(least, longest * 1.05 + 3.0)
        if column.width is not None:
            return least
        return max(least, min(self.longest_text(column) + 2.0, 24.0 if column.kind == "code" else WIDEST_BY_ITSELF))

    def is_short_text(self, column: Column) -> bool:
        """Whether no value of the column is wider than a short word."""
        return all(text_width(self.text(row[column.field])) <= SHORT_TEXT for row in self.rows)

    def longest_text(self, column: Column) -> int:
        """The width of the widest line among the column's values."""
        lines = (line for row in self.rows for line in self.text(row[column.field]).split("\n"))
        return max(map(text_width, lines), default=0)

    def sum_of(self, column: Column) -> list[Any]:
        """The column's total, where it has one."""
        return [self.totals().get(column.field)] if self.sheet.total and (column.is_summed or self.sheet.totals) else []

    def digits(self, column: Column, value: Any) -> str:
        """About what the number looks like in its cell."""
        if value is None:
            return formats.UNKNOWN
        number, pattern = self.number(column, value)
        if pattern == "0.00%":
            return f"{number * 100:,.2f}%"
        if pattern == "0":
            return str(number)
        return f"{number:,}" if isinstance(number, int) else f"{number:,.{4 if '##' in pattern[6:] else 2}f}"

    def height_of(self, text: str, width: float) -> float:
        """The points that the text takes when wrapped at the width."""
        if 2 * len(text) < width - 1 and "\n" not in text:
            return LINE_POINTS
        lines = sum(max(1, ceil(text_width(part) * SIGN_WIDTH / max(1.0, width - 1))) for part in text.split("\n"))
        return min(TALLEST_ROW - 5, lines * LINE_POINTS)

    def style(self, font: Mapping[str, Any] | None = None, **look: Any) -> Any:
        """The format of these properties, made once a sheet."""
        properties = {"font_size": 10, "valign": "vcenter", "border_color": LINE_COLOUR, **look}
        properties |= font or FONTS[self.sheet.language]
        key = tuple(sorted(properties.items()))
        if key not in self.styles:
            self.styles[key] = self.book.add_format(properties)
        return self.styles[key]

    def across(self, first: int, last: int, text: str, style: Any, row: int | None = None) -> None:
        """One text over several columns."""
        line = self.line if row is None else row
        if last > first:
            self.page.merge_range(line, first, line, last, "", style)
        self.page.write_string(line, first, text, style)

    def next_line(self, height: float) -> None:
        """The line at hand gets its height, and the one below is next."""
        self.page.set_row(self.line, round(min(TALLEST_ROW, height), 2))
        self.line += 1
