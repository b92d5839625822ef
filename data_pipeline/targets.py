"""Target strings and actual values of performance indicators: `≥50个`, `不低于95%`, `6月底前`, `达成预期指标`.

What a completion is worth belongs to the metrics; here a text only becomes number, unit, tier, day or done.
"""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from data_pipeline import cells

OPERATORS = (">=", ">", "=", "<", "<=")
POSITIVE, REVERSE, QUALITATIVE = "正向", "反向", "定性"
LARGEST = Decimal(10) ** 18  # what DECIMAL(24, 6) holds

_OPERATOR_WORDS = {
    ">=": ("≥", "≧", ">=", "=>", "⩾", "大于等于", "大于或等于", "不低于", "不少于", "不小于", "至少", "达到"),
    "<=": ("≤", "≦", "<=", "=<", "⩽", "小于等于", "小于或等于", "不超过", "不高于", "不大于", "不多于", "至多"),
    ">": (">", "大于", "超过", "高于", "多于"),
    "<": ("<", "小于", "低于", "少于"),
    "=": ("=", "等于"),
}
_OPERATOR_OF = {word: sign for sign, words in _OPERATOR_WORDS.items() for word in words}
_LEADING = re.compile("|".join(sorted(map(re.escape, _OPERATOR_OF), key=len, reverse=True)))
_TRAILING = {"及以上": ">=", "或以上": ">=", "以上": ">=", "及以下": "<=", "或以下": "<=", "以下": "<=", "以内": "<="}
_NUMBER = re.compile(r"([+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)(.*)", re.DOTALL)
_NO_UNIT = re.compile(r"[\d~～\-—–至到()（）]")
_PERCENT_WORDS = ("%", "百分比", "百分之百分比")

_TIER_1 = re.compile(r"达成(?:年度)?(?:预期)?(?:指标|目标)?")
_DONE = {"已完成", "完成", "是", "100%"}
_NOT_DONE = {"未完成", "否"}


@dataclass(frozen=True)
class Target:
    """What a target string says. All empty: a text such as 效果明显."""

    operator: str | None = None
    number: Decimal | None = None
    unit: str | None = None
    due_date: date | None = None


@dataclass(frozen=True)
class Actual:
    """What an actual says. Several may hold at once: `100%` is a number and means done."""

    number: Decimal | None = None
    tier: int | None = None
    is_done: bool | None = None
    day: date | None = None


def operator(text: str) -> str | None:
    """A comparison from its sign, its word, or `2-大于等于`."""
    plain = re.sub(r"^\d+[-—–.、]", "", cells.half_width(text).replace(" ", ""))
    return _OPERATOR_OF.get(plain)


def target(text: str, fiscal_year: int | None) -> Target:
    """Operator, number, unit and due date of a target string."""
    plain = cells.half_width(text).replace(" ", "")
    due = cells.deadline(plain, fiscal_year) if not re.fullmatch(r"[\d.,]+", plain) else None
    if due is not None:
        return Target(due_date=due)
    sign, rest = _split_operator(plain)
    number, unit = _number_and_unit(rest)
    return Target(sign, number, unit) if number is not None else Target()


def actual(text: str, fiscal_year: int | None) -> Actual | None:
    """Number, tier, done or day; None when it is none of them, and the row is refused."""
    plain = cells.half_width(text).replace(" ", "")
    tier = _tier(re.sub(r"^\d[-—–.、]", "", plain))
    done = True if plain in _DONE else False if plain in _NOT_DONE else None
    packed = re.fullmatch(r"(?:19|20)\d{6}", plain) is not None
    day = cells.deadline(plain, fiscal_year) if packed or not re.fullmatch(r"[+-]?[\d.,]+", plain) else None
    number = None if day is not None and not packed else _number_and_unit(_split_operator(plain)[1])[0]
    found = Actual(number, tier, done, day)
    return None if found == Actual() else found


def polarity_and_operator(
    polarity: str | None, sign: str | None, number: Decimal | None, due: date | None
) -> tuple[str | None, str | None]:
    """Each from the other where it is empty; a text is qualitative; a bare number or a deadline is to be reached."""
    if polarity is None:
        of_a_number = REVERSE if sign in ("<", "<=") else POSITIVE
        polarity = QUALITATIVE if number is None and due is None else of_a_number
    if sign is None and due is None:
        sign = {POSITIVE: ">=", REVERSE: "<="}.get(polarity)
    return polarity, sign


def _split_operator(plain: str) -> tuple[str | None, str]:
    leading = _LEADING.match(plain)
    if leading:
        return _OPERATOR_OF[leading.group()], plain[leading.end() :]
    for ending, sign in _TRAILING.items():
        if plain.endswith(ending):
            return sign, plain.removesuffix(ending)
    return None, plain


def _number_and_unit(plain: str) -> tuple[Decimal | None, str | None]:
    match = _NUMBER.fullmatch(plain)
    if not match or (match.group(2) and _NO_UNIT.search(match.group(2))):
        return None, None
    number = cells.rounded(match.group(1).replace(",", ""), 1, 6, LARGEST)
    unit = "%" if match.group(2) in _PERCENT_WORDS else match.group(2) or None
    return (number, unit) if number is not None else (None, None)


def _tier(plain: str) -> int | None:
    if _TIER_1.fullmatch(plain):
        return 1
    if plain.startswith("部分达成"):
        return 2
    return 3 if plain.startswith("未达成") else None
