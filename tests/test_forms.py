"""The printed forms: read as they are filled in, well or badly, into the same rows that a plain table would give."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from data_pipeline import forms
from data_pipeline.__main__ import main
from tests.printed_forms import (
    Monitoring,
    SelfEvaluation,
    monitoring_row,
    saved,
    workbook,
    write_monitoring,
    write_self_evaluation,
)
from tests.tiny_inbox import (
    BUDGET_LINE,
    INDICATOR,
    MONITORING,
    ORGANISATION,
    PAYMENT,
    PROJECT,
    Staged,
    line,
    payment,
    put,
    stage,
)
from warehouse import read as read_module
from warehouse import snapshots
from wording.say import reason

SAMPLES = Path(__file__).parent / "sample_sources"
FIRST = 12  # the row of the first indicator on the monitoring form of these tests
ROWS = [
    monitoring_row(
        "维修学校数",
        8,
        "有可能",
        l1="产出指标",
        l2="数量指标",
        target="≥12所",
        expected="12所",
        causes=("经费保障", "其他"),
        note="区级资金未到位",
    ),
    monitoring_row("维修教室数", 80, target="≥100间"),
    monitoring_row("验收合格率", "100%", l2="质量指标", target="≥95%"),
    monitoring_row("师生满意度", "96%", l1="满意度指标", l2="服务对象满意度指标", target="≥90%"),
]
MERGES = [(0, 0, 2), (1, 0, 1)]
EVALUATED = [
    ["产出指标(50分)", "数量指标", "维修学校数", "≥12所", "12", 30, 30, ""],
    ["", "", "维修教室数", "≥100间", 80, 20, 16, "雨季停工，已补工期"],
    ["效益指标（30分）", "社会效益指标", "消除隐患", "效果明显", "达成预期指标", 30, 30, ""],
    ["满意度指标 10分", "服务对象满意度指标", "师生满意度", "≥90%", "96%", 10, 10, ""],
]
TOTAL = ("总分", None, None, None, None, 100, 93.5, None)
REPORTED = "select indicator_l3, actual_value, likelihood from staged_monitoring_report order by source_id, source_row"


def monitoring(**changes: Any) -> Monitoring:
    """A form filled in well, but for the changes."""
    return replace(Monitoring(ROWS, merges=MERGES), **changes)


def evaluated(**changes: Any) -> SelfEvaluation:
    """A self-evaluation filled in well, but for the changes."""
    return replace(SelfEvaluation(EVALUATED, total=TOTAL, merges=[(0, 0, 1), (1, 0, 1)]), **changes)


def read(folder: Path, *filled: Monitoring | SelfEvaluation, **others: list[list[str]]) -> Staged:
    """One workbook with a form a sheet, staged."""
    named = {f"表{number}": form for number, form in enumerate(filled, start=1)}
    return stage(folder, {"报送.xlsx": workbook(named), **others})


def parsed(form: Monitoring | SelfEvaluation) -> forms.PrintedForm:
    """The form as the parser sees it, without the other files of an inbox."""
    sheet = openpyxl.load_workbook(BytesIO(workbook({"表": form})))["表"]
    rows = [["" if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
    (found,) = forms.read(rows, "", {})
    return found


def values_of(form: Monitoring | SelfEvaluation) -> list[dict[str, str]]:
    """The values of its indicator rows."""
    return [row.values for row in parsed(form).rows]


def balances(found: Staged) -> dict[str, tuple[int, ...]]:
    """Rows read, accepted, refused and unmatched of the three datasets that forms give."""
    return {
        name: tuple(found.rows(fate, name) for fate in ("read", "accepted", "refused", "unmatched"))
        for name in ("indicator", "monitoring_report", "evaluation")
    }


# --- filled in well --------------------------------------------------------------------------------------------------


def test_a_monitoring_form_gives_a_row_an_indicator(tmp_path: Path) -> None:
    """Merged levels reach down, ticks become causes and one likelihood, the head gives year, project and month."""
    found = read(tmp_path, monitoring())

    assert balances(found)["monitoring_report"] == (4, 4, 0, 0)
    first, second, *_ = found.ask(
        "select source_row, fiscal_year, project_code, indicator_l3, period_end, actual_number, expected_full_year, "
        "likelihood, cause_funding, cause_rules, cause_other, cause_note, reported_date, forecast_full_year_yuan "
        "from staged_monitoring_report order by source_row"
    )
    shared = (date(2026, 11, 5), Decimal("1185000.00"))
    assert first == (FIRST, 2026, "P1", "维修学校数", date(2026, 10, 31), 8, "12所", "有可能", True, None, True,
                     "区级资金未到位", *shared)  # fmt: skip
    assert second == (FIRST + 1, 2026, "P1", "维修教室数", date(2026, 10, 31), 80, None, "确定能", None, None, None,
                      None, *shared)  # fmt: skip
    assert found.report.notices == []


def test_what_a_monitoring_form_has_no_column_for_is_unknown(tmp_path: Path) -> None:
    """No column for measures or the class of the cause: absent, not empty; no indicator rows come of it."""
    found = read(tmp_path, monitoring())

    ((present,),) = found.ask("select columns_present from source_parts where dataset = 'monitoring_report'")
    assert {"likelihood", "cause_note", "cause_hardware", "forecast_full_year_yuan"} <= set(present)
    assert not {"measure", "cause_class"} & set(present)
    assert balances(found)["indicator"] == (0, 0, 0, 0)


def test_a_self_evaluation_gives_indicators_december_and_a_result(tmp_path: Path) -> None:
    """Points leave the name of the first level; target strings are parsed; the total is the score of 单位自评."""
    found = read(tmp_path, evaluated())

    assert balances(found) == {
        "indicator": (4, 4, 0, 0),
        "monitoring_report": (4, 4, 0, 0),
        "evaluation": (1, 1, 0, 0),
    }
    assert found.ask(
        "select indicator_l1, indicator_l2, indicator_l3, operator, target_number, unit, weight_points, approved_date "
        "from staged_indicator order by source_row"
    ) == [
        ("产出指标", "数量指标", "维修学校数", ">=", 12, "所", 30, None),
        ("产出指标", "数量指标", "维修教室数", ">=", 100, "间", 20, None),
        ("效益指标", "社会效益指标", "消除隐患", None, None, None, 30, None),
        ("满意度指标", "服务对象满意度指标", "师生满意度", ">=", 90, "%", 10, None),
    ]
    assert found.ask(
        "select period_end, actual_number, actual_tier, cause_note, measure from staged_monitoring_report "
        "order by source_row"
    ) == [
        (date(2026, 12, 31), 12, None, None, None),
        (date(2026, 12, 31), 80, None, "雨季停工，已补工期", "雨季停工，已补工期"),
        (date(2026, 12, 31), None, 1, None, None),
        (date(2026, 12, 31), 96, None, None, None),
    ]
    assert found.ask(
        "select fiscal_year, project_code, evaluation_kind, score, evaluated_date from staged_evaluation"
    ) == [(2026, "P1", "单位自评", Decimal("93.5000"), None)]
    assert found.report.notices == []


def test_many_forms_in_one_workbook_and_below_one_another(tmp_path: Path) -> None:
    """A sheet a form, and on another sheet three below one another, both kinds, with and without a title."""
    book = openpyxl.load_workbook(BytesIO(workbook({"一": monitoring()})))
    sheet = book.create_sheet("其余")
    write_monitoring(sheet, monitoring(project="困难补助"), top=2)
    write_self_evaluation(sheet, evaluated(footer=[("注：得分保留一位小数。",)]), top=30)
    write_self_evaluation(sheet, evaluated(project="困难补助", title=("（2026年度）",)), top=60)

    found = stage(tmp_path, {"汇总.xlsx": saved(book)})

    assert balances(found) == {
        "indicator": (8, 8, 0, 0),
        "monitoring_report": (16, 16, 0, 0),
        "evaluation": (2, 2, 0, 0),
    }
    assert found.ask("select sheet, project_code, form_kind, fiscal_year from printed_forms order by all") == [
        ("一", "P1", "monitoring", 2026),
        ("其余", "P1", "self_evaluation", 2026),
        ("其余", "P2", "monitoring", 2026),
        ("其余", "P2", "self_evaluation", 2026),
    ]


def test_plain_tables_beside_forms_are_read_as_ever(tmp_path: Path) -> None:
    """A workbook may hold both; the same row on a form and in a table is one row and a repeat."""
    book = openpyxl.load_workbook(BytesIO(workbook({"表": evaluated()})))
    table = book.create_sheet("目标")
    for row in [INDICATOR, [2026, "P2", "产出指标", "数量指标", "补助人数", "≥50人", 100]]:
        table.append(row)
    same = [[*MONITORING, "填报日期"], ["2026", "P1", "维修学校数", "2026-12", "12", ""]]

    found = stage(tmp_path, {"混合.xlsx": saved(book), "监控.csv": same})

    assert balances(found)["indicator"] == (5, 5, 0, 0)
    assert found.rows("accepted", "monitoring_report") == 4
    assert found.rows("repeats", "monitoring_report") == 1


def test_a_plain_table_with_the_title_of_a_form_stays_a_table(tmp_path: Path) -> None:
    """A title alone makes no form where every row names its project."""
    rows = [["项目支出绩效目标执行监控表（2026年度）"], [*MONITORING], ["2026", "P1", "维修学校数", "2026-06", "3"]]

    found = stage(tmp_path, {"监控.csv": rows})

    assert found.ask("select indicator_l3, period_end from staged_monitoring_report") == [
        ("维修学校数", date(2026, 6, 30))
    ]
    assert found.ask("from printed_forms") == []


def test_a_form_saved_as_csv_is_read(tmp_path: Path) -> None:
    """The same cells as CSV: rows keep their numbers, the sheet has no name."""
    sheet = openpyxl.load_workbook(BytesIO(workbook({"表": monitoring()})))["表"]
    rows = [["" if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]

    found = stage(tmp_path, {"监控.csv": rows})

    assert balances(found)["monitoring_report"] == (4, 4, 0, 0)
    assert found.ask("select min(source_row) from staged_monitoring_report") == [(FIRST,)]


def test_forms_in_an_old_workbook_are_read(tmp_path: Path) -> None:
    """Both forms in one .xls, merged cells and a percent cell included."""
    found = stage(tmp_path, {"报送.xls": (SAMPLES / "forms.xls").read_bytes()})

    assert balances(found) == {"indicator": (4, 4, 0, 0), "monitoring_report": (8, 8, 0, 0), "evaluation": (1, 1, 0, 0)}
    assert found.ask(
        "select actual_number from staged_monitoring_report where indicator_l3 = '师生满意度' order by period_end"
    ) == [(Decimal(96),), (Decimal(96),)]


def test_percent_cells_of_a_form_are_read_as_shown(tmp_path: Path) -> None:
    """0.96 in a cell formatted as percent is 96%; the same number in a plain cell stays 0.96."""
    book = openpyxl.load_workbook(BytesIO(workbook({"表": evaluated()})))
    sheet = book["表"]
    row = next(cell.row for cell in sheet["C"] if cell.value == "师生满意度")
    sheet.cell(row, 4).value, sheet.cell(row, 4).number_format = 0.9, "0%"
    sheet.cell(row, 5).value, sheet.cell(row, 5).number_format = 0.96, "0.00%"
    sheet.cell(row - 1, 5).value = 0.96

    found = stage(tmp_path, {"表.xlsx": saved(book)})

    assert found.ask("select target_value, unit from staged_indicator where indicator_l3 = '师生满意度'") == [
        ("90%", "%")
    ]
    assert found.ask("select actual_number from staged_monitoring_report order by source_row")[2:] == [
        (Decimal("0.96"),),
        (Decimal("96"),),
    ]


# --- local variants --------------------------------------------------------------------------------------------------


def cells_of(form: Monitoring | SelfEvaluation) -> tuple[Any, list[list[str]]]:
    """The sheet of a form and its cells as text."""
    sheet = openpyxl.load_workbook(BytesIO(workbook({"表": form})))["表"]
    return sheet, [["" if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]


def repeated(form: Monitoring | SelfEvaluation) -> list[list[str]]:
    """Every cell of a merged range with the text of its first."""
    sheet, rows = cells_of(form)
    for merged in sheet.merged_cells.ranges:
        for row in rows[merged.min_row - 1 : merged.max_row]:
            row[merged.min_col - 1 : merged.max_col] = [rows[merged.min_row - 1][merged.min_col - 1]] * (
                merged.max_col - merged.min_col + 1
            )
    return rows


def with_a_column_before(form: Monitoring | SelfEvaluation) -> list[list[str]]:
    """绩效指标 stands in a merged column of its own before the levels."""
    _, rows = cells_of(form)
    header = next(place for place, row in enumerate(rows) if "三级指标" in row)
    head = [[row[0], "", *row[1:]] for row in rows[:header]]
    return [*head, ["绩效指标", *rows[header]], *(["", *row] for row in rows[header + 1 :])]


def with_groups_above(form: Monitoring | SelfEvaluation) -> list[list[str]]:
    """The merged headers of the narrow columns stand above the row with the levels, not beside them."""
    _, rows = cells_of(form)
    header = next(place for place, row in enumerate(rows) if "三级指标" in row)
    groups = {"偏差原因分析", "完成目标可能性"}
    above = [cell if cell in groups else "" for cell in rows[header]]
    names = [under or ("" if cell in groups else cell) for cell, under in zip(*rows[header : header + 2], strict=True)]
    return [*rows[:header], above, names, *rows[header + 2 :]]


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        (repeated, monitoring),
        (repeated, evaluated),
        (with_a_column_before, monitoring),
        (with_a_column_before, evaluated),
        (with_groups_above, monitoring),
    ],
)
def test_other_ways_to_lay_out_the_same_form(
    change: Callable[[Monitoring | SelfEvaluation], list[list[str]]],
    kind: Callable[[], Monitoring | SelfEvaluation],
) -> None:
    """Merged cells taken apart and filled, one more column before, groups in a row of their own: the same values."""
    rows, usual = change(kind()), parsed(kind())

    assert forms.may_be_printed(rows[:20])
    (found,) = forms.read(rows, "", {})
    assert [row.values for row in found.rows] == [row.values for row in usual.rows]
    assert (found.project_name, found.fiscal_year, found.period_end) == ("校舍维修", 2026, usual.period_end)
    assert (found.money and found.money.figures) == (usual.money and usual.money.figures)
    assert found.notices == usual.notices == []


def test_the_form_of_the_targets_is_another_form(tmp_path: Path) -> None:
    """项目支出绩效目标申报表 has the same head and tells nothing of what was done: it is no report."""
    rows = [
        ["项目支出绩效目标申报表"],
        ["（2026年度）"],
        ["项目名称", "校舍维修", "", "主管部门及代码", "302"],
        ["一级指标", "二级指标", "三级指标", "指标值"],
        ["产出指标", "数量指标", "维修学校数", "≥12所"],
    ]

    found = stage(tmp_path, {"申报.csv": rows})

    assert [one["file"] for one in found.report.unusable_files] == ["申报.csv"]
    assert found.rows("read", "monitoring_report") == 0


@pytest.mark.parametrize("tick", ["√", "✓", "✔", "☑", "V", "v", "是", "1", "●", "ü", "P", "√ ", "√√"])
def test_a_tick_in_every_spelling(tick: str) -> None:
    """Typed, pasted, or what is left of a font of symbols."""
    row = monitoring_row("维修学校数", 8, "完全不可能", l1="产出指标", l2="数量指标", causes=("人员保障",), tick=tick)

    (values,) = values_of(monitoring(rows=[row], merges=()))

    assert (values["likelihood"], values["cause_staff"], values["cause_funding"]) == ("完全不可能", "是", "")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1-确定能", "1-确定能"),  # what a plain table may hold too, and is read there
        ("有可能", "有可能"),
        ("3", "完全不可能"),
        ("□确定能 ☑有可能 □完全不可能", "有可能"),
        ("@@@", ""),
    ],
)
def test_a_likelihood_as_text_in_one_column(text: str, expected: str) -> None:
    """The Hefei variant: no narrow columns; a code, a word, both, or three boxes in one cell; causes as codes too."""
    heads = ["一级指标", "二级指标", "三级指标", "年度指标值", "1-7月执行情况", "全年预计完成情况"]
    rows = [
        ["项目支出绩效运行监控表"],
        ["（2026年度）"],
        ["项目名称", "校舍维修", "主管部门", "[302]区教育局"],
        [*heads, "偏差原因分析", "完成目标可能性"],
        ["产出指标", "数量指标", "维修学校数", "≥12所", "8", "@@@", "3-经费、1", text],
        ["", "", "维修教室数", "≥9间", "8", "", "雨季停工", "确定能"],
    ]

    assert forms.may_be_printed(rows)
    ((first, second),) = [[row.values for row in form.rows] for form in forms.read(rows, "", {})]
    assert (first["likelihood"], first["expected_full_year"]) == (expected, "")
    assert (first["cause_funding"], first["cause_staff"], first.get("cause_rules")) == ("是", "是", None)
    assert (second["likelihood"], second["cause_note"]) == ("确定能", "雨季停工")


def test_narrow_columns_without_names_are_taken_in_the_printed_order(tmp_path: Path) -> None:
    """The second header row is missing: six columns under the causes, three under the likelihood."""
    book = openpyxl.load_workbook(BytesIO(workbook({"表": monitoring()})))
    sheet = book["表"]
    for column in range(7, 16):
        sheet.cell(FIRST - 1, column).value = None

    found = stage(tmp_path, {"表.xlsx": saved(book)})

    assert found.ask("select likelihood, cause_funding, cause_other, cause_note from staged_monitoring_report")[0] == (
        "有可能",
        True,
        True,
        "区级资金未到位",
    )


@pytest.mark.parametrize(
    ("title", "months", "expected"),
    [
        (("项目支出绩效目标执行监控表", "（ 2026 年度）"), "1—7月", date(2026, 7, 31)),
        (("2026年度项目支出绩效目标执行监控表",), "1至9月份", date(2026, 9, 30)),
        (("项目支出绩效目标执行监控表", "（2026年1-7月）"), "1-X月", date(2026, 7, 31)),
        (("项目支出绩效目标执行监控表（截至2026年8月31日）",), "", date(2026, 8, 31)),
        (("附件1", "项目支出绩效目标执行监控表", "（二〇二六年）", "（2026年度）"), "上半年", date(2026, 6, 30)),
    ],
)
def test_year_and_month_from_title_and_headers(title: tuple[str, ...], months: str, expected: date) -> None:
    """The month of the header decides; where it names none, the title's does."""
    found = parsed(monitoring(title=title, months=months))

    assert (found.fiscal_year, found.period_end) == (2026, expected)


