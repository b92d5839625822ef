"""A second opinion on every metric and verdict: slow, plain, written from the contract alone.

Reads the accepted rows from the staging tables (`warehouse/staged_tables.sql`) with `select *`, computes in exact
fractions, rounds once. It shares no line with the warehouse and is meant to be read by a finance auditor beside
`contract.md`; paragraph signs in the comments point there. Not for production: no speed, no evidence, no words.
"""

from __future__ import annotations

import math
from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import duckdb

Row = Mapping[str, Any]
Maybe = bool | None  # true, false, unknown

DATASETS = (
    "organisation",
    "project",
    "budget_line",
    "payment",
    "indicator",
    "monitoring_report",
    "evaluation",
    "special_fund",
    "supplement_request",
    "audit_finding",
    "cash_plan",
    "monitoring_round",
    "exception",
    "control_total",
)

# Thresholds: defaults of dual-monitoring.md §8.1.
BEHIND, FAR_BEHIND = Decimal("0.80"), Decimal("0.60")  # E01 E02 P01
LARGE_PROJECT_YUAN, LARGE_PROJECT_GAP = Decimal(10_000_000), Decimal("-0.20")  # E03
NO_PAYMENT_FROM_MONTH = 6  # E05
OVERPAYMENT_TOLERANCE_YUAN = Decimal("0.01")  # E06
LAPSE_FROM_MONTH, LAPSE_SHARE = 7, Decimal("0.90")  # E07
LATE_RELEASE_FROM_MONTH, LATE_RELEASE_SHARE = 4, Decimal("0.50")  # E08
TARGET_TOO_LOW = Decimal("1.30")  # P05
LEAST_COVERAGE = Decimal("0.50")  # P09 C01 goal_light
DIVERGENCE, MONEY_AHEAD = Decimal("0.10"), Decimal("0.20")  # D01 D02
RED_WEIGHT_SHARE = Decimal("0.30")  # D03
BALANCE_WORTH_RECLAIMING_YUAN = Decimal(10_000)  # D04
AREA_BEHIND_OVERALL, AREA_BEHIND_TIME = Decimal("0.05"), Decimal("0.10")  # L02
GOOD_SCORE, CUT_RATIO = Decimal(80), Fraction(1, 10)  # C04
CARRY_OVER_NOTICE_MONTHS, CARRY_OVER_LIMIT_MONTHS = 9, 12  # C06
TERM_LIMIT_YEARS = {"阶段性目标": 5, "试点": 3}  # C07, fixed by the notice
EXPIRY_NOTICE_FROM_MONTH = 6  # C08
SPECIAL_FUNDS_A_DEPARTMENT = 1  # A04, fixed by the notice
SUBMISSION_DAYS = 30  # A05
REQUEST_WORKING_DAYS = 5  # L03
MATERIALITY_YUAN = Decimal(50_000)  # X6

AREAS = ("教育", "社会保障", "扶贫")
TIER_COMPLETION = {1: Fraction(1), 2: Fraction(7, 10), 3: Fraction(3, 10)}
LIGHT_ORDER = ("red", "yellow", "green")
UNITS_OF_PERCENT = ("%", "％", "百分比")
KINDS_THAT_STOP = ("截留挪用", "虚报冒领")  # C02
REVIEW_OUTCOMES = {
    "未达预期": "revise_fund",
    "条件变化": "revise_fund",
    "已达目标": "discontinue_fund",
    "不具备条件": "discontinue_fund",
}  # C09
DISCLOSURE_COLUMNS = ("task_list_disclosed_date", "policy_disclosed_date", "self_evaluation_disclosed_date")  # A07

GRAVITY = (
    "verify", "notify", "return", "review_target", "expedite", "circular", "talk", "rectify", "adjust", "merge_funds",
    "reapply", "revise_fund", "withhold_budget", "hold_release", "reclaim", "discontinue_fund", "cut_budget",
    "suspend_payment", "stop_payment",
)  # fmt: skip
OUTCOMES = {
    "E01": "notify", "E02": "rectify", "E03": "rectify", "E04": "notify", "E05": "reclaim", "E06": "verify",
    "E07": "adjust", "E08": "notify", "P01": "rectify", "P02": "rectify", "P03": "rectify",
    "P05": "review_target", "P06": "circular", "P07": "return", "P08": "withhold_budget", "P09": "notify",
    "D01": "verify", "D02": "verify", "D03": "verify", "D04": "reclaim", "L01": "expedite", "L02": "talk",
    "C01": "suspend_payment", "C04": "cut_budget", "C05": "reclaim", "C02": "stop_payment", "C03": "adjust",
    "C07": "revise_fund", "A01": "withhold_budget", "A02": "return", "A03": "withhold_budget", "A04": "merge_funds",
    "A05": "hold_release", "A06": "adjust", "A07": "expedite", "L03": "expedite",
}  # fmt: skip
OUTCOMES_BY_SEVERITY = {
    "P04": {"yellow": "notify", "red": "rectify"},
    "C06": {"yellow": "notify", "red": "reclaim"},
    "C08": {"yellow": "notify", "red": "reapply"},
}  # C09 says its outcome itself: severity does not tell it


# --------------------------------------------------------------------------------------------- arithmetic and logic


def round_half_up(exact: Fraction, places: int) -> Decimal:
    """The exact value rounded half-up (halves away from zero) to so many places."""
    scaled = math.floor(abs(exact) * 10**places + Fraction(1, 2))
    return Decimal(scaled if exact >= 0 else -scaled).scaleb(-places)


def rate(exact: Fraction | None) -> Decimal | None:
    """A rate as it is shown and compared: six places; unknown stays unknown."""
    return None if exact is None else round_half_up(exact, 6)


def cents(exact: Fraction | None) -> Decimal | None:
    """Money at stake: cents half-up, never below 0; unknown stays unknown."""
    return None if exact is None else max(round_half_up(exact, 2), Decimal("0.00"))


def ratio(numerator: Fraction | Decimal | None, denominator: Fraction | Decimal | None) -> Fraction | None:
    """Exact quotient; unknown where a part is unknown or the denominator is not above zero."""
    if numerator is None or denominator is None or denominator <= 0:
        return None
    return Fraction(numerator) / Fraction(denominator)


def all_of(*conditions: Maybe) -> Maybe:
    """AND of three values: false decides."""
    if any(condition is False for condition in conditions):
        return False
    return None if any(condition is None for condition in conditions) else True


def any_of(*conditions: Maybe) -> Maybe:
    """OR of three values: true decides."""
    if any(condition is True for condition in conditions):
        return True
    return None if any(condition is None for condition in conditions) else False


def opposite(condition: Maybe) -> Maybe:
    """NOT of three values."""
    return None if condition is None else not condition


def below(value: Decimal | None, threshold: Decimal | None) -> Maybe:
    """Whether value < threshold; unknown where either is."""
    return None if value is None or threshold is None else value < threshold


def at_least(value: Decimal | None, threshold: Decimal | None) -> Maybe:
    """Whether value >= threshold; unknown where either is."""
    return None if value is None or threshold is None else value >= threshold


def above(value: Decimal | None, threshold: Decimal | None) -> Maybe:
    """Whether value > threshold; unknown where either is."""
    return None if value is None or threshold is None else value > threshold


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, monthrange(year, month)[1])


# ------------------------------------------------------------------------------------------------ what was accepted


@dataclass
class Payment:
    """A payment with the budget lines of its project and year that agree with every field it gives (§1a.5)."""

    row: Row
    candidates: list[Row]
    project_lines: list[Row]

    @property
    def line(self) -> Row | None:
        """Its budget line, known only where exactly one line agrees."""
        return self.candidates[0] if len(self.candidates) == 1 else None

    @property
    def fund_source(self) -> str | None:
        """The source of the agreeing lines if they have one, else of all lines of the project if they have one."""
        for lines in (self.candidates, self.project_lines):
            sources = {line["fund_source"] for line in lines}
            if len(sources) == 1:
                return str(sources.pop())
        return None

    def may_be_of(self, lines: Sequence[Row]) -> bool:
        """Whether an unassigned payment might belong to one of these lines: among its candidates, or it has none."""
        return not self.candidates or any(line is candidate for line in lines for candidate in self.candidates)

    def own_or_line(self, name: str) -> str | None:
        """A code of the payment itself, else of its line; several agreeing lines with one code are enough."""
        own = self.row[name]
        codes = {own} if own else {line[name] for line in self.candidates}
        return codes.pop() if len(codes) == 1 else None


@dataclass
class ProjectYear:
    """A project in one budget year, with everything that was accepted for it."""

    row: Row
    fiscal_year: int
    is_made: bool
    lines: list[Row] = field(default_factory=list)
    payments: list[Payment] = field(default_factory=list)  # only those that count as paid, in this year
    cash_plan: dict[int, Decimal] = field(default_factory=dict)
    revisions: dict[str, list[Row]] = field(default_factory=dict)  # indicator_l3 -> its rows
    reports: dict[str, list[Row]] = field(default_factory=dict)  # indicator_l3 -> monitoring rows

    @property
    def code(self) -> str:
        """The project code."""
        return str(self.row["project_code"])


