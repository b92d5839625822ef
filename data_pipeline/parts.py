"""A source file to Parquet parts in the store: read once, cleaned, held against its contract, and kept by fingerprint.

A part keeps every row of a sheet, acceptable or not, with its key, the hash of its content and its original text
(`originals`).
Which of several rows is in force is not decided here: that takes the other files (`fates`).
"""

import hashlib
import itertools
import json
import operator
import os
import shutil
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from decimal import Decimal
from errno import EIO, ENOSPC
from functools import cache, reduce
from pathlib import Path
from typing import Any

import polars as pl

from data_pipeline import cleaning, control_rows, form_tables, originals, readers, recognition, refusals, sources
from data_pipeline.cells import BETWEEN_PARTS, EITHER
from data_pipeline.cleaning import TOO_LONG, Seen
from data_pipeline.contracts import PAYMENT_PROGRESS, words
from data_pipeline.form_tables import FormHead, FormTable, PrintedSheet
from data_pipeline.originals import Source, Text
from data_pipeline.problems import Notice, SourceProblem, WrongEncoding, plain
from data_pipeline.readers import (
    LINE,
    LONGEST_HEADER,
    MARKS,
    MOST_COLUMNS,
    ROW,
    Batches,
    Block,
    Doubtful,
    Kind,
    TextTable,
)
from data_pipeline.recognition import Recognition
from data_pipeline.sources import Dataset, Sources

BUILDING = ".building"
MANIFEST = "manifest.json"
PERCENT_IS_READ = ("indicator", "monitoring_report")
DATES = ("date", "month", "month_number")
BETWEEN_KEYS = "|"
ROW_KEY = "row_key"
# What a merged cell says holds for every row it covers; of an amount, a score or a target it says so once.
SAID_ONCE = ("amount", "decimal", "target", "actual")
AT_WORK = 3  # batches; one more than a small machine has processors, so that none of them waits
LONGEST_TITLE = 4000  # characters in which a date is looked for
# Part (by its place in the file) -> row -> field -> the text that is read instead of the file's (`corrections`).
Changes = Mapping[int, Mapping[int, Mapping[str, str]]]
_Written = tuple[str, Text | None, pl.DataFrame]  # a batch as it was written: its name, its text beside it, its rows


class WritingFailed(OSError):
    """A part cannot be written."""


@dataclass
class Part:
    """One recognised sheet: where its rows are kept and what was counted while reading them.

    `header_row`: the last row of its header, 1-based; 0 where the header is no row (Parquet). `places`: field -> the
    columns, from 0, in which it stands.
    """

    sheet: str
    dataset: str
    header_row: int
    places: dict[str, list[int]]
    columns_present: list[str]
    unit: str | None
    headers: list[str]
    batches: list[str]
    rows: int
    yuan: str
    unreadable: int
    notices: list[Notice]
    texts: list[Text | None] = field(default_factory=list)  # of each batch: the text that is kept beside it


@dataclass
class ReadFile:
    """What is known of a file from its bytes alone."""

    problem: str | None
    details: dict[str, str]
    title: str
    parts: list[Part]
    notices: list[tuple[str, Notice]]  # sheet, notice: of sheets that hold no dataset, and of printed forms
    forms: list[FormHead] = field(default_factory=list)


@cache
def _code_version() -> str:
    """A fingerprint of everything here that turns bytes into rows, so that a changed reader never trusts old parts."""
    folder = Path(__file__).parent
    texts = [path.read_bytes() for path in sorted([*folder.glob("*.py"), *folder.glob("contracts/*.py")])]
    return hashlib.sha256(b"\0".join([pl.__version__.encode(), *texts])).hexdigest()


def reader_version(described: Sources) -> str:
    """Changes with the code that reads and with what the sources are said to look like."""
    return hashlib.sha256((_code_version() + sources.fingerprint_text(described)).encode()).hexdigest()[:12]


