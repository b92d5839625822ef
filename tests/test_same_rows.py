"""The law of shapes: the same rows give the same facts and the same yuan, however a bureau hands them in."""

import io
import tempfile
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data_pipeline import listing
from data_pipeline.cells import UNITS
from tests.old_workbook import xls
from tests.one_file import OneFile, read, workbook
from tests.tiny_inbox import csv_text

FIELDS = ["request_no", "project_code", "func_item", "amount_yuan", "paid_date", "status", "payee"]
HEADERS = ["支付申请编号", "项目编码", "功能分类", "支付金额", "支付日期", "状态", "收款人"]
ENCODINGS = ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"]

Fact = tuple[str, str, str, Decimal, date, str, str | None]

FACTS = st.tuples(
    st.from_regex(r"[0-9]{1,21}|ZF[0-9]{6}|0[0-9]{4}", fullmatch=True),
    st.sampled_from(["P1", "001001", "10000017Z175070060003", "610000000000021041340"]),
    st.sampled_from(["2050201", "2080505", "2130599"]),
    st.integers(-(10**11), 10**11).map(lambda cents: Decimal(cents) / 100),
    st.dates(date(2024, 1, 1), date(2027, 12, 31)),
    st.sampled_from(["待审", "已审未支付", "已支付", "已退回"]),
    st.one_of(
        st.none(),
        st.text(alphabet='某公司,;|"（1）\n\t’A é', min_size=1, max_size=6)
        .map(str.strip)
        .map(lambda text: text or None),
    ),
)


@dataclass(frozen=True)
class Shape:
    """How the rows are handed in. Numbers are indexes into the spellings below."""

    kind: str
    encoding: str
    separator: str
    zipped: bool
    titles: int
    leading: int
    grouped: bool
    split: bool
    unit: str
    unit_place: int
    spellings: tuple[int, int, int, int]
    typed: bool
    total: bool


SHAPES = st.builds(
    Shape,
    kind=st.sampled_from(["csv", "csv", "xlsx", "xls", "parquet"]),
    encoding=st.sampled_from(ENCODINGS),
    separator=st.sampled_from([",", ";", "\t", "|"]),
    zipped=st.booleans(),
    titles=st.integers(0, 17),
    leading=st.integers(0, 2),
    grouped=st.booleans(),
    split=st.booleans(),
    unit=st.sampled_from([*UNITS]),
    unit_place=st.integers(0, 5),
    spellings=st.tuples(*[st.integers(0, 5)] * 4),
    typed=st.booleans(),
    total=st.booleans(),
)


def _law(facts: list[Fact], shape: Shape) -> None:
    """Read in that shape, the rows are the facts they were made from, to the cent."""
    found = _read(_table(facts, shape), shape)

    assert found.problem is None, found.found.details
    assert found.get(*FIELDS) == facts
    assert sum((row["amount_yuan"] for row in found.facts), Decimal(0)) == sum((fact[3] for fact in facts), Decimal(0))
    assert [code for _, code in found.notices] == []


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(FACTS, min_size=1, max_size=4), SHAPES)
def test_the_same_rows_in_every_shape_are_the_same_facts(facts: list[Fact], shape: Shape) -> None:
    """Format, encoding, separator, place of the header, levels of it, unit and its place, spelling of every value."""
    _law(facts, shape)


@pytest.mark.soak
@settings(max_examples=3000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(FACTS, min_size=1, max_size=12), SHAPES)
def test_the_same_rows_in_very_many_shapes_are_the_same_facts(facts: list[Fact], shape: Shape) -> None:
    """The long count of the law above."""
    _law(facts, shape)


# --- the rows as a table ---------------------------------------------------------------------------------------------


def _table(facts: list[Fact], shape: Shape) -> list[list[Any]]:
    if shape.kind == "parquet":
        header = [_amount_header(shape) if name == "支付金额" else name for name in HEADERS]
        return [header, *([*_row(fact, shape)[:2], fact[2], *_row(fact, shape)[-4:]] for fact in facts)]
    rows = [*_titles(shape), *_header(shape), *(_row(fact, shape) for fact in facts)]
    if shape.total:
        rows.append(
            ["合计", "", *([""] * (3 if shape.split else 1)), _money(sum(fact[3] for fact in facts), shape), "", "", ""]
        )
    return [[""] * shape.leading + row for row in rows]


def _titles(shape: Shape) -> list[list[Any]]:
    width = 9 if shape.split else 7
    corner = {
        1: [f"单位：{shape.unit}"],
        2: ["", f"（金额单位:{shape.unit}）"],
        3: ["填报单位：区财政局", "", "单位", shape.unit],
        4: [f"支付明细表（{shape.unit}）"],
    }.get(shape.unit_place)
    above = [["支付明细表"], ["截至2026年10月31日"], [], ["合计见末行"]]
    rows = [list(above[number % len(above)]) for number in range(shape.titles)]
    return [[*row, *[""] * (width - len(row))] for row in [*rows, *([corner] if corner else [])]]