def test_the_department_by_code_or_by_name(tmp_path: Path) -> None:
    """Its code alone or beside its name, or the exact name of an organisation."""
    spellings = [
        "302-区教育局",
        "[302]区教育局",
        "302",
        302,
        "区教育局",
        "区教育局（302）",
        "302 区教育局",
        "区教育局／302",
    ]

    found = read(tmp_path, *(monitoring(department=department) for department in spellings))

    assert found.ask("select department_code, project_code from printed_forms") == [("302", "P1")] * len(spellings)
    assert (found.rows("accepted", "monitoring_report"), found.rows("repeats", "monitoring_report")) == (4, 28)


def test_the_name_of_a_project_is_compared_trimmed_and_in_one_width(tmp_path: Path) -> None:
    """Blanks around it do not count, nor a line break in a narrow cell; （一期）A１ and (一期)Ａ1 are one name."""
    project = [*PROJECT, ["2026", "P3", "校舍维修（一期）A１", "302", "特定目标类"]]
    names = ["　校舍维修 ", "校舍\n维修", "校舍维修(一期)Ａ1", "校舍 维修"]
    sheets = {f"表{place}": monitoring(project=name) for place, name in enumerate(names)}

    found = stage(
        tmp_path, {"unit.csv": ORGANISATION, "project.csv": project, "表.xlsx": workbook(sheets)}, basics=False
    )

    assert found.ask("select project_code from printed_forms order by sheet") == [("P1",), ("P1",), ("P3",), (None,)]