def fingerprint(path: Path) -> str:
    """sha256 of the bytes of a file."""
    # Whatever has taken the file's place since it was listed, a pipe that nobody writes to would be waited for.
    with open(path, "rb", opener=lambda name, flags: os.open(name, flags | os.O_NONBLOCK)) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def read_into(
    path: Path, folder: Path, described: Sources, changes: Changes | None = None, *, stays: bool = False
) -> None:
    """Read a file from its bytes and write its parts, and what is known of it, into the folder.

    `stays`: the file will be where it is as long as its parts are used, so it need not be kept a second time.
    """
    found = _read_bytes(path, _Into(folder, stays), described, changes or {})
    with _our_own_trouble(folder):
        (folder / MANIFEST).write_text(json.dumps(asdict(found), ensure_ascii=False), encoding="utf-8")


def forget_other_versions(staged: Path, described: Sources) -> None:
    """Remove what another version of the readers left: it would never be used again."""
    for folder in sorted(staged.iterdir()):
        if folder.is_dir() and not folder.name.endswith(f"-{reader_version(described)}"):
            shutil.rmtree(folder)


def forget_other_corrections(staged: Path, described: Sources, used: set[str]) -> None:
    """Remove what was read with corrections that are in force no more."""
    for folder in sorted(staged.glob(f"*-{'[0-9a-f]' * 12}-{reader_version(described)}")):
        if folder.name not in used:
            shutil.rmtree(folder, ignore_errors=True)


def kept(folder: Path) -> ReadFile | None:
    """What was read into the folder before; null where that is missing or not whole."""
    try:
        values = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    parts = [_part_kept(part) for part in values["parts"]]
    if not all((folder / name).is_file() for part in parts for name in _names(part)):
        return None
    notices = [(sheet, Notice(**one)) for sheet, one in values["notices"]]
    forms = [FormHead(**one) for one in values["forms"]]
    return ReadFile(**{**values, "parts": parts, "notices": notices, "forms": forms})


def _part_kept(values: dict[str, Any]) -> Part:
    notices = [Notice(**one) for one in values["notices"]]
    return Part(**{**values, "notices": notices, "texts": [one and Text(**one) for one in values["texts"]]})


def _names(part: Part) -> list[Path]:
    batches = [Path(batch) for batch in part.batches]
    texts = zip(batches, part.texts, strict=True)
    beside = [originals.beside(batch) for batch, text in texts if text is not None and text.begins is None]
    return [*batches, *beside]


def say_where_it_lies(found: ReadFile, source: Source) -> None:
    """Tell the texts that were left in the file where that is now."""
    for part in found.parts:
        part.texts = [one and replace(one, source=source) for one in part.texts]


@dataclass(frozen=True)
class _Into:
    """Where the parts of a file are written, and whether its text can stay where it is."""

    folder: Path
    stays: bool


def _read_bytes(path: Path, into: _Into, described: Sources, changes: Changes) -> ReadFile:
    try:
        encoding = readers.first_encoding(path) if readers.kind(path) == Kind.TEXT else ""
        return _read_tables(path, encoding, into, described, changes)
    except WrongEncoding:
        try:
            return _read_tables(path, "gb18030", into, described, changes)
        except WrongEncoding:
            return ReadFile("unknown_encoding", {}, "", [], [])
        except SourceProblem as problem:
            return ReadFile(problem.code, problem.details, "", [], [])
    except SourceProblem as problem:
        return ReadFile(problem.code, problem.details, "", [], [])


