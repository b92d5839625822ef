"""Every shape in which a bureau's systems and departments hand in a table: one test each, read by the real reader."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_pipeline import parts, recognition, sources
from data_pipeline.problems import SourceProblem
from tests.old_workbook import xls
from tests.one_file import SOURCES, read, workbook
from tests.test_readers import parquet
from tests.tiny_inbox import csv_text

PAYMENT = ["支付申请编号", "项目编码", "支付金额", "支付日期", "状态"]
PAID = ["1", "P1", "5", "2026-03-01", "已支付"]
LINE = ["预算年度", "指标文号", "项目编码", "功能分类", "资金性质", "资金来源", "预算来源", "指标金额", "批复日期"]
APPROVED = ["2026", "1号", "P1", "2050201", "111", "本级", "年初预算", "5", "2026-01-05"]


def paid(**cells: str) -> list[str]:
    """A payment with some cells changed: number, project, amount, day, status."""
    return [
        cells.get(name, cell) for name, cell in zip(("no", "project", "amount", "day", "status"), PAID, strict=True)
    ]


# --- where the header stands -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("above", [0, 1, 7, 19])
def test_the_header_may_stand_in_any_of_the_first_twenty_rows(above: int) -> None:
    """Titles and blank rows above it, and a dated total among them, are no rows of the table."""
    titles = [["2026年支付明细表"], [], ["截至2026年10月31日 合计 1,234.00 元", "", "9"], ["单位：元"]]
    rows = [*(titles * 5)[:above], PAYMENT, PAID]

    assert read("a.csv", rows).column("request_no") == ["1"]
    assert read("a.xlsx", workbook({"支付": rows})).column("source_row") == [above + 2]


def test_a_two_level_header_may_begin_in_the_twentieth_row() -> None:
    """Its second level and the row of column numbers stand below that."""
    upper = ["支付申请编号", "项目编码", "支付", "", "状态", ""]
    lower = ["", "", "金额（万元）", "日期", "", ""]
    numbers = ["1", "2", "3", "4", "5", ""]

    found = read("a.csv", [*([[""]] * 19), upper, lower, numbers, ["1", "P1", "5", "2026-03-01", "已支付", ""]])

    assert found.get("request_no", "paid_date") == [("1", date(2026, 3, 1))]
    assert found.column("amount_yuan") == ["50000.00"]


def test_below_the_twentieth_row_nothing_is_looked_for() -> None:
    """The reason says how far was looked."""
    found = read("a.csv", [*([[""]] * 20), PAYMENT, PAID])

    assert (found.problem, found.found.details["looked_at"]) == ("not_recognised", "20")


def test_blank_columns_before_and_between_are_passed_over() -> None:
    """A table that begins in column C."""
    rows = [["", "", "支付明细"], ["", "", *PAYMENT[:2], "", *PAYMENT[2:]], ["", "", *PAID[:2], "", *PAID[2:]]]

    for name, content in (("a.csv", csv_text(rows).encode()), ("a.xlsx", workbook({"a": rows}))):
        assert read(name, content).column("amount_yuan") == ["5.00"]


@pytest.mark.parametrize(
    "header",
    [
        ["支付申请\n编号", "项目\r\n编码", "支 付 金 额", " 支付日期　", "状态"],
        ["*支付申请编号", "项目编码*", "支付金额（必填）", "支付日期:", "★状态"],
        ["支付申请编号（文本）", "项目编码[21位]", "支付金额【元】", "支付日期(年-月-日)", "状态（下拉选择）"],
        ["﻿支付申请编号", "项目编码\u200b", "支付金额", "支付日期", "状态："],
    ],
)
def test_line_breaks_marks_and_remarks_in_a_header(header: list[str]) -> None:
    """What stands in, before or behind a known name does not change what the column is."""
    assert read("a.xlsx", workbook({"a": [header, PAID]})).get("request_no", "status") == [("1", "已支付")]


def test_capitals_and_full_width_letters_make_no_other_header() -> None:
    """A synonym in Latin letters is known in any case and width."""
    described = {**SOURCES, "payment": _with_synonym("payment", "request_no", "Pay_app_No")}

    for header in ("pay_app_no", "PAY_APP_NO", "ｐａｙ＿ａｐｐ＿ｎｏ"):
        assert read("a.csv", [[header, *PAYMENT[1:]], PAID], described).column("request_no") == ["1"]


@pytest.mark.parametrize("again", ["支付金额", "支付金额(元)", "支付金额万元", "支付\n金额"])
def test_a_needed_column_that_stands_there_twice_refuses_the_file(again: str) -> None:
    """It is not clear which one counts; two remarks columns of one name do no harm."""
    assert read("a.csv", [[*PAYMENT, again], [*PAID, "6"]]).problem == "column_twice"
    assert read("a.csv", [[*PAYMENT, "备注", "备注"], [*PAID, "", ""]]).column("request_no") == ["1"]


# --- merged headers and headers over several rows --------------------------------------------------------------------


def test_a_merged_title_and_header_cells_merged_over_two_rows() -> None:
    """The header of a column is the text of the cell that covers it."""
    rows = [["支付明细表"], PAYMENT, [""] * 5, PAID]
    merges = ["A1:E1", *(f"{letter}2:{letter}3" for letter in "ABCDE")]

    found = read("a.xlsx", workbook({"a": rows}, merged={"a": merges}))

    assert found.get("request_no", "source_row") == [("1", 4)]


GROUPED = [
    ["预算年度", "指标文号", "项目编码", "单位", "", "功能分类", "", "资金性质", "资金来源", "预算来源"],
    ["", "", "", "编码", "名称", "编码", "名称", "", "", ""],
]
MONEY = [["金额（千元）", "", "批复日期"], ["指标金额", "冻结金额", ""]]
GROUPED_ROW = [
    "2026",
    "1号",
    "P1",
    "302001",
    "某校",
    "2050201",
    "小学",
    "111",
    "本级",
    "年初预算",
    "5",
    "1",
    "2026-01-05",
]


@pytest.mark.parametrize("merged", [True, False])
def test_a_group_names_its_columns_and_their_unit(merged: bool) -> None:
    """单位 over 编码 | 名称 is 单位编码; 金额（千元） over 指标金额 | 冻结金额 says the unit of both."""
    rows = [[*GROUPED[0], *MONEY[0]], [*GROUPED[1], *MONEY[1]], GROUPED_ROW]
    merges = ["D1:E1", "F1:G1", "K1:L1", *(f"{letter}1:{letter}2" for letter in "ABCHIJM")] if merged else []

    for name, content in (
        ("a.xlsx", workbook({"a": rows}, merged={"a": merges})),
        ("a.csv", csv_text(rows).encode()),
    ):
        found = read(name, content)
        assert found.get("agency_code", "func_item") == [("302001", "2050201")]
        assert (found.column("amount_yuan"), found.column("frozen_yuan")) == (["5000.00"], ["1000.00"])


def test_the_unit_of_a_group_does_not_reach_beyond_its_merged_cells() -> None:
    """冻结金额 beside the group 金额（万元） is in the unit of the corner."""
    upper = [*LINE[:7], "金额（万元）", "", "", "批复日期"]
    lower = [*[""] * 7, "指标金额", "其中当年", "冻结金额", ""]
    row = [*APPROVED[:7], "5", "5", "1", "2026-01-05"]
    merges = ["H2:I2", "K2:K3", *(f"{letter}2:{letter}3" for letter in "ABCDEFG")]

    found = read("a.xlsx", workbook({"a": [["单位：元"], upper, lower, row]}, merged={"a": merges}))

    assert (found.column("amount_yuan"), found.column("frozen_yuan")) == (["50000.00"], ["1.00"])


def test_a_header_of_three_levels() -> None:
    """单位信息 over 主管部门 over 编码 | 名称 is 主管部门编码."""
    top = [
        ["项目", "", "", "单位信息", "", "", "项目类别"],
        ["预算年度", "项目编码", "项目名称", "主管部门", "", "实施单位编码", ""],
        ["", "", "", "编码", "名称", "", ""],
    ]
    row = ["2026", "P1", "校舍", "302", "区教育局", "302001", "特定目标类"]
    merges = ["A1:C1", "D1:F1", "D2:E2", "A2:A3", "B2:B3", "C2:C3", "F2:F3", "G1:G3"]

    for content in (workbook({"a": [*top, row]}, merged={"a": merges}), workbook({"a": [*top, row]})):
        assert read("a.xlsx", content).get("project_code", "department_code", "agency_code") == [
            ("P1", "302", "302001")
        ]


def test_an_amount_over_the_words_of_another_column_is_a_row_for_each() -> None:
    """指标金额 over 年初预算 | 追加 | 小计: an empty cell is no line, nor is 小计; a control row holds for each."""
    header = [[*LINE[:6], "指标金额（万元）", "", "", "批复日期"], [*[""] * 6, "年初预算", "追加", "小计", ""]]
    rows = [
        [*APPROVED[:6], "5", "2.5", "7.5", "2026-01-05"],
        [*APPROVED[:2], "P2", *APPROVED[3:6], "1", "—", "1", "2026-01-05"],
        [*APPROVED[:2], "P3", *APPROVED[3:6], "", "", "", "2026-01-05"],
        ["合计", *[""] * 5, "6", "9", "15", ""],
    ]

    found = read("a.csv", [*header, *rows])

    facts = found.get("project_code", "budget_origin", "source_row")
    assert facts == [("P1", "年初预算", 3), ("P2", "年初预算", 4), ("P1", "追加", 3)]
    assert found.column("amount_yuan") == ["50000.00", "10000.00", "25000.00"]
    assert found.refused == ["required_empty"]  # P3, whose money stands nowhere: read once, with the first column
    assert [code for _, code in found.notices] == ["control_row_differs"]


def test_a_cash_plan_with_a_column_for_each_month() -> None:
    """计划累计支付 over 1月 … 12月."""
    header = [["预算年度", "项目编码", "计划累计支付（元）", "", ""], ["", "", "1月", "2月", "12月"]]

    found = read("a.csv", [*header, ["2026", "P1", "1", "2", "12"]])

    assert found.get("month") == [(1,), (2,), (12,)]
    assert found.column("planned_yuan") == ["1.00", "2.00", "12.00"]


def test_the_row_of_column_numbers_belongs_to_the_header() -> None:
    """栏次 1 2 3 … under the header is no row of the table."""
    found = read("a.csv", [PAYMENT, ["栏次", "1", "2", "3", "4"], PAID])

    assert [row["source_row"] for row in found.rows] == [3]


def test_what_merged_cells_say_holds_for_each_row_they_cover_but_money_is_said_once() -> None:
    """Project, year and levels go down; a merged amount or score stays with its first row."""
    header = ["预算年度", "项目编码", "一级指标", "二级指标", "三级指标", "目标值", "分值"]
    rows = [header, ["2026", "P1", "产出", "数量", "修路", "5", "10"], ["", "", "", "", "修桥", "3", ""]]
    merges = ["A2:A3", "B2:B3", "C2:C3", "D2:D3", "G2:G3"]
    old = [(2, column, 3, column) for column in (1, 2, 3, 4, 7)]

    for name, content in (
        ("a.xlsx", workbook({"a": rows}, merged={"a": merges})),
        ("a.xls", xls({"a": rows}, merged={"a": old})),
    ):
        found = read(name, content)
        assert [(row["project_code"], row["indicator_l3"]) for row in found.rows] == [("P1", "修路"), ("P1", "修桥")]
        assert found.refused == ["required_empty"]


# --- units -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "corner",
    [
        ["单位：万元"],
        ["金额单位:万元"],
        ["（万元）"],
        ["万元"],
        ["单位", "万元"],
        ["单位：", "", "万元"],
        ["", "", "", "单 位 ： 万 元"],
        ["单位（万元）"],
        ["单位：（万元）"],
        ["【单位：万元】"],
        ["单位∶万元"],
        ["单位为万元"],
        ["币种：人民币", "金额单位：人民币（万元）"],
        ["单位：人民币万元"],
        ["单位：万元、%"],
        ["填报单位：区教育局", "单位：万元"],
        ["填报单位：区教育局金额单位：万元"],
        ["截至2026年10月31日单位:万元"],
        ["支付明细表（单位：万元）"],
        ["支付明细表（万元）"],
    ],
)
def test_the_unit_in_a_corner_in_any_spelling(corner: list[str]) -> None:
    """In one cell or two, with or without colon, in brackets, behind the title, beside an office."""
    assert _unit([["2026年"], corner], "支付金额") == "万元"


@pytest.mark.parametrize(
    "header",
    [
        "支付金额（万元）",
        "支付金额\n(单位：万元)",
        "支付金额【万元】",
        "支付金额万元",
        "支付金额/万元",
        "支付金额：万元",
        "支付金额(含税)（万元）",
        "支付金额（万元，含税）",
        "支付金额(人民币万元)*",
    ],
)
def test_the_unit_in_a_header_in_any_spelling(header: str) -> None:
    """Brackets of any kind, or none; the header goes before the corner."""
    assert _unit([["单位：元"]], header) == "万元"


@pytest.mark.parametrize(
    ("corner", "header"),
    [
        ("单位：百万元", "支付金额"),
        ("单位：十万元", "支付金额"),
        ("（百万元）", "支付金额"),
        ("单位：万", "支付金额"),
        ("单位：美元", "支付金额"),
        ("单位：角", "支付金额"),
        ("", "支付金额（百万元）"),
        ("", "支付金额（万）"),
        ("", "支付金额（USD）"),
        ("", "支付金额（K）"),
    ],
)
def test_a_unit_word_that_is_not_known_refuses_the_file(corner: str, header: str) -> None:
    """Never inferred, never guessed."""
    with pytest.raises(SourceProblem) as problem:
        _unit([[corner]], header)

    assert problem.value.code == "unknown_unit"


@pytest.mark.parametrize(
    ("corner", "header"),
    [
        ("单位：区教育局", "支付金额"),
        ("单位：302001", "支付金额"),
        ("单位：万寿街道", "支付金额"),
        ("编制单位：某某集团", "支付金额"),
        ("货币单位：人民币", "支付金额"),
        ("", "支付金额（含税）"),
        ("", "支付金额（3=1+2）"),
        ("", "支付金额（人民币）"),
    ],
)
def test_what_only_looks_like_a_unit_is_none(corner: str, header: str) -> None:
    """The name of an office, a formula, a remark: then no unit is named, which is 元 with a notice."""
    assert _unit([[corner]], header) is None


# --- control rows and sheets -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("label", ["合计", "合　计", "总计：", "小计", "本月合计", "其中：三保", "一、教育 小计"])
def test_totals_are_taken_out_and_compared(label: str) -> None:
    """Whatever they are called, wherever in the row the label stands; a right total says nothing, a wrong one warns."""
    right = read("a.csv", [PAYMENT, PAID, ["", label, "5", "", ""]])
    wrong = read("a.csv", [PAYMENT, PAID, [label, "", "6", "", ""]])

    assert ([code for _, code in right.notices], len(right.facts)) == (["unit_not_named"], 1)
    assert ([code for _, code in wrong.notices], len(wrong.facts)) == (["unit_not_named", "control_row_differs"], 1)


def test_parts_of_parts_below_a_total_are_taken_out_and_never_facts() -> None:
    """其中 within 其中: none of them is a row of data, and what does not add up to the rows above is named."""
    named = [["合计", "", "5", "", ""], ["其中：本级", "", "3", "", ""], ["  其中：债券", "", "1", "", ""]]
    found = read("a.csv", [PAYMENT, PAID, *named])

    assert len(found.facts) == 1
    assert [row["is_control"] for row in found.rows] == [False, True, True, True]
    assert [code for _, code in found.notices if code == "control_row_differs"] == ["control_row_differs"] * 2


@pytest.mark.parametrize("header", ["项目名称", "收款单位名称"])
def test_a_label_behind_a_code_is_named_for_the_row_is_data(header: str) -> None:
    """A ledger that breaks a project down: its rows are read, as their first cell is no label, and somebody looks."""
    head = [PAYMENT[0], header, *PAYMENT[1:]]
    broken_down = [[number, label, *PAID[1:]] for number, label in (("8", "其中：上级补助"), ("9", "合　计"))]
    plain = [["7", "会计服务", *PAID[1:]], ["6", "其他统计", *PAID[1:]]]
    found = read("a.csv", [head, *plain, *broken_down])
    (notice,) = [one for _, _, one in parts.notices_of(found.found) if one.code == "label_inside_row"]

    assert len(found.facts) == 4
    assert (notice.row, notice.details) == (4, {"column": header, "label": "其中：上级补助", "rows": "2"})
    assert "label_inside_row" not in [code for _, code in read("a.csv", [head, *plain]).notices]


@pytest.mark.parametrize("make", [workbook, xls])
def test_two_datasets_and_an_empty_sheet_and_notes_in_one_workbook(make: Callable[..., bytes]) -> None:
    """Each sheet is read for what it is; notes are named, an empty sheet is nothing."""
    sheets = {"说明": [["填表说明"]], "支付": [PAYMENT, PAID], "空": [[]], "指标": [["指标"], LINE, APPROVED]}

    found = read("a.xlsx", make(sheets))

    assert [(row["dataset"], row["sheet"]) for row in found.facts] == [("payment", "支付"), ("budget_line", "指标")]
    assert ("说明", "sheet_not_recognised") in found.notices


def test_hidden_and_very_hidden_sheets_are_skipped_and_named() -> None:
    """In new workbooks and in old ones; a workbook of nothing else is refused and names them."""
    sheets = {"支付": [PAYMENT, PAID], "旧": [PAYMENT, PAID], "很旧": [PAYMENT, PAID]}
    new = read("a.xlsx", workbook(sheets, states={"旧": "hidden", "很旧": "veryHidden"}))
    old = read("a.xls", xls(sheets, hidden={"旧": 1, "很旧": 2}))
    nothing = read("a.xls", xls({"旧": [PAYMENT, PAID]}, hidden={"旧": 2}))

    for found in (new, old):
        assert [one for one in found.notices if one[1] == "hidden_sheet_skipped"] == [
            ("旧", "hidden_sheet_skipped"),
            ("很旧", "hidden_sheet_skipped"),
        ]
        assert len(found.facts) == 1
    assert (nothing.problem, nothing.found.details["sheets"]) == ("only_hidden_sheets", "旧")


def test_a_summary_beside_the_data_is_left_out_and_says_what_it_lacks() -> None:
    """A sheet that lacks one column is a dataset with a mistake and refuses the file; one that lacks more is none."""
    summary = [["项目编码", "项目名称", "支付金额"], ["P1", "校舍", "5"]]

    found = read("a.xlsx", workbook({"支付": [PAYMENT, PAID], "汇总": summary}))
    refused = read("a.xlsx", workbook({"支付": [PAYMENT, PAID], "支付2": [PAYMENT[:-1], PAID[:-1]]}))

    assert (len(found.facts), found.notices[0]) == (1, ("汇总", "sheet_lacks_columns"))
    assert (refused.problem, refused.found.details["sheet"]) == ("missing_column", "支付2")


# --- codes -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("302001-某镇人民政府", "302001"),
        ("[302001]某镇人民政府", "302001"),
        ("【302001】某镇", "302001"),
        ("302001—某镇", "302001"),
        ("３０２００１－某镇", "302001"),
        ("001001", "001001"),
        ("'001001", "001001"),
        ('="001001"', "001001"),
        ("\t001001", "001001"),
        ("123.0", "123"),
        ("10000017Z175070060003", "10000017Z175070060003"),
        ("610000000000021041340", "610000000000021041340"),
        ("A-01-某项目", "A-01"),
    ],
)
def test_codes_are_text_without_their_names(cell: str, code: str) -> None:
    """Leading zeros stay; the name behind a dash or brackets goes; what guards a text from a spreadsheet goes."""
    assert read("a.csv", [PAYMENT, paid(project=cell)]).column("project_code") == [code]
    assert read("a.xls", xls({"a": [PAYMENT, paid(project=cell)]})).column("project_code") == [code]


def test_a_code_that_lost_digits_as_a_number_is_refused_by_name() -> None:
    """16 digits and more as a number, in exponent form, in a workbook, a CSV or Parquet."""
    for no in ("6.1E+20", "6.10000000000021E+20", "1234567890123456.0"):
        assert read("a.csv", [PAYMENT, paid(no=no)]).refused == [f"code_damaged {no}"]
    for number in (1234567890123456, 6.1e20):
        row: list[Any] = [number, *PAID[1:]]
        assert read("a.xlsx", workbook({"a": [PAYMENT, row]})).refused[0].startswith("code_damaged")
        assert read("a.xls", xls({"a": [PAYMENT, [float(number), *PAID[1:]]]})).refused[0].startswith("code_damaged")
    frame = pl.DataFrame([[12345678901234567, *PAID[1:]]], schema=PAYMENT, orient="row")
    assert read("a.parquet", parquet(frame)).refused[0].startswith("code_damaged")


def test_seventeen_digits_as_text_are_whole_and_fifteen_as_a_number_too() -> None:
    """Only a number can lose digits, and only from the 16th on."""
    rows: list[list[Any]] = [PAYMENT, ["12345678901234567", *PAID[1:]], [123456789012345, *PAID[1:]]]

    assert read("a.xlsx", workbook({"a": rows})).column("request_no") == ["12345678901234567", "123456789012345"]


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        (("205", "02", "01"), "2050201"),
        (("205", "20502", "2050201"), "2050201"),
        (("205-教育支出", "02-普通教育", "01-学前教育"), "2050201"),
        (("[205]教育支出", "[20502]普通教育", "[2050201]学前"), "2050201"),
        (("205", "2", "1"), "2050201"),
        (("205.0", "2.0", "1.0"), "2050201"),
        (("205", "20502", "01"), "2050201"),
        (("205", "02", ""), "20502"),
        (("205", "", ""), "205"),
        (("", "", "2050201"), "2050201"),
    ],
)
def test_a_classification_in_three_columns(parts: tuple[str, ...], code: str) -> None:
    """类, 款, 项: each level alone or with those above it, with names or without, as text or number."""
    header = [*LINE[:3], "类", "款", "项", *LINE[4:]]
    row = [*APPROVED[:3], *parts, *APPROVED[4:]]

    assert read("a.csv", [header, row]).column("func_item") == [code]


@pytest.mark.parametrize(
    "parts",
    [
        ("教育支出", "普通教育", "学前"),
        ("205", "", "01"),
        ("205", "20802", ""),
        ("", "02", "01"),
        ("2.05E+2", "02", "01"),
    ],
)
def test_levels_that_make_no_code_are_refused_with_all_of_them(parts: tuple[str, ...]) -> None:
    """Names without codes, a gap, levels that contradict each other, a damaged one."""
    header = [*LINE[:3], "类", "款", "项", *LINE[4:]]

    found = read("a.csv", [header, [*APPROVED[:3], *parts, *APPROVED[4:]]])

    assert found.refused == [f"classification_unreadable {'│'.join(parts)}"]


@pytest.mark.parametrize("name", ["部门经济分类", "部门预算支出经济分类科目", "政府经济分类"])
def test_economic_classifications_in_two_columns_under_their_name(name: str) -> None:
    """科目编码 over 类 | 款 | 项 beside it is the functional one."""
    upper = [*LINE[:3], "科目编码", "", "", name, "", *LINE[4:]]
    lower = ["", "", "", "类", "款", "项", "类", "款", *[""] * 5]
    row = [*APPROVED[:3], "205", "02", "01", "302", "01", *APPROVED[4:]]
    field = "gov_econ" if name.startswith("政府") else "dept_econ"

    assert read("a.csv", [upper, lower, row]).get("func_item", field) == [("2050201", "30201")]


@pytest.mark.parametrize(
    "levels", [("功能分类-类", "功能分类款", "功能分类项编码"), ("功能分类（类）", "功能分类（款）", "功能分类（项）")]
)
def test_levels_named_in_one_header_row(levels: tuple[str, ...]) -> None:
    """功能分类-类, 功能分类（款）, 功能分类项编码 stand for themselves."""
    header = [*LINE[:3], *levels, "部门经济分类类", "部门经济分类款", *LINE[4:]]
    row = [*APPROVED[:3], "205", "02", "01", "302", "01", *APPROVED[4:]]

    assert read("a.csv", [header, row]).get("func_item", "dept_econ") == [("2050201", "30201")]


def test_the_code_column_beside_the_name_column_of_a_classification() -> None:
    """功能分类编码 is the column; 功能分类名称 is not needed."""
    header = [*LINE[:3], "功能分类编码", "功能分类名称", *LINE[4:]]

    found = read("a.csv", [header, [*APPROVED[:3], "2050201", "学前教育", *APPROVED[4:]]])

    assert found.column("func_item") == ["2050201"]


# --- values ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "yuan"),
    [
        ("1,234,567.89", "1234567.89"),
        ("１，２３４．５", "1234.50"),
        ("(1,234.50)", "-1234.50"),
        ("（５）", "-5.00"),
        ("-5", "-5.00"),
        ("－5", "-5.00"),
        ("−5", "-5.00"),
        ("￥1,234.5", "1234.50"),
        ("¥-5", "-5.00"),
        ("5元", "5.00"),
        ("人民币5元", "5.00"),
        ("'5.5", "5.50"),
        (" 1 234.5 ", "1234.50"),
        ("0.005", "0.01"),
        ("-0.004", "0.00"),
        ("90071992547409.93", "90071992547409.93"),
    ],
)
def test_amounts_in_every_spelling(cell: str, yuan: str) -> None:
    """Exact in decimals, half-up to the cent."""
    assert read("a.csv", [PAYMENT, paid(amount=cell)]).column("amount_yuan") == [yuan]


@pytest.mark.parametrize("cell", ["五元", "5万元", "12,34", "1e3", "5%", "TRUE", "1.2.3", "5-6", "约5"])
def test_what_is_no_amount_is_refused_with_its_text(cell: str) -> None:
    """A unit other than the column's is no amount either: 5万元 in a column of 元."""
    assert read("a.csv", [PAYMENT, paid(amount=cell)]).refused == [f"amount_unreadable {cell}"]