def test_a_code_of_the_project_on_a_form_is_believed(tmp_path: Path) -> None:
    """Some forms have a place for the code; then no name is needed."""
    book = openpyxl.load_workbook(BytesIO(workbook({"表": monitoring(project="写错了的名称")})))
    sheet = book["表"]
    sheet.cell(5, 1).value, sheet.cell(5, 3).value = None, None
    sheet["A4"], sheet["C4"], sheet["G4"], sheet["I4"] = "主管部门", "302", "项目编码", "P2"

    found = stage(tmp_path, {"表.xlsx": saved(book)})

    assert found.ask("select distinct project_code from staged_monitoring_report") == [("P2",)]


# --- filled in badly -------------------------------------------------------------------------------------------------


def changed(row: list[Any], place: int, value: Any) -> list[Any]:
    """The row with one cell filled otherwise."""
    return [*row[:place], value, *row[place + 1 :]]


def test_a_row_that_cannot_be_read_is_refused_with_its_reason(tmp_path: Path) -> None:
    """It keeps its place and its text; the other rows of the form are accepted."""
    good, unsaid = (monitoring_row("维修学校数", 8, likely, l1="产出指标", l2="数量指标") for likely in ("确定能", ""))
    rows = {
        "ticked_twice": changed(good, 13, "√"),
        "tick_unreadable": changed(unsaid, 12, "差不多能"),
        "yes_no_unreadable": changed(good, 6, "钱没到"),
        "actual_unreadable": changed(good, 4, "√"),
        "required_empty": changed(good, 2, ""),
        "accepted": good,
    }

    found = read(tmp_path, monitoring(rows=list(rows.values()), merges=()))

    assert balances(found)["monitoring_report"] == (6, 1, 5, 0)
    assert found.codes("refused") == list(rows)[:5]
    assert found.places("refused") == [("报送.xlsx", "表1", FIRST + place) for place in range(5)]
    kept = found.ask("select original ->> '三级指标' from rows_not_accepted order by source_row")
    assert kept == [("维修学校数",)] * 4 + [("",)]
    said = found.ask(
        "select reasons ->> '$[0].field', reasons ->> '$[0].value' from rows_not_accepted order by source_row"
    )
    assert said[:2] == [("likelihood", "确定能、有可能"), ("likelihood", "差不多能")]