def _read_tables(path: Path, encoding: str, into: _Into, described: Sources, changes: Changes) -> ReadFile:
    tables, hidden = readers.tables(path, encoding, recognition.known_headers(described))
    notices = [(sheet, Notice("hidden_sheet_skipped")) for sheet in hidden]
    recognised: list[tuple[TextTable, Recognition]] = []
    printed: list[PrintedSheet] = []
    strangers: list[tuple[TextTable, SourceProblem]] = []
    for table in tables:
        if not any(cell.strip() for row in table.top for cell in row):
            continue
        table = _as_looked_at(table)
        if max(map(len, table.top)) > MOST_COLUMNS:
            strangers.append((table, SourceProblem("too_many_columns", sheet=table.sheet, most=f"{MOST_COLUMNS:,}")))
            continue
        of_forms = form_tables.read(table, described)
        if of_forms is not None:
            printed.append(of_forms)
            notices += [(table.sheet, notice) for notice in of_forms.notices]
            continue
        found = _recognised(table, described)
        if isinstance(found, SourceProblem):
            strangers.append((table, found))
        else:
            recognised.append((table, found))
    _refuse_what_is_nearly_whole(bool(recognised or printed), strangers, hidden)
    for table, problem in strangers:
        is_near = problem.code == "missing_column"
        details = problem.details if is_near else {}
        notices.append(
            (table.sheet, Notice("sheet_lacks_columns" if is_near else "sheet_not_recognised", None, details))
        )
    title = "\n".join([*(found.title for _, found in recognised), *(sheet.title for sheet in printed)])[:LONGEST_TITLE]
    one_by_one = [(table, one) for table, found in recognised for one in found.one_by_one()]
    parts = [
        _part(number, table, found, into, changes.get(number, {})) for number, (table, found) in enumerate(one_by_one)
    ]
    of_sheets = [table for sheet in printed for table in sheet.tables]
    of_sheets = [_with_changes(table, changes.get(number, {})) for number, table in enumerate(of_sheets, len(parts))]
    parts += _printed_parts(len(parts), of_sheets, into.folder, described)
    return ReadFile(None, {}, title, parts, notices, [head for sheet in printed for head in sheet.heads])


def _as_looked_at(table: TextTable) -> TextTable:
    """With the first letters of each cell, and without the empty columns that one stray cell makes of a sheet."""
    width = max(map(len, table.top))
    if width > MOST_COLUMNS:
        width = max(max((place for place, cell in enumerate(row, 1) if cell.strip()), default=0) for row in table.top)
    return replace(table, top=[[cell[:LONGEST_HEADER] for cell in row[:width]] for row in table.top])


def _recognised(table: TextTable, described: Sources) -> Recognition | SourceProblem:
    """What a sheet is, or why it holds no dataset; any other problem with it is one of the whole file."""
    try:
        found = recognition.recognise(table.top, described, table.merged)
        return found or recognition.not_recognised(table.top, described)
    except SourceProblem as problem:
        if table.sheet:
            problem.details["sheet"] = table.sheet
        if problem.code == "missing_column":
            return problem
        raise


def _refuse_what_is_nearly_whole(
    holds_data: bool, strangers: list[tuple[TextTable, SourceProblem]], hidden: list[str]
) -> None:
    """Without any dataset, or with one that lacks a single column, the file is refused.

    A sheet that lacks more is a summary rather than a dataset, and is left out of a workbook that holds others.
    """
    near = [problem for _, problem in strangers if problem.code == "missing_column"]
    if holds_data:
        near = [problem for problem in near if problem.details["missing_count"] == "1"]
    if near:
        raise near[0]
    if not holds_data and strangers:
        raise strangers[0][1]
    if not holds_data:
        raise SourceProblem("only_hidden_sheets", sheets="、".join(hidden)) if hidden else SourceProblem("empty_file")