class District:
    """The accepted rows, grouped by project and year. Nothing is judged here."""

    def __init__(self, rows: dict[str, list[Row]], columns_present: dict[int, set[str]], datasets: set[str]) -> None:
        """Group the rows; make the projects that only other years know."""
        self.rows = rows
        self.columns_present = columns_present
        self.datasets = datasets
        self.project_years: dict[tuple[str, int], ProjectYear] = {}
        self.findings: dict[str, list[Row]] = defaultdict(list)  # project code -> audit findings of any year
        self.supplements: dict[str, list[Row]] = defaultdict(list)  # project code -> supplement requests of any year
        self._collect_projects()
        self.years_of: dict[str, list[int]] = defaultdict(list)
        for code, year in self.project_years:
            self.years_of[code].append(year)
        self._collect_facts()
        loaded_years = [row["fiscal_year"] for row in rows["project"]]
        self.first_year, self.last_year = min(loaded_years), max(loaded_years)

    def has(self, row: Row, column: str) -> bool:
        """Whether the file part that the row came from had this column (§1a.7: absent is unknown, empty is none)."""
        return column in self.columns_present.get(row["source_id"], set())

    def projects_of(self, fiscal_year: int) -> list[ProjectYear]:
        """The projects of a year, made ones included, by code."""
        chosen = [project for (_, year), project in self.project_years.items() if year == fiscal_year]
        return sorted(chosen, key=lambda project: project.code)

    @property
    def special_funds(self) -> list[Row]:
        """The register of special funds, by code."""
        return sorted(self.rows["special_fund"], key=lambda row: str(row["special_fund_code"]))

    @property
    def departments(self) -> list[str]:
        """Units of type 部门, and every code that a project or a special fund names as its 主管部门."""
        listed = {row["org_code"] for row in self.rows["organisation"] if row["org_type"] == "部门"}
        return sorted(
            listed.union(row["department_code"] for name in ("project", "special_fund") for row in self.rows[name])
        )

    def department_of(self, project_code: str, fiscal_year: int) -> str:
        """The department of a project in a year; in a year without it that of the nearest, of two the earlier."""
        nearest = min(self.years_of[project_code], key=lambda known: (abs(known - fiscal_year), known))
        return str(self.project_years[project_code, nearest].row["department_code"])

    def _collect_projects(self) -> None:
        """Take the pool's rows; make a missing year from the nearest year's row, of two the earlier (§1a.4)."""
        pool: dict[str, dict[int, Row]] = defaultdict(dict)
        for row in self.rows["project"]:
            pool[row["project_code"]][row["fiscal_year"]] = row
            self.project_years[row["project_code"], row["fiscal_year"]] = ProjectYear(row, row["fiscal_year"], False)
        for code, year in sorted(self._years_that_facts_name()):
            if code in pool and year not in pool[code]:
                nearest = min(pool[code], key=lambda known: (abs(known - year), known))
                made = {**pool[code][nearest], "fiscal_year": year, "pool_entry_date": None}
                self.project_years[code, year] = ProjectYear(made, year, True)

    def _years_that_facts_name(self) -> set[tuple[str, int]]:
        """Project and year of every row that makes a project (§1a.4)."""
        named = {
            (row["project_code"], row["fiscal_year"])
            for dataset in ("budget_line", "indicator", "monitoring_report", "evaluation", "cash_plan")
            for row in self.rows[dataset]
        }
        for row in self.rows["payment"]:
            day = payment_day(row)
            if day is not None:
                named.add((row["project_code"], day.year))
        return named

    def _collect_facts(self) -> None:
        """Hang lines, payments, plans, indicators and reports on their project and year."""
        for row in self.rows["budget_line"]:
            self.project_years[row["project_code"], row["fiscal_year"]].lines.append(row)
        for row in self.rows["payment"]:
            if counts_as_paid(row):
                project = self.project_years[row["project_code"], row["paid_date"].year]
                candidates = [line for line in project.lines if line_agrees(line, row)]
                project.payments.append(Payment(row, candidates, project.lines))
        for row in self.rows["cash_plan"]:
            self.project_years[row["project_code"], row["fiscal_year"]].cash_plan[row["month"]] = row["planned_yuan"]
        for row in self.rows["indicator"]:
            project = self.project_years[row["project_code"], row["fiscal_year"]]
            project.revisions.setdefault(row["indicator_l3"], []).append(row)
        for row in self.rows["monitoring_report"]:
            project = self.project_years[row["project_code"], row["fiscal_year"]]
            project.reports.setdefault(row["indicator_l3"], []).append(row)
        for row in self.rows["audit_finding"]:
            self.findings[row["project_code"]].append(row)
        for row in self.rows["supplement_request"]:
            self.supplements[row["project_code"]].append(row)


def read_district(connection: duckdb.DuckDBPyConnection) -> District:
    """The accepted rows of a connection that holds the staging tables."""
    rows = {dataset: _rows(connection, f"staged_{dataset}") for dataset in DATASETS}
    parts = _rows(connection, "source_parts")
    columns_present = {part["source_id"]: set(part["columns_present"]) for part in parts}
    return District(rows, columns_present, {part["dataset"] for part in parts})


def _rows(connection: duckdb.DuckDBPyConnection, table: str) -> list[Row]:
    cursor = connection.execute(f"select * from {table}")  # noqa: S608 — table names of our own
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, values, strict=True)) for values in cursor.fetchall()]


def counts_as_paid(payment: Row) -> bool:
    """Paid out, or a refund with a negative amount; a bounced request (returned, positive) counts nothing (§1a.3)."""
    is_bounced = payment["status"] == "已退回" and payment["amount_yuan"] > 0
    return payment["status"] in ("已支付", "已退回") and not is_bounced and payment["paid_date"] is not None


def payment_day(payment: Row) -> date | None:
    """The day that gives a payment its year: paid, else requested; of a bounced request the day it was requested."""
    is_bounced = payment["status"] == "已退回" and payment["amount_yuan"] > 0
    paid_day: date | None = payment["paid_date"]
    requested_day: date | None = payment["requested_date"]
    return (requested_day or paid_day) if is_bounced else (paid_day or requested_day)


def line_agrees(line: Row, payment: Row) -> bool:
    """Whether a line agrees with the payment in every field that the payment gives (§1a.5)."""
    shared = ("agency_code", "doc_no", "func_item", "dept_econ", "fund_nature")
    return all(line[name] == payment[name] for name in shared if payment[name])


def judged_months(district: District) -> list[date]:
    """January of the first loaded year to the last month with a payment, at most December of the last year (§3).

    The month of a payment is that of its paid_date, whatever became of it; a request that waits has none yet.
    """
    paid_days = [row["paid_date"] for row in district.rows["payment"] if row["paid_date"] is not None]
    if not paid_days:
        return []
    last = min(max(paid_days), date(district.last_year, 12, 31))
    months = [month_end(year, month) for year in range(district.first_year, last.year + 1) for month in range(1, 13)]
    return [month for month in months if month <= month_end(last.year, last.month)]


# -------------------------------------------------------------------------------------------------- money metrics §2


def lines_approved(project: ProjectYear, as_of: date) -> list[Row]:
    """The project's budget lines approved by as_of."""
    return [line for line in project.lines if line["approved_date"] <= as_of]


def budget_initial(project: ProjectYear, as_of: date) -> Decimal:
    """Σ 年初预算 lines approved by as_of."""
    return total(line["amount_yuan"] for line in lines_approved(project, as_of) if line["budget_origin"] == "年初预算")


def budget_current(project: ProjectYear, as_of: date) -> Decimal:
    """Σ all lines approved by as_of; no lines, no budget: 0."""
    return total(line["amount_yuan"] for line in lines_approved(project, as_of))


def paid(project: ProjectYear, as_of: date) -> Decimal:
    """Σ payments of the year counted by as_of, refunds deducted."""
    return total(payment.row["amount_yuan"] for payment in payments_until(project, as_of))


def payments_until(project: ProjectYear, as_of: date) -> list[Payment]:
    """The counted payments of the project's year up to as_of."""
    return [payment for payment in project.payments if payment.row["paid_date"] <= as_of]


def issued(district: District, project: ProjectYear, as_of: date) -> Decimal | None:
    """Σ lines issued by as_of; unknown where an approved line's file has no column of issue dates."""
    if any(not district.has(line, "issued_date") for line in lines_approved(project, as_of)):
        return None
    return total(line["amount_yuan"] for line in project.lines if line["issued_date"] and line["issued_date"] <= as_of)


def frozen(project: ProjectYear, as_of: date) -> Decimal:
    """Σ frozen of approved lines; an empty cell or an absent column froze nothing."""
    lines = lines_approved(project, as_of)
    return total(line["frozen_yuan"] or Decimal(0) for line in lines)


def available(district: District, project: ProjectYear, as_of: date) -> Decimal | None:
    """Issued − paid − frozen."""
    issued_yuan, frozen_yuan = issued(district, project, as_of), frozen(project, as_of)
    if issued_yuan is None:
        return None
    return issued_yuan - paid(project, as_of) - frozen_yuan


def total(amounts: Iterable[Decimal]) -> Decimal:
    """Sum of amounts; of none 0.00."""
    return sum(amounts, Decimal("0.00"))


def planned(project: ProjectYear, month: int) -> Decimal:
    """The cash plan up to a month: a missing month takes the last earlier one, before the first it is 0."""
    earlier = [known for known in project.cash_plan if known <= month]
    return project.cash_plan[max(earlier)] if earlier else Decimal(0)


def time_progress(project: ProjectYear, as_of: date) -> Fraction | None:
    """T: by cash plan (X5), else by the in-year clock of a later addition (X8), else m/12."""
    month = as_of.month
    if project.cash_plan:
        return ratio(planned(project, month), project.cash_plan.get(12))
    first_month = in_year_start(project, as_of)
    if first_month is not None:
        return Fraction(month - first_month + 1, 12 - first_month + 1)
    return Fraction(month, 12)


def in_year_start(project: ProjectYear, as_of: date) -> int | None:
    """The month the clock of an in-year addition starts (X8); None where the calendar year is the clock."""
    lines = lines_approved(project, as_of)
    if not lines or any(line["budget_origin"] == "年初预算" for line in lines):
        return None
    first = min(line["approved_date"] for line in lines)
    return int(first.month) if first.year == project.fiscal_year and first.month > 1 else None