def test_a_missing_tick_is_an_unknown_likelihood(tmp_path: Path) -> None:
    """No likelihood ticked: nothing is guessed and the row stays."""
    found = read(tmp_path, monitoring(rows=[monitoring_row("维修学校数", 8, "", l1="产出指标")], merges=()))

    assert found.ask(REPORTED) == [("维修学校数", "8", None)]
    assert found.report.notices == []


def test_a_tick_where_none_belongs_is_named_and_left_out(tmp_path: Path) -> None:
    """A tick under 备注 or 原因说明 is no likelihood and no explanation."""
    row = monitoring_row("维修学校数", 8, "", l1="产出指标", note="√")

    found = read(tmp_path, monitoring(rows=[[*row[:15], "√"]], merges=()))

    assert found.ask("select likelihood, cause_note from staged_monitoring_report") == [(None, None)]
    assert found.notices() == ["tick_out_of_place"] * 2


def test_a_form_without_its_project_stays_unmatched(tmp_path: Path) -> None:
    """No hit: every row is kept with its text and what the form said of the project; none is refused."""
    cases: list[tuple[dict[str, Any], str, str | None]] = [
        ({"project": ""}, "form_without_project_name", None),
        ({"project": "校舍"}, "form_project_unknown", "校舍"),
        ({"department": "999-别的局"}, "form_project_unknown", "校舍维修"),
        ({"department": "区科学局"}, "form_department_unknown", "区科学局"),
        ({"department": ""}, "form_department_unknown", None),
        ({"title": ("项目支出绩效目标执行监控表", "（2025年度）")}, "form_project_unknown", "校舍维修"),
    ]

    found = read(tmp_path, *(monitoring(**changes) for changes, _, _ in cases))

    assert balances(found)["monitoring_report"] == (24, 0, 0, 24)
    kept = found.ask(
        "select reasons ->> '$[0].code', reasons ->> '$[0].value', original ->> '三级指标', original ->> '项目名称' "
        "from rows_not_accepted where source_row = 12 order by sheet"
    )
    expected = [(code, value, "维修学校数", changes.get("project", "校舍维修")) for changes, code, value in cases]
    assert kept == expected


