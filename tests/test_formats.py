"""Numbers become text half-up on decimals, unknown stays a dash, and what was formatted can be read back."""

from datetime import date
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_pipeline import cells
from wording import formats

CENTS = st.decimals(min_value=-(10**13), max_value=10**13, places=2, allow_nan=False, allow_infinity=False)


@pytest.mark.parametrize(
    ("yuan", "unit", "text"),
    [
        ("12345.00", "wan", "1.23万元"),
        ("12350.00", "wan", "1.24万元"),
        ("-12350.00", "wan", "-1.24万元"),
        ("-0.01", "wan", "0.00万元"),
        ("0.00", "yuan", "0.00元"),
        ("1234567890.12", "yi", "12.3457亿元"),
        ("1234567.50", "yuan", "1,234,567.50元"),
    ],
)
def test_money_is_rounded_half_up_and_away_from_zero(yuan: str, unit: str, text: str) -> None:
    """Half a fen of the shown unit goes up, minus likewise, and there is no minus zero."""
    assert formats.money(Decimal(yuan), unit, "zh") == text


@pytest.mark.parametrize("unit", formats.UNITS)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_unknown_is_a_dash_in_every_format(unit: str, language: str) -> None:
    """Nothing unknown becomes 0."""
    shown = [
        formats.money(None, unit, language),
        formats.amount(None, unit, language),
        formats.rate(None, language),
        formats.points(None, language),
        formats.ratio(None, language),
        formats.count(None, language),
        formats.day(None, language),
        formats.month(None, language),
        formats.number_for_people(None, language),
    ]

    assert set(shown) == {formats.UNKNOWN}


@given(CENTS)
def test_formatting_then_parsing_gives_the_amount_back(yuan: Decimal) -> None:
    """An amount shown in 元 is the amount, for us and for the pipeline that may read it again."""
    text = formats.amount(yuan, "yuan", "zh")

    assert formats.money_from_text(text, "yuan") == yuan
    assert cells.amount(text, 1) == yuan


@given(CENTS, st.sampled_from(formats.UNITS))
def test_a_column_shows_what_the_sentence_says(yuan: Decimal, unit: str) -> None:
    """The number in a table's column is the number in the sentence beside it."""
    frame = pl.DataFrame({"yuan": [yuan]}, schema={"yuan": pl.Decimal(18, 2)})
    shown = frame.select(formats.amount_column("yuan", unit)).item()

    assert Decimal(str(shown)) == formats.half_up(yuan.scaleb(-formats.UNIT_POWERS[unit]), formats.UNIT_PLACES[unit])


def test_an_unknown_amount_stays_unknown_in_a_column() -> None:
    """Null is not 0."""
    frame = pl.DataFrame({"yuan": [None]}, schema={"yuan": pl.Decimal(18, 2)})

    assert frame.select(formats.amount_column("yuan", "wan")).item() is None
    assert frame.select(formats.rate_column("yuan")).item() is None


@pytest.mark.parametrize(
    ("share", "rate", "points"),
    [
        ("0.350000", "35.00%", "+35.00个百分点"),
        ("0.563450", "56.35%", "+56.35个百分点"),
        ("-0.15", "-15.00%", "-15.00个百分点"),
    ],
)
def test_shares_are_shown_as_per_cent_or_points(share: str, rate: str, points: str) -> None:
    """A rate and a difference of rates are told apart by their unit."""
    assert formats.rate(Decimal(share), "zh") == rate
    assert formats.points(Decimal(share), "zh") == points


def test_a_ratio_shows_on_which_side_of_the_line_it_is() -> None:
    """0.5999 is not shown as 0.60."""
    assert formats.ratio(Decimal("0.599900"), "zh") == "0.5999"
    assert formats.ratio(Decimal("0.700000"), "zh") == "0.70"


def test_dates_and_months_in_both_languages() -> None:
    """A month end is a day or a month, in the reader's language."""
    last = date(2026, 2, 28)

    assert (formats.day(last, "zh"), formats.month(last, "zh")) == ("2026年2月28日", "2026年2月")
    assert (formats.day(last, "en"), formats.month(last, "en")) == ("28 Feb 2026", "Feb 2026")


@pytest.mark.parametrize(
    ("text", "month_end"),
    [
        ("2024-02", date(2024, 2, 29)),
        ("2024-02-29", date(2024, 2, 29)),
        ("2024-02-28", None),
        ("2024-13", None),
        ("latest", None),
        ("", None),
    ],
)
def test_only_a_month_end_is_a_month_end(text: str, month_end: date | None) -> None:
    """What a link says is checked."""
    assert formats.month_end(text) == month_end