def execution_rate(project: ProjectYear, as_of: date) -> Fraction | None:
    """Paid over current budget; unknown where there is no budget."""
    return ratio(paid(project, as_of), budget_current(project, as_of))


# -------------------------------------------------------------------------------------------- performance metrics §2


@dataclass
class Reading:
    """An indicator in force with the report in force: how far it is and how it looks."""

    indicator: Row
    report: Row | None
    kind: str  # milestone, qualitative, reverse, cumulative, level
    is_due: Maybe
    is_done: Maybe
    completion: Fraction | None
    pace: Decimal | None  # r of a cumulative indicator
    light: str  # red, yellow, green, grey

    @property
    def weight(self) -> Fraction:
        """Its weight in points."""
        return Fraction(self.indicator["weight_points"])


def indicators_in_force(project: ProjectYear, as_of: date) -> list[Row]:
    """Of each indicator the latest revision approved by as_of; undated ones rank lowest; weight 0 is out of force."""
    in_force = []
    for name in sorted(project.revisions):
        known = [row for row in project.revisions[name] if not row["approved_date"] or row["approved_date"] <= as_of]
        if known:
            latest = max(known, key=lambda row: row["approved_date"] or date.min)
            if latest["weight_points"] != 0:
                in_force.append(latest)
    return in_force


def report_in_force(project: ProjectYear, indicator: Row, as_of: date) -> Row | None:
    """The report with the greatest period_end by as_of, even where its actual is empty."""
    reports = [row for row in project.reports.get(indicator["indicator_l3"], []) if row["period_end"] <= as_of]
    return max(reports, key=lambda row: row["period_end"]) if reports else None


def accrual(indicator: Row) -> str:
    """As given; else 水平 for any unit of %, 累计 for 数量指标, 节点 for 时效指标, 水平 for the rest."""
    if indicator["accrual"]:
        return str(indicator["accrual"])
    if indicator["unit"] in UNITS_OF_PERCENT:
        return "水平"
    return {"数量指标": "累计", "时效指标": "节点"}.get(indicator["indicator_l2"], "水平")


def polarity(indicator: Row) -> str:
    """As staged; a number without one (operator =) is read as positive, a text as qualitative."""
    if indicator["polarity"]:
        return str(indicator["polarity"])
    return "定性" if indicator["target_number"] is None else "正向"


def kind_of(indicator: Row) -> str:
    """Which formula holds: a milestone whatever its polarity, then by polarity, a positive one by its accrual."""
    if accrual(indicator) == "节点":
        return "milestone"
    if polarity(indicator) == "定性":
        return "qualitative"
    if polarity(indicator) == "反向":
        return "reverse"
    return "cumulative" if accrual(indicator) == "累计" else "level"


def in_range(indicator: Row, actual: Fraction, target: Fraction) -> bool:
    """Whether the actual meets the target by its operator (from polarity where none is given)."""
    operator = indicator["operator"] or ("<=" if polarity(indicator) == "反向" else ">=")
    return {
        ">=": actual >= target,
        ">": actual > target,
        "=": actual == target,
        "<": actual < target,
        "<=": actual <= target,
    }[operator]


def read_indicator(project: ProjectYear, indicator: Row, as_of: date) -> Reading:
    """Completion and light of one indicator."""
    report = report_in_force(project, indicator, as_of)
    reading = Reading(indicator, report, kind_of(indicator), None, None, None, None, "grey")
    if reading.kind == "milestone":
        _read_milestone(reading, as_of)
    elif report is not None and reading.kind == "qualitative":
        _read_tier(reading, report)
    elif report is not None:
        _read_quantity(reading, report, project)
    return reading


def _read_milestone(reading: Reading, as_of: date) -> None:
    """1 or 0 once due, unknown before and without an actual; red only when due and not done."""
    due_date, report = reading.indicator["due_date"], reading.report
    reading.is_due = None if due_date is None else due_date <= as_of
    if report is not None and report["actual_is_done"] is not None:
        reading.is_done = report["actual_is_done"]
    elif report is not None and report["actual_number"] == 100:  # 100%
        reading.is_done = True
    elif report is not None and report["actual_date"] is not None and due_date is not None:
        reading.is_done = report["actual_date"] <= due_date
    if reading.is_due and reading.is_done is not None:
        reading.completion = Fraction(1 if reading.is_done else 0)
        reading.light = "green" if reading.is_done else "red"


def _read_tier(reading: Reading, report: Row) -> None:
    """Tiers 1, 2, 3 of a qualitative indicator."""
    tier = report["actual_tier"]
    if tier is not None:
        reading.completion = TIER_COMPLETION[tier]
        reading.light = {1: "green", 2: "yellow", 3: "red"}[tier]


def _read_quantity(reading: Reading, report: Row, project: ProjectYear) -> None:
    """Reverse, cumulative and level numbers; a positive target of 0 says nothing."""
    indicator = reading.indicator
    if report["actual_number"] is None or indicator["target_number"] is None:
        return
    actual, target = Fraction(report["actual_number"]), Fraction(indicator["target_number"])
    if reading.kind == "reverse":
        met = in_range(indicator, actual, target)
        reading.completion = _reverse_completion(actual, target, met)
        reading.light = "green" if met else "red"
    elif target > 0:
        reading.completion = min(actual / target, Fraction(1))
        if reading.kind == "level":
            reading.light = "green" if in_range(indicator, actual, target) else "red"
        else:
            benchmark = time_progress(project, report["period_end"])
            reading.pace = rate(ratio(actual, target * benchmark)) if benchmark else None
            reading.light = pace_light(reading.pace)


def _reverse_completion(actual: Fraction, target: Fraction, met: bool) -> Fraction | None:
    """1 if met, else target/actual, 0 where the target is 0."""
    if met:
        return Fraction(1)
    if target == 0:
        return Fraction(0)
    return target / actual if actual != 0 else None


def pace_light(pace: Decimal | None) -> str:
    """Red below 0.60, yellow below 0.80, else green; grey where unknown."""
    if pace is None:
        return "grey"
    if pace < FAR_BEHIND:
        return "red"
    return "yellow" if pace < BEHIND else "green"


def weighted_completion(readings: Iterable[Reading]) -> Fraction | None:
    """Σ weight·completion / Σ weight over those with a completion."""
    known = [reading for reading in readings if reading.completion is not None]
    return ratio(sum_of(r.weight * (r.completion or 0) for r in known), sum_of(r.weight for r in known))


def sum_of(values: Iterable[Fraction]) -> Fraction:
    """Sum of exact values; of none 0."""
    return sum(values, Fraction(0))


def goal_light(readings: Sequence[Reading], coverage: Decimal | None) -> str:
    """The worst light that is not grey; grey where less than half the weight is measured."""
    if coverage is None or coverage < LEAST_COVERAGE:
        return "grey"
    lights = {reading.light for reading in readings}
    return next((light for light in LIGHT_ORDER if light in lights), "grey")


def cause_class(readings: Iterable[Reading]) -> str | None:
    """外部 if every class given is 外部, 内部 if any is 内部, else none."""
    given = {reading.report["cause_class"] for reading in readings if reading.report is not None} - {None}
    if "内部" in given:
        return "内部"
    return "外部" if given else None


def forecast(project: ProjectYear, as_of: date) -> Decimal | None:
    """The full-year forecast of the latest month that gives one; two different values in it are no value."""
    by_month: dict[date, set[Decimal]] = defaultdict(set)
    for reports in project.reports.values():
        for row in reports:
            if row["forecast_full_year_yuan"] is not None and row["period_end"] <= as_of:
                by_month[row["period_end"]].add(row["forecast_full_year_yuan"])
    if not by_month:
        return None
    values = by_month[max(by_month)]
    return values.pop() if len(values) == 1 else None


@dataclass
class ProjectMonth:
    """Every metric of §2 for one project at one month end, rounded as shown; `_exact` values are for money only."""

    project: ProjectYear
    as_of: date
    budget_initial_yuan: Decimal
    budget_current_yuan: Decimal
    issued_yuan: Decimal | None
    paid_yuan: Decimal
    frozen_yuan: Decimal
    available_yuan: Decimal | None
    execution_rate: Decimal | None
    time_progress: Decimal | None
    time_progress_exact: Fraction | None
    pace_ratio: Decimal | None
    pace_gap: Decimal | None
    readings: list[Reading]
    performance_as_of: date | None
    progress_completion: Decimal | None
    target_attainment: Decimal | None
    coverage: Decimal | None
    goal_light: str
    red_weight_share: Decimal | None
    dual_gap: Decimal | None
    quadrant: str
    paid_at_performance_yuan: Decimal | None
    available_at_performance_yuan: Decimal | None
    forecast_full_year_yuan: Decimal | None
    cause_class: str | None