def _part(
    number: int, table: TextTable, found: Recognition, into: _Into, changes: Mapping[int, Mapping[str, str]]
) -> Part:
    dataset = found.dataset
    notices = list(_about_the_headers(found))
    percent = table.percent() if dataset.name in PERCENT_IS_READ else set()
    doubtful = table.doubtful([place for name, place in found.columns.items() if dataset.by_name[name].kind in DATES])
    levels = control_rows.Levels([name for name in dataset.amounts if name in found.columns])
    inner = control_rows.InnerLabels(_columns_of_names(found) if found.is_first else {})
    batches: list[str] = []
    texts: list[Text | None] = []
    rows, yuan, unreadable = 0, Decimal(0), 0

    def work(place: int, raw: pl.DataFrame, block: Block | None) -> _Written:
        is_beside = block is not None and len(block.content) >= originals.LARGE_BYTES
        shown = _with_percent(raw, percent)
        frame = batch(shown, found, table.spanned, changes, doubtful, inner, is_text_beside=is_beside)
        beside = block if frame["original"].null_count() else None
        name = f"{number:03d}-{place:04d}.parquet"
        text = originals.about(beside, stays=into.stays) if beside is not None else None
        if not frame.is_empty():
            _write(frame, into.folder / name, beside if text and text.begins is None else None)
        return name, text, frame

    for name, text, frame in _side_by_side(work, table.batches(found.header, len(found.headers))):
        if frame.is_empty():
            continue
        notices += [Notice("control_row_differs", row, details) for row, details in levels.differences(frame)]
        rows += frame.height
        if dataset.counts_yuan:
            yuan += control_rows.total(frame["amount_yuan"])
            unreadable += frame["amount_yuan"].null_count()
        batches.append(name)
        texts.append(text)
    notices += inner.notices()
    return Part(
        sheet=table.sheet,
        dataset=dataset.name,
        header_row=table.first_row + found.header,
        places={name: list(found.joined.get(name, (place,))) for name, place in found.columns.items()},
        columns_present=[field.name for field in dataset.fields if field.name in found.has],
        unit=next(iter(found.units.values()), None),
        headers=_distinct(found.headers),
        batches=batches,
        rows=rows,
        yuan=str(yuan),
        unreadable=unreadable,
        notices=notices,
        texts=texts,
    )


def _about_the_headers(found: Recognition) -> Iterator[Notice]:
    """What a person may want to know of the columns; said once where a table is read in several parts."""
    if not found.is_first:
        return
    unnamed = [found.dataset.by_name[name].header for name, unit in found.units.items() if unit is None]
    if unnamed:
        yield Notice("unit_not_named", details={"columns": "、".join(unnamed)})
    for one in found.renamed:
        yield Notice("header_not_known", details={"header": one.header, "field": one.field})


def _columns_of_names(found: Recognition) -> dict[int, str]:
    """Columns in which a ledger may break a row down: those of names, whether they are a field or not."""
    named = {place for name, place in found.columns.items() if name.endswith("_name")}
    others = {place for place, header in enumerate(found.headers) if header.endswith("名称")}
    return {place: plain(found.headers[place], LONGEST_HEADER) for place in sorted(named | others)}


def _printed_parts(first: int, tables: list[FormTable], folder: Path, described: Sources) -> list[Part]:
    """The rows that printed forms give to datasets; which projects they belong to is not known yet.

    Sheets of one layout are judged together: a workbook may hold a form for every project.
    """
    alike: dict[tuple[str, ...], list[int]] = {}
    for place, table in enumerate(tables):
        alike.setdefault((table.dataset, *table.fields), []).append(place)
    parts: dict[int, Part] = {}
    for (name, *_), places in alike.items():
        members = [tables[place] for place in places]
        text, marks = (pl.concat([getattr(one, what) for one in members]) for what in ("text", "marks"))
        own = [json.dumps(one, ensure_ascii=False) if one else None for table in members for one in table.reasons]
        frame = judged(cleaning.emptied(text), marks, described[name], {"forecast_full_year_yuan": "元"})
        frame = frame.with_columns(reasons=refusals.both(pl.Series("own", own, pl.String), frame["reasons"]))
        start = 0
        for place, table in zip(places, members, strict=True):
            parts[place] = _printed(first + place, table, frame.slice(start, table.text.height), folder)
            start += table.text.height
    return [parts[place] for place in range(len(tables))]


