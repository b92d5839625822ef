"""What each spelling of a cell means, at the borders, and that the quick way agrees with the exact one."""

from datetime import date
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_pipeline import cells, cleaning, parts, sources, targets
from data_pipeline.contracts import words
from data_pipeline.targets import Actual, Target

SOURCES = sources.load()


@pytest.mark.parametrize(
    ("text", "unit", "yuan"),
    [
        ("1234.5", "元", "1234.50"),
        ("1,234,567.89", "元", "1234567.89"),
        ("０１２．５", "元", "12.50"),
        ("(12.30)", "元", "-12.30"),
        ("（1，000）", "元", "-1000.00"),
        ("-0.01", "元", "-0.01"),
        ("0.005", "元", "0.01"),
        ("-0.005", "元", "-0.01"),
        ("0.004999", "元", "0.00"),
        ("1.005", "元", "1.01"),
        ("2.675", "元", "2.68"),
        ("89.974", "万元", "899740.00"),
        ("0.000001", "万元", "0.01"),
        ("0.0000005", "万元", "0.01"),
        ("0.00000049", "万元", "0.00"),
        ("1.23456789", "亿元", "123456789.00"),
        ("1.5", "千元", "1500.00"),
        ("¥1,000", "元", "1000.00"),
        ("1.4551915228366852e-11", "元", "0.00"),
        ("99999999999999.99", "元", "99999999999999.99"),
        ("1.00" + "4" + "9" * 40, "元", "1.00"),
        ("0" * 40 + "5", "元", "5.00"),
    ],
)
def test_an_amount_is_exact_yuan_rounded_half_up_after_its_unit(text: str, unit: str, yuan: str) -> None:
    """Thousands separators, full-width digits and brackets are read; the cent is rounded once, after scaling."""
    assert cells.amount(text, cells.UNITS[unit]) == Decimal(yuan)
    assert _column("payment", "amount_yuan", [text], {"amount_yuan": unit}) == [Decimal(yuan)]


@pytest.mark.parametrize(
    "text",
    [
        "abc",
        "12,34",
        "1,2345",
        "5-",
        "--5",
        "(-5)",
        "1.2.3",
        "1E+8",
        "12万元",
        "见附件",
        "1 2a",
        "1e16",
        "10000000000000000",
        "100000000000000",
        "99999999999999.995",
        "9" * 30,
        "9" * 1_000_000,
        "1E-99999999999999999999",
    ],
)
def test_what_is_no_amount_is_not_guessed(text: str) -> None:
    """A misplaced separator, a unit inside the cell or an exponent that hides digits is refused, not repaired."""
    assert cells.amount(text, 1) is None
    assert _column("payment", "amount_yuan", [text], {}) == [None]


@given(st.integers(-(10**15), 10**15), st.sampled_from(["元", "千元", "万元", "亿元"]), st.booleans())
def test_formatting_then_parsing_gives_the_amount_back(cents: int, unit: str, grouped: bool) -> None:
    """Any amount of cents, written in any unit, with or without separators, is read as itself."""
    amount = Decimal(cents) / 100
    in_unit = amount / cells.UNITS[unit]
    text = f"{in_unit:,f}" if grouped else f"{in_unit:f}"

    assert cells.amount(text, cells.UNITS[unit]) == amount
    assert _column("payment", "amount_yuan", [text], {"amount_yuan": unit}) == [amount]


@given(st.text(alphabet="0123456789.,-+() eE％%¥元１２－（）", max_size=14), st.sampled_from(["元", "万元"]))
def test_the_quick_way_of_amounts_agrees_with_the_exact_one(text: str, unit: str) -> None:
    """Whatever stands in a cell, the column expression and the cell function say the same."""
    emptied = cleaning.emptied(pl.DataFrame({"amount_yuan": [text]}))["amount_yuan"][0]
    expected = None if emptied is None else cells.amount(emptied, cells.UNITS[unit])

    assert _column("payment", "amount_yuan", [text], {"amount_yuan": unit}) == [expected]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("302", "302"),
        ("001001", "001001"),
        (" 302 ", "302"),
        ("３０２", "302"),
        ("302-区教育局", "302"),
        ("219001-某镇人民政府", "219001"),
        ("302－区教育局", "302"),
        ("302—区教育局", "302"),
        ("[2050299]其他普通教育支出", "2050299"),
        ("【302】区教育局", "302"),
        ("302-A类学校", "302"),
        ("P2026-001", "P2026-001"),
        ("10000017Z175070060003", "10000017Z175070060003"),
        ("610000000000021041340", "610000000000021041340"),
        ("123.0", "123"),
        ("'00123", "00123"),
        ("全区", "全区"),
        ("6.1E+20", None),
        ("1.23456789012346E+17", None),
        ("1234567890123456.0", None),
    ],
)
def test_a_code_is_text_without_its_name_and_refused_when_digits_were_lost(text: str, code: str | None) -> None:
    """Leading zeros stay, the name goes, a number in exponent form is beyond repair."""
    assert cells.code(text) == code
    assert _column("project", "project_code", [text], {}) == [code]


