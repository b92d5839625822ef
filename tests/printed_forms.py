"""The two official forms as a department fills them in: openpyxl sheets in the printed layout, merged cells and all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import openpyxl

TICK_COLUMNS = ("经费保障", "制度保障", "人员保障", "硬件条件保障", "其他", "原因说明")
LIKELIHOODS = ("确定能", "有可能", "完全不可能")

MonitoringRow = Sequence[Any]  # three levels, target, actual, expected, five causes, note, three likelihoods, remark


def monitoring_row(
    l3: str,
    actual: Any,
    likelihood: str = "确定能",
    *,
    l1: str = "",
    l2: str = "",
    target: Any = "≥50个",
    expected: Any = "",
    causes: Sequence[str] = (),
    note: str = "",
    tick: str = "√",
) -> list[Any]:
    """One indicator line; l1 and l2 empty where the cell above reaches down."""
    ticks = [tick if name in causes else None for name in TICK_COLUMNS[:5]]
    likely = [tick if name == likelihood else None for name in LIKELIHOODS]
    return [l1, l2, l3, target, actual, expected, *ticks, note or None, *likely, None]


@dataclass
class Monitoring:
    """What stands on one 项目支出绩效目标执行监控表."""

    rows: Sequence[MonitoringRow]
    project: Any = "校舍维修"
    department: Any = "302-区教育局"
    agency: Any = "302001-第一小学"
    title: Sequence[Any] = ("项目支出绩效目标执行监控表", "（2026年度）")
    months: str = "1-10月"
    unit: str = "（万元）"
    columns: Sequence[str] = ("年初预算数", "{}执行数", "{}执行率", "全年预计执行数")
    money: Sequence[Sequence[Any]] = (
        ("年度资金总额：", 120, 60, "50%", 118.5),
        ("其中：本年一般公共预算拨款", 120, 60, "50%", 118.5),
        ("其他资金", None, None, None, None),
    )
    merges: Sequence[tuple[int, int, int]] = ()  # column, first and last line of the indicators, 0-based
    footer: Sequence[Sequence[Any]] = (("填报人：王一  联系电话：0533-1234567  填报日期：2026年11月5日",),)


def write_monitoring(sheet: Any, form: Monitoring, top: int = 1) -> int:
    """The form from row `top` on; gives the row of its first indicator."""
    row = top
    for line in form.title:
        sheet.cell(row, 1, line)
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=16)
        row += 1
    sheet.cell(row, 1, "项目名称")
    sheet.cell(row, 3, form.project)
    sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=2)
    sheet.merge_cells(start_row=row, end_row=row, start_column=3, end_column=16)
    row += 1
    for column, text in ((1, "主管部门及代码"), (3, form.department), (7, "实施单位"), (9, form.agency)):
        sheet.cell(row, column, text)
    row += 1
    first_of_money = row
    sheet.cell(row, 1, f"项目资金\n{form.unit}")
    for column, header in enumerate(form.columns, start=4):
        sheet.cell(row, column, header.format(form.months))
    for label, *amounts in form.money:
        row += 1
        sheet.cell(row, 3, label)
        for column, amount in enumerate(amounts, start=4):
            sheet.cell(row, column, amount)
    sheet.merge_cells(start_row=first_of_money, end_row=row, start_column=1, end_column=2)
    row += 1
    sheet.cell(row, 1, "年度总体目标")
    sheet.cell(row, 3, "完成12所学校的校舍维修，消除安全隐患。")
    row += 1
    heads = ["一级指标", "二级指标", "三级指标", "年度指标值", f"{form.months}执行情况", "全年预计完成情况"]
    heads += ["偏差原因分析", *[""] * 5, "完成目标可能性", "", "", "备注"]
    for column, header in enumerate(heads, start=1):
        sheet.cell(row, column, header)
    for column, header in enumerate([*TICK_COLUMNS, *LIKELIHOODS], start=7):
        sheet.cell(row + 1, column, header)
    sheet.merge_cells(start_row=row, end_row=row, start_column=7, end_column=12)
    sheet.merge_cells(start_row=row, end_row=row, start_column=13, end_column=15)
    for column in (1, 2, 3, 4, 5, 6, 16):
        sheet.merge_cells(start_row=row, end_row=row + 1, start_column=column, end_column=column)
    return _write_rows(sheet, form.rows, form.merges, form.footer, row + 2)


@dataclass
class SelfEvaluation:
    """What stands on one 项目支出绩效自评表; its rows have a cell for each of `headers`."""

    rows: Sequence[Sequence[Any]]
    project: Any = "校舍维修"
    department: Any = "302-区教育局"
    agency: Any = "302001-第一小学"
    title: Sequence[Any] = ("项目支出绩效自评表", "（2026年度）")
    money: Sequence[Sequence[Any]] = (
        ("年度资金总额", 120, 120, 90, 10, "75%", 7.5),
        ("其中：本年财政拨款", 120, 120, 90, None, "75%", None),
        ("上年结转资金", None, None, None, None, None, None),
        ("其他资金", None, None, None, None, None, None),
    )
    unit: str = "（万元）"
    total: Sequence[Any] | None = ("总分", None, None, None, None, 100, 96.5, None)
    merges: Sequence[tuple[int, int, int]] = ()
    footer: Sequence[Sequence[Any]] = ()
    headers: Sequence[str] = field(
        default_factory=lambda: [
            "一级指标",
            "二级指标",
            "三级指标",
            "年度指标值",
            "实际完成值",
            "分值",
            "得分",
            "偏差原因分析及改进措施",
        ]
    )


def write_self_evaluation(sheet: Any, form: SelfEvaluation, top: int = 1) -> int:
    """The form from row `top` on; gives the row of its first indicator."""
    row = top
    for line in form.title:
        sheet.cell(row, 1, line)
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=8)
        row += 1
    for labels in ((("项目名称", form.project),), (("主管部门", form.department), ("实施单位", form.agency))):
        for place, (label, value) in enumerate(labels):
            sheet.cell(row, 1 + 4 * place, label)
            sheet.cell(row, 3 + 3 * place, value)
        row += 1
    first_of_money = row
    sheet.cell(row, 1, f"项目资金{form.unit}")
    for column, header in enumerate(("年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"), start=3):
        sheet.cell(row, column, header)
    for label, *amounts in form.money:
        row += 1
        sheet.cell(row, 2, label)
        for column, amount in enumerate(amounts, start=3):
            sheet.cell(row, column, amount)
    sheet.merge_cells(start_row=first_of_money, end_row=row, start_column=1, end_column=1)
    row += 1
    sheet.cell(row, 1, "年度总体目标")
    sheet.cell(row, 2, "预期目标")
    sheet.cell(row, 5, "实际完成情况")
    sheet.cell(row + 1, 2, "完成12所学校的校舍维修。")
    sheet.cell(row + 1, 5, "已完成。")
    sheet.merge_cells(start_row=row, end_row=row + 1, start_column=1, end_column=1)
    row += 2
    for column, header in enumerate(form.headers, start=1):
        sheet.cell(row, column, header)
    tail = [*([form.total] if form.total else []), *form.footer]
    return _write_rows(sheet, form.rows, form.merges, tail, row + 1)


def _write_rows(
    sheet: Any,
    rows: Sequence[Sequence[Any]],
    merges: Sequence[tuple[int, int, int]],
    tail: Sequence[Sequence[Any]],
    first: int,
) -> int:
    for row, values in enumerate([*rows, *tail], start=first):
        for column, value in enumerate(values, start=1):
            if value not in ("", None):
                sheet.cell(row, column, value)
    for column, top, bottom in merges:
        sheet.merge_cells(start_row=first + top, end_row=first + bottom, start_column=column + 1, end_column=column + 1)
    return first


def workbook(forms: Mapping[str, Monitoring | SelfEvaluation]) -> bytes:
    """One form a sheet."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, form in forms.items():
        sheet = book.create_sheet(name)
        if isinstance(form, Monitoring):
            write_monitoring(sheet, form)
        else:
            write_self_evaluation(sheet, form)
    return saved(book)


def saved(book: Any) -> bytes:
    """The bytes of a workbook."""
    content = BytesIO()
    book.save(content)
    return content.getvalue()