def _printed(number: int, table: FormTable, frame: pl.DataFrame, folder: Path) -> Part:
    name = f"{number:03d}-0000.parquet"
    _write(frame, folder / name)
    return Part(
        sheet=table.sheet,
        dataset=table.dataset,
        header_row=table.header_row,
        places=table.places,
        columns_present=table.fields,
        unit="元" if table.has_money else None,
        headers=_distinct(table.headers),
        batches=[name],
        rows=frame.height,
        yuan="0",
        unreadable=0,
        notices=[],
        texts=[None],
    )


def _side_by_side(work: Callable[[int, pl.DataFrame, Block | None], _Written], batches: Batches) -> Iterator[_Written]:
    """What becomes of each batch, in their order. The next is read meanwhile; few are held, so memory stays bounded."""
    with ThreadPoolExecutor(1) as reader, ThreadPoolExecutor(AT_WORK) as workers:
        coming = reader.submit(next, batches, None)
        at_work: deque[Future[_Written]] = deque()
        for place in itertools.count():
            one = coming.result()
            if one is None:
                break
            coming = reader.submit(next, batches, None)
            at_work.append(workers.submit(work, place, *one))
            del one
            if len(at_work) == AT_WORK:
                yield at_work.popleft().result()
        while at_work:
            yield at_work.popleft().result()


def _write(frame: pl.DataFrame, path: Path, beside: Block | None = None) -> None:
    with _our_own_trouble(path):
        if beside is not None:
            originals.write(beside, path)
        frame.write_parquet(path, compression="zstd", compression_level=1, statistics=False)


@contextmanager
def _our_own_trouble(path: Path) -> Iterator[None]:
    """What goes wrong while a part is written is the fault of the disk, never of the file that is read."""
    try:
        yield
    except (OSError, pl.exceptions.ComputeError) as error:
        number = getattr(error, "errno", None) or (ENOSPC if "space left" in str(error) else EIO)
        raise WritingFailed(number, os.strerror(number), str(path)) from error


def batch(
    raw: pl.DataFrame,
    found: Recognition,
    spanned: Mapping[int, Mapping[int, str]] | None = None,
    changes: Mapping[int, Mapping[str, str]] | None = None,
    doubtful: Doubtful | None = None,
    inner: control_rows.InnerLabels | None = None,
    *,
    is_text_beside: bool = False,
) -> pl.DataFrame:
    """Typed rows of one batch with key, hashes, reasons and original text. Fully blank rows are no rows.

    `is_text_beside`: the text is null, because it can be kept beside the batch; unless a control row wants it.
    """
    dataset = found.dataset
    places = [f"c{index}" for index in range(len(found.headers))]
    raw = _with_shown(raw, doubtful or {})
    emptied, seen = cleaning.emptied_and_seen(raw.select(places))
    filled = _is_a_row(raw.select(places), emptied)
    if found.spread:
        filled = filled & _belongs_here(emptied, found)
    if not filled.all():
        raw, emptied, seen = raw.filter(filled), emptied.filter(filled), Seen()
    text = _text_of_fields(_with_spanned(emptied, raw[ROW], found, spanned or {}), found)
    text = changed(_with_doubtful(text, raw[ROW], found, doubtful or {}), raw[ROW], changes or {})
    is_control = control_rows.is_control(emptied, seen.plain)
    if inner is not None:
        inner.look(emptied, raw[ROW], is_control)
    is_null = is_text_beside and not is_control.any()
    nothing = pl.repeat(None, raw.height, dtype=pl.String, eager=True).alias("original")
    original = nothing if is_null else originals.of_cells(raw, len(found.headers))
    marks = raw.select(MARKS).with_columns(is_control, original)
    # What merged cells, odd numbers and corrections put into a column was not seen in it.
    as_it_stood = not (spanned or doubtful or changes)
    own = {name: f"c{place}" for name, place in found.columns.items() if name not in found.joined and as_it_stood}
    known = seen.by(own)
    return _repeating(judged(text, marks, dataset, found.units, known), known)