def test_two_projects_of_one_name_are_not_guessed_between(tmp_path: Path) -> None:
    """Several hits are unmatched, and the department is known all the same."""
    twins = [*PROJECT, ["2026", "P3", "校舍维修", "302", "特定目标类"]]
    form = workbook({"表": monitoring()})

    found = stage(tmp_path, {"unit.csv": ORGANISATION, "project.csv": twins, "表.xlsx": form}, basics=False)

    assert found.codes("unmatched") == ["form_project_ambiguous"] * 4
    assert found.ask("select distinct department_code from rows_not_accepted") == [("302",)]


def test_a_late_project_takes_up_its_form(tmp_path: Path) -> None:
    """Unmatched rows are accepted once a later inbox holds the project."""
    assert balances(read(tmp_path, monitoring(project="新校舍")))["monitoring_report"] == (4, 0, 0, 4)
    late = [PROJECT[0], ["2026", "P9", "新校舍", "302", "特定目标类"]]

    found = read(tmp_path, monitoring(project="新校舍"), **{"late.csv": late})

    assert balances(found)["monitoring_report"] == (4, 4, 0, 0)


def test_a_form_without_year_or_month_is_refused_row_by_row(tmp_path: Path) -> None:
    """Nothing is taken from the file's time; the reason names what is missing."""
    no_year = read(tmp_path / "a", monitoring(title=("项目支出绩效目标执行监控表", "（    年度）")))
    no_month = read(tmp_path / "b", monitoring(months="1-X月"))

    assert balances(no_year)["monitoring_report"] == balances(no_month)["monitoring_report"] == (4, 0, 4, 0)
    assert [one.ask("select reasons -> '$[*].field' from rows_not_accepted")[0][0] for one in (no_year, no_month)] == [
        ['"fiscal_year"', '"period_end"'],
        ['"period_end"'],
    ]


def test_a_column_that_nobody_knows_is_named_until_the_store_knows_it(tmp_path: Path) -> None:
    """A renamed column is no silent loss: it is named, and read once sources.toml has its new name."""
    headers = ["一级指标", "二级指标", "三级指标", "年度指标值", "做到了多少", "分值", "得分", "偏差原因分析及改进措施"]

    found = read(tmp_path, evaluated(headers=headers))

    assert {notice["code"]: notice["details"]["columns"] for notice in found.report.notices} == {
        "form_column_missing": "实际完成值",
        "form_column_unknown": "做到了多少",
    }
    assert found.ask("select distinct actual_value from staged_monitoring_report") == [(None,)]
    (tmp_path / "store" / "sources.toml").write_text(
        '[monitoring_report.fields]\nactual_value = { also = ["做到了多少"] }\n', encoding="utf-8"
    )
    again = read(tmp_path, evaluated(headers=headers))
    assert again.report.notices == []
    assert again.ask("select actual_value from staged_monitoring_report order by source_row limit 1") == [("12",)]