def project_month(district: District, project: ProjectYear, as_of: date) -> ProjectMonth:
    """All metrics of one project at one month end."""
    executed, progress_of_time = execution_rate(project, as_of), time_progress(project, as_of)
    readings = [read_indicator(project, row, as_of) for row in indicators_in_force(project, as_of)]
    reported = [reading.report["period_end"] for reading in readings if reading.report is not None]
    performance_day = max(reported) if reported else None
    done = weighted_completion([r for r in readings if r.kind in ("cumulative", "milestone")])
    weight_in_force = sum_of(reading.weight for reading in readings)
    coverage = rate(ratio(sum_of(r.weight for r in readings if r.completion is not None), weight_in_force))
    executed_then = execution_rate(project, performance_day) if performance_day else None
    return ProjectMonth(
        project=project,
        as_of=as_of,
        budget_initial_yuan=budget_initial(project, as_of),
        budget_current_yuan=budget_current(project, as_of),
        issued_yuan=issued(district, project, as_of),
        paid_yuan=paid(project, as_of),
        frozen_yuan=frozen(project, as_of),
        available_yuan=available(district, project, as_of),
        execution_rate=rate(executed),
        time_progress=rate(progress_of_time),
        time_progress_exact=progress_of_time,
        pace_ratio=rate(executed / progress_of_time) if executed is not None and progress_of_time else None,
        pace_gap=rate(executed - progress_of_time) if executed is not None and progress_of_time is not None else None,
        readings=readings,
        performance_as_of=performance_day,
        progress_completion=rate(done),
        target_attainment=rate(weighted_completion(readings)),
        coverage=coverage,
        goal_light=goal_light(readings, coverage),
        red_weight_share=rate(ratio(sum_of(r.weight for r in readings if r.light == "red"), weight_in_force)),
        dual_gap=rate(done - executed_then) if done is not None and executed_then is not None else None,
        quadrant=quadrant(project, performance_day, rate(done), rate(executed_then), coverage),
        paid_at_performance_yuan=paid(project, performance_day) if performance_day else None,
        available_at_performance_yuan=available(district, project, performance_day) if performance_day else None,
        forecast_full_year_yuan=forecast(project, as_of),
        cause_class=cause_class(readings),
    )


def quadrant(
    project: ProjectYear, day: date | None, result: Decimal | None, money: Decimal | None, coverage: Decimal | None
) -> str:
    """Money and results against 0.8·T at the month of the performance data."""
    benchmark = rate(time_progress(project, day)) if day else None
    if coverage is None or coverage < LEAST_COVERAGE or result is None or money is None or benchmark is None:
        return "not_assessed"
    least = Decimal("0.8") * benchmark
    if money >= least:
        return "on_track" if result >= least else "money_ahead"
    return "work_ahead" if result >= least else "both_behind"


# ----------------------------------------------------------------------------------------------------------- verdicts


@dataclass(frozen=True)
class Verdict:
    """What one rule says about one subject at one month end."""

    rule: str
    subject_kind: str
    subject_code: str
    as_of: date
    verdict: str  # flagged, clear, cannot_assess, not_applicable
    severity: str | None = None
    exemption: str | None = None
    outcome: str | None = None
    money_yuan: Decimal | None = None

    @property
    def as_condition(self) -> Maybe:
        """The verdict where another rule names this one: flagged true, cannot assess unknown, else false."""
        return {"flagged": True, "cannot_assess": None}.get(self.verdict, False)


@dataclass
class Subject:
    """Who is judged, when, and under which recorded exceptions and outcome cap."""

    district: District
    kind: str
    code: str
    as_of: date
    is_protected: bool = False  # X1, for project subjects

    def out_of_scope(self, rule: str) -> Verdict:
        """Not applicable, no exemption named."""
        return Verdict(rule, self.kind, self.code, self.as_of, "not_applicable")

    def judge(
        self,
        rule: str,
        condition: Maybe,
        severity: str,
        money: Decimal | None = None,
        exemptions: Mapping[str, bool] | None = None,
        outcome: str | None = None,
    ) -> Verdict:
        """Exemption first, then the condition in three values (§3, order of judgement 2 and 3)."""
        named = next((code for code, holds in (exemptions or {}).items() if holds), None)
        named = named or recorded_exception(self.district, rule, self.code, self.as_of)
        if named is not None:
            return Verdict(rule, self.kind, self.code, self.as_of, "not_applicable", exemption=named)
        if condition is None:
            return Verdict(rule, self.kind, self.code, self.as_of, "cannot_assess")
        if condition is False:
            return Verdict(rule, self.kind, self.code, self.as_of, "clear")
        said = outcome or self._outcome(rule, severity)
        return Verdict(rule, self.kind, self.code, self.as_of, "flagged", severity, None, said, money)

    def _outcome(self, rule: str, severity: str) -> str:
        """By rule and severity; for protected projects nothing above rectify, C04 excepted."""
        outcome = OUTCOMES.get(rule) or OUTCOMES_BY_SEVERITY[rule][severity]
        is_capped = self.is_protected and rule != "C04" and GRAVITY.index(outcome) > GRAVITY.index("rectify")
        return "rectify" if is_capped else outcome


def recorded_exception(district: District, rule: str, subject_code: str, as_of: date) -> str | None:
    """The document of an exception in force for this rule and subject."""
    documents = [
        row["doc_no"]
        for row in district.rows["exception"]
        if row["rule"] == rule
        and row["subject_code"] == subject_code
        and row["from_date"] <= as_of
        and (row["to_date"] is None or as_of <= row["to_date"])
    ]
    return min(documents) if documents else None


def is_protected(project: ProjectYear) -> bool:
    """X1: a 三保 tier, or any line of the year under 231, 232, 233 (debt service)."""
    return bool(project.row["three_guarantee_tier"]) or any(
        line["func_item"].startswith(("231", "232", "233")) for line in project.lines
    )


def shortfall(month: ProjectMonth) -> Decimal | None:
    """Budget·T − paid, in cents, never below 0."""
    if month.time_progress_exact is None:
        return None
    return cents(Fraction(month.budget_current_yuan) * month.time_progress_exact - Fraction(month.paid_yuan))


# E: execution. X6 (budget below the materiality floor) exempts every E rule but E06.


def is_immaterial(month: ProjectMonth) -> bool:
    """X6, also for budgets of 0 and below."""
    return month.budget_current_yuan < MATERIALITY_YUAN


def rule_e01(subject: Subject, month: ProjectMonth, e08: Verdict) -> Verdict:
    """Execution behind: 0.60 ≤ pace ratio < 0.80."""
    condition = all_of(at_least(month.pace_ratio, FAR_BEHIND), below(month.pace_ratio, BEHIND))
    exemptions = {"X6": is_immaterial(month), "X9": e08.verdict == "flagged"}
    return subject.judge("E01", condition, "yellow", shortfall(month), exemptions)


def rule_e02(subject: Subject, month: ProjectMonth, e08: Verdict) -> Verdict:
    """Execution far behind: pace ratio < 0.60."""
    condition = below(month.pace_ratio, FAR_BEHIND)
    exemptions = {"X6": is_immaterial(month), "X9": e08.verdict == "flagged"}
    return subject.judge("E02", condition, "red", shortfall(month), exemptions)


def rule_e03(subject: Subject, month: ProjectMonth, e08: Verdict) -> Verdict:
    """A large project 20 points or more behind."""
    is_far_behind = None if month.pace_gap is None else month.pace_gap <= LARGE_PROJECT_GAP
    condition = all_of(month.budget_current_yuan >= LARGE_PROJECT_YUAN, is_far_behind)
    exemptions = {"X6": is_immaterial(month), "X9": e08.verdict == "flagged"}
    return subject.judge("E03", condition, "red", shortfall(month), exemptions)


def rule_e04(subject: Subject) -> Verdict:
    """Milestone table: none is chosen by default, so the rule applies to nobody."""
    return subject.out_of_scope("E04")


def rule_e05(subject: Subject, month: ProjectMonth, e08: Verdict) -> Verdict:
    """Nothing paid from June on; not while the cash plan foresees nothing (X5)."""
    if month.as_of.month < NO_PAYMENT_FROM_MONTH:
        return subject.out_of_scope("E05")
    condition = month.budget_current_yuan > 0 and month.paid_yuan == 0
    nothing_planned = bool(month.project.cash_plan) and planned(month.project, month.as_of.month) == 0
    exemptions = {"X5": nothing_planned, "X6": is_immaterial(month), "X9": e08.verdict == "flagged"}
    return subject.judge("E05", condition, "red", shortfall(month), exemptions)


def rule_e06(subject: Subject, month: ProjectMonth) -> Verdict:
    """Paid above budget or above what was issued, by more than a cent."""
    least_paid = month.paid_yuan - OVERPAYMENT_TOLERANCE_YUAN
    condition = any_of(least_paid > month.budget_current_yuan, above(least_paid, month.issued_yuan))
    return subject.judge("E06", condition, "red", Decimal("0.00"))


def rule_e07(subject: Subject, month: ProjectMonth) -> Verdict:
    """From July: forecast below 90 % of the budget."""
    if month.as_of.month < LAPSE_FROM_MONTH:
        return subject.out_of_scope("E07")
    share = rate(ratio(month.forecast_full_year_yuan, month.budget_current_yuan))
    exemptions = {"X6": is_immaterial(month)}
    return subject.judge("E07", below(share, LAPSE_SHARE), "yellow", Decimal("0.00"), exemptions)


def rule_e08(subject: Subject, month: ProjectMonth) -> Verdict:
    """From April: less than half of the budget issued."""
    if month.as_of.month < LATE_RELEASE_FROM_MONTH:
        return subject.out_of_scope("E08")
    share = rate(ratio(month.issued_yuan, month.budget_current_yuan))
    exemptions = {"X6": is_immaterial(month)}
    return subject.judge("E08", below(share, LATE_RELEASE_SHARE), "grey", Decimal("0.00"), exemptions)


# P: performance. P01–P05 and P07 are one verdict a project: the worst measured indicator decides.


def worst(severities: Iterable[str | None]) -> tuple[Maybe, str]:
    """Condition and severity over indicators: each red, yellow, clear, or None where it is not measured."""
    found = {severity for severity in severities if severity is not None}
    for severity in ("red", "yellow", "grey"):
        if severity in found:
            return True, severity
    return (False if found else None), "grey"


