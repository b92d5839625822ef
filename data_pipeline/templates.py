"""Blank workbooks to fill in: one a dataset, with its headers, what goes under them, and drop-downs for the words;
and the two printed forms.

A filled template loads as it is: the required columns are marked with a star that the reader knows.
"""

from pathlib import Path
from typing import Any

import xlsxwriter

from data_pipeline import form_sheets
from data_pipeline.contracts import words
from data_pipeline.form_sheets import EvaluationForm, MonitoringForm
from data_pipeline.sources import Dataset, Field, Sources

A4, A3 = 9, 8  # as Excel numbers them
COLUMNS_ON_A4 = 12
ROWS = 2000  # that far down the drop-downs and text formats reach
WAYS = {
    "code": "编码，文本格式，保留前导零",
    "identifier": "编号或文号，文本格式",
    "subject": "编码，文本格式",
    "text": "文字",
    "amount": "金额，单位：元（改单位请改表头括号内的字）",
    "date": "日期，如 2026-10-31",
    "month": "月份，如 2026-10",
    "year": "年度，如 2026",
    "month_number": "月份，1 至 12",
    "yes_no": "是 或 否",
    "decimal": "数字",
    "operator": "≥ > = < ≤",
    "target": "目标值，如 ≥50个、≤90万元、不低于95%、6月底前",
    "actual": "完成值，如 50、96%、达成预期指标、已完成",
}
FORMS = (form_sheets.MONITORING_TITLE, form_sheets.EVALUATION_TITLE)
CHOICES = {"yes_no": ("是", "否"), "operator": ("≥", ">", "=", "<", "≤")}


def write(folder: Path, described: Sources) -> list[Path]:
    """One workbook a dataset and one a printed form in `folder`, named for it."""
    folder.mkdir(parents=True, exist_ok=True)
    tables = [_write(folder / f"{dataset.zh}.xlsx", dataset) for dataset in described.values()]
    return [*tables, *(_write_form(folder / f"{title}.xlsx", title) for title in FORMS)]


def _write_form(path: Path, title: str) -> Path:
    """A blank printed form; the cells under the narrow columns offer the tick."""
    with xlsxwriter.Workbook(path) as book:
        pen, sheet = form_sheets.Pen(book), book.add_worksheet(title)
        if title == form_sheets.MONITORING_TITLE:
            end = pen.monitoring(sheet, MonitoringForm())
            for first, last in ((6, 10), (12, 14)):
                sheet.data_validation(
                    0, first, end, last, {"validate": "list", "source": [form_sheets.TICK], "error_type": "information"}
                )
        else:
            pen.evaluation(sheet, EvaluationForm())
    return path


def _write(path: Path, dataset: Dataset) -> Path:
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        text = book.add_format({"num_format": "@"})
        styles = {
            True: book.add_format({"bold": True, "bg_color": "#FCE4D6", "border": 1, "text_wrap": True}),
            False: book.add_format({"bold": True, "bg_color": "#DDEBF7", "border": 1, "text_wrap": True}),
        }
        sheet = book.add_worksheet(dataset.zh)
        for column, field in enumerate(dataset.fields):
            sheet.set_column(column, column, max(12, 2 * len(header(field)) + 2), None if _is_number(field) else text)
            sheet.write_string(0, column, header(field), styles[field.required])
            choices = choices_of(dataset, field)
            if choices:
                sheet.data_validation(
                    1, column, ROWS, column, {"validate": "list", "source": list(choices), "ignore_blank": True}
                )
        sheet.freeze_panes(1, 0)
        _set_up_print(sheet, is_wide=len(dataset.fields) > COLUMNS_ON_A4)
        _write_notes(book, dataset)
    return path


def _set_up_print(sheet: Any, *, is_wide: bool = False) -> None:
    """Across, one page wide, the header on every page, page numbers; A3 for what would be small on A4."""
    sheet.set_landscape()
    sheet.set_paper(A3 if is_wide else A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_footer("&C第 &P 页，共 &N 页")


def header(field: Field) -> str:
    """The header as the template has it: unit of money in brackets, a star where the column must be filled."""
    unit = "(元)" if field.kind == "amount" else ""
    return f"{field.header}{unit}{'*' if field.required else ''}"


def choices_of(dataset: Dataset, field: Field) -> tuple[str, ...]:
    """What a cell may hold where the contract lists it."""
    return CHOICES.get(field.kind, words(dataset.name).get(field.name, ()))


def _is_number(field: Field) -> bool:
    return field.kind in ("amount", "decimal", "year", "month_number")


def _write_notes(book: xlsxwriter.Workbook, dataset: Dataset) -> None:
    notes = book.add_worksheet("填写说明")
    notes.set_column(0, 0, 24)
    notes.set_column(1, 1, 10)
    notes.set_column(2, 2, 60)
    notes.write_row(0, 0, ["栏目", "必填", "怎么填"], book.add_format({"bold": True}))
    for row, field in enumerate(dataset.fields, start=1):
        choices = choices_of(dataset, field)
        way = "、".join(choices) if choices else WAYS.get(field.kind, "文字")
        notes.write_row(row, 0, [field.header, "是" if field.required else "", way])
    _set_up_print(notes)
