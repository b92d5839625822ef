"""What the columns of a table are called: over one header row or several, merged or not, and in which unit of money.

Which dataset has such headers belongs to `recognition`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import zip_longest

from data_pipeline.cells import UNITS, half_width
from data_pipeline.problems import SourceProblem
from data_pipeline.workbooks import Range

DEEPEST = 3  # levels of one header
KNOWN_BY_HEART = 100_000  # texts: those of a header stand in several bands, and each is held against every dataset
LONGEST = 200  # characters that are looked at; what is longer is no header and no corner
_MARKS = "*※★!✱:"
_ONE_KIND = str.maketrans("【】[]〔〕{}∶﹕", "()()()()::")
_BEHIND = re.compile(r"(.+?)\(([^()]*)\)")
_UNIT_AT_END = re.compile(r"(.+?)[/_,、:|—–-]?(亿元|万元|千元|元)")
_MONEY = "金额|货币|计量|计价|资金|数据|人民币"
_SAYS_UNIT = re.compile(rf"(?:{_MONEY})?单位:?")
_NO_UNIT = ("必填", "选填", "可选", "人民币", "")
_LIKE_A_UNIT = re.compile(
    r"\d*[十百千万亿]+(?:元|角|分|圆|块)?|(?:元|角|分|圆|块|毛|.币|美金|英镑)|.{1,5}元|(?!.*=)[A-Z]{2,6}|[KM]|.*(?:YUAN|RMB|CNY|USD).*",
    re.IGNORECASE,
)
_LABEL = re.compile(rf"([\u4e00-\u9fff]*?)单位:((?:(?!(?:{_MONEY})?单位:)[^\s,;()])*)(?:\(([^()]*)\))?")
_BARE_LABEL = re.compile(rf"(?:{_MONEY})?单位(.{{0,3}}元)?")
_OFFICE_LABEL = re.compile(
    r"(?:填报|填表|编制|编报|报送|上报|申报|制表|预算|主管|实施|使用|责任|支付|收款|执行|所属|牵头|经办|项目)$"
)
_AN_OFFICE = re.compile(
    r"^\d|(?:局|镇|乡|街道|开发区|委员会|委|办公室|办|院|校|中心|政府|处|所|站|公司|队|馆|会|部|科|厅|室|社|园|厂|库|区|县|市)$"
)


@dataclass(frozen=True)
class Name:
    """A header without what stands behind it: `支付金额(累计)(万元)` is 支付金额 with two remarks."""

    base: str
    remarks: tuple[str, ...]


@dataclass(frozen=True)
class Column:
    """The texts over one column, from the widest group down to its own; empty where nothing stands there."""

    path: tuple[str, ...]

    @property
    def text(self) -> str:
        """All of its header as a person would say it."""
        return "/".join(self.path)

    @cached_property
    def _plain(self) -> tuple[str, ...]:
        """Its texts in one spelling; a unit of money that stands in a row of its own is none of them."""
        own = [plain(text) for text in self.path]
        while len(own) > 1 and _is_only_a_unit(own[-1]):
            own.pop()
        return tuple(own)

    @property
    def own(self) -> Name:
        """Its own text alone."""
        return name_of(self._plain[-1]) if self.path else Name("", ())

    @cached_property
    def names(self) -> list[Name]:
        """What it may be called: its own text, also behind that of its groups (单位 over 编码 is 单位编码)."""
        groups = [name_of(text).base for text in self._plain[:-1]]
        behind = ["".join([*groups[place:], self._plain[-1]]) for place in range(len(groups) - 1, -1, -1)]
        return [self.own, *(name_of(text) for text in behind)]

    @cached_property
    def groups(self) -> set[str]:
        """The texts above its own, each without brackets, and all of them as one."""
        above = [name_of(plain(text)).base for text in self.path[:-1]]
        return {*above, "".join(above)} if above else set()

    def unit(self) -> str | None:
        """The unit of money that the header names, its own text before that of its groups."""
        for text in reversed(self.path):
            found = _unit_of_name(plain(text), text.strip())
            if found is not None:
                return found
        return None


@dataclass(frozen=True)
class Band:
    """Rows of a table that may be its header: `first` to `last`, both counted from the top."""

    first: int
    last: int
    columns: list[Column]

    @property
    def depth(self) -> int:
        """Of how many rows it is."""
        return self.last - self.first + 1


@lru_cache(KNOWN_BY_HEART)
def plain(text: str) -> str:
    """A header without blanks, line breaks and the marks of a required column; brackets of one kind, capitals."""
    bare = re.sub(r"\s+", "", half_width(text[:LONGEST])).translate(_ONE_KIND).upper().strip(_MARKS)
    return bare.removesuffix("(必填)").strip(_MARKS)


@lru_cache(KNOWN_BY_HEART)
def name_of(text: str) -> Name:
    """A plain header, taken apart."""
    base, remarks = text, []
    while match := _BEHIND.fullmatch(base):
        base = match.group(1).rstrip(_MARKS)
        remarks.append(match.group(2))
    return Name(base, tuple(reversed(remarks)))


def without_unit(name: Name) -> str:
    """The name of an amount without its unit, in brackets (支付金额(含税)(万元)) or at its end (支付金额万元)."""
    remarks = [remark for remark in name.remarks if is_remark(remark)]
    match = None if name.remarks else _UNIT_AT_END.fullmatch(name.base)
    base = _SAYS_UNIT.sub("", match.group(1)) if match else name.base
    return base + "".join(f"({remark})" for remark in remarks)


def is_remark(text: str) -> bool:
    """Whether what stands in the brackets of an amount is a remark on it, and no unit."""
    return not any(word in UNITS or _LIKE_A_UNIT.fullmatch(word) for word in _unit_words(text)) and text not in _NO_UNIT


def _unit_words(text: str) -> list[str]:
    """`单位:人民币万元、%` as 万元 and %."""
    return [word.removeprefix("人民币") for word in re.split(r"[,;、/和及与]", _SAYS_UNIT.sub("", text.strip("()")))]


# --- bands -----------------------------------------------------------------------------------------------------------


def bands(top: Sequence[Sequence[str]], merged: Sequence[Range], rows_looked_at: int) -> Iterator[Band]:
    """Every run of one to three rows that could be the header, those of one row first."""
    width = max(map(len, top), default=0)
    at = {
        (row - 1, column - 1): one
        for one in merged
        for row in range(one[0], min(one[2], len(top)) + 1)
        for column in range(one[1], min(one[3], width) + 1)
    }
    for depth in range(1, DEEPEST + 1):
        for first in range(min(rows_looked_at, len(top) - depth + 1)):
            last = first + depth - 1
            if last < rows_looked_at or _names_a_column(top, first, last):
                yield Band(first, last, _columns(top, at, first, last))


def _names_a_column(top: Sequence[Sequence[str]], row: int, last: int) -> bool:
    """Whether the row has the header of a column of its own, and is no title over a header further down."""
    return any(_cell(top, row, column) and not _stands_below(top, row, last, column) for column in range(len(top[row])))


def _columns(top: Sequence[Sequence[str]], merged: dict[tuple[int, int], Range], first: int, last: int) -> list[Column]:
    if first == last:
        return [Column((text,)) if text.strip() else Column(()) for text in top[first]]
    rows = [_across(top, merged, row, first, last) for row in range(first, last)]
    width = max(len(top[row]) for row in range(first, last + 1))
    return [_column(top, merged, rows, (first, last, column)) for column in range(width)]


def _column(
    top: Sequence[Sequence[str]], merged: dict[tuple[int, int], Range], above: list[list[str]], at: tuple[int, int, int]
) -> Column:
    first, last, column = at
    lowest = next((row for row in range(last, first - 1, -1) if _cell(top, row, column)), None)
    here = merged.get((last, column))
    if lowest is None or (here is not None and here[1] - 1 < column and lowest < here[0] - 1):
        return Column(())
    groups = [row[column] for row in above[: lowest - first]]
    own = _cell(top, lowest, column)
    path = [text for text in groups if text] + [own]
    return Column(tuple(text for place, text in enumerate(path) if place == 0 or text != path[place - 1]))


def _across(
    top: Sequence[Sequence[str]], merged: dict[tuple[int, int], Range], row: int, first: int, last: int
) -> list[str]:
    """A row of groups: the text of each also over the columns to its right that it spans.

    Where cells are not merged, as in a CSV, it spans what is empty to its right as long as something stands below.
    """
    width = max(len(top[other]) for other in range(first, last + 1))
    texts: list[str] = []
    for column in range(width):
        text = _cell(top, row, column)
        span = merged.get((row, column))
        if text or column == 0:
            texts.append(text)
        elif span is not None:
            inside = span[1] - 1 < column and span[0] - 1 >= first
            texts.append(_cell(top, span[0] - 1, span[1] - 1) if inside else "")
        else:
            beside = (row, column - 1) not in merged and _stands_below(top, row, last, column - 1)
            texts.append(texts[-1] if beside and _stands_below(top, row, last, column) else "")
    return texts


def _stands_below(top: Sequence[Sequence[str]], row: int, last: int, column: int) -> bool:
    return any(_cell(top, below, column) for below in range(row + 1, last + 1))


def _cell(top: Sequence[Sequence[str]], row: int, column: int) -> str:
    return top[row][column].strip() if column < len(top[row]) else ""


# --- units -----------------------------------------------------------------------------------------------------------


def corner_unit(rows: Sequence[Sequence[str]]) -> str | None:
    """The unit that the rows above the header name, in whatever spelling; None where they name none."""
    titles = [[text for text in map(_title, row) if text] for row in rows]
    units = {unit for row in titles for unit in _units_of_row(row)}
    if len(units) > 1:
        raise SourceProblem("two_units", units="、".join(sorted(units)))
    return next(iter(units), None)


def _title(cell: str) -> str:
    text = re.sub(r"\s*([:()])\s*", r"\1", half_width(cell[:LONGEST]).translate(_ONE_KIND))
    text = re.sub(r"(?<=[单十百千万亿])\s+(?=[位元])", "", text)
    return re.sub(rf"单位[;为是]?(?={'|'.join(UNITS)})", "单位:", text)


def _units_of_row(cells: list[str]) -> Iterator[str]:
    for text, following in zip_longest(cells, cells[1:], fillvalue=""):
        labels = _LABEL.findall(text)
        for label, word, in_brackets in labels:
            beside = following if text.endswith("单位:") else ""
            yield from _units_of_label(label, word.removeprefix("人民币") or in_brackets or beside)
        name = name_of(text)
        bare = _BARE_LABEL.fullmatch(name.base)
        if bare and not labels:
            yield from _units_of_label("", bare.group(1) or "".join(name.remarks) or _if_unit(following))
        elif not labels:
            yield from _unit_of_title(name, text)


def _units_of_label(label: str, word: str) -> Iterator[str]:
    """`单位:万元、%` names one unit of money; `单位:区教育局` and `填报单位:…` name an office."""
    words = _unit_words(word)
    known = [one for one in words if one in UNITS]
    if known or _OFFICE_LABEL.search(label):
        yield from known
        return
    for one in words:
        if one and not _AN_OFFICE.search(one) and (len(one) <= 2 or _LIKE_A_UNIT.fullmatch(one)):
            raise SourceProblem("unknown_unit", unit=word, where="the corner")


def _if_unit(text: str) -> str:
    word = text.strip("()")
    return word if word in UNITS or _LIKE_A_UNIT.fullmatch(word) else ""


def _unit_of_title(name: Name, text: str) -> Iterator[str]:
    """A cell that is nothing but a unit, a title that ends in one in brackets, 金额:万元."""
    alone = re.sub(r"^(?:金额|币种):", "", text).strip("()").removeprefix("人民币")
    yield from {word for one in (alone, *name.remarks) for word in _unit_words(one) if word in UNITS}
    if re.fullmatch(r"[十百千万亿美港欧日]+元", alone) and alone not in UNITS:
        raise SourceProblem("unknown_unit", unit=alone, where="the corner")


def _is_only_a_unit(text: str) -> bool:
    return _SAYS_UNIT.sub("", text.strip("()")).removeprefix("人民币") in UNITS


def _unit_of_name(text: str, where: str) -> str | None:
    name = Name("", (text,)) if _is_only_a_unit(text) else name_of(text)
    for remark in name.remarks:
        words = _unit_words(remark)
        known = [word for word in words if word in UNITS]
        if len(known) == 1:
            return known[0]
        if remark not in _NO_UNIT and not is_remark(remark):
            raise SourceProblem("unknown_unit", unit="、".join(words), where=where)
    at_end = _UNIT_AT_END.fullmatch(name.base)
    return at_end.group(2) if at_end else None