def rule_p01(subject: Subject, month: ProjectMonth) -> Verdict:
    """A cumulative indicator behind time."""
    shades = {"red": "red", "yellow": "yellow", "green": "clear", "grey": None}
    condition, severity = worst(shades[reading.light] for reading in month.readings if reading.kind == "cumulative")
    return subject.judge("P01", condition, severity, Decimal("0.00"))


def rule_p02(subject: Subject, month: ProjectMonth) -> Verdict:
    """A level, reverse or qualitative indicator not met."""
    shades = {"red": "red", "yellow": "yellow", "green": "clear", "grey": None}
    kinds = ("level", "reverse", "qualitative")
    condition, severity = worst(shades[reading.light] for reading in month.readings if reading.kind in kinds)
    return subject.judge("P02", condition, severity, Decimal("0.00"))


def rule_p03(subject: Subject, month: ProjectMonth) -> Verdict:
    """A milestone due and not done; not where the cause is external (X4)."""

    def shade(reading: Reading) -> str | None:
        is_overdue = all_of(reading.is_due, opposite(reading.is_done))
        return {True: "red", False: "clear", None: None}[is_overdue]

    condition, severity = worst(shade(reading) for reading in month.readings if reading.kind == "milestone")
    return subject.judge("P03", condition, severity, Decimal("0.00"), {"X4": month.cause_class == "外部"})


def rule_p04(subject: Subject, month: ProjectMonth) -> Verdict:
    """The unit itself says that a target may not or will not be met."""
    shades = {"完全不可能": "red", "有可能": "yellow", "确定能": "clear", None: None}
    reports = [reading.report for reading in month.readings if reading.report is not None]
    condition, severity = worst(shades[report["likelihood"]] for report in reports)
    return subject.judge("P04", condition, severity, Decimal("0.00"))


def rule_p05(subject: Subject, month: ProjectMonth) -> Verdict:
    """An actual above 1.30 of a positive numeric target."""

    def shade(reading: Reading) -> str | None:
        if reading.completion is None or reading.report is None:
            return None
        share = rate(ratio(reading.report["actual_number"], reading.indicator["target_number"]))
        return {True: "grey", False: "clear", None: None}[above(share, TARGET_TOO_LOW)]

    condition, severity = worst(shade(r) for r in month.readings if r.kind in ("cumulative", "level"))
    return subject.judge("P05", condition, severity, Decimal("0.00"))


def rule_p06(subject: Subject, month: ProjectMonth) -> Verdict:
    """The round whose deadline passed last was not filed."""
    district, as_of = subject.district, month.as_of
    if "monitoring_round" not in district.datasets:
        return subject.judge("P06", None, "red")
    current = current_round(district, as_of)
    if current is None or not has_indicators(district, subject.code, current["fiscal_year"], as_of):
        return subject.out_of_scope("P06")
    is_missing = not is_filed(district, subject.code, current, as_of)
    return subject.judge("P06", is_missing, "red", Decimal("0.00"))


def rounds_past(district: District, as_of: date) -> list[Row]:
    """The rounds whose deadline has passed, the last one last."""
    past = [row for row in district.rows["monitoring_round"] if row["filing_deadline"] < as_of]
    return sorted(past, key=lambda row: (row["filing_deadline"], row["period_end"]))


def current_round(district: District, as_of: date) -> Row | None:
    """The last round of FY past its deadline; until there is one, the December round of FY − 1."""
    past = rounds_past(district, as_of)
    this_year = [row for row in past if row["fiscal_year"] == as_of.year]
    december = date(as_of.year - 1, 12, 31)
    last_december = [row for row in past if row["fiscal_year"] == december.year and row["period_end"] == december]
    chosen = this_year or last_december
    return chosen[-1] if chosen else None


def has_indicators(district: District, code: str, fiscal_year: int, as_of: date) -> bool:
    """Whether the project has an indicator in force in that year."""
    project = district.project_years.get((code, fiscal_year))
    return project is not None and bool(indicators_in_force(project, as_of))


def is_filed(district: District, code: str, monitoring_round: Row, as_of: date) -> bool:
    """Whether anything was reported for the project and month by as_of, also under a name without a target."""
    project = district.project_years[code, monitoring_round["fiscal_year"]]
    return any(
        row["period_end"] == monitoring_round["period_end"]
        and (not row["reported_date"] or row["reported_date"] <= as_of)
        for reports in project.reports.values()
        for row in reports
    )


def rule_p07(subject: Subject, month: ProjectMonth) -> Verdict:
    """A yellow or red indicator without a cause or without a measure."""

    def shade(reading: Reading) -> str | None:
        if reading.light == "grey" or reading.report is None:
            return None
        has_cause, has_measure = (
            cause_given(subject.district, reading.report),
            measure_given(subject.district, reading.report),
        )
        lacks = any_of(None if has_cause is None else not has_cause, None if has_measure is None else not has_measure)
        return {True: "yellow", False: "clear", None: None}[all_of(reading.light in ("yellow", "red"), lacks)]

    condition, severity = worst(shade(reading) for reading in month.readings)
    return subject.judge("P07", condition, severity, Decimal("0.00"))


def cause_given(district: District, report: Row) -> Maybe:
    """Any tick, note or class; unknown only where the file has none of these columns."""
    columns = (
        "cause_funding", "cause_rules", "cause_staff", "cause_hardware", "cause_other", "cause_note", "cause_class",
    )  # fmt: skip
    if any(report[column] for column in columns):
        return True
    return False if any(district.has(report, column) for column in columns) else None


def measure_given(district: District, report: Row) -> Maybe:
    """Whether a corrective measure is named; unknown where the file has no such column."""
    if report["measure"]:
        return True
    return False if district.has(report, "measure") else None


def rule_p08(subject: Subject, month: ProjectMonth) -> Verdict:
    """A budget and no indicator in force; not for wages (X1)."""
    condition = month.budget_current_yuan > 0 and not month.readings
    exemptions = {"X1": month.project.row["three_guarantee_tier"] == "保工资"}
    return subject.judge("P08", condition, "red", Decimal("0.00"), exemptions)


def rule_p09(subject: Subject, month: ProjectMonth) -> Verdict:
    """Less than half of the weight is measured."""
    return subject.judge("P09", below(month.coverage, LEAST_COVERAGE), "grey", Decimal("0.00"))


# D: money against results, both of the month of the performance data. X6 at as_of.


def rule_d01(subject: Subject, month: ProjectMonth) -> Verdict:
    """Money and results more than ten points apart; not under a cash plan (X5)."""
    distance = None if month.dual_gap is None else abs(month.dual_gap)
    exemptions = {"X5": bool(month.project.cash_plan), "X6": is_immaterial(month)}
    return subject.judge("D01", above(distance, DIVERGENCE), "yellow", Decimal("0.00"), exemptions)


def rule_d02(subject: Subject, month: ProjectMonth) -> Verdict:
    """Money 20 points or more ahead of results."""
    ahead = None if month.dual_gap is None else -month.dual_gap
    exemptions = {"X6": is_immaterial(month)}
    return subject.judge("D02", at_least(ahead, MONEY_AHEAD), "red", Decimal("0.00"), exemptions)


def rule_d03(subject: Subject, month: ProjectMonth, e02: Verdict) -> Verdict:
    """Money far behind and the goal red, with red indicators of 30 % of the weight or more."""
    goal_is_red = None if month.goal_light == "grey" else month.goal_light == "red"
    condition = all_of(e02.as_condition, goal_is_red, at_least(month.red_weight_share, RED_WEIGHT_SHARE))
    exemptions = {
        "X1": is_protected(month.project),
        "X4": month.cause_class == "外部",
        "X6": is_immaterial(month),
    }
    return subject.judge("D03", condition, "red", Decimal("0.00"), exemptions)


def rule_d04(subject: Subject, month: ProjectMonth) -> Verdict:
    """Work finished, money left then, and no more to be paid; at stake is what is left now."""
    forecast_yuan, paid_then = month.forecast_full_year_yuan, month.paid_at_performance_yuan
    condition = all_of(
        at_least(month.progress_completion, Decimal(1)),
        at_least(month.available_at_performance_yuan, BALANCE_WORTH_RECLAIMING_YUAN),
        at_least(paid_then, forecast_yuan),
    )
    money = None if month.available_yuan is None else cents(Fraction(month.available_yuan))
    return subject.judge("D04", condition, "yellow", money, {"X6": is_immaterial(month)})


# C: consequences.


def rule_c01(subject: Subject, month: ProjectMonth, d02: Verdict, d03: Verdict, p04: Verdict) -> Verdict:
    """Suspension candidate: a serious ground, not externally caused, with money still available."""
    will_not_be_met = None if p04.verdict == "cannot_assess" else p04.severity == "red"
    grounds = any_of(
        all_of(any_of(d02.as_condition, d03.as_condition), at_least(month.coverage, LEAST_COVERAGE)),
        will_not_be_met,
        has_serious_finding(subject.district, subject.code, month.as_of),
        missed_two_rounds(subject, month.as_of),
    )
    condition = all_of(grounds, month.cause_class != "外部", above(month.available_yuan, Decimal(0)))
    money = None if month.available_yuan is None else cents(Fraction(month.available_yuan))
    return subject.judge("C01", condition, "red", money, {"X1": is_protected(month.project)})


def has_serious_finding(district: District, code: str, as_of: date) -> Maybe:
    """A serious audit finding found by as_of and not rectified by then; unknown without the dataset or the mark."""
    if "audit_finding" not in district.datasets:
        return None
    return any_of(
        *(
            all_of(row["is_serious"], row["found_date"] <= as_of, _is_open(district, row, as_of))
            for row in district.findings[code]
        )
    )


def _is_open(district: District, finding: Row, as_of: date) -> Maybe:
    """Not rectified by as_of; unknown where the file has no column for it."""
    if finding["rectified_date"] is None:
        return True if district.has(finding, "rectified_date") else None
    return bool(finding["rectified_date"] > as_of)