def _header(shape: Shape) -> list[list[Any]]:
    amount = _amount_header(shape)
    levels = ["类", "款", "项"] if shape.split else ["功能分类"]
    if not shape.grouped:
        return [["支付申请编号", "项目编码", *levels, amount, "支付日期", "状态", "收款人"]]
    groups = ["科目编码", "", ""] if shape.split else ["功能分类"]
    below = levels if shape.split else [""]
    return [
        ["支付", "项目编码", *groups, "支付", "", "状态", "收款人"],
        ["申请编号", "", *below, amount.removeprefix("支付"), "日期", "", ""],
    ]


def _amount_header(shape: Shape) -> str:
    if shape.kind != "parquet" and 1 <= shape.unit_place <= 4:
        return "支付金额"
    return f"支付金额\n（{shape.unit}）" if shape.unit_place == 0 else f"支付金额/{shape.unit}"


def _row(fact: Fact, shape: Shape) -> list[Any]:
    number, project, item, yuan, day, status, payee = fact
    codes = [item[:3], item[3:5], item[5:]] if shape.spellings[0] % 2 else [item[:3], item[:5], item]
    spelled = [
        project,
        f"{project}-某项目",
        f"[{project}]某项目",
        f"{project}—某（项目）",
        f"'{project}",
        f" {project} ",
    ]
    empty = ["", "—", "/", "-", "－", "——"][shape.spellings[3]]
    return [
        number,
        spelled[shape.spellings[0]],
        *(codes if shape.split else [item]),
        _money(yuan, shape),
        _day(day, shape),
        status,
        empty if payee is None else payee,
    ]


def _money(yuan: Any, shape: Shape) -> Any:
    exact = Decimal(yuan) / UNITS[shape.unit]
    if shape.typed and shape.kind != "csv":
        return float(exact)
    plain = f"{abs(exact):f}"
    grouped = f"{abs(exact):,f}"
    sign = "-" if exact < 0 else ""
    wide = str.maketrans("0123456789.,-", "０１２３４５６７８９．，－")
    return [
        sign + plain,
        sign + grouped,
        f"({grouped})" if sign else f"￥{grouped}",
        f"（{plain}）".translate(wide) if sign else grouped.translate(wide),
        (sign + plain).translate(wide),
        f"{sign}{plain}{shape.unit}",
    ][shape.spellings[1]]


def _day(day: date, shape: Shape) -> Any:
    if shape.typed and shape.kind in ("xlsx", "parquet"):
        return day
    if shape.typed and shape.kind == "xls":
        return (day - date(1899, 12, 30)) // timedelta(days=1)
    return [
        day.isoformat(),
        f"{day.year}/{day.month}/{day.day}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day:%Y%m%d}",
        f"{day:%Y.%m.%d} 08:30:00",
        str((day - date(1899, 12, 30)).days),
    ][shape.spellings[2]]


# --- the table as a file ---------------------------------------------------------------------------------------------


def _read(rows: list[list[Any]], shape: Shape) -> OneFile:
    name, content = f"a.{shape.kind}", _bytes(rows, shape)
    if not shape.zipped:
        return read(name, content)
    with tempfile.TemporaryDirectory() as folder:
        with zipfile.ZipFile(Path(folder) / "报送.zip", "w") as archive:
            archive.writestr(f"支付/{name}", content)
        (one,) = listing.deliveries(listing.entries(Path(folder)))
        with one.opened(Path(folder) / "scratch") as path:
            return read(path.name, path.read_bytes())


def _bytes(rows: list[list[Any]], shape: Shape) -> bytes:
    if shape.kind == "csv":
        encoding = shape.encoding if _can_be_written(rows, shape.encoding) else "gb18030"
        return csv_text([[str(cell) for cell in row] for row in rows], shape.separator).encode(encoding)
    if shape.kind == "parquet":
        buffer = io.BytesIO()
        pl.DataFrame(_columns(rows)).write_parquet(buffer)
        return buffer.getvalue()
    return workbook({"支付": rows}) if shape.kind == "xlsx" else xls({"支付": rows})


def _columns(rows: list[list[Any]]) -> dict[str, Sequence[Any]]:
    return {header: [row[place] for row in rows[1:]] for place, header in enumerate(rows[0])}


def _can_be_written(rows: list[list[Any]], encoding: str) -> bool:
    try:
        "".join(str(cell) for row in rows for cell in row).encode(encoding)
    except UnicodeEncodeError:
        return False
    return True
