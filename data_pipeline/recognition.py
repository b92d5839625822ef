"""Which dataset a text table holds: found by its headers, wherever the header row stands, and its units of money."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from data_pipeline.cells import UNITS, half_width
from data_pipeline.problems import SourceProblem
from data_pipeline.readers import ROWS_LOOKED_AT
from data_pipeline.sources import Dataset, Sources

_MARKS = "*※★!✱"
_IN_BRACKETS = re.compile(r"(.+?)\((.*)\)")
_CORNER = re.compile(r"(?<![\u4e00-\u9fff])(?:金额|货币|计量)?单位:([^\s,;()]*)")
_AN_OFFICE = re.compile(
    r"^\d|(?:局|镇|乡|街道|开发区|委员会|委|办公室|办|院|校|中心|政府|处|所|站|公司|队|馆|会|部|科|厅|室|社|园|厂|库|区|县|市)$"
)


@dataclass(frozen=True)
class Recognition:
    """`columns`: field -> place of its column. `units`: amount field -> unit named, None where none is."""

    dataset: Dataset
    header: int
    columns: dict[str, int]
    units: dict[str, str | None]
    headers: list[str]
    title: str


@dataclass(frozen=True)
class _Candidate:
    dataset: Dataset
    header: int
    columns: dict[str, list[int]]

    @property
    def missing(self) -> list[str]:
        return [field.header for field in self.dataset.required if field.name not in self.columns]

    @property
    def found_of_required(self) -> int:
        return len(self.dataset.required) - len(self.missing)


def recognise(top: list[list[str]], sources: Sources) -> Recognition | None:
    """The dataset whose headers fit best; None when nothing fits; a problem when something nearly fits."""
    candidates = list(_candidates(top, sources))
    whole = [candidate for candidate in candidates if not candidate.missing]
    if whole:
        return _settled(max(whole, key=lambda one: (len(one.columns), -one.header)), top)
    near = [one for one in candidates if one.found_of_required >= 2 and one.found_of_required >= len(one.missing)]
    if near:
        best = max(near, key=lambda one: (one.found_of_required / len(one.dataset.required), len(one.columns)))
        raise SourceProblem(
            "missing_column",
            dataset=best.dataset.name,
            zh=best.dataset.zh,
            missing="、".join(best.missing),
            found="、".join(cell.strip() for cell in top[best.header] if cell.strip()),
        )
    return None


def not_recognised(top: list[list[str]]) -> SourceProblem:
    """The problem of a table that no dataset fits, naming what looks most like its headers."""
    fullest = max(top, key=lambda row: sum(bool(cell.strip()) for cell in row), default=[])
    found = "、".join(cell.strip() for cell in fullest if cell.strip())
    return SourceProblem("not_recognised", looked_at=ROWS_LOOKED_AT, found=found[:300])


def known_headers(sources: Sources) -> frozenset[str]:
    """Every header that any dataset knows."""
    return frozenset(header for dataset in sources.values() for field in dataset.fields for header in field.headers)


def _candidates(top: list[list[str]], sources: Sources) -> Iterator[_Candidate]:
    for index, row in enumerate(top):
        names = [_plain(cell) for cell in row]
        if sum(bool(name) for name in names) < 2:
            continue
        for dataset in sources.values():
            columns = _columns(names, dataset)
            if columns:
                yield _Candidate(dataset, index, columns)


def _columns(names: list[str], dataset: Dataset) -> dict[str, list[int]]:
    """Field -> its columns: those named exactly, else those whose name is followed by a bracket."""
    bare = [_split(name)[0] for name in names]
    found = {}
    for field in dataset.fields:
        wanted = {_plain(header) for header in field.headers}
        exact = [index for index, name in enumerate(names) if name in wanted]
        columns = exact or [index for index, name in enumerate(bare) if name in wanted]
        if columns:
            found[field.name] = columns
    return found


def _settled(candidate: _Candidate, top: list[list[str]]) -> Recognition:
    header = top[candidate.header]
    dataset = candidate.dataset
    for name, columns in candidate.columns.items():
        if len(columns) > 1:
            raise SourceProblem("column_twice", header=dataset.by_name[name].header, times=len(columns))
    place_of = {name: places[0] for name, places in candidate.columns.items()}
    title_cells = [cell for row in top[: candidate.header] for cell in row if cell.strip()]
    amounts = [name for name in dataset.amounts if name in place_of]
    corner = _corner_unit(title_cells) if amounts else None
    units = {name: _header_unit(header[place_of[name]]) or corner for name in amounts}
    return Recognition(dataset, candidate.header, place_of, units, header, "\n".join(title_cells))


def _header_unit(header: str) -> str | None:
    inside = _split(_plain(header))[1]
    if inside is None:
        return None
    return _unit(re.sub(r"^(?:金额|货币|计量)?单位:", "", inside), header.strip())


def _corner_unit(cells: list[str]) -> str | None:
    texts = [half_width(cell) for cell in cells]
    # 单位： in one cell and its word in the next is one label.
    joined = [
        text + (texts[place + 1] if text.endswith("单位:") and place + 1 < len(texts) else "")
        for place, text in enumerate(texts)
    ]
    words = [word for text in joined for word in _CORNER.findall(re.sub(r"\s*:\s*", ":", text))]
    units = {_unit(word, "the corner") for word in words if word and not _AN_OFFICE.search(word)}
    if len(units) > 1:
        raise SourceProblem("two_units", units="、".join(sorted(units)))
    return next(iter(units), None)


def _unit(word: str, where: str) -> str:
    plain = word.removeprefix("人民币")
    if plain not in UNITS:
        raise SourceProblem("unknown_unit", unit=word, where=where)
    return plain


def _plain(header: str) -> str:
    """A header without blanks, line breaks and the marks of a required column; full-width brackets as half-width."""
    text = re.sub(r"\s+", "", half_width(header)).strip(_MARKS)
    return text.removesuffix("(必填)").strip(_MARKS)


def _split(name: str) -> tuple[str, str | None]:
    match = _IN_BRACKETS.fullmatch(name)
    return (match.group(1), match.group(2)) if match else (name, None)
