"""One cell's text to one value: the definition of what each spelling means. None = it cannot be read.

`cleaning` applies these to whole columns and keeps a quick way for the usual spellings; both agree (tested).
Whether a value is acceptable belongs to the contracts.
"""

import re
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal, localcontext

from data_pipeline.delivery import month_end

UNITS = {"元": 1, "千元": 1_000, "万元": 10_000, "亿元": 100_000_000}
_UNIT_OF = {factor: unit for unit, factor in UNITS.items()}
_CURRENCY = re.compile(r"^(?:¥|人民币|RMB|CNY)", re.IGNORECASE)
_SIGNS = ("-", "+", "−", "–", "‐", "‑")
LARGEST_YUAN = Decimal(10) ** 14  # a year of a whole country; more is an account number in the wrong column
LARGEST_POINTS = Decimal(10) ** 5  # what DECIMAL(9, 4) holds
LONGEST_NUMBER = 60  # characters; nobody writes more, and every number up to there is rounded without loss
DASHES = "—–-－/／―─−‐‑"
BETWEEN_PARTS = "│"  # 205│02│01: a code that stands in several columns
EITHER = "┆"  # 2026.1┆: a number that lost a zero or never had one, so that its month is January or October
TENTHS_OF_YEARS = frozenset(float(f"{year}.1") for year in range(1900, 2200))
_ERRORS = ("#N/A", "#REF", "#DIV/0", "#VALUE", "#NAME", "#NULL", "#NUM", "#SPILL", "#CALC", "#GETTING_DATA", "#ERROR")

_NO_ROOM = dict.fromkeys((0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF))  # letters that nobody sees
_HALF_WIDTH: dict[int, int | str | None] = {
    **{code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)},
    **dict.fromkeys((0x3000, 0xA0), " "),
    **_NO_ROOM,
    0xFFE5: "¥",
}
_GUARDED = re.compile(r"=?\s*\"([^\"]*)\"")
_SQUARE = str.maketrans("【】〔〕", "[][]")
_DAMAGED = re.compile(r"[+-]?\d+(?:\.\d+)?[eE][+-]\d+|[+-]?\d+\.\d+[eE]\d+|\d{16,}\.0+")
_WHOLE_NUMBER = re.compile(r"(\d{1,15})\.0+")
_CODE_IN_BRACKETS = re.compile(r"\[\s*([^\[\]]+?)\s*\].*", re.DOTALL)
_CODE_AND_NAME = re.compile(r"([0-9A-Za-z]+(?:-[0-9A-Za-z]+)*?)\s*[-—–]+\s*[^-]*[^\x00-\x7f].*", re.DOTALL)
_AMOUNT = re.compile(r"(\d+|\d{1,3}(?:,\d{3})+)(\.\d*)?|\.\d+")
_RESIDUE = re.compile(r"\d(?:\.\d+)?[eE]-\d{1,3}")  # what a spreadsheet's own arithmetic leaves instead of a zero
_YEAR_FIRST = re.compile(r"(\d{4})\s*([-./年、\\])\s*(\d{1,2})\s*(?:[-./月、\\]\s*(\d{1,2})|月)?\s*[日号]?")
_WEEKDAY = re.compile(r"\s*\(?(?:星期|周)[一二三四五六日天]\)?\s*")
_TIME_OF_DAY = re.compile(
    r"(?:\s*T\s*|\s+|(?<=[日号]))(?:上午|下午|AM|PM)?\s*\d{1,2}(?:[:时点]\d{1,2}(?:[:分]\d{1,2}(?:\.\d+)?秒?|分)?|[时点])"
    r"\s*(?:AM|PM)?\s*(?:Z|UTC|GMT|CST|[+-]\d{2}:?\d{2})?",
    re.IGNORECASE,
)
_CHINESE_DATE = re.compile(
    r"[〇○零一二三四五六七八九]{4}年[一二三四五六七八九十]{1,3}月(?:[一二三四五六七八九十]{1,3}[日号])?"
)
_DIGITS = {letter: str(number) for number, letter in enumerate("〇一二三四五六七八九")} | {"○": "0", "零": "0"}
_PACKED_DATE = re.compile(r"((?:19|20|21)\d\d)(\d\d)(\d\d)(?:[01]\d|2[0-3])?(?:[0-5]\d){0,2}")
_PACKED_MONTH = re.compile(r"((?:19|20|21)\d\d)(\d\d)")
_SERIAL = re.compile(r"([2-9]\d{4})(?:\.\d+)?")  # Excel counts days; 20000 is 1954, 99999 is 2173
_DEADLINE = re.compile(r"(?:(\d{4})年)?(\d{1,2})月(?:份?(?:(\d{1,2})[日号]|底|末|份)?)(?:之?以?前|内)?(?:完成)?")
_YEAR_END = re.compile(r"(?:(\d{4})年|当年|本年)?(?:年?[底末]|年内|全年)(?:之?以?前)?(?:完成)?")
_RANGE_OF_MONTHS = re.compile(r"(?:(\d{4})年?)?\d{1,2}月?\s*[-—–~至到]\s*(\d{1,2})月")
_YES = {"是", "√", "✓", "✔", "☑", "1", "1.0", "TRUE", "T", "YES", "Y", "对"}
_NO = {"否", "×", "✗", "✘", "☒", "0", "0.0", "FALSE", "F", "NO", "N", "错"}


