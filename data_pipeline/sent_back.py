"""Refused rows back to the departments, one workbook each, in the layout in which they were handed in.

A returned workbook loads like any delivery. Its name carries the day after the latest delivery of the inbox, so that a
mended row wins over what stood there (contract §1a.2), also where two rows of one key contradicted each other. How a
sheet is copied and marked belongs to `returned_sheets`.
"""

import json
import os
import re
import tempfile
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl
from openpyxl import Workbook

from data_pipeline import originals, readers, reading, recognition, returned_sheets
from data_pipeline.archives import Delivered
from data_pipeline.delivery import is_reason
from data_pipeline.parts import SAID_ONCE, Part, key_column
from data_pipeline.problems import WrongEncoding
from data_pipeline.readers import BETWEEN_CELLS, MARKS, ROW, Kind, TextTable
from data_pipeline.reading import FileRead
from data_pipeline.refusals import JANUARY_OR_OCTOBER
from data_pipeline.returned_sheets import Layout, ReturnedRow
from data_pipeline.sources import Dataset, Sources
from wording.say import reason as sentence_of

UNKNOWN = "部门不明"
CODES = ("code", "identifier", "subject")
CELLS_BEYOND = 50  # of a row that is longer than its header
# What a reason without a field of its own is about.
FIELDS_OF = {"paid_without_date": ("paid_date",)}
CONFLICT, TOO_LONG = "conflict_within_delivery", "row_is_too_long"
_ORIGIN = re.compile(r"〔(?P<file>[^〔〕｜]*)(?:｜(?P<sheet>[^〔〕]*))? 第(?P<row>\d+)行〕\s*$")
_NOT_IN_NAMES = re.compile(r"[^\w（）()-]+")
Place = tuple[str, str, int]  # file, sheet, row
Reason = dict[str, str | None]
Wanted = Collection[str | None] | None


@dataclass(frozen=True)
class Inbox:
    """What the load knew: the files as they are now, their fingerprints then, the refused rows, the date to come."""

    files: Mapping[str, Delivered]
    fingerprints: Mapping[str, str]
    refused: pl.DataFrame
    day: date


@dataclass(frozen=True)
class Returned:
    """A workbook that was written; no department: it could not be told."""

    path: Path
    department: str | None
    rows: int
    sheets: int


@dataclass
class Outcome:
    """What was sent back, what needs no mending, and the files whose rows could not be taken from them."""

    written: list[Returned] = field(default_factory=list)
    outdated: int = 0
    came_back: int = 0
    left_out: list[tuple[str, str, int]] = field(default_factory=list)  # file, why, rows


def day_after(dates: Iterable[date | None], first_year: int | None) -> date:
    """The day after the latest delivery; where none has a date, the first day of the data is later than undated."""
    dated = [day for day in dates if day is not None]
    return max(dated) + timedelta(days=1) if dated else date(first_year or 2000, 1, 1)


def write(inbox: Inbox, out: Path, staged: Path, described: Sources, wanted: Wanted = None) -> Outcome:
    """One workbook a department in `out`, for every refused row that still has to be mended.

    `wanted`: only these departments, nothing is told of the others (None in it: rows whose department is unknown).
    What contradicts a row is looked for in all.
    """
    told = inbox.refused if wanted is None else inbox.refused.filter(_is_of(wanted))
    outcome = Outcome(outdated=int(told["is_outdated"].sum()))
    rows = inbox.refused.filter(~pl.col("is_outdated"))
    read = _as_they_were_read(inbox, rows, staged, described)
    _note_unread(told.filter(~pl.col("is_outdated")), inbox, read, outcome)
    read = {file: one for file, one in read.items() if one.found.problem is None}
    came_back = set(_origins(read))
    due = [row for row in _refused(rows) if row.file in read]
    outcome.came_back = sum(row.place in came_back and row.is_of(wanted) for row in due)
    due = [row for row in due if row.place not in came_back]
    files = {row.file for row in due}
    found = {file: _found(read[file], [row for row in due if row.file == file], described) for file in files}
    printed = {file: {head.sheet for head in one.found.forms} for file, one in read.items()}
    conflicts = _fields_in_conflict(due, found, described)
    due = [row for row in due if row.is_of(wanted)]
    books: dict[str | None, _Book] = {}
    with tempfile.TemporaryDirectory(prefix="dual-monitor-sent-back-") as scratch:
        for file in sorted({row.file for row in due}):
            of_file = [row for row in due if row.file == file]
            lost = sum(row.place not in found[file] for row in of_file)
            if lost:
                outcome.left_out.append((file, "read_otherwise", lost))
            with inbox.files[file].opened(Path(scratch) / "member") as path:
                _copy_file(path, of_file, _Marks(found[file], conflicts, described, printed[file]), books)
    out.mkdir(parents=True, exist_ok=True)
    for code in sorted(books, key=lambda one: (one is None, one or "")):
        outcome.written.append(books[code].save(out, inbox.day))
    return outcome


