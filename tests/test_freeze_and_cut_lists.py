"""The freeze of allotments and the cut list: their sums, what belongs to no line, and the words of their forms."""

import io
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import polars as pl
import pytest

from reports import cut_list, flag_list, freeze_list
from reports.__main__ import main
from tests import random_districts
from tests.conftest import BuiltSample
from warehouse import build, read, snapshots
from wording.say import LANGUAGES

AS_OF = date(2026, 9, 30)
SEEDS = (11, 42)
LINE = {
    "is_of_no_line": False, "department_code": "301", "department_name": "区教育局", "doc_no": "文1",
    "agency_code": "301001", "agency_name": "一中", "budget_origin": "年初预算", "available_yuan": Decimal("80.00"),
    "freeze_yuan": Decimal("80.00"), "project_available_yuan": Decimal("100.00"), "untold_paid_yuan": None,
    "below_zero_yuan": None, "is_education": False, "is_social_security": False, "is_poverty_relief": False,
}  # fmt: skip
NUMBERS = {
    "grounds": "money_ahead,serious_finding", "is_money_ahead": True, "dual_gap": Decimal("-0.250000"),
    "coverage": Decimal("0.900000"), "cause_class": "internal",
}  # fmt: skip
CLAUSE = {"article": "五、提升资金使用效能", "quote": "要暂缓或停止拨款"}


@pytest.fixture(scope="module", params=SEEDS)
def district(request: pytest.FixtureRequest) -> Iterator[snapshots.Reader]:
    """A random district, built."""
    connection = duckdb.connect()
    random_districts.fill(connection, request.param)
    build.build(connection)
    yield snapshots.Reader("random", connection)
    connection.close()


@pytest.fixture(scope="module")
def open_sample(built_sample: BuiltSample) -> read.Reader:
    """The built sample, open."""
    return read.current_reader(built_sample.store)


def per_project(lines: pl.DataFrame) -> pl.DataFrame:
    """The sums of each project's rows beside its available amount; projects of unknown issue left out."""
    return (
        lines.group_by("project_code")
        .agg(
            pl.col("available_yuan").sum(),
            pl.col("freeze_yuan").sum(),
            pl.col("project_available_yuan").first(),
        )
        .filter(pl.col("project_available_yuan").is_not_null())
        .sort("project_code")
    )


def listed(reader: read.Reader, rule: str, as_of: date = AS_OF, language: str = "zh") -> list[dict[str, Any]]:
    """The flags of a rule as the list has them."""
    return flag_list.rows(reader, read.EVERY_DEPARTMENT, flag_list.Wanted(as_of, rule=rule), language)


# --- the sums ----------------------------------------------------------------------------------------------------


def test_lines_and_the_named_row_sum_to_what_is_available(district: snapshots.Reader) -> None:
    """For every project and month end, as available and as proposed, to the cent."""
    named = 0
    for as_of in read.months(district)["as_of"]:
        lines = read.freeze_lines(district, read.EVERY_DEPARTMENT, as_of, None)
        sums = per_project(lines)
        named += lines.filter("is_of_no_line").height

        assert sums["available_yuan"].to_list() == sums["project_available_yuan"].to_list()
        assert sums["freeze_yuan"].to_list() == sums["project_available_yuan"].to_list()

    assert named > 0


def test_every_project_with_money_is_there(district: snapshots.Reader) -> None:
    """A project that has anything available has its rows."""
    for as_of in read.months(district)["as_of"]:
        lines = read.freeze_lines(district, read.EVERY_DEPARTMENT, as_of, None)
        with district.cursor() as cursor:
            rows = cursor.execute(
                "select project_code from project_months where as_of = ? and available_yuan <> 0", [as_of]
            ).fetchall()

        assert {code for (code,) in rows} <= set(lines["project_code"])


def test_nothing_is_proposed_beyond_a_line(district: snapshots.Reader) -> None:
    """A line's proposal is what it has available, never below 0; there is one named row a project at most."""
    for as_of in read.months(district)["as_of"]:
        lines = read.freeze_lines(district, read.EVERY_DEPARTMENT, as_of, None)
        of_lines = lines.filter(~pl.col("is_of_no_line") & pl.col("available_yuan").is_not_null())
        named = lines.filter("is_of_no_line")

        assert (of_lines["freeze_yuan"] == of_lines["available_yuan"].clip(lower_bound=0)).all()
        assert named["project_code"].is_unique().all()
        assert (named["freeze_yuan"] == named["below_zero_yuan"] - named["untold_paid_yuan"]).all()


