"""Which dataset a text table holds: found by its headers, wherever they stand, with the units of its money.

How header rows become names of columns belongs to `headers`; what each dataset is called to `sources.toml`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from data_pipeline import cells, header_memory
from data_pipeline.contracts import words
from data_pipeline.header_memory import Likeness
from data_pipeline.headers import Band, Column, Name, bands, corner_unit, plain, without_unit
from data_pipeline.problems import SourceProblem
from data_pipeline.readers import ROWS_LOOKED_AT
from data_pipeline.sources import Dataset, Field, Sources
from data_pipeline.workbooks import Range

NONE_ALIKE = "—"


@dataclass(frozen=True)
class Spread:
    """An amount that stands in several columns, one for each word of another field: 指标金额 over 年初预算 | 追加."""

    amount: str
    word_field: str
    words: dict[int, str]  # place of a column -> its word


@dataclass(frozen=True)
class Recognition:
    """What a table is. Places are counted from 0: those of columns, and `header`, the last row of the header.

    `columns`: field -> place of its column. `joined`: fields in several columns (类, 款, 项) -> their places.
    `units`: amount field -> unit named, None where none is. `constant`: field -> the word that all rows have.
    `renamed`: headers of no known column that look like that of a field which the table does not have.
    """

    dataset: Dataset
    header: int
    columns: dict[str, int]
    units: dict[str, str | None]
    headers: list[str]
    title: str
    joined: dict[str, tuple[int, ...]] = field(default_factory=dict)
    spread: Spread | None = None
    constant: dict[str, str] = field(default_factory=dict)
    renamed: list[Likeness] = field(default_factory=list)

    @property
    def has(self) -> set[str]:
        """The fields that the table tells anything about."""
        return {*self.columns, *self.constant}

    @property
    def is_first(self) -> bool:
        """Whether this is the whole table, or the first of its parts."""
        return self.spread is None or self.columns.get(self.spread.amount) == next(iter(self.spread.words))

    def one_by_one(self) -> Iterator["Recognition"]:
        """The table as one part, or as one for each column of a spread amount."""
        if self.spread is None:
            yield self
            return
        for place, word in self.spread.words.items():
            yield replace(
                self,
                columns={**self.columns, self.spread.amount: place},
                constant={self.spread.word_field: word},
            )


@dataclass(frozen=True)
class _Candidate:
    dataset: Dataset
    band: Band
    columns: dict[str, list[int]]
    joined: dict[str, list[list[int]]]  # the columns called 类, those called 款, those called 项
    spread: Spread | None

    @property
    def found(self) -> set[str]:
        spread = {self.spread.amount, self.spread.word_field} if self.spread else set()
        return {*self.columns, *self.joined, *spread}

    @property
    def missing(self) -> list[Field]:
        return [one for one in self.dataset.required if one.name not in self.found]

    @property
    def found_of_required(self) -> int:
        return len(self.dataset.required) - len(self.missing)

    @property
    def fit(self) -> tuple[int, int, int]:
        """The more columns the better, then the flatter and the earlier."""
        return len(self.found), -self.band.depth, -self.band.first

    @property
    def unused(self) -> list[str]:
        """Headers of columns that belong to no field."""
        spread = self.spread.words if self.spread else {}
        of_parts = [places for parts in self.joined.values() for places in parts]
        used = {*spread, *(place for places in (*self.columns.values(), *of_parts) for place in places)}
        return [column.text for place, column in enumerate(self.band.columns) if column.path and place not in used]


def recognise(top: list[list[str]], sources: Sources, merged: Sequence[Range] = ()) -> Recognition | None:
    """The dataset whose headers fit best; None when nothing fits; a problem when something nearly fits."""
    candidates = list(_candidates(top, merged, sources))
    whole = [candidate for candidate in candidates if not candidate.missing]
    if whole:
        return _settled(max(whole, key=lambda one: one.fit), top)
    near = [one for one in candidates if one.found_of_required >= 2 and one.found_of_required >= len(one.missing)]
    if near:
        raise _missing_column(max(near, key=lambda one: (one.found_of_required / len(one.dataset.required), one.fit)))
    return None


def not_recognised(top: list[list[str]], sources: Sources) -> SourceProblem:
    """The problem of a table that no dataset fits, naming what looks most like its headers."""
    fullest = max(top[:ROWS_LOOKED_AT], key=lambda row: sum(bool(cell.strip()) for cell in row), default=[])
    found = [cell.strip() for cell in fullest if cell.strip()]
    known = known_headers(sources)
    strange = [text for text in found if plain(text) not in known]
    alike = header_memory.alike(strange, [(dataset, one) for dataset in sources.values() for one in dataset.fields])
    return SourceProblem(
        "not_recognised",
        looked_at=ROWS_LOOKED_AT,
        found="、".join(found)[:300],
        nearest=_in_words(alike[:5]),
        suggestions=header_memory.as_json(alike),
    )


def known_headers(sources: Sources) -> frozenset[str]:
    """Every header that any dataset knows, as `headers.plain` writes it."""
    return frozenset(plain(text) for dataset in sources.values() for one in dataset.fields for text in one.headers)


def _missing_column(best: _Candidate) -> SourceProblem:
    headers = [column.text for column in best.band.columns if column.path]
    alike = header_memory.alike(best.unused, [(best.dataset, one) for one in best.missing])
    return SourceProblem(
        "missing_column",
        dataset=best.dataset.name,
        zh=best.dataset.zh,
        missing="、".join(one.header for one in best.missing),
        missing_count=len(best.missing),
        found="、".join(headers)[:1000],
        nearest=_in_words(alike),
        suggestions=header_memory.as_json(alike),
    )


def _in_words(alike: list[Likeness]) -> str:
    return "、".join(f"{one.header} ≈ {one.field_header}（{one.dataset_zh}）" for one in alike) or NONE_ALIKE


# --- candidates ------------------------------------------------------------------------------------------------------


def _candidates(top: list[list[str]], merged: Sequence[Range], sources: Sources) -> Iterator[_Candidate]:
    known = known_headers(sources)
    ends = frozenset(header[place:] for header in known for place in range(len(header)))
    levels = {level for dataset in sources.values() for one in dataset.fields for level in one.parts}
    for band in bands(top, merged, ROWS_LOOKED_AT):
        called = _called(band, known, ends, levels)
        if called.how_many < 2:
            continue
        for dataset in sources.values():
            columns = {one.name: places for one in dataset.fields if (places := called.places(one)) is not None}
            joined = {
                one.name: parts
                for one in dataset.fields
                if one.parts and len(columns.get(one.name, ())) != 1 and (parts := _places_of_parts(one, called))
            }
            for name in joined:
                columns.pop(name, None)
            if columns or joined:
                yield _Candidate(dataset, band, columns, joined, _spread(dataset, band, columns))


@dataclass(frozen=True)
class _Called:
    """Name -> places of the columns: called exactly so, so called but for a unit of money, but for any remark.

    `levels`: columns that may be one level of a classification.
    """

    exact: dict[str, list[int]]
    unitless: dict[str, list[int]]
    bare: dict[str, list[int]]
    levels: dict[int, Column]

    @property
    def how_many(self) -> int:
        """How many columns may be anything at all."""
        return len({place for places in self.bare.values() for place in places} | {*self.levels})

    def places(self, one: Field) -> list[int] | None:
        """The columns of a field, as exactly called as possible; an amount may have its unit beside its name."""
        wanted = [plain(header) for header in one.headers]
        ways = [(self.exact, self.unitless) if one.kind == "amount" else (self.exact,), (self.unitless, self.bare)]
        for way in ways:
            found = {place for names in way for name in wanted for place in names.get(name, ())}
            if found:
                return sorted(found)
        return None


def _called(band: Band, known: frozenset[str], ends: frozenset[str], levels: set[str]) -> _Called:
    """What the columns are called, as far as a known header is called so or ends so."""
    called = _Called({}, {}, {}, {})
    for place, column in enumerate(band.columns):
        own = column.own
        if own.base[-1:] in levels or own.base[-3:-2] in levels or levels.intersection(own.remarks):
            called.levels[place] = column
        if own.base not in ends and without_unit(own) not in ends:
            continue
        for name in column.names:
            whole = name.base + "".join(f"({remark})" for remark in name.remarks)
            unitless = without_unit(name)
            if known.intersection((whole, unitless, name.base)):
                called.exact.setdefault(whole, []).append(place)
                called.unitless.setdefault(unitless, []).append(place)
                called.bare.setdefault(name.base, []).append(place)
    return called


def _places_of_parts(one: Field, called: _Called) -> list[list[int]] | None:
    """The columns 类, 款, 项 of a classification: under its name, with its name before them, or alone where it may."""
    names = {plain(header) for header in (*one.headers, *one.under)}
    found: dict[str, list[int]] = {}
    for place, column in called.levels.items():
        part = _part_of(column.own, names, one.parts)
        if part is None and (names & column.groups or (one.parts_may_stand_alone and not column.groups)):
            part = _part_of(column.own, {""}, one.parts)
        if part is not None:
            found.setdefault(part, []).append(place)
    if len(found) < 2 or one.parts[0] not in found:
        return None
    return [found[part] for part in one.parts if part in found]


def _part_of(name: Name, names: set[str], parts: tuple[str, ...]) -> str | None:
    """Which part `功能分类-类`, `功能分类（类）`, `功能分类类编码` or, with no name before it, `类` is."""
    if name.base in names and name.remarks and name.remarks[0] in parts:
        return name.remarks[0]
    bare = name.base.removesuffix("编码").removesuffix("代码").removesuffix("级")
    for part in parts:
        if bare.endswith(part) and bare.removesuffix(part).rstrip("-_/—") in names:
            return part
    return None


def _spread(dataset: Dataset, band: Band, columns: dict[str, list[int]]) -> Spread | None:
    """A required amount that has no column of its own but stands over columns named for the words of another field."""
    if band.depth == 1:
        return None
    for amount in dataset.required:
        if amount.kind != "amount" or amount.name in columns:
            continue
        names = {plain(header) for header in amount.headers}
        below = {place: column.own.base for place, column in enumerate(band.columns) if names & column.groups}
        for one in dataset.required:
            if one.name in columns or one.kind not in ("word", "month_number"):
                continue
            found = {place: word for place, own in below.items() if (word := _word(dataset, one, own)) is not None}
            if found:
                return Spread(amount.name, one.name, found)
    return None


def _word(dataset: Dataset, one: Field, text: str) -> str | None:
    if one.kind == "month_number":
        month = cells.month_number(text)
        return str(month) if month else None
    return cells.word(text, words(dataset.name).get(one.name, ()))


# --- the one that is taken -------------------------------------------------------------------------------------------


def _settled(candidate: _Candidate, top: list[list[str]]) -> Recognition:
    dataset, band = candidate.dataset, candidate.band
    for name, called in [
        *candidate.columns.items(),
        *((name, one) for name, of in candidate.joined.items() for one in of),
    ]:
        if len(called) > 1:
            raise SourceProblem("column_twice", header=dataset.by_name[name].header, times=len(called))
    joined = {name: tuple(called[0] for called in of) for name, of in candidate.joined.items()}
    place_of = {name: called[0] for name, called in candidate.columns.items()}
    place_of |= {name: places[0] for name, places in joined.items()}
    places = dict(place_of)
    if candidate.spread:
        places[candidate.spread.amount] = next(iter(candidate.spread.words))
    above = top[: band.first]
    absent = [one for one in dataset.fields if one.name not in candidate.found]
    return Recognition(
        dataset=dataset,
        header=_below_numbers(top, band.last),
        columns=place_of,
        units=_units(candidate, places, above),
        headers=[column.text for column in band.columns],
        title="\n".join(cell for row in above for cell in row if cell.strip()),
        joined=joined,
        spread=candidate.spread,
        renamed=header_memory.alike(candidate.unused, [(dataset, one) for one in absent]),
    )


def _units(candidate: _Candidate, places: dict[str, int], above: list[list[str]]) -> dict[str, str | None]:
    """The unit of each amount: what its header names, else the corner. A spread amount has one unit for all columns."""
    units = {}
    for name in candidate.dataset.amounts:
        if name in places:
            units[name] = candidate.band.columns[places[name]].unit()
    if candidate.spread:
        of_columns = {candidate.band.columns[place].unit() for place in candidate.spread.words}
        if len(of_columns) > 1:
            raise SourceProblem("two_units", units="、".join(sorted(filter(None, of_columns))))
    if None in units.values():
        corner = corner_unit(above)
        units = {name: unit or corner for name, unit in units.items()}
    return units


def _below_numbers(top: list[list[str]], last: int) -> int:
    """The row of column numbers (栏次 1 2 3 …) that printed tables have under the header belongs to it."""
    if last + 1 >= len(top):
        return last
    texts = [plain(cell).strip("()") for cell in top[last + 1]]
    numbers = [
        text.split("=")[0] for text in texts if text and text not in ("栏次", "行次", "列次", "序号", "甲", "乙", "丙")
    ]
    counted = [str(number) for number in range(1, len(numbers) + 1)]
    return last + 1 if len(numbers) > 2 and numbers == counted else last