def half_width(text: str) -> str:
    """Full-width forms as their half-width twins, outer blanks gone."""
    return text.translate(_HALF_WIDTH).strip()


def _bare(text: str) -> str:
    """Half-width, without the marks that keep a spreadsheet from taking a text for a number: 'text and ="text"."""
    plain = half_width(text)
    guarded = _GUARDED.fullmatch(plain)
    return guarded.group(1).strip() if guarded else plain.lstrip("'‘’")


def is_damaged_code(text: str) -> bool:
    """Whether a code came as a number that lost digits: in exponent form, or 16 digits with a decimal point."""
    return _DAMAGED.fullmatch(half_width(text)) is not None


def is_error(text: str) -> bool:
    """Whether a spreadsheet shows that it could not work the cell out, or that the column was too narrow for it."""
    plain = text.strip()
    return plain.startswith("#") and (plain.rstrip("!?") in _ERRORS or not plain.strip("#"))


def identifier(text: str) -> str | None:
    """A number of a document, voucher or request: kept whole; None when its digits were lost."""
    plain = _bare(text)
    if _DAMAGED.fullmatch(plain) or is_error(plain):
        return None
    whole = _WHOLE_NUMBER.fullmatch(plain)
    if whole:
        return whole.group(1)
    return (plain if plain.isascii() else text.translate(_NO_ROOM).strip().lstrip("'")) or None


def code(text: str) -> str | None:
    """A code without its name: `302-区教育局` and `[302]区教育局` are 302. None when its digits were lost."""
    if BETWEEN_PARTS in text:
        return _joined([code(part) if part else "" for part in text.split(BETWEEN_PARTS)])
    plain = _bare(text).translate(_SQUARE)
    found = _CODE_IN_BRACKETS.fullmatch(plain) or _CODE_AND_NAME.fullmatch(plain)
    plain = found.group(1).strip() if found else plain
    if _DAMAGED.fullmatch(plain) or is_error(plain):
        return None
    whole = _WHOLE_NUMBER.fullmatch(plain)
    return (whole.group(1) if whole else plain) or None


def _joined(parts: list[str | None]) -> str | None:
    """类, 款, 项 as one code: `205`, `02`, `01` and `205`, `20502`, `2050201` are 2050201; an empty end is left out."""
    whole = ""
    gap = False
    for part in parts:
        if part is None or not re.fullmatch(r"\d{0,7}", part):
            return None
        if part and len(part) > len(whole) and part.startswith(whole) and (whole or len(part) > 2):
            whole = part
        elif part and whole and len(part) <= 2 and not gap:
            whole += part.zfill(2)
        elif part:
            return None
        gap = gap or not part
    return whole or None


def subject(text: str) -> str | None:
    """What an exception is about: a code, or the key of a budget line, whose parts are divided by bars."""
    return identifier(text) if "|" in half_width(text) else code(text)


def amount(text: str, factor: int) -> Decimal | None:
    """Yuan, rounded half-up to the cent after the unit is applied; brackets mean minus.

    The unit of the column may stand behind the number, no other: an amount in a unit of its own cannot be read.
    """
    unit = _UNIT_OF[factor]
    plain = _CURRENCY.sub("", _bare(text).replace(" ", "").removesuffix(unit))
    sign = 1
    if plain.startswith("(") and plain.endswith(")"):
        sign, plain = -1, _CURRENCY.sub("", plain[1:-1].removesuffix(unit))
    elif plain[:1] in _SIGNS:
        sign, plain = (1 if plain[0] == "+" else -1), _CURRENCY.sub("", plain[1:])
    if not (_AMOUNT.fullmatch(plain) or _RESIDUE.fullmatch(plain)):
        return None
    return rounded(plain.replace(",", ""), sign * factor, 2, LARGEST_YUAN)


def rounded(digits: str, factor: int, places: int, below: Decimal) -> Decimal | None:
    """A plain number times a factor, rounded half-up once; None where it reaches what its column holds."""
    if len(digits) > LONGEST_NUMBER:
        return None
    with localcontext(prec=2 * LONGEST_NUMBER):
        number = Decimal(digits) * factor
        if abs(number) >= below:
            return None
        value = number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return value + 0 if abs(value) < below else None


def decimal(text: str, places: int = 4) -> Decimal | None:
    """A plain number such as a score, with 分 or % behind it or not."""
    plain = _bare(text).replace(" ", "").removesuffix("%").removesuffix("分")
    sign, digits = (-1, plain[1:]) if plain.startswith("-") else (1, plain.removeprefix("+"))
    if not _AMOUNT.fullmatch(digits) or len(digits) > 12:
        return None
    return rounded(digits.replace(",", ""), sign, places, LARGEST_POINTS)