def test_the_sample_sums_to_what_is_available(open_sample: read.Reader) -> None:
    """The same for the district that was read from files."""
    named = 0
    for as_of in read.months(open_sample)["as_of"].to_list()[5::3]:
        lines = read.freeze_lines(open_sample, read.EVERY_DEPARTMENT, as_of, None)
        sums = per_project(lines)
        named += lines.filter("is_of_no_line").height

        assert sums["available_yuan"].to_list() == sums["project_available_yuan"].to_list()
        assert sums["freeze_yuan"].to_list() == sums["project_available_yuan"].to_list()

    assert named > 0


def test_the_form_sums_to_the_money_of_its_flags(open_sample: read.Reader) -> None:
    """Each project's rows sum to the money at stake of its C01 flag, projects in the order of the list."""
    found = 0
    for as_of in read.months(open_sample)["as_of"].to_list()[5::3]:
        flags = listed(open_sample, "C01", as_of)
        rows = freeze_list.rows(open_sample, read.EVERY_DEPARTMENT, as_of, flags, "zh")
        money: dict[str, Decimal] = {}
        for row in rows:
            money[row["project_code"]] = money.get(row["project_code"], Decimal(0)) + row["freeze_yuan"]
        found += len(flags)

        assert list(money.items()) == [(flag["subject_code"], flag["money_yuan"]) for flag in flags]

    assert found > 5


def test_a_department_sees_only_its_own_lines(open_sample: read.Reader) -> None:
    """The scope holds for lines as well."""
    everything = read.freeze_lines(open_sample, read.EVERY_DEPARTMENT, AS_OF, None)
    department = everything["department_code"][0]

    seen = read.freeze_lines(open_sample, [department], AS_OF, None)

    assert seen.equals(everything.filter(pl.col("department_code") == department))
    assert read.freeze_lines(open_sample, [], AS_OF, None).is_empty()


# --- one small project, by hand ------------------------------------------------------------------------------------


def test_unknown_payments_reductions_and_overspending_by_hand() -> None:
    """Three lines of 100, -30 and 50; 20 surely of the first, 60 surely of the third, 10 of no known line."""
    connection = duckdb.connect()
    connection.execute(random_districts.STAGED_TABLES.read_text(encoding="utf-8"))
    present = ["issued_date", "frozen_yuan"]
    for number, dataset in enumerate(("project", "budget_line", "payment"), start=1):
        connection.execute("insert into source_files values (?, ?, 1, null, null, null)", [dataset, f"{number:064x}"])
        connection.execute(
            "insert into source_parts values (?, ?, '', ?, null, ?, null)", [number, dataset, dataset, present]
        )

    def add(dataset: str, **values: Any) -> None:
        names, marks = ", ".join(values), ", ".join("?" * len(values))
        connection.execute(
            f"insert into staged_{dataset} ({names}) values ({marks})",  # noqa: S608 - our names
            list(values.values()),
        )

    row: dict[str, Any] = {"source_row": 1, "project_code": "P1"}
    add(
        "project", source_id=1, fiscal_year=2024, project_name="道路", department_code="301",
        project_category="特定目标类", **row,
    )  # fmt: skip
    for doc_no, amount, frozen, origin in (
        ("文1", "100.00", "5.00", "年初预算"), ("文2", "-30.00", None, "追减"), ("文3", "50.00", None, "追加"),
        ("文4", "70.00", None, "追加"),
    ):  # fmt: skip
        issued = date(2024, 12, 1) if doc_no == "文4" else date(2024, 1, 1)
        add(
            "budget_line", source_id=2, fiscal_year=2024, doc_no=doc_no, agency_code="301001", func_item="2050202",
            fund_nature="111", fund_source="本级", budget_origin=origin, amount_yuan=Decimal(amount),
            frozen_yuan=None if frozen is None else Decimal(frozen), approved_date=date(2024, 1, 1),
            issued_date=issued, **row,
        )  # fmt: skip
    for number, (paid_of, amount) in enumerate((("文1", "20.00"), ("文3", "60.00"), (None, "10.00"))):
        add(
            "payment", source_id=3, request_no=f"Z{number}", agency_code="301001", doc_no=paid_of,
            amount_yuan=Decimal(amount), requested_date=date(2024, 3, 1), paid_date=date(2024, 3, 1), status="已支付",
            **row,
        )  # fmt: skip
    build.build(connection)

    lines = read.freeze_lines(
        snapshots.Reader("one", connection), read.EVERY_DEPARTMENT, date(2024, 3, 31), ["P1"]
    ).to_dicts()

    assert [
        (line["doc_no"], line["issued_yuan"], line["paid_yuan"], line["available_yuan"], line["freeze_yuan"])
        for line in lines
    ] == [
        ("文1", Decimal(100), Decimal(20), Decimal(75), Decimal(75)),
        ("文2", Decimal(-30), Decimal(0), Decimal(-30), Decimal(0)),
        ("文3", Decimal(50), Decimal(60), Decimal(-10), Decimal(0)),
        (None, Decimal(0), Decimal(10), Decimal(-10), Decimal(-50)),
    ]
    assert (lines[-1]["untold_paid_yuan"], lines[-1]["below_zero_yuan"]) == (Decimal(10), Decimal(-40))
    assert {line["project_available_yuan"] for line in lines} == {Decimal(25)}
    assert all(line["is_education"] for line in lines)