def test_a_form_without_indicators_is_named(tmp_path: Path) -> None:
    """An empty form gives no rows, no evaluation and a notice; it is not an unusable file."""
    blank = [
        monitoring_row("指标1：", "", "", l1="产出指标", l2="数量指标", target=""),
        monitoring_row("……", "", "", target=""),
    ]

    found = read(tmp_path, monitoring(rows=blank, merges=(), project="", department=""))

    assert balances(found)["monitoring_report"] == (0, 0, 0, 0)
    assert found.notices() == ["form_without_indicators"]
    assert found.report.unusable_files == []
    assert found.report.needs_a_person


def test_notes_and_signatures_are_no_indicators(tmp_path: Path) -> None:
    """Extra lines between and below the indicators, a second header on the next page."""
    note = ["注：1.其他资金包括和财政资金共同投入到同一项目的自有资金、社会资金。"]
    heads = ["一级指标", "二级指标", "三级指标", "年度指标值", "1-10月执行情况", "全年预计完成情况"]
    heads += ["偏差原因分析", *[""] * 5, "完成目标可能性", "", "", "备注"]
    below = [
        *[""] * 6,
        "经费保障",
        "制度保障",
        "人员保障",
        "硬件条件保障",
        "其他",
        "原因说明",
        "确定能",
        "有可能",
        "完全不可能",
        "",
    ]
    rows = [ROWS[0], note, ROWS[1], ["小计"], heads, below, ROWS[2], ROWS[3]]
    footer = [
        ("填报人：", "王一", "", "联系电话", "0533-1234567", "", "", "填报日期", "", "2026.11.06"),
        ("说明：本表一式两份",),
    ]

    found = read(tmp_path, monitoring(rows=rows, merges=(), footer=footer))

    assert [name for name, *_ in found.ask(REPORTED)] == ["维修学校数", "维修教室数", "验收合格率", "师生满意度"]
    assert found.ask("select distinct reported_date from staged_monitoring_report") == [(date(2026, 11, 6),)]


def test_rows_that_lost_their_merged_cells_are_put_back(tmp_path: Path) -> None:
    """Where merged first cells were left out and the rest moved to the left, the row is read all the same."""
    rows = [
        monitoring_row("维修学校数", 8, l1="产出指标", l2="数量指标"),
        monitoring_row("维修教室数", 80, "有可能")[2:],
        monitoring_row("验收合格率", "97%", l2="质量指标")[1:],
    ]

    found = read(tmp_path, monitoring(rows=rows, merges=()))

    assert found.ask(REPORTED) == [
        ("维修学校数", "8", "确定能"),
        ("维修教室数", "80", "有可能"),
        ("验收合格率", "97%", "确定能"),
    ]


def test_an_indicator_that_lacks_something_is_refused(tmp_path: Path) -> None:
    """The indicator is refused by name of what is missing; what was reported of it stays."""
    rows = [
        ["", "数量指标", "指标甲", "≥12所", "12", 30, 30, ""],
        ["产出指标", "数量指标", "指标乙", "", "12", 30, 30, ""],
        ["", "", "指标丙", "≥12所", "12", "", 30, ""],
    ]

    found = read(tmp_path, evaluated(rows=rows, merges=(), total=("总分", "", "", "", "", 100, 88, "")))

    assert balances(found) == {"indicator": (3, 0, 3, 0), "monitoring_report": (3, 3, 0, 0), "evaluation": (1, 1, 0, 0)}
    assert found.ask(
        "select reasons ->> '$[0].code', reasons ->> '$[0].field' from rows_not_accepted order by source_row"
    ) == [("required_empty", "indicator_l1"), ("required_empty", "target_value"), ("required_empty", "weight_points")]


def test_the_points_for_the_execution_rate_are_no_indicator(tmp_path: Path) -> None:
    """预算执行率 stands among the indicators of some forms; its points belong to the total only."""
    rows = [["预算执行率(10分)", "", "", "", "75%", 10, 7.5, ""], *EVALUATED]
    money = (("年度资金总额", 120, 120, 90, None, "75%", None),)

    found = read(tmp_path, evaluated(rows=rows, money=money, merges=()))

    assert balances(found)["indicator"] == (4, 4, 0, 0)
    assert found.notices() == []


def test_a_total_score_that_is_not_the_sum_is_reported(tmp_path: Path) -> None:
    """A given total stays as it is; an empty or zero one becomes the sum of its parts. Both are named."""
    totals = [
        ("总分", "", "", "", "", 100, 95, ""),
        ("合计", "", "", "", "", 100, 0, ""),
        ("总 分", "", "", "", "", 100, "", ""),
    ]
    found = [parsed(evaluated(total=total)) for total in totals]

    assert [form.score.values["score"] for form in found if form.score] == ["95", "93.5", "93.5"]
    assert [[notice.code for notice in form.notices] for form in found] == [["form_score_differs"]] * 3
    loaded = read(tmp_path, evaluated(total=totals[1]))
    assert loaded.ask("select score from staged_evaluation") == [(Decimal("93.5000"),)]
    assert loaded.report.needs_a_person


def test_a_self_evaluation_without_a_total_gives_no_result(tmp_path: Path) -> None:
    """No row of a score: named, nothing invented."""
    found = read(tmp_path, evaluated(total=None))

    assert balances(found)["evaluation"] == (0, 0, 0, 0)
    assert found.notices() == ["form_without_score"]


# --- the block of money ----------------------------------------------------------------------------------------------


def money_of(found: Staged) -> list[tuple[Any, ...]]:
    """Budget, payments and how they were rounded, of every form."""
    return found.ask(
        "select budget_initial_yuan, budget_current_yuan, paid_yuan, rounded_to_yuan from printed_forms order by sheet"
    )