def judged(
    text: pl.DataFrame,
    marks: pl.DataFrame,
    dataset: Dataset,
    units: Mapping[str, str | None],
    seen: Seen | None = None,
) -> pl.DataFrame:
    """Rows as a part keeps them, from the emptied text of their fields and the marks of each row.

    The marks: its number, where its line begins, whether it is too long or a control row, and its original text.
    """
    frame = cleaning.typed(text, dataset, units, words(dataset.name), seen).with_columns(marks[TOO_LONG])
    frame = frame.with_columns(_reasons(frame, text, marks["is_control"], dataset), marks["is_control"])
    key = [_key_text(name, dataset) for name in dataset.key]
    frame = frame.with_columns(
        marks[ROW],
        marks[LINE],
        pl.concat_str(key, separator=BETWEEN_KEYS).alias(ROW_KEY),
        content_hash=_hash(_content(dataset)),
        progress_rank=_progress_rank(dataset),
        identity_hash=_identity(dataset),
        original=marks["original"],
    )
    frame = frame.with_columns(key_hash=pl.col(ROW_KEY).hash(2))
    is_told_twice = key_column(dataset) != ROW_KEY
    return frame.drop(cleaning.UNREADABLE, TOO_LONG, *[ROW_KEY] * is_told_twice)


def key_column(dataset: Dataset) -> str:
    """The column of a part that holds the key of a row as one text; null where it could not be read."""
    (first, *others) = dataset.key
    return ROW_KEY if others or cleaning.TYPES[dataset.by_name[first].kind] != pl.String else first


def _repeating(frame: pl.DataFrame, seen: Seen) -> pl.DataFrame:
    """Texts that repeat themselves by their number, as Parquet keeps them: it need not look for repeats once more."""
    columns = []
    for name, one in seen.repeated.items():
        is_text = frame[name].dtype == pl.String and not one.texts.has_nulls() and one.texts.is_unique().all()
        # What was read otherwise, or filled from another column, is not its text.
        if is_text and one.texts.gather(one.of_rows).equals(frame[name]):
            columns.append(one.of_rows.cat.to(pl.Enum(one.texts)).alias(name))
    return frame.with_columns(columns)


def changed(text: pl.DataFrame, rows: pl.Series, changes: Mapping[int, Mapping[str, str]]) -> pl.DataFrame:
    """The text of the fields with what corrections say instead of the file; an empty text is an empty cell."""
    for place in rows.is_in(list(changes)).arg_true():
        for name, value in changes[rows[place]].items():
            text = text.with_columns(text[name].scatter(place, value or None))
    return text


def _with_changes(table: FormTable, changes: Mapping[int, Mapping[str, str]]) -> FormTable:
    """A printed form with what corrections say; what was wrong with the old text is wrong no more."""
    if not changes:
        return table
    reasons = [
        [reason for reason in of_row if reason.get("field") not in changes.get(row, {})]
        for row, of_row in zip(table.marks[ROW], table.reasons, strict=True)
    ]
    return replace(table, text=changed(table.text, table.marks[ROW], changes), reasons=reasons)


def _is_a_row(raw: pl.DataFrame, emptied: pl.DataFrame) -> pl.Series:
    """A row of dashes is a row, though an unusable one; a row of nothing is none."""
    # In nearly every batch some column is filled all the way down, which settles it.
    if any(column.null_count() == 0 for column in emptied):
        return pl.repeat(True, emptied.height, dtype=pl.Boolean, eager=True)
    filled = ~emptied.select(pl.all_horizontal(pl.all().is_null())).to_series()
    if filled.all():
        return filled
    return filled | raw.select(pl.any_horizontal(pl.all().str.strip_chars().fill_null("") != "")).to_series()


