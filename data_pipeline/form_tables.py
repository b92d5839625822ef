"""Printed forms as rows of datasets: what 绩效监控, 绩效目标 and 绩效评价 take from each, in the words of plain tables.

A monitoring form gives monitoring rows; a self-evaluation gives indicators, December's monitoring rows and one result.
A form names its project and does not know its code: its rows carry a token instead, which `form_projects` replaces once
the projects are known.
"""

from collections import defaultdict
from dataclasses import dataclass, field

import polars as pl

from data_pipeline import cleaning, form_words, forms
from data_pipeline.cleaning import TOO_LONG
from data_pipeline.forms import FormRow, PrintedForm
from data_pipeline.problems import Notice
from data_pipeline.readers import BETWEEN_CELLS, LINE, MARKS, ROW, TextTable
from data_pipeline.sources import Sources

TOKEN = "§"  # noqa: S105 - a mark that no project code begins with
MOST_COLUMNS = 60  # a form is a sheet of paper
HEAD = ("项目名称", "主管部门及代码", "实施单位", "预算年度")
GIVEN_BY_HEAD = ("fiscal_year", "project_code", "period_end", "reported_date")
DATASETS = {forms.MONITORING: ("monitoring_report",), forms.SELF_EVALUATION: ("indicator", "monitoring_report")}


@dataclass(frozen=True)
class FormHead:
    """What tells which project a form is about, and its money: one line of the table of printed forms."""

    sheet: str
    row: int
    kind: str
    fiscal_year: int | None
    period_end: str | None
    project_name: str
    project_code: str
    department: str
    money_row: int | None = None
    money_month: int | None = None
    rounded_to_yuan: str | None = None
    figures: dict[str, str] = field(default_factory=dict)


@dataclass
class FormTable:
    """Rows of one dataset from the forms of one sheet that have the same columns."""

    sheet: str
    dataset: str
    fields: list[str]
    header_row: int
    places: dict[str, list[int]]
    headers: list[str]
    text: pl.DataFrame  # as it stands in the form's cells
    marks: pl.DataFrame
    reasons: list[list[dict[str, str | None]]]
    has_money: bool


@dataclass
class PrintedSheet:
    """Everything that the forms of a sheet give."""

    title: str
    tables: list[FormTable]
    heads: list[FormHead]
    notices: list[Notice]


def read(table: TextTable, described: Sources) -> PrintedSheet | None:
    """The forms on a sheet; None where it holds none."""
    if not forms.may_be_printed(table.top):
        return None
    rows = _rows(table)
    also = {
        form_words.plain(header): declared.name
        for name in ("indicator", "monitoring_report")
        for declared in described[name].fields
        for header in (*declared.also, declared.header)
        if declared.name not in (*GIVEN_BY_HEAD, "forecast_full_year_yuan", "cause_other")
    }
    found = forms.read(rows, table.sheet, also)
    if not found:
        return None
    return PrintedSheet(
        title="\n".join(form.title for form in found),
        tables=list(_tables(found, table.sheet, described)),
        heads=[_form_head(form, table.sheet) for form in found],
        notices=[notice for form in found for notice in form.notices],
    )


def token(head: FormHead) -> str:
    """What stands for the project's code in the rows of a form."""
    return f"{TOKEN}{head.row}"


def _rows(table: TextTable) -> list[list[str]]:
    """All rows of the table as text, cells shown as percent as they are shown."""
    width = min(max(len(row) for row in table.top) + 5, MOST_COLUMNS)
    rows: list[list[str]] = []
    for frame in table.below(-1, width):
        cells = frame.select(pl.exclude(MARKS).fill_null("")).rows()
        rows += [list(row) for row in cells]
    for row, column in table.percent():
        if row <= len(rows) and column <= width:
            rows[row - 1][column - 1] = cleaning.percent_text(rows[row - 1][column - 1]) or ""
    while rows and not any(map(str.strip, rows[-1])):  # formatted down to the last row of the sheet
        rows.pop()
    used = max((place for row in rows for place, cell in enumerate(row, start=1) if cell.strip()), default=0)
    return [row[:used] for row in rows]