def test_money_is_read_in_its_unit_and_the_forecast_goes_to_the_rows(tmp_path: Path) -> None:
    """万元 beside 项目资金, 元 in a corner, and an adjusted budget in a column of its own."""
    columns = ("年初预算数", "调整后预算数", "{}执行数", "{}执行率", "全年预计执行数")
    in_yuan = (
        ("年度资金总额", "1,200,000.00", 1300000, "600000.5", "50%", "￥1,185,000"),
        ("其他资金", 0, 0, 0, "", 0),
    )
    forms = [
        monitoring(columns=columns, money=(("年度资金总额：", 120, 130, 60.05, "46%", 118.5),)),
        monitoring(columns=columns, money=in_yuan[:1], unit="（元）"),
    ]

    found = read(tmp_path, *forms)

    assert money_of(found) == [
        (Decimal("1200000.00"), Decimal("1300000.00"), Decimal("600500.00"), Decimal("50.00")),
        (Decimal("1200000.00"), Decimal("1300000.00"), Decimal("600000.50"), Decimal("0.00")),
    ]
    assert found.ask("select distinct forecast_full_year_yuan from staged_monitoring_report") == [
        (Decimal("1185000.00"),)
    ]


def test_a_total_of_zero_over_parts_that_are_not(tmp_path: Path) -> None:
    """The trap of a real form: 0/0/0 in the total, 90/90/89.974 in its part. The parts count and the total is named."""
    money = (
        ("年度资金总额", 0, 0, 0, 10, "", 7.5),
        ("其中：本年财政拨款", 90, 90, 89.974, "", "99.97%", ""),
        ("上年结转资金", "", "", "", "", "", ""),
        ("其他资金", "", "", "", "", "", ""),
    )

    found = read(tmp_path, evaluated(money=money))

    assert money_of(found) == [(Decimal("900000"), Decimal("900000"), Decimal("899740"), Decimal("15.00"))]
    assert found.notices() == ["form_total_differs"] * 3
    assert found.report.needs_a_person


@pytest.mark.parametrize("offset", [0, 1, 2, 4, 8, 12])
@pytest.mark.parametrize("beside", ["monitoring", "self_evaluation"])
def test_forms_beside_one_another_are_refused_and_never_mixed(tmp_path: Path, beside: str, offset: int) -> None:
    """The same row or further down: no row of either is read, and the reason says what to do."""
    book = openpyxl.Workbook()
    write_monitoring(book.active, Monitoring(ROWS))
    other = openpyxl.Workbook()
    if beside == "monitoring":
        write_monitoring(other.active, Monitoring(ROWS, project="困难补助"))
    else:
        write_self_evaluation(other.active, SelfEvaluation(EVALUATED, project="困难补助"))
    for row in other.active.iter_rows():
        for cell in row:
            if cell.value is not None:
                book.active.cell(cell.row + offset, cell.column + 17, cell.value)
    found = stage(tmp_path, {"报送.xlsx": saved(book)})

    assert [one["code"] for one in found.report.unusable_files] == ["forms_side_by_side"]
    assert "上下排列" in reason("refusal", "forms_side_by_side", "zh", {"row": 3})
    assert found.rows("read", "monitoring_report") == 0


def test_a_word_beside_the_rows_of_a_form_makes_no_second_form(tmp_path: Path) -> None:
    """Local forms have 序号 and 绩效指标 left of the levels, and 基本信息 left of 项目名称."""
    book = openpyxl.Workbook()
    other = openpyxl.Workbook()
    write_monitoring(other.active, Monitoring(ROWS))
    for row in other.active.iter_rows():
        for cell in row:
            if cell.value is not None:
                book.active.cell(cell.row, cell.column + 2, cell.value)
            if cell.column == 3 and cell.value == "校舍维修":
                book.active.cell(cell.row, 1, "一")
                book.active.cell(cell.row, 2, "基本信息")
    first = next(cell.row for cell in book.active["C"] if cell.value == "一级指标")
    book.active.cell(first, 1, "序号")
    book.active.cell(first, 2, "绩效指标")
    found = stage(tmp_path, {"报送.xlsx": saved(book)})

    assert found.rows("accepted", "monitoring_report") == len(ROWS)


@pytest.mark.parametrize(
    ("lines", "whole"),
    [
        # 其中 within 其中: upper-level money is a part of this year's
        (
            [("年度资金总额", 120), ("其中：本年财政拨款", 100), ("其中：上级补助", 40), ("上年结转资金", 20)],
            "1200000.00",
        ),
        # the inner 其中 has two lines
        (
            [("总额", 120), ("其中：财政拨款", 100), ("其中：上级", 40), ("本级", 60), ("上年结转资金", 20)],
            "1200000.00",
        ),
        # every part is called 其中
        ([("合计", 120), ("其中：财政拨款", 100), ("其中：上年结转", 20)], "1200000.00"),
        # 40 is rounded; nothing else comes near the total
        ([("合计", 119.99), ("其中：财政拨款", 100), ("其中：上级", "40.00"), ("其他资金", "20.00")], "1200000.00"),
        # the total is wrong however the parts are taken
        ([("年度资金总额", 130), ("其中：财政拨款", 100), ("其中：上级补助", 40), ("上年结转资金", 20)], None),
        # no total to hold the parts against
        ([("财政拨款", 100), ("其中：上级补助", 40), ("上年结转资金", 20)], None),
        # one level only: the sum of the parts counts, whatever the total says
        ([("年度资金总额", 130), ("其中：财政拨款", 100), ("上年结转资金", 20)], "1200000.00"),
    ],
)
def test_a_part_of_a_part_is_never_added_twice(tmp_path: Path, lines: list[tuple[Any, ...]], whole: str | None) -> None:
    """Where 其中 stands within 其中 the reading that adds up to the total holds; where none does, nothing is read."""
    money = tuple((label, amount, amount, "50%", amount) for label, amount in lines)
    found = read(tmp_path, monitoring(money=money))

    assert str(money_of(found)[0][0]) == str(whole)
    assert found.ask("select distinct forecast_full_year_yuan::varchar from staged_monitoring_report") == [(whole,)]
    assert found.notices().count("form_parts_nested") == (3 if whole is None else 0)
    assert found.notices().count("form_total_differs") == (3 if lines[0][1] in (130, 119.99) and whole else 0)