@pytest.mark.parametrize("cell", ["", "—", "-", "/", "－", "／", "——", "--", "―", " / "])
def test_blanks_in_every_spelling(cell: str) -> None:
    """Nothing is written in many ways; in a column that must be filled it is refused as nothing."""
    header = [*PAYMENT, "收款人", "申请日期"]

    assert read("a.csv", [header, [*PAID, cell, cell]]).get("payee", "requested_date") == [(None, None)]
    assert read("a.csv", [PAYMENT, paid(amount=cell)]).refused == ["required_empty"]


@pytest.mark.parametrize(
    "cell",
    [
        "2026-01-05",
        "2026-1-5",
        "2026/1/5",
        "2026.01.05",
        "2026．1．5",
        "2026年1月5日",
        "2026年01月05号",
        "２０２６年１月５日",
        "二〇二六年一月五日",
        "20260105",
        "20260105083000",
        "2026-01-05 08:30:00",
        "2026/1/5 8:30",
        "2026-01-05T08:30:00.000Z",
        "2026-01-05 00:00:00.0",
        "2026-01-05 00:00:00+08:00",
        "2026年1月5日星期一",
        "2026-01-05 上午 8:30:00",
        "2026年1月5日8时30分",
        "'2026-01-05",
        "46027",
        "46027.354",
    ],
)
def test_dates_in_every_usual_spelling(cell: str) -> None:
    """With a time of day, a day of the week, in Chinese numerals, packed, as Excel's number."""
    assert read("a.csv", [PAYMENT, paid(day=cell)]).column("paid_date") == [date(2026, 1, 5)]


