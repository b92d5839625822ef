"""Printed forms of the made-up district: what some departments hand in instead of rows of a table.

Three departments monitor on forms, each its own way: a sheet a project, all on one sheet, a file a project. One judges
itself on forms. Their rows leave the plain tables; what a form has no place for (class of the cause, measure, date of
the evaluation) is lost with that. Only the first places of the pool do so, whatever the size of the district.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import xlsxwriter

from data_pipeline.form_sheets import Cell, EvaluationForm, Head, MonitoringForm, Pen
from data_pipeline.sample.files import MADE_ON
from data_pipeline.sample.ledger import Ledger

FIRST_PLACES = 400
A_SHEET_EACH, ON_ONE_SHEET, A_FILE_EACH, JUDGES_ITSELF = "302", "351", "401", "360"
MONITORED, EVALUATED = (2026, 8), (2025, 12)  # year and month
CENTS_IN_WAN = 1_000_000
HANDED_IN = "2026-02"  # the self-evaluations of 2025
CAUSES = ("cause_funding", "cause_rules", "cause_staff", "cause_hardware", "cause_other")
LIKELIHOODS = ("确定能", "有可能", "完全不可能")
TOO_MUCH_CENTS = 10_000_000  # in the one form whose payments are wrong on purpose
FULL = 100  # points


@dataclass(frozen=True)
class Project:
    """What a form says of its project in its head, and its money in cents."""

    code: str
    name: str
    department: str
    department_name: str
    agency: str
    initial: int
    current: int
    paid: int


@dataclass
class PrintedForms:
    """Every form of the district, by the file it goes into."""

    folder: Path
    ledger: Ledger
    forms: dict[str, list[tuple[str, MonitoringForm | EvaluationForm]]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def monitor(self, projects: Iterable[Project], reports: pl.DataFrame, targets: pl.DataFrame) -> None:
        """Monitoring forms of these projects, from the rows that a plain table would have held."""
        wanted = targets.unique(["project_code", "indicator_l3"], keep="last", maintain_order=True).select(
            "project_code", "indicator_l1", "indicator_l2", "indicator_l3", "target_value"
        )
        rows_of = by_project(
            reports.join(wanted, on=["project_code", "indicator_l3"], how="left", maintain_order="left")
        )
        year, month = MONITORED
        for project in projects:
            rows = rows_of.get(project.code, [])
            if not rows:
                continue
            name = f"绩效目标执行监控表_{project.department_name}"
            name += f"_{project.name}" if project.department == A_FILE_EACH else ""
            file = f"{name}-{year}-{month:02d}.xlsx"
            paid = project.paid + self._mistake(project, file)
            form = MonitoringForm(
                head=head_of(project, year, rows[0]["reported_date"]),
                month=str(month),
                money=monitored_money(project, paid, rows[0]["forecast_full_year_cents"]),
                rows=[monitoring_row(row) for row in rows],
            )
            self.forms[file].append((project.name, form))
            self.ledger.count("monitoring_report", "accepted", len(rows))

    def evaluate(
        self, projects: Iterable[Project], reports: pl.DataFrame, targets: pl.DataFrame, results: pl.DataFrame
    ) -> None:
        """Self-evaluations; their indicators stand beside the approved ones, as a revision without a date."""
        columns = ["project_code", "indicator_l3", "actual_value", "cause_note"]
        rows_of = by_project(
            targets.join(
                reports.select(columns), on=["project_code", "indicator_l3"], how="inner", maintain_order="left"
            )
        )
        score_of = dict(results.select("project_code", "score").iter_rows())
        for project in projects:
            rows = rows_of[project.code]
            file = f"绩效自评表_{project.department_name}-{HANDED_IN}.xlsx"
            self.forms[file].append((project.name, evaluation_form(project, rows, score_of[project.code])))
            for dataset in ("indicator", "monitoring_report"):
                self.ledger.count(dataset, "accepted", len(rows))
            self.ledger.count("evaluation", "accepted", 1)

    def spoil(self, project: Project) -> None:
        """Two forms that cannot be used as they are: one of a project nobody knows, one filled in badly."""
        year, month = MONITORED
        levels = ("产出指标", "数量指标")
        good = [(*levels, "服务场次", "≥12场", "8", "12", *[None] * 6, "√"), (*levels, "服务人次", "≥500人次", "320")]
        twice = (*levels, "巡查次数", "≥24次", "16", "24", *[None] * 6, "√", "√")
        told = (*levels, "台账完整率", "≥95%", "基本完整", "", *[None] * 6, "√")
        file = f"绩效目标执行监控表_待核-{year}-{month:02d}.xlsx"
        money = MonitoringForm().money
        for name, rows, fate in (("尚未入库的服务项目", good, "unmatched"), (project.name, [twice, told], "refused")):
            head = Head(str(year), name, f"{project.department}-{project.department_name}", project.agency)
            self.forms[file].append((name, MonitoringForm(head, str(month), money, rows)))
            self.ledger.count("monitoring_report", fate, len(rows))

    def close(self) -> None:
        """Write the workbooks."""
        for file in sorted(self.forms):
            book = xlsxwriter.Workbook(
                self.folder / file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
            )
            book.set_properties({"created": MADE_ON, "author": "青岚区"})
            write_forms(book, self.forms[file], on_one_sheet=len(self.forms[file]) > 1 and is_long_sheet(file))
            book.close()

    def _mistake(self, project: Project, file: str) -> int:
        """The payments of the first form are wrong, by a sum that no rounding explains."""
        if self.ledger.form_differences or project.department != A_SHEET_EACH:
            return 0
        self.ledger.form_differences.append(
            {
                "file": file,
                "project_code": project.code,
                "figure": "paid_yuan",
                "too_much_yuan": f"{TOO_MUCH_CENTS // 100}.00",
            }
        )
        return TOO_MUCH_CENTS


def is_long_sheet(file: str) -> bool:
    """Whether all forms of a file stand on one sheet, below one another."""
    return "区民政局" in file


def write_forms(
    book: xlsxwriter.Workbook, forms: list[tuple[str, MonitoringForm | EvaluationForm]], *, on_one_sheet: bool
) -> None:
    """A sheet a form, or all on one with a blank line between them."""
    pen, row = Pen(book), 0
    shared: Any = book.add_worksheet("监控表") if on_one_sheet else None
    for number, (_, form) in enumerate(forms, start=1):
        sheet = shared or book.add_worksheet(f"{number}")
        top = row if on_one_sheet else 0
        end = pen.monitoring(sheet, form, top) if isinstance(form, MonitoringForm) else pen.evaluation(sheet, form, top)
        row = end + 1


def by_project(frame: pl.DataFrame) -> dict[str, list[dict[str, Any]]]:
    """Rows as they stand, under the code of their project."""
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in frame.to_dicts():
        found[row["project_code"]].append(row)
    return found


def can_be_judged(targets: pl.DataFrame, reports: pl.DataFrame, results: pl.DataFrame) -> set[str]:
    """Projects that judged themselves, told of every indicator in December, and never changed or forgot a date."""
    asked = targets.group_by("project_code").agg(
        count=pl.len(), names=pl.col("indicator_l3").n_unique(), is_dated=pl.col("approved_date").is_not_null().all()
    )
    told = reports.group_by("project_code").agg(told=pl.len())
    judged = results.filter(pl.col("evaluation_kind") == "单位自评").select("project_code").unique()
    whole = asked.join(told, on="project_code").join(judged, on="project_code")
    return set(
        whole.filter((pl.col("count") == pl.col("names")) & (pl.col("told") == pl.col("count")) & pl.col("is_dated"))[
            "project_code"
        ]
    )


def head_of(project: Project, year: int, reported: date | None) -> Head:
    """The head of a form."""
    day = f"{reported.year}年{reported.month}月{reported.day}日" if reported else ""
    department = f"{project.department}-{project.department_name}"
    return Head(str(year), project.name, department, project.agency, day)


def monitoring_row(row: dict[str, Any]) -> list[Cell]:
    """One line of a monitoring form."""
    told = [row[name] for name in ("indicator_l1", "indicator_l2", "indicator_l3", "target_value", "actual_value")]
    ticks = ["√" if word == row["likelihood"] else None for word in LIKELIHOODS]
    return [*told, row["expected_full_year"], *(row[name] for name in CAUSES), row["cause_note"], *ticks, None]


def monitored_money(project: Project, paid: int, forecast: int | None) -> list[list[Cell]]:
    """The block of money: the total and the part that is all of it, in 万元 to 100 yuan."""
    rate = f"{paid * 10_000 // project.current / 100}%" if project.current > 0 else None
    figures: list[Cell] = [wan(project.initial), wan(project.current), wan(paid), rate]
    figures.append(None if forecast is None else wan(forecast))
    return [["年度资金总额：", *figures], ["其中：本年一般公共预算拨款", *figures], ["其他资金"]]


def evaluation_form(project: Project, rows: list[dict[str, Any]], score: str) -> EvaluationForm:
    """A self-evaluation whose points add up to the score: each indicator its share, the rest for the execution rate."""
    hundredths = int(score.replace(".", ""))
    points = [int(row["weight_points"]) for row in rows]
    scores = [weight * hundredths // FULL for weight in points]
    for_rate = FULL - sum(points)
    rest = hundredths - sum(scores)
    if not for_rate:
        scores[0], rest = scores[0] + rest, 0
    lines: list[list[Cell]] = []
    of_level: dict[str, int] = defaultdict(int)
    for row, weight in zip(rows, points, strict=True):
        of_level[row["indicator_l1"]] += weight
    for row, weight, own in zip(rows, points, scores, strict=True):
        first = f"{row['indicator_l1']}（{of_level[row['indicator_l1']]}分）"
        told = [row["indicator_l2"], row["indicator_l3"], row["target_value"], row["actual_value"]]
        lines.append([first, *told, weight, own / 100, row["cause_note"]])
    rate = f"{project.paid * 10_000 // project.current / 100}%" if project.current > 0 else None
    figures: list[Cell] = [wan(project.initial), wan(project.current), wan(project.paid)]
    return EvaluationForm(
        head=head_of(project, EVALUATED[0], None),
        money=[
            ["年度资金总额", *figures, for_rate or None, rate, rest / 100 if for_rate else None],
            ["其中：本年财政拨款", *figures],
            ["上年结转资金"],
            ["其他资金"],
        ],
        rows=lines,
        total=("总分", None, None, None, None, FULL, hundredths / 100, None),
    )


def wan(cents: int) -> float:
    """Cents in 万元, rounded to 100 yuan."""
    return (cents + CENTS_IN_WAN // 200) // (CENTS_IN_WAN // 100) / 100