def missed_two_rounds(subject: Subject, as_of: date) -> Maybe:
    """The last two rounds past their deadline, of any year, both missed; a year without indicators misses none."""
    district = subject.district
    if "monitoring_round" not in district.datasets:
        return None
    if recorded_exception(district, "P06", subject.code, as_of) is not None:
        return False
    last_two = rounds_past(district, as_of)[-2:]
    return len(last_two) == 2 and all(
        has_indicators(district, subject.code, row["fiscal_year"], as_of)
        and not is_filed(district, subject.code, row, as_of)
        for row in last_two
    )


def rule_c02(subject: Subject, month: ProjectMonth) -> Verdict:
    """Stop candidate: a finding of diversion or false claim open at as_of. The other limbs are false (no dataset)."""
    condition = has_open_finding_that_stops(subject.district, subject.code, month.as_of)
    money = None if month.available_yuan is None else cents(Fraction(month.available_yuan))
    return subject.judge("C02", condition, "red", money, {"X1": is_protected(month.project)})


def has_open_finding_that_stops(district: District, code: str, as_of: date) -> Maybe:
    """Unknown without the dataset; a finding whose kind is not given may be of any kind."""
    if "audit_finding" not in district.datasets:
        return None
    return any_of(
        *(
            all_of(
                None if row["finding_kind"] is None else row["finding_kind"] in KINDS_THAT_STOP,
                row["found_date"] <= as_of,
                _is_open(district, row, as_of),
            )
            for row in district.findings[code]
        )
    )


def rule_c03(subject: Subject, month: ProjectMonth, e02: Verdict, p04: Verdict) -> Verdict:
    """Money far behind or a target that will not be met, for external causes: adjust budget and target together."""
    condition = all_of(any_of(e02.as_condition, p04.as_condition), month.cause_class == "外部")
    return subject.judge("C03", condition, "yellow", Decimal("0.00"))


def rule_c04(subject: Subject, project: ProjectYear, as_of: date) -> Verdict:
    """Cut candidate: the result of the year before is below 良. Under X1 it stays flagged, marked for review."""
    district = subject.district
    if "evaluation" not in district.datasets:
        return subject.judge("C04", None, "red")
    score = score_in_use(district, project, as_of)
    condition = None if score is None else score < GOOD_SCORE
    base = total(line["amount_yuan"] for line in project.lines if line["budget_origin"] == "年初预算")
    said = subject.judge("C04", condition, "red", cut_proposal(base))
    is_for_review = said.verdict == "flagged" and subject.is_protected
    return replace(said, exemption="X1") if is_for_review else said


def score_in_use(district: District, project: ProjectYear, as_of: date) -> Decimal | None:
    """财政评价, else 部门评价, else 单位自评, of those dated by as_of; rounded half-up to two places."""
    known = {
        row["evaluation_kind"]: row
        for row in district.rows["evaluation"]
        if row["project_code"] == project.code
        and row["fiscal_year"] == project.fiscal_year
        and (row["evaluated_date"] or date(project.fiscal_year + 1, 1, 1)) <= as_of
    }
    for kind in ("财政评价", "部门评价", "单位自评"):
        if kind in known:
            return round_half_up(Fraction(known[kind]["score"]), 2)
    return None


def cut_proposal(base: Decimal) -> Decimal:
    """Base × ratio, up to the next cent: the notice says at least ten per cent."""
    return max(Decimal(math.ceil(Fraction(base) * CUT_RATIO * 100)).scaleb(-2), Decimal("0.00"))


def rule_c05(subject: Subject, month: ProjectMonth) -> Verdict:
    """In December: local money unspent. An unassigned payment matters only where it decides."""
    if month.as_of.month != 12:
        return subject.out_of_scope("C05")
    lines = [line for line in lines_approved(month.project, month.as_of) if line["fund_source"] == "本级"]
    payments = payments_until(month.project, month.as_of)
    spent = total(payment.row["amount_yuan"] for payment in payments if payment.fund_source == "本级")
    unsure = [payment for payment in payments if payment.fund_source is None and payment.may_be_of(lines)]
    unspent = total(line["amount_yuan"] for line in lines) - spent
    return subject.judge("C05", unspent_condition(unspent, unsure), "red", cents(Fraction(unspent)))


def unspent_condition(unspent: Decimal, unsure: Sequence[Payment]) -> Maybe:
    """Whether money is unspent whichever of the unsure payments belong here; unknown where that decides."""
    least = unspent - total(payment.row["amount_yuan"] for payment in unsure if payment.row["amount_yuan"] > 0)
    most = unspent - total(payment.row["amount_yuan"] for payment in unsure if payment.row["amount_yuan"] < 0)
    if least > 0:
        return True
    return False if most <= 0 else None


def rule_c06(subject: Subject, project: ProjectYear, line: Row, as_of: date) -> Verdict:
    """A transfer carried over, unspent at 9 months (notice) or 12 (reclaim)."""
    receipt, is_carried = line["receipt_month"], line["budget_origin"] == "上年结转"
    is_old = receipt is not None and receipt.year < project.fiscal_year
    if line["fund_source"] != "上级转移支付" or not (is_carried or is_old) or line["approved_date"] > as_of:
        return subject.out_of_scope("C06")
    payments = payments_until(project, as_of)
    unspent = line["amount_yuan"] - total(p.row["amount_yuan"] for p in payments if p.line is line)
    unsure = [payment for payment in payments if payment.line is None and payment.may_be_of([line])]
    age = None if receipt is None else Decimal((as_of.year - receipt.year) * 12 + as_of.month - receipt.month)
    is_due = at_least(age, Decimal(CARRY_OVER_NOTICE_MONTHS))
    severity = "red" if at_least(age, Decimal(CARRY_OVER_LIMIT_MONTHS)) else "yellow"
    condition = all_of(is_due, unspent_condition(unspent, unsure))
    return subject.judge("C06", condition, severity, cents(Fraction(unspent)))


def line_code(line: Row) -> str:
    """The subject code of a budget line."""
    names = ("doc_no", "project_code", "agency_code", "func_item", "dept_econ", "fund_nature", "budget_origin")
    return "|".join(line[name] or "" for name in names)


# C07–C10: special funds, pilots, rectification.


def rule_c07_fund(subject: Subject, fund: Row) -> Verdict:
    """A fund with a staged goal of more than 5 years, a pilot of more than 3; other funds have no limit."""
    limit = TERM_LIMIT_YEARS.get(fund["fund_type"])
    if limit is None:
        return subject.out_of_scope("C07")
    return subject.judge("C07", lasts_longer(fund, limit), "red", Decimal("0.00"))


def rule_c07_project(subject: Subject, project: ProjectYear) -> Verdict:
    """A pilot project of more than 3 years by its own years. Not marked is no pilot; no column of marks is unknown."""
    is_pilot: Maybe = project.row["is_pilot"]
    if is_pilot is None and not subject.district.has(project.row, "is_pilot"):
        condition = all_of(None, lasts_longer(project.row, TERM_LIMIT_YEARS["试点"]))
        return subject.judge("C07", condition, "red", Decimal("0.00"))
    if not is_pilot:
        return subject.out_of_scope("C07")
    return subject.judge("C07", lasts_longer(project.row, TERM_LIMIT_YEARS["试点"]), "red", Decimal("0.00"))


def lasts_longer(row: Row, limit_years: int) -> Maybe:
    """Whether first to last year, both counted, are more than the limit; unknown where a year is not given."""
    if row["start_year"] is None or row["end_year"] is None:
        return None
    return bool(row["end_year"] - row["start_year"] + 1 > limit_years)


def rule_c08(subject: Subject, fund: Row) -> Verdict:
    """Expired and still budgeted without a new application (red); expiring this year, from June on (yellow)."""
    district, as_of = subject.district, subject.as_of
    last_year = fund["end_year"]
    if last_year is None and district.has(fund, "end_year"):
        return subject.out_of_scope("C08")  # open-ended
    is_over = None if last_year is None else last_year < as_of.year
    is_last_year = None if last_year is None else last_year == as_of.year
    has_no_new_application = is_missing(district, fund, "reapply_doc_no", as_of)
    budgets = [
        (belongs, budget_current(project, as_of))
        for belongs, project in projects_under(district, {fund["special_fund_code"]: True}, as_of.year)
    ]
    is_red = all_of(is_over, is_sum_above_zero(budgets), has_no_new_application)
    is_yellow = all_of(is_last_year, as_of.month >= EXPIRY_NOTICE_FROM_MONTH, has_no_new_application)
    return subject.judge("C08", any_of(is_red, is_yellow), "red" if is_red else "yellow", Decimal("0.00"))


def projects_under(district: District, funds: Mapping[str, Maybe], fiscal_year: int) -> list[tuple[Maybe, ProjectYear]]:
    """The year's projects that are, or may be, under one of these funds; each fund counts truly or perhaps.

    A project whose file has no column of fund codes may be under any of them; an empty cell is no fund.
    """
    found: list[tuple[Maybe, ProjectYear]] = []
    for project in district.projects_of(fiscal_year):
        code = project.row["special_fund_code"]
        if code in funds:
            found.append((funds[code], project))
        elif code is None and not district.has(project.row, "special_fund_code"):
            found.append((None, project))
    return found


def is_missing(district: District, row: Row, column: str, as_of: date) -> Maybe:
    """Whether a step is not there at as_of: an empty cell or a later date; an absent column is unknown (§1a.7)."""
    value = row[column]
    if value is None:
        return True if district.has(row, column) else None
    return isinstance(value, date) and value > as_of