def _belongs_here(emptied: pl.DataFrame, found: Recognition) -> pl.Series:
    """Of an amount in several columns: the rows that fill this one; those that fill none go with the first."""
    spread = found.spread
    if spread is None:
        return pl.repeat(True, emptied.height, dtype=pl.Boolean, eager=True)
    own = pl.col(f"c{found.columns[spread.amount]}").is_not_null()
    none = pl.all_horizontal(pl.col([f"c{place}" for place in spread.words]).is_null())
    return emptied.select(own | none if found.is_first else own).to_series()


def _with_spanned(
    emptied: pl.DataFrame, rows: pl.Series, found: Recognition, spanned: Mapping[int, Mapping[int, str]]
) -> pl.DataFrame:
    """What merged cells say of the rows they cover, in the columns where it is said of each."""
    if not spanned:
        return emptied
    fields = {place: name for name, place in found.columns.items()}
    fields |= {place: name for name, places in found.joined.items() for place in places}
    told = [
        place for place in spanned if place in fields and found.dataset.by_name[fields[place]].kind not in SAID_ONCE
    ]
    texts = [pl.Series(f"c{place}", [spanned[place].get(row) for row in rows], dtype=pl.String) for place in told]
    return emptied.with_columns(
        pl.coalesce(f"c{place}", text.str.strip_chars()) for place, text in zip(told, texts, strict=True)
    )


def _text_of_fields(emptied: pl.DataFrame, found: Recognition) -> pl.DataFrame:
    """The text of each field that the table has, from its column, from several, or from the header over it."""
    columns = [pl.col(f"c{place}").alias(name) for name, place in found.columns.items() if name not in found.joined]
    for name, places in found.joined.items():
        cells_of = [pl.col(f"c{place}") for place in places]
        whole = pl.concat_str([one.fill_null("") for one in cells_of], separator=BETWEEN_PARTS)
        columns.append(pl.when(pl.any_horizontal([one.is_not_null() for one in cells_of])).then(whole).alias(name))
    constant = [pl.lit(text, pl.String).alias(name) for name, text in found.constant.items()]
    return emptied.select(columns).with_columns(constant)


def _reasons(frame: pl.DataFrame, text: pl.DataFrame, is_control: pl.Series, dataset: Dataset) -> pl.Series:
    if not is_control.any():
        return refusals.reasons(frame, text, dataset)
    judged = refusals.reasons(frame.filter(~is_control), text.filter(~is_control), dataset)
    places = pl.DataFrame({"at": (~is_control).arg_true(), "reasons": judged})
    everything = is_control.to_frame().with_row_index("at")
    return everything.join(places, on="at", how="left", maintain_order="left")["reasons"]


def _key_text(name: str, dataset: Dataset) -> pl.Expr:
    """Empty equals empty; a `!` part that could not be read leaves the row without a key."""
    text = pl.col(name).cast(pl.String)
    return text if dataset.by_name[name].required else text.fill_null("")


def _content(dataset: Dataset) -> list[pl.Expr]:
    """All declared fields after parsing: a text that was taken apart counts by its parts, not by its spelling."""
    # Rows of one key agree in its project, and a printed form does not know its code yet.
    known = {"project_code"} & set(dataset.key)
    names = [
        pl.col(field.name)
        for field in dataset.fields
        if field.kind not in ("target", "actual") and field.name not in known
    ]
    if dataset.name == "indicator":
        is_text = pl.col("target_number").is_null() & pl.col("due_date").is_null()
        return [*names, pl.col("target_number"), pl.when(is_text).then("target_value").alias("target_value")]
    if dataset.name == "monitoring_report":
        return [*names, *map(pl.col, ("actual_number", "actual_tier", "actual_is_done", "actual_date"))]
    return names