def _form_head(form: PrintedForm, sheet: str) -> FormHead:
    money = form.money
    return FormHead(
        sheet=sheet,
        row=form.row,
        kind=form.kind,
        fiscal_year=form.fiscal_year,
        period_end=form.period_end.isoformat() if form.period_end else None,
        project_name=form.project_name,
        project_code=form.project_code,
        department=form.department,
        money_row=money.row if money else None,
        money_month=money.month if money else None,
        rounded_to_yuan=money.rounded_to_yuan if money else None,
        figures=money.figures if money else {},
    )


# --- rows of datasets ------------------------------------------------------------------------------------------------


def _tables(found: list[PrintedForm], sheet: str, described: Sources) -> list[FormTable]:
    """The rows by dataset; forms of one layout share a table."""
    alike: dict[tuple[object, ...], list[tuple[PrintedForm, FormRow, dict[str, str]]]] = defaultdict(list)
    for form in found:
        head = {name: text for name, text in _given_by_head(form).items() if text is not None}
        for dataset in DATASETS[form.kind]:
            names = described[dataset].by_name
            fields = [name for name in names if name in form.fields or name in head]
            for row in form.rows:
                values = {name: {**row.values, **head}.get(name, "") for name in fields}
                alike[dataset, tuple(fields), tuple(form.headers)].append((form, row, values))
        if form.score is not None:
            values = _evaluation(form, head)
            alike["evaluation", tuple(values), tuple(form.headers)].append((form, form.score, values))
    return [
        _table(sheet, str(dataset), list(fields), list(headers), rows)  # type: ignore[call-overload]
        for (dataset, fields, headers), rows in alike.items()
    ]


def _given_by_head(form: PrintedForm) -> dict[str, str | None]:
    """Fields of every row that stand once on a form; a date that is not given is left out, so it is unknown."""
    return {
        "fiscal_year": str(form.fiscal_year or ""),
        "project_code": form.project_code or f"{TOKEN}{form.row}",
        "period_end": form.period_end.isoformat() if form.period_end else "",
        "reported_date": form.reported or None,
    }


def _evaluation(form: PrintedForm, head: dict[str, str]) -> dict[str, str]:
    score = form.score.values["score"] if form.score else ""
    given = {"score": score, "grade": form.grade, "evaluated_date": form.evaluated}
    own = {name: head[name] for name in ("fiscal_year", "project_code")} | {"evaluation_kind": "单位自评"}
    return own | {name: text for name, text in given.items() if text or name == "score"}


def _table(
    sheet: str,
    dataset: str,
    fields: list[str],
    headers: list[str],
    rows: list[tuple[PrintedForm, FormRow, dict[str, str]]],
) -> FormTable:
    width = max([len(headers), *(len(row.cells) for _, row, _ in rows)])
    text = pl.DataFrame(
        {name: [values[name] for _, _, values in rows] for name in fields}, schema=dict.fromkeys(fields, pl.String)
    )
    originals = [_original(form, row, width) for form, row, _ in rows]
    marks = pl.DataFrame(
        {
            ROW: pl.Series([row.row for _, row, _ in rows], dtype=pl.Int32),
            TOO_LONG: pl.Series([False] * len(rows), dtype=pl.Boolean),
            LINE: pl.Series([None] * len(rows), dtype=pl.UInt32),
            "is_control": pl.Series([False] * len(rows), dtype=pl.Boolean),
            "original": pl.Series(originals, dtype=pl.String),
        }
    )
    return FormTable(
        sheet=sheet,
        dataset=dataset,
        fields=fields,
        header_row=rows[0][0].header_row,
        places={name: columns for name, columns in rows[0][0].places.items() if name in fields},
        headers=[*headers, *[""] * (width - len(headers)), *HEAD],
        text=text,
        marks=marks,
        reasons=[row.reasons if dataset == "monitoring_report" else [] for _, row, _ in rows],
        has_money="forecast_full_year_yuan" in fields,
    )


def _original(form: PrintedForm, row: FormRow, width: int) -> str:
    """The cells of the row as they stood, and what the form says of its project."""
    cells = [*row.cells, *[""] * (width - len(row.cells))]
    head = [form.project_name, form.department, form.agency, str(form.fiscal_year or "")]
    return BETWEEN_CELLS.join(text.replace(BETWEEN_CELLS, " ") for text in [*cells, *head])