def is_sum_above_zero(parts: Sequence[tuple[Maybe, Decimal | None]]) -> Maybe:
    """Whether the amounts that belong add up to more than 0, whichever of the perhaps belonging ones do."""
    known = [(belongs, amount) for belongs, amount in parts if amount is not None]
    if len(known) < len(parts):
        return None
    sure = total(amount for belongs, amount in known if belongs)
    least = sure + total(amount for belongs, amount in known if belongs is None and amount < 0)
    most = sure + total(amount for belongs, amount in known if belongs is None and amount > 0)
    if least > 0:
        return True
    return False if most <= 0 else None


def rule_c09(subject: Subject, fund: Row) -> Verdict:
    """What the last review of the fund concluded, from its day on; before it, and without either, nothing is known."""
    conclusion, reviewed = fund["review_result"], fund["last_review_date"]
    if conclusion is None or reviewed is None or reviewed > subject.as_of:
        return subject.judge("C09", None, "yellow")
    outcome = REVIEW_OUTCOMES.get(conclusion)
    return subject.judge("C09", outcome is not None, "yellow", Decimal("0.00"), outcome=outcome)


def rule_c10(subject: Subject) -> Verdict:
    """Rectification overdue: no casebook, so nobody was asked to rectify anything yet."""
    return subject.out_of_scope("C10")


# A: what has to be there before money is.


def rule_a01(subject: Subject, month: ProjectMonth) -> Verdict:
    """An initial budget without entry into the pool before the year."""
    project, district = month.project, subject.district
    entered = project.row["pool_entry_date"]
    if project.is_made:
        is_late: Maybe = True  # this year's pool does not hold it at all
    elif entered is None:
        is_late = True if district.has(project.row, "pool_entry_date") else None
    else:
        is_late = entered >= date(project.fiscal_year, 1, 1)
    return subject.judge("A01", all_of(month.budget_initial_yuan > 0, is_late), "red", Decimal("0.00"))


def rule_a02(subject: Subject, project: ProjectYear) -> Verdict:
    """A supplement of the year asked for before the project was in the pool; the state of the request is no matter."""
    district, as_of = subject.district, subject.as_of
    if "supplement_request" not in district.datasets:
        return subject.judge("A02", None, "red")
    entered = project.row["pool_entry_date"]
    condition = any_of(
        *(
            None if entered is None else row["requested_date"] < entered
            for row in district.supplements[project.code]
            if is_asked_in_year(row, as_of)
        )
    )
    return subject.judge("A02", condition, "red", Decimal("0.00"))


def is_asked_in_year(request: Row, as_of: date) -> bool:
    """Whether a supplement was asked for in FY and by as_of."""
    return bool(request["requested_date"].year == as_of.year and request["requested_date"] <= as_of)


def rule_a03(subject: Subject, project: ProjectYear) -> Verdict:
    """New and major, without ex-ante evaluation, affordability review or approval at as_of."""
    is_new_major: Maybe = project.row["is_new_major"]
    if is_new_major is False:
        return subject.out_of_scope("A03")
    lacks = any_of(
        *(
            is_missing(subject.district, project.row, column, subject.as_of)
            for column in ("ex_ante_date", "affordability_date", "approval_doc_no")
        )
    )
    return subject.judge("A03", all_of(is_new_major, lacks), "red", Decimal("0.00"))


def rule_a04(subject: Subject) -> Verdict:
    """A department with more than one active special fund; one without any fund is not concerned."""
    district = subject.district
    if "special_fund" not in district.datasets:
        return subject.judge("A04", None, "yellow")
    funds = funds_of(district, subject.code)
    if not funds:
        return subject.out_of_scope("A04")
    states = [is_active(district, fund, subject.as_of.year) for fund in funds]
    sure, possible = states.count(True), len(states) - states.count(False)
    is_more = possible > SPECIAL_FUNDS_A_DEPARTMENT
    condition = True if sure > SPECIAL_FUNDS_A_DEPARTMENT else None if is_more else False
    return subject.judge("A04", condition, "yellow", Decimal("0.00"))


def funds_of(district: District, department_code: str) -> list[Row]:
    """The special funds that name this department."""
    return [fund for fund in district.special_funds if fund["department_code"] == department_code]


def is_active(district: District, fund: Row, fiscal_year: int) -> Maybe:
    """Start ≤ FY ≤ end; an empty end is open, an absent column of ends unknown."""
    if fund["start_year"] > fiscal_year:
        return False
    if fund["end_year"] is None:
        return True if district.has(fund, "end_year") else None
    return bool(fiscal_year <= fund["end_year"])


def rule_a05(subject: Subject, project: ProjectYear) -> Verdict:
    """Fund money released without the chain of meeting, consent and document, out of order, or late."""
    district, as_of = subject.district, subject.as_of
    has_fund: Maybe = bool(project.row["special_fund_code"]) or (
        False if district.has(project.row, "special_fund_code") else None
    )
    released = is_released(district, project, as_of)
    if has_fund is False or released is False:
        return subject.out_of_scope("A05")
    broken = any_of(
        chain_lacks_a_step(district, project.row, as_of),
        chain_is_out_of_order(project.row, as_of),
        chain_is_late(district, project, as_of),
    )
    condition = all_of(has_fund, released, broken)
    exemptions = {"X3": bool(project.row["is_policy_livelihood"])}
    return subject.judge("A05", condition, "red", Decimal("0.00"), exemptions)


def released_days(project: ProjectYear, as_of: date) -> list[date]:
    """The days up to as_of on which lines of the project were issued."""
    return [line["issued_date"] for line in project.lines if line["issued_date"] and line["issued_date"] <= as_of]


def has_unknown_release(district: District, project: ProjectYear, as_of: date) -> bool:
    """Whether an approved line comes from a file without a column of issue dates."""
    return any(not district.has(line, "issued_date") for line in lines_approved(project, as_of))


def is_released(district: District, project: ProjectYear, as_of: date) -> Maybe:
    """Whether anything was issued by as_of."""
    if released_days(project, as_of):
        return True
    return None if has_unknown_release(district, project, as_of) else False


def chain_lacks_a_step(district: District, row: Row, as_of: date) -> Maybe:
    """Meeting, consent, or the document with day and number not there at as_of."""
    columns = ("party_meeting_date", "leader_consent_date", "submitted_date", "submitted_doc_no")
    return any_of(*(is_missing(district, row, column, as_of) for column in columns))


def chain_is_out_of_order(row: Row, as_of: date) -> Maybe:
    """Meeting ≤ consent ≤ submission, of the steps taken by as_of; unknown where one of them is."""
    steps = [row[column] for column in ("party_meeting_date", "leader_consent_date", "submitted_date")]
    taken = [day for day in steps if day is not None and day <= as_of]
    if taken != sorted(taken):
        return True
    return False if len(taken) == len(steps) else None


def chain_is_late(district: District, project: ProjectYear, as_of: date) -> Maybe:
    """Submitted more than 30 days after the first release; a release of unknown day may have been earlier."""
    submitted, days = project.row["submitted_date"], released_days(project, as_of)
    if submitted is None or submitted > as_of:
        return None  # missing, and so broken already, or unknown
    if days and (submitted - min(days)).days > SUBMISSION_DAYS:
        return True
    return None if has_unknown_release(district, project, as_of) else False


def rule_a06(subject: Subject) -> Verdict:
    """A department that asks for more while its own active special funds have money available."""
    district, as_of = subject.district, subject.as_of
    if "special_fund" not in district.datasets:
        return subject.judge("A06", None, "yellow")
    states = {
        fund["special_fund_code"]: is_active(district, fund, as_of.year) for fund in funds_of(district, subject.code)
    }
    active = {code: state for code, state in states.items() if state is not False}
    if not active:
        return subject.out_of_scope("A06")
    if "supplement_request" not in district.datasets:
        return subject.judge("A06", None, "yellow")
    balances = [
        (belongs, available(district, project, as_of))
        for belongs, project in projects_under(district, active, as_of.year)
    ]
    condition = all_of(department_asks(district, subject.code, as_of), is_sum_above_zero(balances))
    return subject.judge("A06", condition, "yellow", Decimal("0.00"))


def department_asks(district: District, department_code: str, as_of: date) -> bool:
    """A supplement request in FY by as_of of the department it names, else of its project's department."""
    return any(
        (row["department_code"] or district.department_of(row["project_code"], as_of.year)) == department_code
        for row in district.rows["supplement_request"]
        if is_asked_in_year(row, as_of)
    )


def rule_a07(subject: Subject, fund: Row) -> Verdict:
    """A fund whose list, policy or self-evaluation is not public, or with a finding open past its day."""
    district, as_of = subject.district, subject.as_of
    undisclosed = [is_missing(district, fund, column, as_of) for column in DISCLOSURE_COLUMNS]
    condition = any_of(*undisclosed, has_overdue_finding(district, fund["special_fund_code"], as_of))
    return subject.judge("A07", condition, "yellow", Decimal("0.00"))


def has_overdue_finding(district: District, fund_code: str, as_of: date) -> Maybe:
    """A finding about FY's projects under the fund, found by as_of, past its day for rectification, not rectified."""
    if "audit_finding" not in district.datasets:
        return None
    return any_of(
        *(
            all_of(
                belongs,
                row["found_date"] <= as_of,
                is_past_its_day(district, row, as_of),
                _is_open(district, row, as_of),
            )
            for belongs, project in projects_under(district, {fund_code: True}, as_of.year)
            for row in district.findings[project.code]
        )
    )


def is_past_its_day(district: District, finding: Row, as_of: date) -> Maybe:
    """整改期限 < as_of; without a day nothing is overdue, without the column it is unknown."""
    if finding["rectify_by_date"] is None:
        return False if district.has(finding, "rectify_by_date") else None
    return bool(finding["rectify_by_date"] < as_of)