def test_money_without_a_unit_is_yuan_and_a_strange_unit_refuses_the_file(tmp_path: Path) -> None:
    """As for every amount column: none named is 元 with a notice, never guessed from the size."""
    none_named = read(tmp_path / "a", monitoring(unit=""))
    strange = read(tmp_path / "b", monitoring(unit="（万美元）"))

    assert money_of(none_named)[0][:3] == (Decimal("120.00"), None, Decimal("60.00"))
    assert none_named.notices() == ["unit_not_named"]
    assert [one["code"] for one in strange.report.unusable_files] == ["unknown_unit"]


def test_an_amount_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    """A forecast in words is unknown; the rows of the form stay."""
    found = read(tmp_path, monitoring(money=(("年度资金总额：", 120, 60, "50%", "约118万"),)))

    assert found.notices() == ["form_money_unreadable"]
    assert found.ask("select distinct forecast_full_year_yuan from staged_monitoring_report") == [(None,)]


# --- beside our own figures ------------------------------------------------------------------------------------------

LINES = [BUDGET_LINE, line("1200000"), line("100000", "2号")]
PAID = [PAYMENT, payment("Q1", "600000", paid="2026-10-15"), payment("Q2", "70000.5", paid="2026-11-02")]


def load(folder: Path, filled: dict[str, bytes], command: str = "load") -> tuple[int, list[dict[str, Any]], Path]:
    """Exit code, notices and store of a load (or check) of one project with budget, payments and a target."""
    target = [INDICATOR, ["2026", "P2", "产出指标", "数量指标", "维修学校数", "≥12所", "100"]]
    reported = [MONITORING, ["2026", "P2", "维修学校数", "2026-06", "3"]]
    files = {"unit.csv": ORGANISATION, "project.csv": PROJECT, "line.csv": LINES, "pay.csv": PAID}
    put(folder / "inbox", {**files, "target.csv": target, "report.csv": reported, **filled})
    code = main([command, str(folder / "inbox"), "--store", str(folder / "store"), "--json", str(folder / "said.json")])
    said = json.loads((folder / "said.json").read_text(encoding="utf-8"))
    return code, [notice for notice in said["notices"] if notice["code"].startswith("form_")], folder / "store"


def test_money_that_is_ours_is_no_matter(tmp_path: Path) -> None:
    """130万元 budgeted, 60万元 paid by October: equal; so is a figure that the form has rounded.

    A form that was handed in again is answered for by the later one: what it replaced is held against nobody.
    """
    columns = ("年初预算数", "调整后预算数", "{}执行数", "{}执行率", "全年预计执行数")
    exact = monitoring(columns=columns, money=(("年度资金总额：", 130, "130.00", 60, "46%", 118.5),))
    wrong = monitoring(money=(("年度资金总额：", 99, 60, "", 118.5),))
    year = evaluated(money=(("年度资金总额", 130, 130, 67, 10, "52%", 7.5),))  # 67.00005 by the end of the year
    files = {"2026-11-05.xlsx": workbook({"甲": wrong}), "2026-11-20.xlsx": workbook({"甲": exact, "乙": year})}

    code, notices, _ = load(tmp_path, files)

    assert notices == []
    assert code == 0


def test_money_that_is_not_ours_is_reported_and_never_imported(tmp_path: Path) -> None:
    """A notice for each figure, with exit 1; the snapshot keeps its own money and shows both; `check` says the same."""
    form = monitoring(money=(("年度资金总额：", 120, 61.5, "51%", 118.5),))

    code, notices, store = load(tmp_path, {"表.xlsx": workbook({"甲": form})})
    checked, said_before, _ = load(tmp_path, {"表.xlsx": workbook({"甲": form})}, "check")

    assert (code, checked) == (1, 1)
    assert said_before == notices
    assert [(one["code"], one["file"], one["sheet"], one["row"], one["details"]) for one in notices] == [
        ("form_money_differs", "表.xlsx", "甲", 5,
         {"figure": "budget_initial_yuan", "given": "1200000.00", "ours": "1300000.00", "difference": "-100000.00"}),
        ("form_money_differs", "表.xlsx", "甲", 5,
         {"figure": "paid_yuan", "given": "615000.00", "ours": "600000.00", "difference": "15000.00"}),
    ]  # fmt: skip
    reader = snapshots.open_reader(store)
    with reader.cursor() as cursor:
        assert cursor.execute(
            "select budget_initial_yuan, paid_yuan from project_money where project_code = 'P1' and month = 10"
        ).fetchall() == [(Decimal("1300000"), Decimal("600000"))]
    (broken,) = [one for one in read_module.broken_checks(reader, examples=5).to_dicts() if one["row_count"]]
    assert (broken["name"], broken["row_count"]) == ("money_on_forms_meets_our_own", 2)
