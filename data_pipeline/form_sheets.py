"""Printed forms onto sheets: 项目支出绩效目标执行监控表 and 项目支出绩效自评表 as they are laid out, blank or filled.

What they say comes from the caller; how they are read again stands in `forms`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

import xlsxwriter

Cell = str | int | float | None
TICK = "√"
CAUSES = ("经费保障", "制度保障", "人员保障", "硬件条件保障", "其他", "原因说明")
LIKELIHOODS = ("确定能", "有可能", "完全不可能")
MONITORING_TITLE, EVALUATION_TITLE = "项目支出绩效目标执行监控表", "项目支出绩效自评表"
EVALUATION_COLUMNS = ("年度指标值", "实际完成值", "分值", "得分", "偏差原因分析及改进措施")
BLANK_LEVELS = (
    ("产出指标", "数量指标"),
    ("产出指标", "质量指标"),
    ("产出指标", "时效指标"),
    ("产出指标", "成本指标"),
    ("效益指标", "经济效益指标"),
    ("效益指标", "社会效益指标"),
    ("效益指标", "生态效益指标"),
    ("效益指标", "可持续影响指标"),
    ("满意度指标", "服务对象满意度指标"),
)


@dataclass(frozen=True)
class Head:
    """Which project a form is about."""

    year: str = "    "
    project: str = ""
    department: str = ""
    agency: str = ""
    reported: str = ""


@dataclass(frozen=True)
class MonitoringForm:
    """A monitoring form. A row: three levels, target, done, expected, five causes, note, three likelihoods, remark.

    `money`: label of each row, then budget at the start, adjusted, paid, rate, forecast, in 万元.
    """

    head: Head = field(default_factory=Head)
    month: str = "  "
    money: Sequence[Sequence[Cell]] = (("年度资金总额：",), ("其中：本年一般公共预算拨款",), ("其他资金",))
    rows: Sequence[Sequence[Cell]] = tuple((*levels, "") for levels in BLANK_LEVELS for _ in range(2))


@dataclass(frozen=True)
class EvaluationForm:
    """A self-evaluation. A row: three levels, target, done, points, score, note.

    `money`: label of each row, then budget at the start, adjusted, paid, points, rate, score, in 万元.
    """

    head: Head = field(default_factory=Head)
    money: Sequence[Sequence[Cell]] = (
        ("年度资金总额",),
        ("其中：本年财政拨款",),
        ("上年结转资金",),
        ("其他资金",),
    )
    rows: Sequence[Sequence[Cell]] = tuple((*levels, "") for levels in BLANK_LEVELS for _ in range(2))
    total: Sequence[Cell] = ("总分", None, None, None, None, 100, None, None)


class Pen:
    """Writes forms onto the sheets of one workbook."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        box = {"border": 1, "text_wrap": True, "align": "center", "valign": "vcenter", "font_size": 10}
        self.cell = book.add_format(box)
        self.head = book.add_format({**box, "bold": True})
        self.title = book.add_format({"bold": True, "align": "center", "font_size": 16})
        self.line = book.add_format({"align": "center", "font_size": 10})
        self.left = book.add_format({"align": "left", "font_size": 10})

    def monitoring(self, sheet: Any, form: MonitoringForm, top: int = 0) -> int:
        """The form from row `top` (0-based) on; gives the first row below it."""
        last = 15
        self._paper(sheet, (12, 12, 22, 12, 12, 12, 6, 6, 6, 6, 6, 16, 6, 6, 6, 10))
        row = self._title(sheet, MONITORING_TITLE, form.head, top, last)
        self._span(sheet, row, 0, row, 1, "项目名称", self.head)
        self._span(sheet, row, 2, row, last, form.head.project, self.cell)
        row += 1
        self._span(sheet, row, 0, row, 1, "主管部门及代码", self.head)
        self._span(sheet, row, 2, row, 5, form.head.department, self.cell)
        self._span(sheet, row, 6, row, 8, "实施单位", self.head)
        self._span(sheet, row, 9, row, last, form.head.agency, self.cell)
        row += 1
        so_far = f"1-{form.month}月执行"
        row = self._money(
            sheet,
            row,
            2,
            (
                (3, 3, "年初预算数"),
                (4, 4, "调整后预算数"),
                (5, 5, f"{so_far}数"),
                (6, 8, f"{so_far}率"),
                (9, last, "全年预计执行数"),
            ),
            form.money,
        )
        self._span(sheet, row, 0, row, 1, "年度总体目标", self.head)
        self._span(sheet, row, 2, row, last, "", self.cell)
        row += 1
        singles = ("一级指标", "二级指标", "三级指标", "年度指标值", f"1-{form.month}月执行情况", "全年预计完成情况")
        for column, text in [*enumerate(singles), (last, "备注")]:
            self._span(sheet, row, column, row + 1, column, text, self.head)
        self._span(sheet, row, 6, row, 11, "偏差原因分析", self.head)
        self._span(sheet, row, 12, row, 14, "完成目标可能性", self.head)
        for column, text in enumerate((*CAUSES, *LIKELIHOODS), start=6):
            sheet.write_string(row + 1, column, text, self.head)
        sheet.set_row(row + 1, 28)
        row = self._indicators(sheet, row + 2, form.rows, last)
        return self._signed(sheet, row, form.head)

    def evaluation(self, sheet: Any, form: EvaluationForm, top: int = 0) -> int:
        """The form from row `top` (0-based) on; gives the first row below it."""
        last = 7
        self._paper(sheet, (14, 18, 24, 14, 14, 8, 8, 26))
        row = self._title(sheet, EVALUATION_TITLE, form.head, top, last)
        sheet.write_string(row, 0, "项目名称", self.head)
        self._span(sheet, row, 1, row, last, form.head.project, self.cell)
        row += 1
        sheet.write_string(row, 0, "主管部门", self.head)
        self._span(sheet, row, 1, row, 3, form.head.department, self.cell)
        sheet.write_string(row, 4, "实施单位", self.head)
        self._span(sheet, row, 5, row, last, form.head.agency, self.cell)
        row += 1
        heads = ("年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分")
        columns = [(column, column, text) for column, text in enumerate(heads, start=2)]
        row = self._money(sheet, row, 1, columns, form.money)
        self._span(sheet, row, 0, row + 1, 0, "年度总体目标", self.head)
        for step, (goal, done) in enumerate((("预期目标", "实际完成情况"), ("", ""))):
            self._span(sheet, row + step, 1, row + step, 3, goal, self.head)
            self._span(sheet, row + step, 4, row + step, last, done, self.head)
        row += 2
        for column, text in enumerate(("一级指标", "二级指标", "三级指标", *EVALUATION_COLUMNS)):
            sheet.write_string(row, column, text, self.head)
        row = self._indicators(sheet, row + 1, form.rows, last)
        for column, points in enumerate(form.total):
            sheet.write(row, column, points, self.head)
        return self._signed(sheet, row + 1, form.head)

    def _paper(self, sheet: Any, widths: Sequence[int]) -> None:
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)

    def _title(self, sheet: Any, title: str, head: Head, row: int, last: int) -> int:
        sheet.merge_range(row, 0, row, last, title, self.title)
        sheet.merge_range(row + 1, 0, row + 1, last, f"（{head.year}年度）", self.line)
        return row + 2

    def _money(
        self,
        sheet: Any,
        row: int,
        label: int,
        columns: Sequence[tuple[int, int, str]],
        lines: Sequence[Sequence[Cell]],
    ) -> int:
        """The block of money. `columns`: first and last column of each figure, and its header."""
        self._span(sheet, row, 0, row + len(lines), label - 1, "项目资金\n（万元）", self.head)
        sheet.write_blank(row, label, None, self.head)
        for first, last, text in columns:
            self._span(sheet, row, first, row, last, text, self.head)
        for step, (name, *values) in enumerate(lines, start=1):
            sheet.write_string(row + step, label, str(name), self.cell)
            for place, (first, last, _) in enumerate(columns):
                self._span(sheet, row + step, first, row + step, last, "", self.cell)
                sheet.write(row + step, first, values[place] if place < len(values) else None, self.cell)
        return row + 1 + len(lines)

    def _indicators(self, sheet: Any, first: int, rows: Sequence[Sequence[Cell]], last: int) -> int:
        """The rows with their first two columns merged over equal levels."""
        for row, cells in enumerate(rows, start=first):
            for column in range(2, last + 1):
                value = cells[column] if column < len(cells) else None
                sheet.write(row, column, value, self.cell)
        for depth in (1, 2):
            start = first
            for key, members in groupby(rows, key=lambda cells: tuple(cells[:depth])):
                end = start + len(list(members)) - 1
                self._span(sheet, start, depth - 1, end, depth - 1, str(key[-1] or ""), self.cell)
                start = end + 1
        return first + len(rows)

    def _signed(self, sheet: Any, row: int, head: Head) -> int:
        sheet.write_string(row, 0, f"填报人：      联系电话：      填报日期：{head.reported}", self.left)
        return row + 1

    def _span(self, sheet: Any, top: int, left: int, bottom: int, right: int, text: str, style: Any) -> None:
        """One cell or merged cells with a text."""
        if (top, left) == (bottom, right):
            sheet.write_string(top, left, text, style)
        else:
            sheet.merge_range(top, left, bottom, right, text, style)
