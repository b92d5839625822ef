"""Known errors in the sources, corrected as data: STORE/corrections.toml, each with its reason and who was told.

    [[correction]]
    dataset = "payment"                        # or 支付
    key = { request_no = "370000000001" }      # fields that tell the row, as they stand or as they are read
    field = "amount_yuan"                      # or 支付金额
    was = "12.5"                               # the text in the file; only where it still stands there
    becomes = "125000"                         # in the unit of the file's own column
    reason = "单位填错，应为万元"
    told = "区教育局财务科 王某"
    date = 2026-07-02

The text is changed before it is read, so a row that would be refused can be mended; what stood in the file stays on
record. A correction whose text the source no longer has, or that meets no row, is complained of until it is removed.
Which rows of a file are met is found in its parts; the file is then read once more with these texts.
"""

import hashlib
import json
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from data_pipeline import cleaning, originals, sources
from data_pipeline.parts import Changes, Part, ReadFile
from data_pipeline.readers import BETWEEN_CELLS, ROW
from data_pipeline.sources import Sources, SourcesProblem

FILE = "corrections.toml"
ENTRIES = ("dataset", "key", "field", "was", "becomes", "reason", "told", "date")
# What has become of a correction.
APPLIED, MENDED, WITHOUT_ROW = "applied", "mended", "without_row"


class CorrectionsProblem(Exception):
    """The store's corrections.toml says something that cannot be meant: what, where, what next."""


@dataclass(frozen=True)
class Correction:
    """One correction; `number` is its place in the file, from 1."""

    number: int
    dataset: str
    key: Mapping[str, str]
    field: str
    was: str
    becomes: str
    reason: str
    told: str
    told_on: date


@dataclass(frozen=True)
class Met:
    """A row that a correction is about; `has_text`: what is to be corrected still stands there."""

    number: int
    part: int
    sheet: str
    row: int
    has_text: bool


# --- the file --------------------------------------------------------------------------------------------------------


def load(store: Path, described: Sources) -> list[Correction]:
    """The store's corrections in the order of their file; none where there is no such file."""
    path = store / FILE
    if not path.is_file():
        return []
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CorrectionsProblem(f"{path}: cannot be read ({error}). Mend or remove the file.") from error
    given = values.get("correction", [])
    if set(values) - {"correction"} or not isinstance(given, list):
        unknown = ", ".join(sorted(set(values) - {"correction"})) or "correction"
        raise CorrectionsProblem(f"{path}: holds {unknown}. It may hold [[correction]] tables only.")
    found = [_correction(path, number, one, described) for number, one in enumerate(given, start=1)]
    _refuse_contradictions(path, found)
    return found


def _correction(path: Path, number: int, given: Any, described: Sources) -> Correction:
    where = f"{path}, correction {number}"
    if not isinstance(given, dict) or set(given) != set(ENTRIES):
        has = set(given) if isinstance(given, dict) else set()
        missing, unknown = sorted(set(ENTRIES) - has), sorted(has - set(ENTRIES))
        raise CorrectionsProblem(
            f"{where}: missing: {', '.join(missing) or '-'}; unknown: {', '.join(unknown) or '-'}."
        )
    texts = {name: _text(where, name, given[name]) for name in ("was", "becomes", "reason", "told")}
    if not texts["reason"] or not texts["told"]:
        raise CorrectionsProblem(f"{where}: `reason` and `told` have to say something.")
    if texts["was"] == texts["becomes"]:
        raise CorrectionsProblem(f"{where}: `was` and `becomes` are the same. Nothing would be corrected.")
    if type(given["date"]) is not date:
        raise CorrectionsProblem(f"{where}: `date` is '{given['date']}'. Write a day without quotes: 2026-07-02.")
    if not isinstance(given["key"], dict) or not given["key"]:
        raise CorrectionsProblem(f'{where}: `key` tells the row: {{ request_no = "370000000001" }}.')
    try:
        dataset, field = sources.field_of(described, str(given["dataset"]), str(given["field"]))
        key = {
            sources.field_of(described, dataset.name, name)[1].name: _key_text(where, name, value)
            for name, value in given["key"].items()
        }
    except SourcesProblem as problem:
        raise CorrectionsProblem(f"{where}: {problem}") from problem
    return Correction(number, dataset.name, key, field.name, told_on=given["date"], **texts)