# L: priority areas.


@dataclass
class AreaMonth:
    """Budget and payments of an area, or of the general public budget, at a month end."""

    budget_yuan: Decimal
    paid_yuan: Decimal

    @property
    def pace_exact(self) -> Fraction | None:
        """Σ paid / Σ budget."""
        return ratio(self.paid_yuan, self.budget_yuan)

    @property
    def pace(self) -> Decimal | None:
        """The same as shown."""
        return rate(self.pace_exact)


def area_month(district: District, area: str, as_of: date) -> AreaMonth:
    """An area over all four books (fund_nature 1…)."""
    return _sum_where(
        district,
        as_of,
        lambda project, func, nature: nature.startswith("1") and belongs_to(area, project, func),
    )


def overall_month(district: District, as_of: date) -> AreaMonth:
    """The general public budget: fund_nature 111 and 112."""
    return _sum_where(district, as_of, lambda _project, _func, nature: nature.startswith(("111", "112")))


def belongs_to(area: str, project: ProjectYear | None, func_item: str) -> bool:
    """Whether a function code, or the project's tag, is of the area."""
    if area == "教育":
        return func_item.startswith("205")
    if area == "社会保障":
        return func_item.startswith("208")
    is_tagged = project is not None and bool(project.row["is_poverty_relief"])
    return is_tagged or func_item.startswith(("21305", "2296011"))


def _sum_where(district: District, as_of: date, chosen: Any) -> AreaMonth:
    """Lines approved and payments made by as_of that the test of (project, function, fund nature) chooses."""
    budget = paid_out = Decimal("0.00")
    for project in district.projects_of(as_of.year):
        for line in lines_approved(project, as_of):
            if chosen(project, line["func_item"], line["fund_nature"]):
                budget += line["amount_yuan"]
        for payment in payments_until(project, as_of):
            if chosen(project, payment.own_or_line("func_item") or "", payment.own_or_line("fund_nature") or ""):
                paid_out += payment.row["amount_yuan"]
    return AreaMonth(budget, paid_out)


def area_shortfall(area: AreaMonth, benchmark: Fraction | None) -> Decimal | None:
    """Area budget·benchmark − paid."""
    return None if benchmark is None else cents(Fraction(area.budget_yuan) * benchmark - Fraction(area.paid_yuan))


def rule_l01(subject: Subject, area: AreaMonth, overall: AreaMonth) -> Verdict:
    """The area is slower than the general public budget."""
    return subject.judge("L01", below(area.pace, overall.pace), "yellow", area_shortfall(area, overall.pace_exact))


def rule_l02(subject: Subject, area: AreaMonth, overall: AreaMonth) -> Verdict:
    """The area is clearly slower: 5 points behind the whole, or 10 behind the calendar."""
    calendar = Fraction(subject.as_of.month, 12)
    behind_overall = below(area.pace, None if overall.pace is None else overall.pace - AREA_BEHIND_OVERALL)
    behind_time = below(area.pace, round_half_up(calendar, 6) - AREA_BEHIND_TIME)
    broken = [
        area_shortfall(area, benchmark)
        for is_broken, benchmark in ((behind_overall, overall.pace_exact), (behind_time, calendar))
        if is_broken
    ]
    money = max((amount for amount in broken if amount is not None), default=None)
    return subject.judge("L02", any_of(behind_overall, behind_time), "red", money)


def rule_l03(subject: Subject) -> Verdict:
    """A request of the area has waited for more than five working days."""
    district, as_of, area = subject.district, subject.as_of, subject.code
    waits = [(row, has_waited_too_long(district, row, as_of)) for row in district.rows["payment"]]
    condition = any_of(
        *(waited for row, waited in waits if waited is not False and is_request_of(district, area, row, as_of))
    )
    return subject.judge("L03", condition, "red", Decimal("0.00"))


def has_waited_too_long(district: District, payment: Row, as_of: date) -> Maybe:
    """Asked for by as_of, not paid by then, more than five working days ago. Bounced requests and refunds never wait.

    Paid with an empty cell of 申请日期: nobody applied (授权支付), so nothing waited. Unpaid and undated: unknown.
    Without the column a payment of this year may have waited before it was paid.
    """
    requested, paid_date = payment["requested_date"], payment["paid_date"]
    if payment["status"] == "已退回" or payment["amount_yuan"] < 0 or (paid_date and paid_date <= as_of):
        return False
    if requested is None and paid_date is None:
        return None
    if requested is None:
        return False if district.has(payment, "requested_date") or paid_date.year > as_of.year else None
    return bool(requested <= as_of and exceeds_working_days(requested, as_of, REQUEST_WORKING_DAYS))


def exceeds_working_days(start: date, end: date, limit: int) -> bool:
    """Whether Monday to Friday, from the day after start up to and including end, come to more than the limit."""
    counted, day = 0, start
    while day < end and counted <= limit:
        day += timedelta(days=1)
        counted += day.weekday() < 5
    return counted > limit


def is_request_of(district: District, area: str, payment: Row, as_of: date) -> bool:
    """Whether a request is of the area: by its own function code, else its line's; by its project's tag of its year."""
    day = payment_day(payment)
    project = district.project_years.get((payment["project_code"], (day or as_of).year))
    lines = project.lines if project is not None and day is not None else []
    candidates = [line for line in lines if line_agrees(line, payment)]
    func_item = Payment(payment, candidates, lines).own_or_line("func_item") or ""
    return belongs_to(area, project, func_item)


# ------------------------------------------------------------------------------------------------------ all verdicts


def verdicts(district: District, months: Iterable[date] | None = None) -> list[Verdict]:
    """Every verdict of all rules for the given judged month ends (all of them by default)."""
    wanted = judged_months(district) if months is None else months
    return [verdict for as_of in wanted for verdict in verdicts_of_month(district, as_of)]


def verdicts_of_month(district: District, as_of: date) -> list[Verdict]:
    """Every verdict of one month end."""
    found: list[Verdict] = []
    for project in district.projects_of(as_of.year):
        found += project_verdicts(district, project, as_of)
        for line in project.lines:
            found.append(rule_c06(Subject(district, "budget_line", line_code(line), as_of), project, line, as_of))
    found += evaluation_verdicts(district, as_of)
    overall = overall_month(district, as_of)
    for area in AREAS:
        sums = area_month(district, area, as_of)
        subject = Subject(district, "area", area, as_of)
        found += [rule_l01(subject, sums, overall), rule_l02(subject, sums, overall), rule_l03(subject)]
    for fund in district.special_funds:
        subject = Subject(district, "special_fund", fund["special_fund_code"], as_of)
        found += [rule(subject, fund) for rule in (rule_c07_fund, rule_c08, rule_c09, rule_a07)]
    for code in district.departments:
        subject = Subject(district, "department", code, as_of)
        found += [rule_a04(subject), rule_a06(subject)]
    return found


def project_verdicts(district: District, project: ProjectYear, as_of: date) -> list[Verdict]:
    """All verdicts of one project at one month end but C04, which is about the year before."""
    month = project_month(district, project, as_of)
    subject = Subject(district, "project", project.code, as_of, is_protected(project))
    e08 = rule_e08(subject, month)
    e02 = rule_e02(subject, month, e08)
    p04 = rule_p04(subject, month)
    d02 = rule_d02(subject, month)
    d03 = rule_d03(subject, month, e02)
    return [
        rule_e01(subject, month, e08),
        e02,
        rule_e03(subject, month, e08),
        rule_e04(subject),
        rule_e05(subject, month, e08),
        rule_e06(subject, month),
        rule_e07(subject, month),
        e08,
        rule_p01(subject, month),
        rule_p02(subject, month),
        rule_p03(subject, month),
        p04,
        rule_p05(subject, month),
        rule_p06(subject, month),
        rule_p07(subject, month),
        rule_p08(subject, month),
        rule_p09(subject, month),
        rule_d01(subject, month),
        d02,
        d03,
        rule_d04(subject, month),
        rule_c01(subject, month, d02, d03, p04),
        rule_c02(subject, month),
        rule_c03(subject, month, e02, p04),
        rule_c05(subject, month),
        rule_c07_project(subject, project),
        rule_c10(subject),
        rule_a01(subject, month),
        rule_a02(subject, project),
        rule_a03(subject, project),
        rule_a05(subject, project),
    ]


def evaluation_verdicts(district: District, as_of: date) -> list[Verdict]:
    """C04: of the projects of FY − 1; in the first loaded year it applies to none of that year's projects."""
    if as_of.year == district.first_year:
        return [
            Subject(district, "project", project.code, as_of).out_of_scope("C04")
            for project in district.projects_of(as_of.year)
        ]
    return [
        rule_c04(Subject(district, "project", project.code, as_of, is_protected(project)), project, as_of)
        for project in district.projects_of(as_of.year - 1)
    ]


def flag_lives(said: Iterable[Verdict]) -> dict[Verdict, tuple[date, int]]:
    """Of each flag the first of the consecutive month ends within its year up to its own, and how many they are."""
    flagged_at: dict[tuple[str, str, str, int], set[int]] = defaultdict(set)
    flags = [verdict for verdict in said if verdict.verdict == "flagged"]
    for flag in flags:
        flagged_at[flag.rule, flag.subject_kind, flag.subject_code, flag.as_of.year].add(flag.as_of.month)
    lives = {}
    for flag in flags:
        months = flagged_at[flag.rule, flag.subject_kind, flag.subject_code, flag.as_of.year]
        first = flag.as_of.month
        while first - 1 in months:
            first -= 1
        lives[flag] = month_end(flag.as_of.year, first), flag.as_of.month - first + 1
    return lives