@pytest.mark.parametrize("text", ["淄财预指〔2026〕12号", "ZF2026-0001", "[2026]3号", "PZ-01-学校"])
def test_document_and_request_numbers_are_never_split(text: str) -> None:
    """Only codes carry a name behind them; the number of a document has hyphens and brackets of its own."""
    assert cells.identifier(text) == text


def test_a_request_number_that_came_as_a_long_number_is_damaged() -> None:
    """Eighteen digits in a spreadsheet's number cell end in zeros that nobody wrote."""
    assert cells.identifier("1.23456789012346E+17") is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-10-31", date(2026, 10, 31)),
        ("2026/1/5", date(2026, 1, 5)),
        ("2026.10.31", date(2026, 10, 31)),
        ("20261031", date(2026, 10, 31)),
        ("2026年10月31日", date(2026, 10, 31)),
        ("2026-10-31 08:30:00", date(2026, 10, 31)),
        ("２０２６-10-31", date(2026, 10, 31)),
        ("46326", date(2026, 10, 31)),
        ("46326.75", date(2026, 10, 31)),
        ("2024-02-29", date(2024, 2, 29)),
        ("2026-06", date(2026, 6, 30)),
        ("2026年6月", date(2026, 6, 30)),
        ("2025-02-29", None),
        ("2026-04-31", None),
        ("2026-13-01", None),
        ("2026", None),
        ("31/10/2026", None),
        ("26-10-31", None),
        ("待定", None),
    ],
)
def test_a_day_in_the_usual_spellings(text: str, day: date | None) -> None:
    """Dashes, strokes, dots, characters, packed digits and Excel's own number; no day that does not exist."""
    assert cells.day(text) == day
    assert _column("payment", "paid_date", [text], {}) == [day]


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("2026-10", date(2026, 10, 31)),
        ("202602", date(2026, 2, 28)),
        ("2024年2月", date(2024, 2, 29)),
        ("2026-10-05", date(2026, 10, 31)),
        ("截至2026年10月31日", date(2026, 10, 31)),
        ("2026年1-10月", date(2026, 10, 31)),
        ("10月", date(2026, 10, 31)),
        ("1-6月", date(2026, 6, 30)),
        ("13月", None),
        ("上半年", None),
    ],
)
def test_a_month_is_its_last_day_and_takes_the_year_of_its_row(text: str, month: date | None) -> None:
    """`1-6月` says which year only together with the budget year beside it."""
    frame = pl.DataFrame({"fiscal_year": ["2026"], "period_end": [text]})
    dataset = SOURCES["monitoring_report"]

    assert cleaning.typed(frame, dataset, {}, words(dataset.name))["period_end"].to_list() == [month]


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("是", True),
        ("√", True),
        ("1", True),
        ("TRUE", True),
        ("否", False),
        ("0", False),
        ("FALSE", False),
        ("也许", None),
    ],
)
def test_yes_and_no(text: str, answer: bool | None) -> None:
    """Ticks, words and digits."""
    assert cells.yes_no(text) is answer


@pytest.mark.parametrize(
    ("text", "found"), [("确定能", "确定能"), ("1-确定能", "确定能"), ("[3]完全不可能", "完全不可能"), ("能", None)]
)
def test_a_word_also_with_its_number_before_it(text: str, found: str | None) -> None:
    """Some systems export `1-确定能`."""
    assert cells.word(text, ("确定能", "有可能", "完全不可能")) == found