def _text(where: str, name: str, value: Any) -> str:
    if not isinstance(value, str):
        raise CorrectionsProblem(f'{where}: `{name}` is the text of a cell. Write it in quotes: "{value}".')
    return value.strip()


def _key_text(where: str, name: str, value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | date):
        raise CorrectionsProblem(f'{where}: key {name} is {value}. Write a text in quotes: "{value}".')
    return str(value).strip()


def _refuse_contradictions(path: Path, found: Sequence[Correction]) -> None:
    seen: dict[tuple[str, ...], int] = {}
    for one in found:
        what = (one.dataset, json.dumps(dict(sorted(one.key.items()))), one.field, one.was)
        if what in seen:
            raise CorrectionsProblem(
                f"{path}: corrections {seen[what]} and {one.number} change the same text of the same row. Remove one."
            )
        seen[what] = one.number


# --- the rows of a file ----------------------------------------------------------------------------------------------


def met(corrections: Sequence[Correction], found: ReadFile, folder: Path) -> list[Met]:
    """The rows of a file that was read, as it stands, which corrections are about."""
    return [
        one
        for place, part in enumerate(found.parts)
        for one in _met_in_part(place, part, [each for each in corrections if each.dataset == part.dataset], folder)
    ]


def changes(corrections: Sequence[Correction], rows: Iterable[Met]) -> Changes:
    """The texts with which a file has to be read once more; nothing where none has to."""
    by_number = {one.number: one for one in corrections}
    wanted: dict[int, dict[int, dict[str, str]]] = {}
    for row in rows:
        if row.has_text:
            one = by_number[row.number]
            wanted.setdefault(row.part, {}).setdefault(row.row, {})[one.field] = one.becomes
    return wanted


def mark(wanted: Changes) -> str:
    """A name for what was changed, so that parts read with other corrections are never taken for these."""
    return hashlib.sha256(json.dumps(wanted, ensure_ascii=False, sort_keys=True).encode()).hexdigest()[:12]


def _met_in_part(place: int, part: Part, of_dataset: Sequence[Correction], folder: Path) -> Iterator[Met]:
    if not of_dataset or not part.batches:
        return
    fields = sorted({name for one in of_dataset for name in (*one.key, one.field)})
    found = []
    for batch, beside in zip(part.batches, part.texts, strict=True):
        rows = originals.read(folder / batch, beside, [ROW, "is_control", *fields]).filter(~pl.col("is_control"))
        rows = rows.select(ROW, "original", *(pl.col(name).cast(pl.String) for name in fields))
        found.append(rows.filter(pl.any_horizontal([_may_be_met(one) for one in of_dataset])))
    maybe = pl.concat(found)
    for one in of_dataset:
        for row in maybe.filter(_may_be_met(one)).iter_rows(named=True):
            cells = row["original"].split(BETWEEN_CELLS)
            if all(value in (row[name] or "", _cell(cells, part, name)) for name, value in one.key.items()):
                text = _cell(cells, part, one.field)
                has_text = one.was in ((row[one.field] or "") if text is None else text, _emptied(text))
                has_text = has_text and one.field in part.columns_present
                yield Met(one.number, place, part.sheet, row[ROW], has_text)


def _may_be_met(one: Correction) -> pl.Expr:
    """A quick look: the key as it was read, or somewhere in the text of the row."""
    each = [
        (pl.col(name).fill_null("") == value) | (pl.col("original").str.contains(value, literal=True) & bool(value))
        for name, value in one.key.items()
    ]
    return pl.all_horizontal(each)


def _cell(cells: Sequence[str], part: Part, field: str) -> str | None:
    """The text of a field as it stands in the file; None where it has no column of its own."""
    places = [place for place in part.places.get(field, []) if place < len(cells)]
    return "".join(cells[place].strip() for place in places) if places else None


def _emptied(text: str | None) -> str | None:
    """A cell that holds only a dash is an empty one too."""
    return "" if text in cleaning.NOTHING else text


# --- what became of them ---------------------------------------------------------------------------------------------


def state(rows: Sequence[tuple[date | None, bool]]) -> str:
    """Whether a correction is still needed: the delivery dates of the rows it is about, and whether they have its text.

    The latest delivery decides: an earlier one keeps its fault for ever.
    """
    if not rows:
        return WITHOUT_ROW
    latest = max(day or date.min for day, _ in rows)
    return APPLIED if any(has_text for day, has_text in rows if (day or date.min) == latest) else MENDED