# --- the words -----------------------------------------------------------------------------------------------------


def said_of(line: Mapping[str, Any], language: str = "zh") -> dict[str, Any]:
    """A row of the form for one line of a flagged project."""
    flag = {"evidence": {"numbers": NUMBERS}}
    return freeze_list._row({**LINE, **line}, flag, CLAUSE, language, "yuan")


def test_the_opinion_names_clause_grounds_and_figures() -> None:
    """S5.5 with its words, why, how far apart, how much of the line and of the project."""
    row = said_of({})

    assert row["freeze_kind"] == "金额"
    for expected in (
        "S5.5", "要暂缓或停止拨款", "80.00元", "100.00元", "-25.00个百分点", "90.00%", "内部原因",
        "有未整改的严重审计问题",
    ):  # fmt: skip
        assert expected in row["opinion"]
    assert "X2" not in row["opinion"]


def test_priority_areas_ask_for_an_extra_sign_off() -> None:
    """X2 is noted with the areas of the project; the proposal stays."""
    row = said_of({"is_education": True, "is_poverty_relief": True})

    assert "教育、扶贫" in row["opinion"]
    assert "X2" in row["opinion"]
    assert row["freeze_yuan"] == Decimal("80.00")


@pytest.mark.parametrize(
    ("untold", "below_zero", "name"),
    [
        ("10.00", "0.00", "未能对应到指标的支付"),
        ("0.00", "-30.00", "未能对应到指标的差额（追减、超支）"),
        ("10.00", "-30.00", "未能对应到指标的支付和差额（追减、超支）"),
    ],
)
def test_what_belongs_to_no_line_is_named(untold: str, below_zero: str, name: str) -> None:
    """It has a row of its own, to be checked first, with both amounts."""
    given = {"untold_paid_yuan": Decimal(untold), "below_zero_yuan": Decimal(below_zero)}
    row = said_of({**given, "is_of_no_line": True, "budget_origin": None, "agency_code": None, "agency_name": None})

    assert (row["doc_no"], row["freeze_kind"], row["agency"]) == (name, "先核对", "")
    assert f"{untold}元" in row["opinion"]
    assert f"{below_zero}元" in row["opinion"]


@pytest.mark.parametrize(("available", "expected"), [("0.00", "没有可用额度"), ("-5.00", "-5.00元")])
def test_a_line_without_money_is_not_frozen(available: str, expected: str) -> None:
    """It stays in the form with its figures."""
    row = said_of({"available_yuan": Decimal(available), "freeze_yuan": Decimal("0.00")})

    assert row["freeze_kind"] == "不冻结"
    assert expected in row["opinion"]


