"""Random small districts, written straight into the staging tables, that sit on boundaries on purpose.

For comparing the warehouse with the plain calculation. Not life-like (that is the sample's task) and not a test of
reading files: every row is one that the pipeline would have accepted.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from random import Random
from typing import Any

import duckdb

STAGED_TABLES = Path(__file__).resolve().parent.parent / "warehouse" / "staged_tables.sql"

OPTIONAL_DATASETS = (
    "evaluation", "special_fund", "supplement_request", "audit_finding", "cash_plan", "monitoring_round", "exception",
    "control_total",
)  # fmt: skip
COLUMNS_THAT_MAY_BE_ABSENT = {
    "project": ("three_guarantee_tier", "is_poverty_relief", "pool_entry_date"),
    "budget_line": ("issued_date", "frozen_yuan", "receipt_month", "dept_econ"),
    "payment": ("doc_no", "func_item", "fund_nature", "dept_econ"),
    "indicator": ("approved_date", "accrual"),
    "monitoring_report": (
        "likelihood", "cause_funding", "cause_rules", "cause_staff", "cause_hardware", "cause_other", "cause_note",
        "cause_class", "measure", "reported_date", "forecast_full_year_yuan",
    ),
    "evaluation": ("evaluated_date", "grade"),
    "audit_finding": ("is_serious", "rectified_date"),
    "exception": ("to_date",),
}  # fmt: skip
MORE_COLUMNS_THAT_MAY_BE_ABSENT = {
    "project": (
        "special_fund_code", "is_pilot", "is_policy_livelihood", "start_year", "end_year", "is_new_major",
        "ex_ante_date", "affordability_date", "approval_doc_no", "party_meeting_date", "leader_consent_date",
        "submitted_date", "submitted_doc_no",
    ),
    "payment": ("requested_date",),
    "special_fund": (
        "end_year", "reapply_doc_no", "last_review_date", "review_result", "task_list_disclosed_date",
        "policy_disclosed_date", "self_evaluation_disclosed_date",
    ),
    "supplement_request": ("department_code", "status"),
    "audit_finding": ("finding_kind", "rectify_by_date"),
}  # fmt: skip
CAUSE_COLUMNS = (
    "cause_funding", "cause_rules", "cause_staff", "cause_hardware", "cause_other", "cause_note", "cause_class",
)  # fmt: skip

BUDGETS = (
    "1200000.00", "1200000.00", "600000.00", "50000.00", "49999.99", "50000.01", "0.00", "10000000.00", "9999999.99",
    "12000000.00", "333333.33", "100000.00", "77777.77",
)  # fmt: skip
FUNCTIONS = (
    "2050202", "2050299", "2080208", "2081902", "2130504", "2130199", "2296011", "2010301", "2120399", "2129999",
    "2050201", "2101101", "2299999", "2060101", "2310301",
)  # fmt: skip
FUND_NATURES = ("111", "111", "111", "112", "121", "122", "131", "141", "21", "31", "11101")
SOURCES = ("本级", "本级", "上级转移支付", "上级转移支付", "一般债券", "专项债券", "存量")
PACES = ("0", "0.3", "0.59", "0.60", "0.60", "0.70", "0.79999", "0.80", "0.80", "0.95", "1", "1.1")
SCORES = ("79.995", "79.994", "79.9949", "80", "79.99", "60", "59.9", "90", "89.995", "95.5", "0")
EXCEPTED_RULES = (
    "E01", "E02", "E03", "E05", "E06", "E07", "E08", "P01", "P02", "P03", "P04", "P05", "P06", "P07", "P08", "P09",
    "D01", "D02", "D03", "D04", "C01", "C04", "C05",
)  # fmt: skip
MORE_EXCEPTED_RULES = ("C02", "C03", "C07", "A01", "A02", "A03", "A05")
DEPARTMENTS = ("301", "301", "302", "601", "399")  # 399 is in no list of units


def fill(connection: duckdb.DuckDBPyConnection, seed: int) -> None:
    """Make the staging tables in this connection and fill them with the district of this seed."""
    connection.execute(STAGED_TABLES.read_text(encoding="utf-8"))
    district = _District(Random(seed), Random(f"safeguards of {seed}"))
    district.make()
    district.write(connection)


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, monthrange(year, month)[1])


def to_cents(amount: Decimal) -> Decimal:
    """Half-up to the cent."""
    return amount.quantize(Decimal("0.01"), ROUND_HALF_UP)


class _Luck:
    """Choices of one stream of random numbers."""

    def __init__(self, random: Random) -> None:
        self.random = random

    def chance(self, share: float) -> bool:
        """True in about this share of cases."""
        return self.random.random() < share

    def pick(self, *values: Any) -> Any:
        """One of the values."""
        return self.random.choice(values)

    def day(self, year: int, month: int) -> date:
        """A day of a month, often its first or last."""
        last = month_end(year, month)
        chosen: date = self.pick(date(year, month, 1), last, last, date(year, month, self.random.randint(2, 27)))
        return chosen


class _District(_Luck):
    def __init__(self, random: Random, later_random: Random) -> None:
        super().__init__(random)
        self.safeguards = _Safeguards(later_random, self)
        self.rows: dict[str, list[dict[str, Any]]] = {}
        self.years = list(range(2023, 2023 + random.choice((2, 2, 3))))
        self.last_day = month_end(self.years[-1], random.choice((2, 5, 7, 10, 12)))
        self.rounds: list[dict[str, Any]] = []
        self.serial = 0
        self.lines_seen: set[tuple[int, str]] = set()
        self.is_finished = False  # the project at hand reports its targets as reached

    def number(self, prefix: str) -> str:
        """A fresh running number."""
        self.serial += 1
        return f"{prefix}{self.serial:05d}"

    def add(self, dataset: str, **values: Any) -> dict[str, Any]:
        """One more accepted row."""
        self.rows.setdefault(dataset, []).append(values)
        return values

    # -------------------------------------------------------------------------------------------------------- making

    def make(self) -> None:
        """All datasets."""
        for code, name, kind in (("301", "教育局", "部门"), ("302", "民政局", "部门"), ("601", "东镇", "镇")):
            self.add("organisation", org_code=code, org_name=name, org_type=kind, department_code=code)
        self.make_rounds()
        for index in range(self.random.randint(20, 60)):
            self.make_project(f"P{index:03d}")
        self.make_payment_at_the_end()
        self.make_exceptions()
        self.safeguards.make()
        for dataset in OPTIONAL_DATASETS:
            if self.chance(0.08):
                self.rows[dataset] = []
                self.rows[f"missing {dataset}"] = []

    def make_rounds(self) -> None:
        """Rounds in and before the loaded years, deadlines some of them across the year's end."""
        for year in [self.years[0] - 1, *self.years]:
            for month in self.pick((3, 6, 9, 12), (6, 12), (4, 8, 10), (12,), (1, 2, 3, 4, 5, 6)):
                end = month_end(year, month)
                deadline = end + timedelta(days=self.pick(0, 10, 15, 20, 31, 45, 80))
                if self.chance(0.2):
                    deadline = month_end(deadline.year, deadline.month)
                self.rounds.append(
                    self.add("monitoring_round", fiscal_year=year, period_end=end, filing_deadline=deadline)
                )

    def make_project(self, code: str) -> None:
        """A project in some of the years; facts also in years in which the pool does not hold it."""
        pool_years = self.pick(self.years, self.years, self.years, self.years[:1], self.years[-1:], self.years[::2])
        tier = self.pick(*[None] * 9, "保工资", "保基本民生", "保运转")
        for year in pool_years:
            department = self.pick("301", "302", "601")
            self.add(
                "project", fiscal_year=year, project_code=code, project_name=f"项目{code}",
                department_code=department, agency_code=f"{department}001", project_category="特定目标类",
                three_guarantee_tier=tier, is_poverty_relief=self.pick(None, False, False, True),
                is_pilot=self.pick(None, False, True), pool_entry_date=self.pick(None, date(year - 1, 11, 1)),
            )  # fmt: skip
        for year in [self.years[0] - 1, *self.years]:
            in_pool = year in pool_years
            if in_pool or self.chance(0.25):
                self.make_year(code, year)
        self.make_findings(code)

    def make_year(self, code: str, year: int) -> None:
        """Budget, plan, payments, indicators, reports and evaluation of one project and year."""
        lines = self.make_lines(code, year)
        budget = sum((line["amount_yuan"] for line in lines), Decimal(0))
        plan = self.make_cash_plan(code, year, budget) if self.chance(0.15) else None
        self.make_payments(code, year, lines, budget, plan)
        names = self.make_indicators(code, year) if self.chance(0.85) else []
        self.make_reports(code, year, names, budget)
        if self.chance(0.7):
            self.make_evaluations(code, year)

    # -------------------------------------------------------------------------------------------------------- budget

    def make_lines(self, code: str, year: int) -> list[dict[str, Any]]:
        """No line, one, or several: of one source or mixed, early or late, small, zero, negative."""
        count = self.pick(0, 1, 1, 1, 1, 2, 2, 2, 3, 3, 5)
        source = self.pick(*SOURCES)
        is_mixed = self.chance(0.5)
        start = self.pick(1, 1, 1, 1, 2, 3, 6, 11)
        lines: list[dict[str, Any]] = []
        for index in range(count):
            origin = self.pick("年初预算", "年初预算", "年初预算", "追加", "追减", "调剂", "上年结转", "上年结转")
            if start > 1 and self.chance(0.8):
                origin = self.pick("追加", "上年结转", "调剂")
            approved = self.day(year, start if index == 0 else self.random.randint(start, 12))
            if start == 1 and self.chance(0.2):
                approved = date(year - 1, 12, 20)
            amount = Decimal(self.pick(*BUDGETS))
            if origin == "追减" or (origin == "调剂" and self.chance(0.5)) or self.chance(0.02):
                amount = -amount if self.chance(0.5) else Decimal("-200000.00")
            lines.append(self.make_line(code, year, lines, approved, origin, amount, is_mixed, source))
        return lines

    def make_line(
        self,
        code: str,
        year: int,
        earlier: list[dict[str, Any]],
        approved: date,
        origin: str,
        amount: Decimal,
        is_mixed: bool,
        source: str,
    ) -> dict[str, Any]:
        """One budget line, often agreeing with an earlier one in some of its codes."""
        twin = self.random.choice(earlier) if earlier and self.chance(0.6) else None
        line: dict[str, Any] = {
            "fiscal_year": year,
            "project_code": code,
            "doc_no": twin["doc_no"] if twin and self.chance(0.7) else self.number("文"),
            "agency_code": twin["agency_code"] if twin and self.chance(0.8) else self.pick("301001", "302001"),
            "func_item": twin["func_item"] if twin and self.chance(0.6) else self.pick(*FUNCTIONS),
            "dept_econ": self.pick(None, "30201", "30201", "31005"),
            "fund_nature": twin["fund_nature"] if twin and self.chance(0.6) else self.pick(*FUND_NATURES),
            "fund_source": self.pick(*SOURCES) if is_mixed else source,
            "budget_origin": origin,
            "amount_yuan": amount,
            "approved_date": approved,
            "issued_date": self.pick(None, approved, approved, approved, self.day(year, self.random.randint(1, 12))),
            "receipt_month": self.make_receipt(year),
            "frozen_yuan": self.pick(None, None, None, Decimal("0.00"), Decimal("1000.00"), Decimal("40000.00")),
        }
        key = ("doc_no", "agency_code", "func_item", "dept_econ", "fund_nature", "budget_origin")
        if any(all(line[name] == other[name] for name in key) for other in earlier):
            line["doc_no"] = self.number("文")
        return self.add("budget_line", **line)

    def make_receipt(self, year: int) -> date | None:
        """Empty, of this year, of last year, of the year before: so that ages pass 9 and 12 months."""
        received = self.pick(None, year, year - 1, year - 1, year - 2)
        return None if received is None else month_end(received, self.random.randint(1, 12))

    def make_cash_plan(self, code: str, year: int, budget: Decimal) -> dict[int, Decimal]:
        """A plan, whole or with months missing, some of them without a December."""
        months = sorted(self.random.sample(range(1, 13), self.pick(3, 6, 12)))
        if self.chance(0.7) and 12 not in months:
            months.append(12)
        plan = {}
        for month in months:
            share = Decimal(self.pick(month, month, max(month - 4, 0), month**2 / 12 // 1)) / 12
            plan[month] = to_cents(max(budget, Decimal(0)) * min(share, Decimal(1)))
            self.add("cash_plan", fiscal_year=year, project_code=code, month=month, planned_yuan=plan[month])
        return plan

    # ------------------------------------------------------------------------------------------------------ payments

    def make_payments(
        self, code: str, year: int, lines: list[dict[str, Any]], budget: Decimal, plan: dict[int, Decimal] | None
    ) -> None:
        """Pay towards a pace that a month end hits exactly, then perhaps once more, refund, bounce, wait."""
        pace = Decimal(self.pick(*PACES))
        paid = Decimal(0)
        steps = sorted(self.random.sample(range(1, 13), self.pick(1, 2, 3, 4)))
        for month in steps:
            time = Decimal(month) / 12
            if plan:
                time = plan.get(month, Decimal(0)) / max(
                    plan.get(12, Decimal(0)), plan.get(month, Decimal(0)), Decimal(1)
                )
            if lines and self.chance(0.3):
                start = min(line["approved_date"] for line in lines).month
                time = Decimal(max(month - start + 1, 0)) / (13 - start)
            wanted = to_cents(max(budget, Decimal(0)) * time * pace) - paid
            if wanted > 0 and self.chance(0.9):
                paid += wanted
                self.make_payment(code, self.day(year, month), lines, wanted, "已支付")
        self.make_payment_oddities(code, year, lines, paid)

    def make_payment_oddities(self, code: str, year: int, lines: list[dict[str, Any]], paid: Decimal) -> None:
        """Boundary and special payments."""
        month = self.random.randint(1, 12)
        issued = sum((line["amount_yuan"] for line in lines if line["issued_date"]), Decimal(0))
        budget = sum((line["amount_yuan"] for line in lines), Decimal(0))
        if self.chance(0.15):
            top = self.pick(issued, budget) + Decimal(self.pick("0.00", "0.01", "0.02")) - paid
            if top > 0:
                self.make_payment(code, self.day(year, self.pick(6, 12)), lines, top, "已支付")
                paid += top
        if self.chance(0.1):
            refund = self.pick(paid, to_cents(paid / 2), paid + 1)
            if refund > 0:
                self.make_payment(code, self.day(year, month), lines, -refund, "已退回")
        if self.chance(0.05):
            self.make_payment(code, self.day(year, month), lines, Decimal("-500.00"), "已支付")
        if self.chance(0.15):
            self.make_payment(code, self.day(year, month), lines, Decimal("30000.00"), "已退回")
        if self.chance(0.2):
            self.make_payment(code, self.day(year, month), lines, Decimal("20000.00"), self.pick("待审", "已审未支付"))
        for line in lines:
            if self.chance(0.12) and line["amount_yuan"] > 0:
                rest = line["amount_yuan"] - Decimal(self.pick("0.00", "0.00", "0.01"))
                self.make_payment(code, self.day(year, self.random.randint(6, 12)), [line], rest, "已支付")

    def make_payment(self, code: str, day: date, lines: list[dict[str, Any]], amount: Decimal, status: str) -> None:
        """A payment that gives all, some or none of the codes of one of the lines, or wrong ones."""
        if day > self.last_day or amount == 0:
            return
        line = self.random.choice(lines) if lines else None
        given = self.pick(0.0, 0.5, 0.9, 1.0, 1.0)
        codes = {
            name: line[name] if line and self.chance(given) else None
            for name in ("doc_no", "func_item", "dept_econ", "fund_nature")
        }
        if self.chance(0.06):
            codes["doc_no"] = "文不明"
        if self.chance(0.05):
            codes["func_item"] = self.pick(*FUNCTIONS)
        is_final = status in ("已支付", "已退回")
        self.add(
            "payment", request_no=self.number("Z"), project_code=code,
            agency_code=line["agency_code"] if line and self.chance(0.97) else "301001", amount_yuan=amount,
            requested_date=self.pick(None, day, day - timedelta(days=self.pick(3, 40))),
            paid_date=day if status == "已支付" or (is_final and self.chance(0.85)) else None, status=status, **codes,
        )  # fmt: skip

    def make_payment_at_the_end(self) -> None:
        """One payment on the last day, so that the judged months are known; perhaps one after or before the years."""
        code = self.rows["project"][0]["project_code"]
        outside = [date(self.years[0] - 1, 12, 31), date(self.years[-1] + 1, 1, 5)]
        days = [self.last_day, *(day for day in outside if self.chance(0.1))]
        if self.chance(0.5):
            self.make_request_after_the_end(code)
        for day in days:
            self.add(
                "payment", request_no=self.number("Z"), project_code=code, agency_code="301001",
                amount_yuan=Decimal("100.00"), requested_date=day, paid_date=day, status="已支付",
            )  # fmt: skip

    def make_request_after_the_end(self, code: str) -> None:
        """A request that waits or has bounced, later than every payment: judged only where it has a paid_date."""
        day = self.last_day + timedelta(days=self.random.randint(1, 60))
        status = self.pick("待审", "已审未支付", "已退回")
        self.add(
            "payment", request_no=self.number("Z"), project_code=code, agency_code="301001",
            amount_yuan=Decimal("100.00"), requested_date=day, paid_date=self.pick(None, day), status=status,
        )  # fmt: skip

    # --------------------------------------------------------------------------------------------------- performance

    def make_indicators(self, code: str, year: int) -> list[dict[str, Any]]:
        """A few indicators of every kind, some revised in the year, some with weight 0."""
        made = []
        for index in range(self.random.randint(1, 5)):
            values = self.make_indicator(f"指标{index}")
            approved = self.pick(None, date(year - 1, 12, 20), date(year, 1, 1), date(year, 1, 31), self.day(year, 3))
            made.append(self.add("indicator", fiscal_year=year, project_code=code, approved_date=approved, **values))
            if self.chance(0.25):
                revised = {**values, "weight_points": Decimal(self.pick("0", "5", "40"))}
                if values["target_number"] is not None:
                    revised["target_number"] = values["target_number"] * self.pick(2, 1, Decimal("0.5"))
                if self.chance(0.3):
                    revised = {**self.make_indicator(values["indicator_l3"])}
                self.add(
                    "indicator", fiscal_year=year, project_code=code, approved_date=self.day(year, self.pick(4, 6, 9)),
                    **revised,
                )  # fmt: skip
        for row in self.rows["indicator"]:
            if row["due_date"] == "due":
                days = (month_end(year, month) for month in (3, 6, 6, 9, 10, 12))
                row["due_date"] = self.pick(None, date(year, 7, 1), date(year + 1, 3, 1), *days)
        return made

    def make_indicator(self, name: str) -> dict[str, Any]:
        """One indicator's target."""
        kind = self.pick("quantity", "quantity", "quantity", "rate", "reverse", "text", "milestone", "milestone")
        values: dict[str, Any] = {
            "indicator_l1": "产出指标", "indicator_l3": name, "unit": None, "accrual": None, "due_date": None,
            "weight_points": Decimal(self.pick("10", "10", "15", "20", "30", "7.5", "0")), "polarity": "正向",
            "operator": ">=", "target_number": None,
        }  # fmt: skip
        if kind == "quantity":
            values |= {"indicator_l2": self.pick("数量指标", "数量指标", "社会效益指标"), "unit": self.pick("个", "%")}
            values |= {"target_number": Decimal(self.pick("100", "100", "12", "0", "37.5", "3"))}
            values |= {"accrual": self.pick(None, "累计", "累计", "水平"), "operator": self.pick(">=", ">=", ">", "=")}
        elif kind == "rate":
            values |= {"indicator_l2": self.pick("质量指标", "数量指标", "时效指标"), "unit": "%"}
            values |= {"target_number": Decimal("95"), "operator": self.pick(">=", ">", "=")}
        elif kind == "reverse":
            values |= {"indicator_l2": self.pick("成本指标", "数量指标"), "unit": "万元", "polarity": "反向"}
            values |= {"target_number": Decimal(self.pick("90", "90", "0", "10")), "operator": self.pick("<=", "<")}
            values |= {"accrual": self.pick(None, "累计", "水平")}
            if self.chance(0.1):
                values["operator"] = self.pick(">=", "=")
        elif kind == "text":
            values |= {"indicator_l2": self.pick("社会效益指标", "数量指标"), "polarity": "定性", "operator": None}
        else:
            values |= {"indicator_l2": self.pick("时效指标", "时效指标", "数量指标"), "accrual": "节点"}
            values |= {"polarity": self.pick("定性", "正向", "反向"), "operator": None, "due_date": "due"}
        values["target_value"] = str(values["target_number"] if values["target_number"] is not None else "及时")
        return values

    def make_reports(self, code: str, year: int, indicators: list[dict[str, Any]], budget: Decimal) -> None:
        """Reports for the rounds (some missed, some late) and for odd months."""
        months = {row["period_end"]: row["filing_deadline"] for row in self.rounds if row["fiscal_year"] == year}
        if self.chance(0.3):
            extra = month_end(year, self.random.randint(1, 12))
            months.setdefault(extra, extra)
        diligence = self.pick(0.0, 0.5, 0.9, 1.0, 1.0)
        self.is_finished = self.chance(0.15)
        for period_end, deadline in months.items():
            if not self.chance(diligence):
                continue
            forecast = self.pick(
                None, max(budget, Decimal(0)), to_cents(max(budget, Decimal(0)) * Decimal("0.9")), Decimal(1)
            )
            cause = self.pick(None, None, "内部", "外部", "外部")
            for indicator in indicators:
                if self.chance(0.85):
                    self.make_report(indicator, period_end, deadline, forecast, cause)
            if self.chance(0.05):
                unknown = {
                    "fiscal_year": year,
                    "project_code": code,
                    "indicator_l3": "没有的指标",
                    "target_number": None,
                }
                self.make_report({**unknown, "accrual": None}, period_end, deadline, forecast, cause)

    def make_report(
        self, indicator: dict[str, Any], period_end: date, deadline: date, forecast: Decimal | None, cause: str | None
    ) -> None:
        """One row of a monitoring report."""
        year, time = period_end.year, Decimal(period_end.month) / 12
        report: dict[str, Any] = {
            "fiscal_year": indicator["fiscal_year"], "project_code": indicator["project_code"],
            "indicator_l3": indicator["indicator_l3"], "period_end": period_end,
            "likelihood": self.pick(None, "确定能", "确定能", "确定能", "有可能", "完全不可能"),
            "cause_class": self.pick(cause, cause, cause, None, "内部"),
            "cause_note": self.pick(None, None, "雨季"), "measure": self.pick(None, "加快"),
            "reported_date": self.pick(None, deadline, deadline + timedelta(days=self.pick(1, 30)), period_end),
            "forecast_full_year_yuan": forecast if self.chance(0.95) else Decimal("12345.67"),
        }  # fmt: skip
        for column in CAUSE_COLUMNS[:5]:
            report[column] = self.pick(None, None, None, None, False, True)
        if not self.chance(0.12):
            if indicator["target_number"] is not None:
                factors = ("0.6", "0.8", "0.7", "0.5", "0.59999", "1", "1.2", "0")
                paced = indicator["target_number"] * time * Decimal(self.pick(*factors))
                whole = indicator["target_number"] * Decimal(self.pick("1", "1", "1.3", "1.31", "0.9", "1.1", "2"))
                number = self.pick(paced, paced, whole, Decimal(self.pick("0", "5", "96", "95")))
                number = indicator["target_number"] if self.is_finished else number
                report["actual_number"] = number.quantize(Decimal("0.000001"), ROUND_HALF_UP)
            elif indicator["accrual"] == "节点":
                report["actual_is_done"] = True if self.is_finished else self.pick(None, True, True, False)
                if report["actual_is_done"] is None:
                    due = indicator["due_date"] if isinstance(indicator["due_date"], date) else month_end(year, 6)
                    report["actual_date"] = self.pick(None, due, due, due + timedelta(days=1), due - timedelta(days=9))
            else:
                report["actual_tier"] = self.pick(1, 1, 2, 3)
        self.add("monitoring_report", **report)

    # ----------------------------------------------------------------------------------------------------- oversight

    def make_evaluations(self, code: str, year: int) -> None:
        """One to three results, on or around the grade bounds, dated early, late, on a month end or not at all."""
        for kind in self.random.sample(("单位自评", "部门评价", "财政评价"), self.pick(1, 1, 2, 3)):
            evaluated = self.pick(
                None, date(year, 12, 31), date(year + 1, 3, 31), self.day(year + 1, 6), self.day(year + 1, 9)
            )
            self.add(
                "evaluation", fiscal_year=year, project_code=code, evaluation_kind=kind,
                score=Decimal(self.pick(*SCORES)), grade=self.pick(None, "优", "差"), evaluated_date=evaluated,
            )  # fmt: skip

    def make_findings(self, code: str) -> None:
        """Audit findings: serious or not, open, rectified on a month end, found later."""
        for _ in range(self.pick(0, 0, 0, 1, 2)):
            year, month = self.random.choice(self.years), self.random.randint(1, 12)
            found = self.day(year, month)
            self.add(
                "audit_finding", finding_no=self.number("审"), project_code=code,
                finding_kind=self.pick(None, "截留挪用", "其他"), is_serious=self.pick(None, True, True, False),
                found_date=found, rectify_by_date=self.pick(None, found + timedelta(days=30)),
                rectified_date=self.pick(None, month_end(year, min(month + 2, 12)), found + timedelta(days=100)),
            )  # fmt: skip

    def make_exceptions(self) -> None:
        """Recorded exceptions: open, expired, for one day, overlapping, for lines and areas as well."""
        codes = [row["project_code"] for row in self.rows["project"]]
        for _ in range(self.random.randint(5, 40)):
            start = self.day(self.random.choice(self.years), self.random.randint(1, 12))
            rule, code = self.pick(*EXCEPTED_RULES), self.random.choice(codes)
            if self.chance(0.3) and self.rows.get("budget_line"):
                rule, code = "C06", self.line_code(self.random.choice(self.rows["budget_line"]))
            elif self.chance(0.1):
                rule, code = self.pick("L01", "L02"), self.pick("教育", "社会保障", "扶贫")
            self.add(
                "exception", rule=rule, subject_code=code, from_date=start, doc_no=self.number("准"), reason="已报批",
                to_date=self.pick(None, start, start + timedelta(days=60), month_end(start.year, 12)),
            )  # fmt: skip

    def line_code(self, line: dict[str, Any]) -> str:
        """The subject code of a budget line."""
        names = ("doc_no", "project_code", "agency_code", "func_item", "dept_econ", "fund_nature", "budget_origin")
        return "|".join(line[name] or "" for name in names)

    # ------------------------------------------------------------------------------------------------------- writing

    def write(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Spread the rows over one or two file parts a dataset, the second without some columns, and insert them."""
        source_id = 0
        tables = connection.execute(
            "select table_name from information_schema.tables where table_name like 'staged_%' order by 1"
        ).fetchall()
        for (table,) in tables:
            dataset = table.removeprefix("staged_")
            if f"missing {dataset}" in self.rows:
                continue
            described = connection.execute(f"describe {table}").fetchall()
            columns = [row[0] for row in described if row[0] not in ("source_id", "source_row")]
            absent = self.absent_columns(dataset)
            parts = [columns] + ([[name for name in columns if name not in absent]] if absent else [])
            rows = list(self.rows.get(dataset, []))
            for part, present in enumerate(parts):
                source_id += 1
                part_rows = (
                    rows[part :: len(parts)] if dataset != "indicator" else self.indicator_part(rows, part, len(parts))
                )
                self.write_part(connection, dataset, source_id, present, columns, part_rows)

    def lines_apart(self, lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Give lines that only an absent column told apart numbers of their own: one key, one row."""
        for line in lines:
            if (line["fiscal_year"], self.line_code(line)) in self.lines_seen:
                line["doc_no"] = self.number("文")
            self.lines_seen.add((line["fiscal_year"], self.line_code(line)))
        return lines

    def indicator_part(self, rows: list[dict[str, Any]], part: int, parts: int) -> list[dict[str, Any]]:
        """Keep revisions of one indicator in one part, and one undated row only where the column is absent."""
        chosen = [row for row in rows if parts == 1 or sum(map(ord, row["project_code"])) % 2 == part]
        if part == 0:
            return chosen
        first = {(row["project_code"], row["fiscal_year"], row["indicator_l3"]): row for row in reversed(chosen)}
        return list(first.values())

    def absent_columns(self, dataset: str) -> set[str]:
        """Sometimes a few columns, sometimes all causes, mostly none."""
        candidates = COLUMNS_THAT_MAY_BE_ABSENT.get(dataset, ())
        more = self.safeguards.absent_columns(dataset)
        if not candidates or not self.chance(0.3):
            return more
        absent = more | set(self.random.sample(candidates, self.random.randint(1, min(2, len(candidates)))))
        if dataset == "monitoring_report" and self.chance(0.3):
            absent |= set(CAUSE_COLUMNS)
        return absent

    def write_part(
        self,
        connection: duckdb.DuckDBPyConnection,
        dataset: str,
        source_id: int,
        present: list[str],
        columns: list[str],
        rows: list[dict[str, Any]],
    ) -> None:
        """One file part with its rows; what an absent column would have held is null."""
        file = f"{dataset}-{source_id}.csv"
        connection.execute("insert into source_files values (?, ?, 1, null, null, null)", [file, f"{source_id:064x}"])
        connection.execute(
            "insert into source_parts values (?, ?, '', ?, null, ?, null)", [source_id, file, dataset, present]
        )
        shown = [{name: row.get(name) if name in present else None for name in columns} for row in rows]
        if dataset == "budget_line":
            shown = self.lines_apart(shown)
        values = [[source_id, number, *row.values()] for number, row in enumerate(shown, start=2)]
        if values:
            marks = ", ".join("?" * (len(columns) + 2))
            connection.executemany(f"insert into staged_{dataset} values ({marks})", values)  # noqa: S608 — our names


class _Safeguards(_Luck):
    """Special funds, pilots, entry into the pool, decision chains, supplements, findings and waiting requests.

    Drawn after everything else, by numbers of their own, so that what was drawn before does not depend on them.
    """

    def __init__(self, random: Random, district: _District) -> None:
        super().__init__(random)
        self.district = district

    @property
    def years(self) -> list[int]:
        """The loaded years."""
        return self.district.years

    def rows(self, dataset: str) -> list[dict[str, Any]]:
        """The rows so far."""
        return self.district.rows.setdefault(dataset, [])

    def make(self) -> None:
        """Everything; what depends on the rows so far reads them."""
        funds = [self.make_fund(f"SF{index}") for index in range(self.pick(0, 1, 3, 4, 6, 8))]
        for rows in self.projects_by_code().values():
            usual = self.pick(None, None, "SF99", *(fund["special_fund_code"] for fund in funds))
            for row in rows:
                self.place_under_fund(row, usual, funds)
                self.enter_into_pool(row)
                self.prepare_major_project(row)
                self.decide_together(row)
            self.make_supplements(rows)
        self.make_findings()
        self.make_requests()
        self.make_exceptions(funds)

    def absent_columns(self, dataset: str) -> set[str]:
        """Sometimes a few of the columns that these rules read."""
        candidates = MORE_COLUMNS_THAT_MAY_BE_ABSENT.get(dataset, ())
        if not candidates or not self.chance(0.4 if dataset == "special_fund" else 0.2):
            return set()
        return set(self.random.sample(candidates, self.random.randint(1, min(3, len(candidates)))))

    def projects_by_code(self) -> dict[str, list[dict[str, Any]]]:
        """The pool's rows of each project."""
        found: dict[str, list[dict[str, Any]]] = {}
        for row in self.rows("project"):
            found.setdefault(row["project_code"], []).append(row)
        return found

    # ---------------------------------------------------------------------------------------------- funds and projects

    def make_fund(self, code: str) -> dict[str, Any]:
        """A fund: its term around 3 and 5 years, ending before, in or after the judged years; reviewed or not."""
        start = self.random.randint(2018, self.years[-1] + 1)
        first = self.years[0]
        end = self.pick(
            None, start + 2, start + 3, start + 4, start + 5, first - 1, first - 1, first, first, *self.years
        )
        is_open = self.chance(0.5)
        return self.district.add(
            "special_fund", special_fund_code=code, special_fund_name=f"专项{code}",
            department_code=self.pick(*DEPARTMENTS), fund_type=self.pick("阶段性目标", "阶段性目标", "试点", "其他"),
            start_year=start, end_year=end, reapply_doc_no=self.pick(None, None, None, "续1"),
            last_review_date=self.pick(None, self.some_day(), self.some_day()),
            review_result=self.pick(None, "未达预期", "条件变化", "已达目标", "不具备条件", "保留", "保留"),
            **{
                f"{name}_disclosed_date": self.pick(date(2020, 5, 1), self.some_day()) if is_open else self.some_step()
                for name in ("task_list", "policy", "self_evaluation")
            },
        )  # fmt: skip

    def some_day(self) -> date:
        """A day of the loaded years."""
        return self.day(self.random.choice(self.years), self.random.randint(1, 12))

    def some_step(self, year: int | None = None) -> date | None:
        """Not taken, taken before the year, or in it."""
        chosen = year or self.random.choice(self.years)
        step: date | None = self.pick(None, date(chosen - 1, 10, 15), self.day(chosen, self.random.randint(1, 12)))
        return step

    def place_under_fund(self, row: dict[str, Any], usual: str | None, funds: list[dict[str, Any]]) -> None:
        """Fund, pilot and livelihood marks, and the project's own years, at 3 years and a year longer."""
        codes = [fund["special_fund_code"] for fund in funds]
        row["special_fund_code"] = usual if self.chance(0.9) else self.pick(None, *codes)
        row["is_policy_livelihood"] = self.pick(None, False, False, False, True)
        row["start_year"] = self.pick(None, *[row["fiscal_year"] - self.random.randint(0, 3)] * 5)
        row["end_year"] = self.pick(
            None, *[(row["start_year"] or row["fiscal_year"]) + self.pick(1, 2, 2, 3, 3, 4)] * 5
        )

    def enter_into_pool(self, row: dict[str, Any]) -> None:
        """Entered before the year, on its last or first day, in it, or not at all."""
        year = row["fiscal_year"]
        before = [date(year - 1, 11, 1)] * 3
        turn = [date(year - 1, 12, 31), date(year, 1, 1)]
        row["pool_entry_date"] = self.pick(None, *before, *turn, *(self.day(year, month) for month in (2, 5, 9)))

    def prepare_major_project(self, row: dict[str, Any]) -> None:
        """New and major or not; evaluated, reviewed and approved, or lacking some of it."""
        is_complete = self.chance(0.4)
        row["is_new_major"] = self.pick(None, False, False, True, True, True)
        for name in ("ex_ante_date", "affordability_date"):
            row[name] = date(row["fiscal_year"] - 1, 9, 1) if is_complete else self.some_step(row["fiscal_year"])
        row["approval_doc_no"] = "批1" if is_complete else self.pick(None, "批1", "批1")

    def decide_together(self, row: dict[str, Any]) -> None:
        """Meeting, consent and document, 30 days and a day more after the first release; often not in order."""
        key = (row["fiscal_year"], row["project_code"])
        issued = [
            line["issued_date"]
            for line in self.rows("budget_line")
            if (line["fiscal_year"], line["project_code"]) == key and line["issued_date"]
        ]
        first = min(issued, default=date(row["fiscal_year"], 3, 1))
        meeting = first - timedelta(days=self.pick(5, 20, 60))
        consent = meeting + timedelta(days=self.pick(0, 1, 3, 5, 20, -1 if self.chance(0.3) else 2))
        submitted = self.pick(
            consent, consent - timedelta(days=1), *(first + timedelta(n) for n in (0, 29, 30, 30, 31))
        )
        row["submitted_doc_no"] = "报1"
        row |= {"party_meeting_date": meeting, "leader_consent_date": consent, "submitted_date": submitted}
        if self.chance(0.3):
            name = self.pick("party_meeting_date", "leader_consent_date", "submitted_date", "submitted_doc_no")
            row[name] = None
        elif self.chance(0.2):
            row["party_meeting_date"] = self.day(row["fiscal_year"], self.random.randint(1, 12))

    # ------------------------------------------------------------------------------------------- supplements, findings

    def make_supplements(self, rows: list[dict[str, Any]]) -> None:
        """Requests before, on and after the day of entry, in years of the project and in others."""
        for _ in range(self.pick(0, 0, 0, 1, 1, 2)):
            row = self.random.choice(rows)
            entered = row["pool_entry_date"] or date(row["fiscal_year"], 4, 1)
            around = [entered + timedelta(days=step) for step in (-1, 0, 1, 40)]
            other_year = self.day(self.random.choice(self.years), self.random.randint(1, 12))
            self.district.add(
                "supplement_request", request_no=self.district.number("追"), project_code=row["project_code"],
                department_code=self.pick(None, None, row["department_code"], *DEPARTMENTS),
                requested_date=self.pick(*around, self.day(row["fiscal_year"], 7), other_year),
                amount_yuan=Decimal("50000.00"), status=self.pick(None, "申请中", "已批准", "已退回"),
            )  # fmt: skip

    def make_findings(self) -> None:
        """Kinds of the findings, and days for rectification that pass at a month end; a few more of each kind."""
        for row in self.random.sample(self.rows("project"), min(6, len(self.rows("project")))):
            found = self.some_day()
            self.district.add(
                "audit_finding", finding_no=self.district.number("审"), project_code=row["project_code"],
                is_serious=self.pick(None, False, False, True), found_date=found,
                rectified_date=self.pick(None, found + timedelta(days=60), month_end(found.year, 12)),
            )  # fmt: skip
        for row in self.rows("audit_finding"):
            row["finding_kind"] = self.pick(None, "截留挪用", "虚报冒领", *["其他"] * 5)
            end = month_end(row["found_date"].year, min(row["found_date"].month + self.pick(0, 1, 3), 12))
            row["rectify_by_date"] = self.pick(None, end, end - timedelta(days=1), end + timedelta(days=1))

    # -------------------------------------------------------------------------------------------------------- requests

    def make_requests(self) -> None:
        """Mostly a district that pays at once; a few requests wait for 4, 5 or 6 working days at a month end."""
        if self.chance(0.7):
            self.pay_at_once()
        for _ in range(self.pick(0, 1, 2, 4)):
            self.make_request(self.random.choice(self.rows("project")))

    def pay_at_once(self) -> None:
        """Withdraw what waits without end, and date most requests shortly before their payment."""
        for row in self.rows("payment"):
            if row["requested_date"] and row["paid_date"] and self.chance(0.98):
                row["requested_date"] = max(row["requested_date"], row["paid_date"] - timedelta(days=3))
        waiting = [row for row in self.rows("payment") if row["status"] in ("待审", "已审未支付")]
        self.district.rows["payment"] = [row for row in self.rows("payment") if row not in waiting or self.chance(0.03)]

    def make_request(self, project: dict[str, Any]) -> None:
        """A request around a month end; it waits on, is paid soon after, on that day, bounces, or is a refund."""
        end = month_end(self.random.choice(self.years), self.random.randint(1, 12))
        paid = self.pick(None, None, end, end + timedelta(days=1), end + timedelta(days=40))
        if paid is not None and paid > self.district.last_day:
            paid = None
        status = self.pick("已支付", "已支付", "已退回") if paid else self.pick("待审", "已审未支付", "已退回")
        amount = Decimal("-10.00") if status == "已退回" and self.chance(0.5) else Decimal("10.00")
        lines = [row for row in self.rows("budget_line") if row["project_code"] == project["project_code"]]
        line = self.random.choice(lines) if lines and self.chance(0.7) else None
        self.district.add(
            "payment", request_no=self.district.number("Z"), project_code=project["project_code"],
            agency_code=line["agency_code"] if line else None, doc_no=line["doc_no"] if line else None,
            func_item=self.pick(None, "2050202", "2080208", "2130504", "2010301"), amount_yuan=amount,
            requested_date=None if self.chance(0.04) else end - timedelta(self.pick(0, 5, 6, 7, 7, 8, 8, 9, 10, 400)),
            paid_date=paid, status=status,
        )  # fmt: skip

    # ------------------------------------------------------------------------------------------------------ exceptions

    def make_exceptions(self, funds: list[dict[str, Any]]) -> None:
        """Recorded exceptions of these rules, for projects, funds, departments and areas."""
        codes = [fund["special_fund_code"] for fund in funds] or ["SF0"]
        projects = [row["project_code"] for row in self.rows("project")]
        for _ in range(self.pick(0, 4, 12)):
            start = self.some_day()
            rule, code = self.pick(
                (self.pick(*MORE_EXCEPTED_RULES), self.random.choice(projects)),
                (self.pick(*MORE_EXCEPTED_RULES), self.random.choice(projects)),
                (self.pick("C07", "C08", "C09", "A07"), self.random.choice(codes)),
                (self.pick("A04", "A06"), self.pick(*DEPARTMENTS)),
                ("L03", self.pick("教育", "社会保障", "扶贫")),
                ("C10", self.random.choice(projects)),
            )
            self.district.add(
                "exception", rule=rule, subject_code=code, from_date=start, doc_no=self.district.number("准"),
                reason="已报批", to_date=self.pick(None, start, start + timedelta(days=60), month_end(start.year, 12)),
            )  # fmt: skip