def day(text: str) -> date | None:
    """A day in the usual spellings or as Excel's number; a month written as a date is its last day."""
    plain = _TIME_OF_DAY.sub("", _WEEKDAY.sub(" ", _bare(text)).strip()).strip()
    if _CHINESE_DATE.fullmatch(plain):
        plain = _in_digits(plain)
    match = _YEAR_FIRST.fullmatch(plain)
    if match:
        return _day_or_month(int(match.group(1)), int(match.group(3)), match.group(4))
    packed = _PACKED_DATE.fullmatch(plain)
    if packed:
        return _day_or_month(int(packed.group(1)), int(packed.group(2)), packed.group(3))
    serial = _SERIAL.fullmatch(plain)
    if serial:
        return date(1899, 12, 30) + timedelta(days=int(serial.group(1)))
    month = _PACKED_MONTH.fullmatch(plain)
    return _day_or_month(int(month.group(1)), int(month.group(2)), None) if month else None


def _in_digits(text: str) -> str:
    """二〇二六年十二月三十一日 as 2026年12月31日."""
    year, rest = text.split("年")
    numbers = re.sub(r"([一二三四五六七八九]?)十([一二三四五六七八九]?)", _tens, rest)
    return "".join(_DIGITS.get(letter, letter) for letter in f"{year}年{numbers}")


def _tens(match: re.Match[str]) -> str:
    return f"{_DIGITS.get(match.group(1), '1')}{_DIGITS.get(match.group(2), '0')}"


def day_in_year(text: str, year: int | None) -> date | None:
    """A day, or a deadline such as `6月底前` that belongs to `year`."""
    return day(text) or deadline(text, year)


def deadline(text: str, year: int | None) -> date | None:
    """`6月底前`, `2026年6月30日前`, `年底前`: the last day on which it is still kept."""
    plain = half_width(text).replace(" ", "")
    match = _DEADLINE.fullmatch(plain)
    if match:
        own_year = int(match.group(1)) if match.group(1) else year
        return _day_or_month(own_year, int(match.group(2)), match.group(3)) if own_year else None
    end = _YEAR_END.fullmatch(plain)
    if end:
        own_year = int(end.group(1)) if end.group(1) else year
        return date(own_year, 12, 31) if own_year else None
    return day(plain.removesuffix("完成").removesuffix("前").removesuffix("之").removesuffix("以"))


def month(text: str, year: int | None = None) -> date | None:
    """A month's last day; `10月`, `10` and `1-10月` belong to `year`."""
    plain = half_width(text).replace(" ", "").removeprefix("截至").removeprefix("截止")
    spanned = _RANGE_OF_MONTHS.fullmatch(plain)
    if spanned:
        own_year = int(spanned.group(1)) if spanned.group(1) else year
        return _day_or_month(own_year, int(spanned.group(2)), None) if own_year else None
    found = day(half_width(text).removeprefix("截至").removeprefix("截止").removesuffix("份")) or day(
        plain.removesuffix("底").removesuffix("末")
    )
    if found is not None:
        return month_end(found.year, found.month)
    bare = re.fullmatch(r"(\d{1,2})(?:月[份底末]?)?", plain)
    return _day_or_month(year, int(bare.group(1)), None) if bare and year else None


def month_number(text: str) -> int | None:
    """1 to 12 from `3`, `03`, `3月` or a whole month such as `2026-03`."""
    bare = re.fullmatch(r"(\d{1,2})(?:\.0+)?(?:月份?)?", _bare(text))
    if bare:
        return int(bare.group(1)) if 1 <= int(bare.group(1)) <= 12 else None
    found = month(text)
    return found.month if found else None


def year(text: str) -> int | None:
    """A year from `2026`, `2026年`, `2026年度` or a date."""
    plain = _bare(text).replace(" ", "")
    bare = re.fullmatch(r"(\d{4})(?:\.0+)?(?:年度?)?", plain)
    if bare:
        return int(bare.group(1)) if 1949 <= int(bare.group(1)) < 2200 else None
    found = day(text) if not _SERIAL.fullmatch(plain) else None
    return found.year if found else None


def yes_no(text: str) -> bool | None:
    """是/否, √, 1/0, TRUE/FALSE."""
    plain = _bare(text).upper()
    return True if plain in _YES else False if plain in _NO else None


def word(text: str, words: tuple[str, ...]) -> str | None:
    """One of the contract's words, also as `1-确定能` or `[1]确定能`."""
    plain = half_width(text).translate(_SQUARE).replace(" ", "")
    bare = re.sub(r"^(?:\[[0-9A-Za-z]+\]|[0-9A-Za-z]+[-—–.、])", "", plain)
    return plain if plain in words else bare if bare in words else None


def _day_or_month(own_year: int, own_month: int, own_day: str | None) -> date | None:
    if not (1900 <= own_year < 2200 and 1 <= own_month <= 12):
        return None
    if not own_day:
        return month_end(own_year, own_month)
    try:
        return date(own_year, own_month, int(own_day))
    except ValueError:
        return None