def test_every_row_of_the_sample_has_words(open_sample: read.Reader) -> None:
    """Both forms, both languages: no unknown code, no open placeholder, every column there."""
    for language in LANGUAGES:
        freeze = freeze_list.sheet(
            open_sample, read.EVERY_DEPARTMENT, AS_OF, listed(open_sample, "C01", language=language), language
        )
        cut = cut_list.sheet(open_sample, AS_OF, listed(open_sample, "C04", language=language), language)
        assert freeze is not None
        assert cut is not None
        for sheet in (freeze, cut):
            texts = [str(row[column.field]) for row in sheet.dicts() for column in sheet.columns]

            assert not [text for text in texts if "⚠" in text or "{" in text]


# --- the cut list --------------------------------------------------------------------------------------------------


def test_the_cut_list_holds_the_rules_own_numbers(open_sample: read.Reader) -> None:
    """Base, ratio of at least ten per cent, and the amount rounded up to the cent, in the order of the list."""
    flags = listed(open_sample, "C04")
    rows = cut_list.rows(open_sample, flags, "zh")

    assert [row["project_code"] for row in rows] == [flag["subject_code"] for flag in flags]
    assert rows
    for row in rows:
        assert row["cut_ratio_used"] >= Decimal("0.10")
        assert 0 <= row["money_yuan"] - row["base_yuan"] * row["cut_ratio_used"] < Decimal("0.01")
        assert row["grade"] in ("中", "差")
        assert row["score"] < 80
        assert row["policy"] == ""
        assert "不低于10%" in row["basis"]
        assert "调整支出政策" in row["basis"]


def test_protected_projects_are_marked_for_review(open_sample: read.Reader) -> None:
    """X1 stays on the cut list with its mark."""
    flag = listed(open_sample, "C04")[0]
    marked, plain = cut_list.rows(open_sample, [{**flag, "exemption": "X1"}, {**flag, "exemption": None}], "zh")

    assert "X1" in marked["review"]
    assert plain["review"] == ""


def test_other_verdicts_and_rules_are_left_out(open_sample: read.Reader) -> None:
    """The forms hold flags of their own rule only; without any there is no form."""
    wanted = flag_list.Wanted(AS_OF, rule="C04", every_verdict=True)
    every = flag_list.rows(open_sample, read.EVERY_DEPARTMENT, wanted, "zh")

    assert cut_list.rows(open_sample, every, "zh") == cut_list.rows(open_sample, listed(open_sample, "C04"), "zh")
    assert freeze_list.sheet(open_sample, read.EVERY_DEPARTMENT, AS_OF, every, "zh") is None
    assert cut_list.sheet(open_sample, AS_OF, listed(open_sample, "E02"), "zh") is None


# --- as files ------------------------------------------------------------------------------------------------------


def test_the_workbook_of_the_command_holds_both_forms(
    built_sample: BuiltSample, open_sample: read.Reader, tmp_path: Path
) -> None:
    """Beside the list stand the two forms with their totals, in yuan to the cent, and lines to be signed."""
    out = tmp_path / "flags.xlsx"
    call = ["flags", "--as-of", AS_OF.isoformat(), "--format", "xlsx", "--out", str(out)]
    assert main([*call, "--store", str(built_sample.store)]) == 0
    book = openpyxl.load_workbook(io.BytesIO(out.read_bytes()))

    assert book.sheetnames == ["预警清单", "指标冻结建议表", "压减预算建议表", "说明"]
    for name, rule, money in (("指标冻结建议表", "C01", "建议冻结金额"), ("压减预算建议表", "C04", "压减金额")):
        rows = [list(row) for row in book[name].iter_rows(values_only=True)]
        total = next(row for row in rows if row[0] == "合计")
        column = rows[3].index(money)
        expected = sum(flag["money_yuan"] for flag in listed(open_sample, rule))

        assert "单位：元" in rows[1]
        assert Decimal(str(total[column])).quantize(Decimal("0.01")) == expected
        assert "负责人：" in str(rows[-1][0])
        assert all(len(str(row[0])) == 21 for row in rows[4 : rows.index(total)])