# --- which rows ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Refused:
    """A refused row: where it stands, whose it is, and why (a row may be refused as several of a dataset's rows)."""

    place: Place
    dataset: str
    department: str | None
    department_name: str | None
    reasons: list[Reason]

    def is_of(self, wanted: Wanted) -> bool:
        return wanted is None or self.department in wanted

    @property
    def file(self) -> str:
        return self.place[0]

    @property
    def sheet(self) -> str:
        return self.place[1]


def _refused(rows: pl.DataFrame) -> list[_Refused]:
    found: dict[Place, _Refused] = {}
    for row in rows.iter_rows(named=True):
        place = (row["file"], row["sheet"], row["source_row"])
        reasons: list[Reason] = json.loads(row["reasons"])
        if place in found:
            found[place].reasons.extend(one for one in reasons if one not in found[place].reasons)
        else:
            found[place] = _Refused(place, row["dataset"], row["department_code"], row["department_name"], reasons)
    return list(found.values())


def _is_of(wanted: Collection[str | None]) -> pl.Expr:
    known = pl.col("department_code").is_in([code for code in wanted if code is not None]).fill_null(False)
    return known | pl.col("department_code").is_null() if None in wanted else known


def _as_they_were_read(inbox: Inbox, rows: pl.DataFrame, staged: Path, described: Sources) -> dict[str, FileRead]:
    """The files that hold the rows, or what came back of them, as far as their bytes are those that the load read."""
    concerned = set(rows["file"]) | {file for file in inbox.fingerprints if file.lower().endswith(".xlsx")}
    there = [inbox.files[file] for file in sorted(concerned & inbox.files.keys())]
    return {
        one.file: read
        for one, read in zip(there, reading.read_all(there, staged, described), strict=True)
        if read.mark == inbox.fingerprints.get(one.file)
    }


def _note_unread(rows: pl.DataFrame, inbox: Inbox, read: Mapping[str, FileRead], outcome: Outcome) -> None:
    """The files whose rows cannot be taken from them, and why."""
    for file, count in rows.group_by("file").len().sort("file").iter_rows():
        if file not in read:
            outcome.left_out.append((file, "changed" if file in inbox.files else "gone", count))
        elif read[file].found.problem is not None:
            outcome.left_out.append((file, "read_otherwise", count))


def _origins(read: Mapping[str, FileRead]) -> Iterator[Place]:
    """The places of rows that were sent back before and have come in again: what came in is judged, not they."""
    for one in read.values():
        for part in one.found.parts:
            column = next((at for at, header in enumerate(part.headers) if is_reason(header)), None)
            if column is None:
                continue
            for original in _originals(one, part, {})["original"]:
                cells = original.split(BETWEEN_CELLS)
                origin = _ORIGIN.search(cells[column]) if column < len(cells) else None
                if origin:
                    yield origin["file"], origin["sheet"] or "", int(origin["row"])


@dataclass(frozen=True)
class _Found:
    """A refused row in the part that was read: its key (null: unreadable) and its cells.

    `places`: field -> its columns; one row may be several of a dataset's rows, with an amount in several columns.
    """

    part: Part
    key: str | None
    cells: list[str]
    places: dict[str, list[int]]

    def where(self, field: str, text: str | None) -> list[int]:
        """The columns of a field; of several, those in which the text stands."""
        places = [place for place in self.places.get(field, []) if place < len(self.cells)]
        exact = [place for place in places if text is not None and self.cells[place].strip() == text]
        return exact or places