@pytest.mark.parametrize("cell", ["", " ", "　", "-", "—", "——", "/", " － "])
def test_a_cell_of_nothing_or_only_a_dash_is_empty(cell: str) -> None:
    """A dash is how a report writes nothing; minus five is not nothing."""
    assert cleaning.emptied(pl.DataFrame({"cell": [cell, "-5"]}))["cell"].to_list() == [None, "-5"]


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("≥50个", Target(">=", Decimal(50), "个")),
        (">= 50 个", Target(">=", Decimal(50), "个")),
        ("≤90万元", Target("<=", Decimal(90), "万元")),
        ("不低于95%", Target(">=", Decimal(95), "%")),
        ("≥９５％", Target(">=", Decimal(95), "%")),
        ("≥100百分比", Target(">=", Decimal(100), "%")),
        ("不超过3次", Target("<=", Decimal(3), "次")),
        ("＞3", Target(">", Decimal(3), None)),
        ("=1", Target("=", Decimal(1), None)),
        ("100%", Target(None, Decimal(100), "%")),
        ("≥1,200平方米", Target(">=", Decimal(1200), "平方米")),
        ("50个以上", Target(">=", Decimal(50), "个")),
        ("6个月", Target(None, Decimal(6), "个月")),
        ("6月底前", Target(due_date=date(2026, 6, 30))),
        ("2026年6月15日前", Target(due_date=date(2026, 6, 15))),
        ("年底前", Target(due_date=date(2026, 12, 31))),
        ("效果明显", Target()),
        ("严格执行相关制度规定", Target()),
        ("1-2个", Target()),
    ],
)
def test_a_target_string_is_taken_apart(text: str, target: Target) -> None:
    """Operator, number, unit and due date; 万元 stays a unit; a text has none of them."""
    assert targets.target(text, 2026) == target


@pytest.mark.parametrize(
    ("text", "actual"),
    [
        ("50", Actual(number=Decimal(50))),
        ("50个", Actual(number=Decimal(50))),
        ("96%", Actual(number=Decimal(96))),
        ("100%", Actual(number=Decimal(100), is_done=True)),
        ("达成年度指标", Actual(tier=1)),
        ("达成预期指标", Actual(tier=1)),
        ("达成指标", Actual(tier=1)),
        ("部分达成年度指标并具有一定效果", Actual(tier=2)),
        ("部分达成", Actual(tier=2)),
        ("未达成年度指标且效果较差", Actual(tier=3)),
        ("已完成", Actual(is_done=True)),
        ("是", Actual(is_done=True)),
        ("未完成", Actual(is_done=False)),
        ("否", Actual(is_done=False)),
        ("2026-06-30", Actual(day=date(2026, 6, 30))),
        ("2026年6月15日", Actual(day=date(2026, 6, 15))),
        ("良好", None),
        ("基本达成", None),
        ("约50个", None),
    ],
)
def test_an_actual_is_a_number_a_tier_done_or_a_day_and_else_refused(text: str, actual: Actual | None) -> None:
    """A hundred percent is a number and also means that a milestone is done."""
    assert targets.actual(text, 2026) == actual


@pytest.mark.parametrize(
    ("cells_given", "polarity", "operator"),
    [
        ({"target_value": "≤90万元"}, "反向", "<="),
        ({"target_value": "≥50个"}, "正向", ">="),
        ({"target_value": "效果明显"}, "定性", None),
        ({"target_value": "50", "polarity": "反向"}, "反向", "<="),
        ({"target_value": "50", "polarity": "正向"}, "正向", ">="),
        ({"target_value": "50", "operator": "<"}, "反向", "<"),
        ({"target_value": "≤90", "polarity": "正向", "operator": "≥"}, "正向", ">="),
        ({"target_value": "≤90", "polarity": "1-正向"}, "正向", "<="),
        ({"target_value": "50"}, "正向", ">="),
        ({"target_value": "6月底前"}, "正向", None),
    ],
)
def test_polarity_and_operator_fill_each_other(
    cells_given: dict[str, str], polarity: str | None, operator: str | None
) -> None:
    """Each from the other where its cell is empty; given ones stay; a bare number is to be reached."""
    dataset = SOURCES["indicator"]
    frame = pl.DataFrame({"fiscal_year": ["2026"], **{name: [text] for name, text in cells_given.items()}})

    found = cleaning.typed(frame, dataset, {}, words("indicator")).row(0, named=True)

    assert (found["polarity"], found["operator"]) == (polarity, operator)


def test_an_unknown_cause_class_counts_as_not_given() -> None:
    """It is the one word that may be anything (contract §2)."""
    assert _column("monitoring_report", "cause_class", ["外部", "天气", "2-内部"], {}) == ["外部", None, "内部"]


