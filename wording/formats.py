"""Amounts, rates, points, counts, dates and months as text, and as numbers for a table's column.

Storage is yuan and shares of one; 万元, 亿元 and per cent are ways of showing. Rounding is half-up on exact
decimals, away from zero for minus. Unknown (None) is shown as a dash and never as 0.
"""

from calendar import monthrange
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any

import polars as pl
from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal

UNKNOWN = "—"
LOCALES = {"zh": Locale.parse("zh_CN"), "en": Locale.parse("en_GB")}  # Babel would look a name up at every call

# unit code -> power of ten that makes one of it, and the decimals that it is shown with.
UNIT_POWERS = {"yuan": 0, "wan": 4, "yi": 8}
UNIT_PLACES = {"yuan": 2, "wan": 2, "yi": 4}
UNITS = tuple(UNIT_POWERS)

UNIT_NAMES = {
    "zh": {"yuan": "元", "wan": "万元", "yi": "亿元"},
    "en": {"yuan": "yuan", "wan": "10k yuan", "yi": "100m yuan"},
}
RATE_PLACES = 2
_DAY_PATTERNS = {"zh": "y年M月d日", "en": "d MMM y"}
_MONTH_PATTERNS = {"zh": "y年M月", "en": "MMM y"}
_POINTS_NAMES = {"zh": "个百分点", "en": " pp"}


def half_up(number: Decimal, places: int) -> Decimal:
    """The number rounded half-up (ties away from zero) to so many places; never a minus zero."""
    rounded = number.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    return rounded if rounded else abs(rounded)


def unit_name(unit: str, language: str) -> str:
    """万元, or its English."""
    return UNIT_NAMES[language][unit]


def amount(yuan: Decimal | None, unit: str, language: str) -> str:
    """`1,234.57`: yuan as a number of the unit, without its name (the unit stands in the column's head)."""
    if yuan is None:
        return UNKNOWN
    return _grouped(half_up(Decimal(yuan).scaleb(-UNIT_POWERS[unit]), UNIT_PLACES[unit]), UNIT_PLACES[unit], language)


def money(yuan: Decimal | None, unit: str, language: str) -> str:
    """`1,234.57万元`, `1,234.57 ×10k yuan`: yuan in the unit, with its name."""
    if yuan is None:
        return UNKNOWN
    between = "" if language == "zh" else " " if unit == "yuan" else " ×"
    return f"{amount(yuan, unit, language)}{between}{unit_name(unit, language)}"


def money_from_text(text: str, unit: str) -> Decimal | None:
    """The yuan that `amount` wrote; exact for 元, to the shown decimals for the larger units."""
    if text == UNKNOWN:
        return None
    return Decimal(text.replace(",", "")).scaleb(UNIT_POWERS[unit])


def rate(share: Decimal | None, language: str) -> str:
    """`35.00%` of a share of one."""
    return (
        UNKNOWN if share is None else _grouped(half_up(Decimal(share) * 100, RATE_PLACES), RATE_PLACES, language) + "%"
    )


def points(share: Decimal | None, language: str, signed: bool = True) -> str:
    """`-15.00个百分点` of a difference of two shares."""
    if share is None:
        return UNKNOWN
    number = half_up(Decimal(share) * 100, RATE_PLACES)
    sign = "+" if signed and number > 0 else ""
    return f"{sign}{_grouped(number, RATE_PLACES, language)}{_POINTS_NAMES[language]}"


def signed_per_cent(share: Decimal | None, language: str) -> str:
    """`+8.60`: a difference in points as a bar's label, where the axis names the unit."""
    if share is None:
        return UNKNOWN
    number = half_up(Decimal(share) * 100, RATE_PLACES)
    return ("+" if number > 0 else "") + _grouped(number, RATE_PLACES, language)


def ratio(number: Decimal | None, language: str) -> str:
    """`0.70`, `0.5999`: a number without unit in two places, up to four where it needs them to be told from a limit."""
    if number is None:
        return UNKNOWN
    return str(format_decimal(half_up(Decimal(number), 4), format="#,##0.00##", locale=LOCALES[language]))


def count(number: int | None, language: str) -> str:
    """`1,204`."""
    return UNKNOWN if number is None else str(format_decimal(number, format="#,##0", locale=LOCALES[language]))


@lru_cache(maxsize=4096)
def day(value: date | None, language: str) -> str:
    """`2026年9月30日`, `30 Sept 2026`."""
    return UNKNOWN if value is None else str(format_date(value, _DAY_PATTERNS[language], locale=LOCALES[language]))


@lru_cache(maxsize=4096)
def month(value: date | None, language: str) -> str:
    """`2026年9月`, `Sept 2026`."""
    return UNKNOWN if value is None else str(format_date(value, _MONTH_PATTERNS[language], locale=LOCALES[language]))


@lru_cache(maxsize=64)
def month_name(value: date | None, language: str) -> str:
    """`9月`, `Sep`: the month without its year, for an axis."""
    return UNKNOWN if value is None else str(format_date(value, "LLL", locale=LOCALES[language]))[:3]


def month_end(text: str) -> date | None:
    """The month end that `2026-09` or `2026-09-30` names; None when the text names none."""
    try:
        year, month_number = int(text[:4]), int(text[5:7])
        last_day = date(year, month_number, monthrange(year, month_number)[1])
    except ValueError:
        return None
    return last_day if text in (last_day.isoformat(), last_day.isoformat()[:7]) else None


def number_for_people(value: Any, language: str) -> str:
    """A plain number or text of unknown kind, as it can be shown: grouped, without trailing zeros."""
    if value is None:
        return UNKNOWN
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return str(value)
    return str(format_decimal(value, format="#,##0.######", locale=LOCALES[language], decimal_quantization=False))


def amount_column(column: str, unit: str) -> pl.Expr:
    """A column of yuan as numbers of the unit, rounded half-up on decimals; floats only for the browser's grid."""
    scaled = pl.col(column).cast(pl.Decimal(38, 12)) / pl.lit(Decimal(1).scaleb(UNIT_POWERS[unit]))
    return _browser_number(scaled, UNIT_PLACES[unit]).alias(column)


def rate_column(column: str) -> pl.Expr:
    """A column of shares as per cent, rounded half-up on decimals; floats only for the browser's grid."""
    per_cent = pl.col(column).cast(pl.Decimal(38, 12)) * pl.lit(Decimal(100))
    return _browser_number(per_cent, RATE_PLACES).alias(column)


def amount_pattern(unit: str) -> str:
    """How the browser's grid prints `amount_column`."""
    return f"%,.{UNIT_PLACES[unit]}f"


def _browser_number(exact: pl.Expr, places: int) -> pl.Expr:
    """Rounded half-up, then the nearest float: a decimal of few places converts without a second error."""
    return exact.round(places, mode="half_away_from_zero").cast(pl.Decimal(38, places)).cast(pl.Float64)


def _grouped(number: Decimal, places: int, language: str) -> str:
    pattern = "#,##0." + "0" * places if places else "#,##0"
    return str(format_decimal(number, format=pattern, locale=LOCALES[language]))