def _hash(columns: list[pl.Expr]) -> pl.Expr:
    """One number for the values of several columns, each hashed in its own way."""
    return reduce(operator.xor, (column.hash(number) for number, column in enumerate(columns, start=1)))


def _progress_rank(dataset: Dataset) -> pl.Expr:
    """How far a payment request has come; 0 for everything else, so that equal keys are simply equal."""
    if dataset.name != "payment":
        return pl.lit(0, pl.Int8)
    ranks = {word: rank for rank, word in enumerate(PAYMENT_PROGRESS)}
    return pl.col("status").replace_strict(ranks, default=-1, return_dtype=pl.Int8)


def _identity(dataset: Dataset) -> pl.Expr:
    """What may not differ between two stages of one payment request."""
    if dataset.name != "payment":
        return pl.lit(0, pl.UInt64)
    return pl.struct("project_code", "amount_yuan").hash(3)


def _with_percent(raw: pl.DataFrame, percent: set[tuple[int, int]]) -> pl.DataFrame:
    """Cells shown as percent as they are shown: 0.95 becomes 95%."""
    if not percent:
        return raw
    columns = []
    for place in sorted({column - 1 for _, column in percent}):
        if f"c{place}" not in raw.columns:
            continue
        texts = [
            cleaning.percent_text(text) if (row, place + 1) in percent else text
            for row, text in raw.select(ROW, f"c{place}").iter_rows()
        ]
        columns.append(pl.Series(f"c{place}", texts, dtype=pl.String))
    return raw.with_columns(columns)


def _with_shown(raw: pl.DataFrame, doubtful: Doubtful) -> pl.DataFrame:
    """Numbers such as 2026.1 that are shown as 2026.10 as they are shown; the others as they stand."""
    shown = {place: text for place, text in doubtful.items() if not text.endswith(EITHER)}
    for column, told in _by_column(shown, raw[ROW]).items():
        cells_there = raw[f"c{column - 1}"]
        own = {at: text for at, text in told.items() if cells_there[at]}  # none where a merged cell covers it
        raw = raw.with_columns(cells_there.scatter(list(own), list(own.values())))
    return raw


def _with_doubtful(text: pl.DataFrame, rows: pl.Series, found: Recognition, doubtful: Doubtful) -> pl.DataFrame:
    """The text of the fields with a mark where a number may mean January or October."""
    fields = {place + 1: name for name, place in found.columns.items()}
    for column, told in _by_column(doubtful, rows).items():
        text = text.with_columns(text[fields[column]].scatter(list(told), list(told.values())))
    return text


def _by_column(doubtful: Doubtful, rows: pl.Series) -> dict[int, dict[int, str]]:
    """Column -> place of a row in the batch -> text."""
    at = {row: place for place, row in enumerate(rows)} if doubtful else {}
    found: dict[int, dict[int, str]] = {}
    for (row, column), text in doubtful.items():
        if row in at:
            found.setdefault(column, {})[at[row]] = text
    return found


def _distinct(headers: list[str]) -> list[str]:
    """Headers as the names of a row's cells: one that repeats, or is empty, is told apart by its place."""
    names: list[str] = []
    taken: set[str] = set()
    for place, header in enumerate(headers, start=1):
        name = plain(header, LONGEST_HEADER) or f"#{place}"
        while name.casefold() in taken:
            name = f"{name} #{place}"
        names.append(name)
        taken.add(name.casefold())
    return names


def notices_of(found: ReadFile) -> Iterator[tuple[str, str | None, Notice]]:
    """Sheet, dataset and notice, in the order of the file."""
    for sheet, notice in found.notices:
        yield sheet, None, notice
    for part in found.parts:
        for notice in part.notices:
            yield part.sheet, part.dataset, notice


def details_json(details: dict[str, Any]) -> str:
    """Details as they are stored: one line, keys in order."""
    return json.dumps(details, ensure_ascii=False, sort_keys=True)