@pytest.mark.parametrize("cell", ["2026-02-30", "2026-13-01", "26-1-5", "5/1/2026", "20261305", "十月五日"])
def test_what_is_no_day_is_refused_with_its_text(cell: str) -> None:
    """Never guessed: 5/1/2026 may be January or May."""
    assert read("a.csv", [PAYMENT, paid(day=cell)]).refused == [f"date_unreadable {cell}"]


def test_dates_as_cells_of_a_workbook() -> None:
    """Typed as a date, as Excel's number, as a text."""
    days: tuple[Any, ...] = (date(2026, 1, 5), 46027, "2026.1.5")
    rows: list[list[Any]] = [PAYMENT, *([no, "P1", 5, day, "已支付"] for no, day in enumerate(days))]

    assert read("a.xlsx", workbook({"a": rows})).column("paid_date") == [date(2026, 1, 5)] * 3


def test_percent_in_three_spellings() -> None:
    """35.00 in a column of percent, "35.00%", ３５％."""
    header = ["预算年度", "项目编码", "三级指标", "监控截至", "实际完成值"]
    rows = [
        ["2026", "P1", f"指标{no}", "2026-06", cell] for no, cell in enumerate(("35.00%", "３５％", "35 %", "35.00"))
    ]

    found = read("a.csv", [header, *rows])

    assert [number.normalize() for number in found.column("actual_number")] == [35, 35, 35, 35]


