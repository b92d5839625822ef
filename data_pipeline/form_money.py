"""The block of money on a printed form: budget, payments and forecast of its project, in whole cents of yuan.

It is read to be compared with the district's own figures and is never imported as money; the forecast alone becomes a
field of the form's indicator rows. A total is not trusted: where its parts are given, their sum counts.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from data_pipeline import cells, form_words
from data_pipeline.problems import Notice, SourceProblem

FIGURES = ("initial", "current", "paid", "forecast")
A_FIGURE = 2  # so many columns of figures make a header of the block
CENT = Decimal("0.01")
MOST_DECIMALS = 6  # more are what a division left, and say nothing about how the form was rounded
MOST_NESTED = 8  # parts; a block has four
_UNIT_IN_BRACKETS = re.compile(r"\((?:金额|货币|计量)?(?:单位)?:?(?:人民币)?([^()]{0,6}元)\)")
_UNIT_IN_CORNER = re.compile(r"(?:^|[(,;\s])(?:金额|货币|计量)?单位:(?:人民币)?([^\s(),;]{0,6}元)\)?$")


@dataclass
class Money:
    """Figures in yuan as text, by name; a figure that the form does not give is absent.

    `rounded_to_yuan`: two amounts that differ by no more are one amount, rounded as the form is rounded.
    """

    row: int
    month: int | None
    unit: str | None
    rounded_to_yuan: str
    has_forecast: bool
    figures: dict[str, str] = field(default_factory=dict)
    score: Decimal | None = None

    @property
    def forecast_yuan(self) -> str | None:
        """全年预计执行数."""
        return self.figures.get("forecast")


@dataclass
class _Line:
    """One row of the block: its label and the text under each figure."""

    row: int
    label: str
    texts: dict[str, str]
    is_within: bool  # 其中: part of something above

    @property
    def is_total(self) -> bool:
        return form_words.MONEY_TOTAL.fullmatch(self.label) is not None


def is_header(row: list[str]) -> bool:
    """Whether a row names the columns of the block of money."""
    return len({form_words.money_column(form_words.plain(cell)) for cell in row} & set(FIGURES)) >= A_FIGURE


def corner_unit(texts: Sequence[str]) -> str | None:
    """The unit of all amounts: 项目资金（万元）, or 单位：万元 in a corner."""
    for text in texts:
        plain = form_words.plain(text)
        if form_words.MONEY_LABEL.fullmatch(form_words.without_brackets(plain)):
            found = _UNIT_IN_BRACKETS.search(plain)
            if found:
                return _known(found.group(1), text)
    for text in texts:
        corner = _UNIT_IN_CORNER.search(cells.half_width(text).replace(" ", ""))
        if corner:
            return _known(corner.group(1), text)
    return None


def read(rows: Sequence[list[str]], header: int, end: int, unit: str | None, notices: list[Notice]) -> Money:
    """The block below its header row (0-based); what cannot be read or does not add up is added to the notices."""
    columns: dict[str, int] = {}
    for place, cell in enumerate(rows[header]):
        name = form_words.money_column(form_words.plain(cell))
        if name is not None and name not in columns:
            columns[name] = place
    units = {name: _unit_of(rows[header][place]) or unit for name, place in columns.items()}
    named = next((units[name] for name in FIGURES if units.get(name)), None)
    months = [form_words.month_named(rows[header][columns["paid"]])] if "paid" in columns else []
    lines = _lines(rows, header + 1, end, columns)
    money = Money(header + 1, next(iter(months), None), named, "0", "forecast" in columns)
    if named is None:
        notices.append(Notice("unit_not_named", header + 1, {"columns": "、".join(_headers(rows[header], columns))}))
    decimals: list[Decimal] = []
    for name in FIGURES:
        if name in columns:
            factor = cells.UNITS[units[name] or "元"]
            _add_figure(money, name, _headers(rows[header], {name: columns[name]})[0], lines, factor, decimals, notices)
    money.rounded_to_yuan = _half_of(min(decimals, default=Decimal(0)), sum(not line.is_total for line in lines))
    scores = [cells.decimal(line.texts["score"]) for line in lines if line.texts.get("score")]
    money.score = next((score for score in scores if score is not None), None)
    return money


def _lines(rows: Sequence[list[str]], first: int, end: int, columns: dict[str, int]) -> list[_Line]:
    """The rows of the block; it ends where the goal of the year or the indicators begin."""
    left = min(columns[name] for name in FIGURES if name in columns)
    found: list[_Line] = []
    for place in range(first, end):
        texts = [form_words.emptied(cell) for cell in rows[place]]
        plain = [form_words.plain(text) for text in texts]
        if any(form_words.AFTER_THE_MONEY.fullmatch(text) or form_words.label(text) for text in plain if text):
            break
        labels = [
            text
            for text in plain[:left]
            if text and not form_words.MONEY_LABEL.fullmatch(form_words.without_brackets(text))
        ]
        values = {name: texts[column] if column < len(texts) else "" for name, column in columns.items()}
        if labels or any(values.values()):
            label = labels[-1] if labels else ("" if found else "总额")
            found.append(_Line(place + 1, label, values, any(text.startswith("其中") for text in labels)))
    return found


def _add_figure(
    money: Money,
    name: str,
    header: str,
    lines: list[_Line],
    factor: int,
    decimals: list[Decimal],
    notices: list[Notice],
) -> None:
    amounts: dict[int, Decimal] = {}
    for line in lines:
        text = line.texts[name]
        amount = cells.amount(text, factor) if text else None
        if text and amount is None:
            notices.append(Notice("form_money_unreadable", line.row, {"column": header, "value": text[:60]}))
        elif amount is not None:
            amounts[line.row] = amount
            decimals += _rounded_to(text, factor)
    total = next((amounts[line.row] for line in lines if line.is_total and line.row in amounts), None)
    parts = [(line.is_within, amounts[line.row]) for line in lines if not line.is_total and line.row in amounts]
    if total is None and not parts:
        return
    row = next((line.row for line in lines if line.is_total), lines[0].row)
    whole = _sum_of_parts(parts, total, Decimal(_half_of(min(decimals, default=Decimal(0)), len(parts))))
    if whole is None:
        notices.append(Notice("form_parts_nested", row, {"column": header}))
        return
    money.figures[name] = str(whole if parts else total)
    if parts and total is not None and total != whole:
        notices.append(
            Notice("form_total_differs", row, {"column": header, "given": str(total), "parts": f"{whole:.2f}"})
        )


def _sum_of_parts(parts: Sequence[tuple[bool, Decimal]], total: Decimal | None, tolerance: Decimal) -> Decimal | None:
    """What the parts add up to, a part of a part left out; None where 其中 below a part leaves that open.

    The first 其中 divides the total. A later one may do so too, or divide the part above it: whichever adds up to the
    total holds.
    """
    if not any(is_within for is_within, _ in parts[1:]):
        return sum((amount for _, amount in parts), Decimal(0))
    if total is None or len(parts) > MOST_NESTED:
        return None
    near = [(abs(kept - total), kept) for kept in _readings(parts) if abs(kept - total) <= tolerance]
    return min(near)[1] if near else None


def _readings(parts: Sequence[tuple[bool, Decimal]], place: int = 0) -> Iterator[Decimal]:
    """The sum of the parts in every way to take them: a 其中, and lines below it, may be within what stands above."""
    if place == len(parts):
        yield Decimal(0)
        return
    is_within, amount = parts[place]
    yield from (amount + others for others in _readings(parts, place + 1))
    if is_within and place:
        for end in range(place + 1, len(parts) + 1):
            yield from _readings(parts, end)


def _rounded_to(text: str, factor: int) -> list[Decimal]:
    """The last decimal of an amount in yuan: 89.97 in 万元 was rounded to 100 yuan."""
    places = len(form_words.plain(text).strip("()%").partition(".")[2])
    return [Decimal(factor).scaleb(-places)] if places <= MOST_DECIMALS else []


def _half_of(step: Decimal, parts: int) -> str:
    """Half of the last decimal, once for each part that was rounded by itself; the cent is exact."""
    half = step / 2 * max(parts, 1)
    return str(half.quantize(CENT, ROUND_HALF_UP)) if step > CENT else "0.00"


def _headers(row: list[str], columns: dict[str, int]) -> list[str]:
    return [form_words.plain(row[place]) for name, place in columns.items() if name in FIGURES]


def _unit_of(header: str) -> str | None:
    found = _UNIT_IN_BRACKETS.search(form_words.plain(header))
    return _known(found.group(1), header) if found else None


def _known(unit: str, where: str) -> str:
    if unit not in cells.UNITS:
        raise SourceProblem("unknown_unit", unit=unit, where=where.strip())
    return unit