def test_what_could_not_be_read_is_named_and_never_silently_lost() -> None:
    """A cell that held a text and became null sets the bit of its field; an empty cell does not."""
    dataset = SOURCES["payment"]
    frame = pl.DataFrame({"request_no": ["1", "2"], "paid_date": ["昨天", None], "amount_yuan": ["1", "x"]})

    typed = cleaning.typed(frame, dataset, {}, words("payment"))

    assert typed.select(cleaning.is_unreadable(dataset, "paid_date")).to_series().to_list() == [True, False]
    assert typed.select(cleaning.is_unreadable(dataset, "amount_yuan")).to_series().to_list() == [False, True]


ODD = [
    "",
    " ",
    "　",
    "—",
    "-",
    "/",
    "0012",
    " 0012",
    "Ａ1",
    "1.5E+3",
    "#N/A",
    "已支付",
    " 已支付 ",
    "2026-03-01",
    "3月1日",
]
ODD += ["1,234.5", "（12）", "2050201", "205-教育", "区财教指〔2026〕1号", "P1\u00a0", "12", "12.0", "昨天", "2-待审"]
FIELDS = ["request_no", "project_code", "doc_no", "func_item", "amount_yuan", "paid_date", "status", "purpose"]


@settings(max_examples=60, deadline=None)
@given(
    field=st.sampled_from(FIELDS),
    pool=st.lists(st.sampled_from(ODD) | st.from_regex(r"[0-9A-Za-z]{1,8}", fullmatch=True), min_size=1, max_size=12),
    own=st.booleans(),
    last=st.sampled_from([None, "", *ODD]),
)
def test_a_long_column_is_read_as_its_cells_are(field: str, pool: list[str], own: bool, last: str | None) -> None:
    """What is looked at once, as it repeats itself or holds letters and digits only, reads like each cell alone."""
    rows = cleaning.SAMPLE + 7
    texts = [*(pool[row % len(pool)] + (f"{row:05d}" if own else "") for row in range(rows - 1)), last]
    dataset = SOURCES["payment"]
    frame = pl.DataFrame({field: texts})

    emptied, seen = cleaning.emptied_and_seen(frame)
    typed = cleaning.typed(emptied, dataset, {}, words("payment"), seen)

    pieces = [cleaning.emptied(frame.slice(start, 500)) for start in range(0, rows, 500)]
    assert emptied.equals(pl.concat(pieces))
    assert typed.equals(pl.concat([cleaning.typed(piece, dataset, {}, words("payment")) for piece in pieces]))
    assert parts._repeating(typed, seen).cast(typed.schema).equals(typed)


WORDS = [
    None,
    "2026",
    "≥95%",
    "不少于8个",
    "有效保障",
    "≤3万元",
    "6月底前",
    "正向",
    "定性",
    "完成",
    "产出指标",
    "累计",
    "是",
]


@settings(max_examples=80, deadline=None)
@given(dataset=st.sampled_from(sorted(SOURCES)), data=st.data())
def test_a_long_table_is_read_as_its_rows_are(dataset: str, data: st.DataObject) -> None:
    """In every dataset, what one column fills in another, too: only what is spelt as it stood counts as such."""
    described, rows = SOURCES[dataset], cleaning.SAMPLE + 7
    pools = {
        one.name: data.draw(st.lists(st.sampled_from(ODD + WORDS), min_size=1, max_size=4)) for one in described.fields
    }
    frame = pl.DataFrame(
        {name: [pool[row % len(pool)] for row in range(rows)] for name, pool in pools.items()},
        schema=dict.fromkeys(pools, pl.String),
    )

    emptied, seen = cleaning.emptied_and_seen(frame)
    typed = cleaning.typed(emptied, described, {}, words(dataset), seen)

    alone = cleaning.emptied(frame.head(500))
    assert typed.head(500).equals(cleaning.typed(alone, described, {}, words(dataset)))
    assert parts._repeating(typed, seen).cast(typed.schema).equals(typed)


def _column(dataset: str, field: str, texts: list[str], units: dict[str, str]) -> list[object]:
    described = SOURCES[dataset]
    text = cleaning.emptied(pl.DataFrame({field: texts}, schema={field: pl.String}))
    return cleaning.typed(text, described, dict(units), words(dataset))[field].to_list()