@pytest.mark.parametrize("error", ["#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "########"])
def test_an_error_of_the_spreadsheet_is_refused_wherever_it_stands(error: str) -> None:
    """In a code, an amount, a day and in a text too: what should stand there could not be worked out."""
    header = [*PAYMENT, "收款人"]
    rows = [
        [*(error if place == wrong else cell for place, cell in enumerate([*PAID, "甲"]))] for wrong in (0, 1, 2, 3, 5)
    ]

    assert read("a.csv", [header, *rows]).refused == [f"cell_error {error}"] * 5


def test_ticks_and_booleans() -> None:
    """是, √, 1, TRUE and a true boolean are one thing."""
    header = ["预算年度", "项目编码", "项目名称", "主管部门编码", "项目类别", "是否试点"]
    rows = [
        ["2026", f"P{no}", "x", "302", "特定目标类", tick] for no, tick in enumerate(("是", "√", 1, True, "TRUE", "Y"))
    ]

    assert read("a.xlsx", workbook({"a": [header, *rows]})).column("is_pilot") == [True] * 6


# --- files that are not what they are called -------------------------------------------------------------------------


def test_what_a_file_is_shows_in_its_bytes() -> None:
    """Old systems hand out text and new workbooks as .xls, and a workbook may be called .csv."""
    text, book = csv_text([PAYMENT, PAID], "\t"), workbook({"a": [PAYMENT, PAID]})
    frame = parquet(pl.DataFrame([PAID], schema=PAYMENT, orient="row"))

    for name, content in (
        ("a.xls", text.encode("gbk")),
        ("a.xls", book),
        ("a.csv", book),
        ("a.XLSX", book),
        ("a.csv", frame),
    ):
        assert read(name, content).column("request_no") == ["1"]


def test_text_in_utf16_is_what_excel_calls_unicode_text() -> None:
    """Either order of bytes, with tabs."""
    for encoding in ("utf-16", "utf-16-be"):
        content = csv_text([PAYMENT, PAID], "\t")
        mark = b"" if encoding == "utf-16" else b"\xfe\xff"
        assert read("a.csv", mark + content.encode(encoding)).get("status") == [("已支付",)]


def test_the_line_that_tells_excel_the_separator_is_a_title() -> None:
    """sep=; on the first line."""
    found = read("a.csv", ("sep=;\r\n" + csv_text([PAYMENT, PAID], ";")).encode("utf-8-sig"))

    assert found.column("source_row") == [3]


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.xls", b"<html><table><tr><td>x</td></tr></table></html>", "web_page"),
        ("a.xls", b"\xef\xbb\xbf<?xml version='1.0'?><Workbook/>", "web_page"),
        ("a.xlsx", b"<html><table><tr><td>x</td></tr></table></html>", "web_page"),
        ("a.xls", b"\r\n" * 900 + b"<!-- made by a system --><table><tr><td>x,y</td></tr></table>", "web_page"),
        ("a.xls", "<html><table><tr><td>支付申请编号</td></tr></table></html>".encode("utf-16"), "web_page"),
        ("a.xls", b"MIME-Version: 1.0\r\nX-Document-Type: Workbook\r\n\r\n<html>", "web_page"),
        ("a.csv", b"From: <saved by a browser>\r\nMIME-Version: 1.0\r\n\r\n<html>", "web_page"),
        (
            "a.xlsx",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"),
            "encrypted",
        ),
        ("a.xlsx", b"PK\x03\x04 no more", "cannot_be_opened"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "cannot_be_opened"),
        ("a.parquet", b"PAR1", "cannot_be_opened"),
        ("a.csv", b"", "empty_file"),
        ("a.csv", b"\xff\xff\x00,\x81", "unknown_encoding"),
        ("a.pdf", b"%PDF", "unknown_kind"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(name: str, content: bytes, code: str) -> None:
    """A web page called a workbook, a password, a damaged file, another kind of file."""
    assert read(name, content).problem == code


# --- any heap of headers ---------------------------------------------------------------------------------------------

LOOSE = "单位 编码 名称 类 款 项 科目编码 （万元） 单位：万元 单位： 金额 元 年初预算 追加 1月 支付 支付金额（元）"
MORE = "功能分类（类） 计划累计支付 月份 合计 1 2 ( ） 单位单位："
WORDS = st.sampled_from(["", "", *LOOSE.split(), *MORE.split(), *PAYMENT, *LINE])


@settings(deadline=None)
@given(
    st.lists(st.lists(WORDS, max_size=9), max_size=6),
    st.lists(st.tuples(*[st.integers(1, 8)] * 4).filter(lambda one: one[0] <= one[2] and one[1] <= one[3]), max_size=4),
)
def test_any_heap_of_headers_and_merged_cells_is_recognised_or_refused(
    top: list[list[str]], merged: list[tuple[int, int, int, int]]
) -> None:
    """No combination breaks the reader; what is recognised has all it needs, inside the table."""
    try:
        found = recognition.recognise(top, SOURCES, merged)
    except SourceProblem:
        return

    if found is not None:
        for one in found.one_by_one():
            assert {field.name for field in one.dataset.required} <= one.has
            assert all(place < len(one.headers) for place in one.columns.values())
            assert set(one.units) == {name for name in one.dataset.amounts if name in one.columns}


# --- helpers ---------------------------------------------------------------------------------------------------------


def _unit(above: list[list[str]], header: str) -> str | None:
    found = recognition.recognise([*above, ["支付申请编号", "项目编码", header, "状态"]], SOURCES)
    assert found is not None
    return found.units["amount_yuan"]


def _with_synonym(dataset: str, field: str, header: str) -> sources.Dataset:
    described = SOURCES[dataset]
    fields = tuple(replace(one, also=(header,)) if one.name == field else one for one in described.fields)
    return replace(described, fields=fields)