def _found(read: FileRead, rows: Sequence[_Refused], described: Sources) -> dict[Place, _Found]:
    found: dict[Place, _Found] = {}
    for part in read.found.parts:
        wanted = {row.place[2]: row for row in rows if (row.sheet, row.dataset) == (part.sheet, part.dataset)}
        with_key = {ROW: pl.Int32, key_column(described[part.dataset]): pl.String}
        for number, key, original in _originals(read, part, with_key, wanted).iter_rows():
            one = _Found(part, key, original.split(BETWEEN_CELLS), {})
            places = found.setdefault(wanted[number].place, one).places
            for name, columns in part.places.items():
                places[name] = sorted({*places.get(name, []), *columns})
    return found


def _originals(
    read: FileRead, part: Part, columns: Mapping[str, type[pl.DataType]], asked: Collection[int] | None = None
) -> pl.DataFrame:
    nothing = pl.DataFrame(schema={**columns, "original": pl.String})
    batches = zip(part.batches, part.texts, strict=True)
    return pl.concat(
        [nothing, *(originals.read(read.folder / batch, text, list(columns), asked) for batch, text in batches)]
    )


def _fields_in_conflict(
    rows: Sequence[_Refused], found: Mapping[str, Mapping[Place, _Found]], described: Sources
) -> dict[tuple[str, str | None], list[str]]:
    """Dataset and key -> the fields in which the rows of that key contradict each other."""
    texts: dict[tuple[str, str | None], dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for row in rows:
        one = found[row.file].get(row.place)
        if one is None or CONFLICT not in (reason["code"] for reason in row.reasons):
            continue
        for name in described[row.dataset].by_name:
            texts[row.dataset, one.key][name].add(_text(one, name))
    return {key: [name for name, said in fields.items() if len(said) > 1] for key, fields in texts.items()}


def _text(found: _Found, field: str) -> str:
    places = found.part.places.get(field, [])
    return BETWEEN_CELLS.join(found.cells[place].strip() for place in places if place < len(found.cells))


# --- what is wrong with them -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Marks:
    """Makes the rows of one file ready to be written: faults by column, and the reason in words."""

    found: Mapping[Place, _Found]
    conflicts: Mapping[tuple[str, str | None], list[str]]
    described: Sources
    printed: Collection[str]  # the sheets that are printed forms

    def part(self, row: _Refused) -> Part | None:
        """The part that the row was read into."""
        return self.found[row.place].part if row.place in self.found else None

    def row(self, row: _Refused, beyond: Sequence[str]) -> ReturnedRow:
        """`beyond`: cells behind the last column of the header."""
        one, dataset = self.found[row.place], self.described[row.dataset]
        faults: dict[int, list[str]] = defaultdict(list)
        for reason in row.reasons:
            for place in self._places(reason, one, dataset, beyond):
                faults[place].append(_sentence(reason, dataset))
        cells = [*one.cells, *beyond]
        for reason in row.reasons:
            if reason["code"] == JANUARY_OR_OCTOBER:  # as a text it would be January
                for place in self._places(reason, one, dataset, beyond):
                    cells[place] = f"{reason['value']} ?"
        codes = {place for name, places in one.places.items() for place in places if _is_code(dataset, name)}
        return ReturnedRow(
            row.place[2],
            cells,
            {place: "；".join(said) for place, said in faults.items()},
            "；".join(_sentence(reason, dataset) for reason in row.reasons) + _origin(row.place),
            codes & faults.keys(),
        )

    def _places(self, reason: Reason, one: _Found, dataset: Dataset, beyond: Sequence[str]) -> list[int]:
        if reason["code"] == TOO_LONG:
            return [len(one.cells) + place for place, cell in enumerate(beyond) if cell.strip()]
        if reason["code"] == CONFLICT:
            fields: Sequence[str] = self.conflicts.get((dataset.name, one.key)) or dataset.key
        else:
            own = reason.get("field")
            fields = (own,) if own else FIELDS_OF.get(str(reason["code"]), ())
        return [place for name in fields for place in one.where(name, reason.get("value"))]


def _is_code(dataset: Dataset, field: str) -> bool:
    return field in dataset.by_name and dataset.by_name[field].kind in CODES


def _sentence(reason: Reason, dataset: Dataset) -> str:
    field = reason.get("field")
    header = dataset.by_name[field].header if field in dataset.by_name else field
    return sentence_of("refusal", str(reason["code"]), "zh", {**reason, "field": header})


def _origin(place: Place) -> str:
    """Where the row stood, behind its reason: so it is known when it has come in again."""
    file, sheet, row = place
    return f"〔{file}｜{sheet} 第{row}行〕" if sheet else f"〔{file} 第{row}行〕"


# --- the workbooks ---------------------------------------------------------------------------------------------------


class _Book:
    """The workbook of one department."""

    def __init__(self, department: str | None, name: str | None) -> None:
        self.department = department
        self.name = name
        self.rows = 0
        self._book = Workbook()
        self._book.remove(self._book.active)

    def sheet(self, file: str, sheet: str) -> Any:
        """A new sheet that is called like the file: short, without what is forbidden there, and only once."""
        stem = file.rpartition("/")[2].rpartition(".")[0] or file
        plain = re.sub(r"[\[\]:*?/\\']+", "_", f"{stem}·{sheet}" if sheet else stem)[:31]
        title, number = plain, 1
        while title.casefold() in (one.casefold() for one in self._book.sheetnames):
            number += 1
            title = f"{plain[:26]} ({number})"
        return self._book.create_sheet(title)

    def save(self, out: Path, day: date) -> Returned:
        """Write the workbook under its name, whole or not at all."""
        department = "-".join(part for part in (self.department, self.name) if part) or UNKNOWN
        path = out / f"退回-{_NOT_IN_NAMES.sub('_', department)}-{day.isoformat()}.xlsx"
        unfinished = path.with_name(f".{path.name}.part")
        try:
            self._book.save(unfinished)
            os.replace(unfinished, path)
        finally:
            unfinished.unlink(missing_ok=True)
        return Returned(path, self.department, self.rows, len(self._book.sheetnames))


def _copy_file(path: Path, rows: Sequence[_Refused], marks: _Marks, books: dict[str | None, _Book]) -> None:
    """The rows of one file into the workbooks of their departments, a sheet for each of its sheets."""
    by_sheet: dict[tuple[str, str | None], list[_Refused]] = defaultdict(list)
    for row in rows:
        if marks.part(row) is not None:
            by_sheet[row.sheet, row.department].append(row)
    several = len({sheet for sheet, _ in by_sheet}) > 1
    original = _Original(path, marks, [row for of_sheet in by_sheet.values() for row in of_sheet])
    for (sheet, department), of_sheet in sorted(by_sheet.items(), key=lambda one: (one[0][0], one[0][1] or "")):
        book = books.setdefault(department, _Book(department, of_sheet[0].department_name))
        book.rows += len(of_sheet)
        original.copy(sheet, of_sheet, book.sheet(of_sheet[0].file, sheet if several else ""))


class _Original:
    """The file that rows are taken from, opened once."""

    def __init__(self, path: Path, marks: _Marks, rows: Sequence[_Refused]) -> None:
        self._path = path
        self._marks = marks
        self._book: Any = None
        self._tables: dict[str, TextTable] = {}
        if readers.kind(path) == Kind.WORKBOOK:
            with suppress(Exception):  # whatever openpyxl cannot take comes back as text
                self._book = returned_sheets.opened(path, self._rows_of_sheets(rows))
        if self._book is None:
            self._tables = {table.sheet: table for table in _tables(path, marks.described)}

    def _rows_of_sheets(self, rows: Sequence[_Refused]) -> dict[str, set[int]]:
        wanted: dict[str, set[int]] = {sheet: set() for sheet in self._marks.printed}
        for row in rows:
            if row.sheet not in self._marks.printed:
                header_row = self._marks.found[row.place].part.header_row
                wanted.setdefault(row.sheet, set()).update({row.place[2], *range(1, header_row + 1)})
        return wanted

    def copy(self, sheet: str, rows: Sequence[_Refused], target: Any) -> None:
        """Titles, header and these rows of a sheet, marked."""
        part = self._marks.found[rows[0].place].part
        beyond = self._beyond(sheet, part, rows)
        in_order = sorted(rows, key=lambda one: one.place)
        returned = [self._marks.row(row, beyond.get(row.place[2], [])) for row in in_order]
        if sheet in self._marks.printed:
            self._copy_form(sheet, part, returned, target)
            return
        layout = returned_sheets.layout(part.header_row, part.headers, returned)
        if self._book is not None:
            kinds = self._marks.described[part.dataset].by_name
            once = {place for name, places in part.places.items() if kinds[name].kind in SAID_ONCE for place in places}
            returned_sheets.copy_sheet(self._book[sheet], target, layout, returned, once)
        else:
            table = self._tables[sheet]
            head = table.top[: part.header_row - table.first_row + 1]
            returned_sheets.write_sheet(head, target, layout, returned)

    def _copy_form(self, sheet: str, part: Part, rows: Sequence[ReturnedRow], target: Any) -> None:
        """A printed form comes back whole: its rows mean nothing without its head."""
        if self._book is not None:
            source = self._book[sheet]
            layout = Layout(part.header_row, source.max_column, source.max_column)
            returned_sheets.copy_whole_sheet(source, target, layout, rows)
            return
        table = self._tables[sheet]
        width = max(len(row) for row in table.top)
        cells: list[list[str]] = []
        for frame in table.below(-1, width):
            cells += [[cell or "" for cell in row] for row in frame.select(pl.exclude(MARKS)).iter_rows()]
        returned_sheets.write_whole_sheet(cells, target, Layout(part.header_row, width, width), rows)

    def _beyond(self, sheet: str, part: Part, rows: Sequence[_Refused]) -> dict[int, list[str]]:
        """The cells behind the header of rows that are too long, which are kept nowhere else."""
        wanted = [row.place[2] for row in rows if TOO_LONG in (reason["code"] for reason in row.reasons)]
        if not wanted or self._book is not None:
            return {}
        width, table = len(part.headers), self._tables[sheet]
        found: dict[int, list[str]] = {}
        for frame in table.below(part.header_row - table.first_row, width + CELLS_BEYOND):
            cells = frame.filter(pl.col(ROW).is_in(wanted)).select(
                ROW, *(f"c{place}" for place in range(width, width + CELLS_BEYOND))
            )
            found |= {row[0]: [cell or "" for cell in row[1:]] for row in cells.iter_rows()}
        return found


def _tables(path: Path, described: Sources) -> list[TextTable]:
    """The text tables of a file that was read before."""
    headers = recognition.known_headers(described)
    encodings = [readers.first_encoding(path), "gb18030"] if readers.kind(path) == Kind.TEXT else [""]
    for encoding in encodings:
        with suppress(WrongEncoding):
            return readers.tables(path, encoding, headers)[0]
    return []


# --- what was done ---------------------------------------------------------------------------------------------------


def write_json(path: Path, outcome: Outcome) -> None:
    """What was sent back and what was not, for those who watch from another process."""
    told = {
        "written": [
            {"file": one.path.name, "department": one.department, "rows": one.rows, "sheets": one.sheets}
            for one in outcome.written
        ],
        "outdated": outcome.outdated,
        "came_back": outcome.came_back,
        "left_out": [{"file": file, "why": why, "rows": rows} for file, why, rows in outcome.left_out],
    }
    path.write_text(json.dumps(told, ensure_ascii=False, indent=1), encoding="utf-8")


def summary(outcome: Outcome, out: Path) -> str:
    """What was written, and which refused rows nobody has to mend."""
    said = [f"{one.path.name}: {one.rows:,} rows on {one.sheets:,} sheets" for one in outcome.written]
    said.append(f"Wrote {len(outcome.written):,} workbooks to {out}." if said else "No row has to be mended.")
    if outcome.outdated:
        said.append(f"{outcome.outdated:,} refused rows were left out: their keys came in well later.")
    if outcome.came_back:
        said.append(
            f"{outcome.came_back:,} refused rows were left out: they were sent back before and have come in again."
        )
    if outcome.written:
        said.append(
            "Mend the marked cells and put the workbooks into the inbox under these names: their date makes them win."
        )
    return "\n".join(said)


def complaints(outcome: Outcome) -> Iterator[str]:
    """The files whose rows could not be sent back."""
    why = {
        "changed": "is not the file any more that was loaded",
        "gone": "is not in the inbox any more",
        "read_otherwise": "is read in another way than when it was loaded (sources.toml or the program changed)",
    }
    for file, code, rows in outcome.left_out:
        yield f"{file}: {why[code]}, so {rows:,} refused rows were not sent back. Load again, then repeat."
