"""Tools to make projects by hand: lines, payments, targets, reports, and what a load must say of them."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

import polars as pl

from data_pipeline.sample.files import COLUMNS
from data_pipeline.sample.ledger import Truth, yuan
from data_pipeline.sample.organisations import REGION
from data_pipeline.sample.words import PLACES

Money = int | str
THINGS = [
    "便民服务中心改造",
    "智慧社区建设",
    "数字档案整理",
    "公共停车场提升",
    "文化服务购买",
    "安全隐患排查",
    "技能培训",
    "绿化补植",
    "设施设备更新",
    "综合服务平台运维",
]
OWNERS = [
    ("201", "201001"),
    ("203", "203001"),
    ("303", "303002"),
    ("404", "404003"),
    ("502", "502002"),
    ("601", "601004"),
    ("805", "805001"),
    ("831", "831001"),
]
KINDS = {
    "code": pl.String,
    "text": pl.String,
    "function": pl.String,
    "economic": pl.String,
    "nature": pl.String,
    "agency": pl.String,
    "whole": pl.Int64,
    "money": pl.Int64,
    "date": pl.Date,
    "month": pl.Date,
}


def cents(amount: Money) -> int:
    """Yuan as whole cents."""
    return int(Decimal(amount) * 100)


def day(text: str) -> date:
    """2026-09-30."""
    return date.fromisoformat(text)


@dataclass
class Planted:
    """The rows of the planted subjects by dataset, the truths, and from which number of years on they exist."""

    first_year: int
    rows: dict[str, list[dict[str, object]]] = field(default_factory=lambda: {name: [] for name in COLUMNS})
    truths: list[Truth] = field(default_factory=list)
    projects: int = 0

    def add(self, dataset: str, **values: object) -> None:
        """One row; fields not named are empty."""
        self.rows[dataset].append({name: None for name, _, _ in COLUMNS[dataset]} | values)

    def frame(self, dataset: str) -> pl.DataFrame:
        """The rows of a dataset, typed."""
        schema = {name: KINDS[kind] for name, _, kind in COLUMNS[dataset]}
        return pl.DataFrame(self.rows[dataset], schema=schema)


@dataclass
class Subject:
    """A planted project in one year, built line by line."""

    planted: Planted
    number: int
    year: int
    code: str
    name: str
    department: str
    agency: str
    paid_times: int = 0

    def line(
        self,
        amount: Money,
        origin: str = "年初预算",
        source: str = "本级",
        approved: str = "01-08",
        issued: str | None = "01-10",
        func: str = "2010399",
        nature: str = "111",
        econ: str = "30227",
        receipt: str | None = None,
        doc: int = 1,
    ) -> "Subject":
        """A budget line; dates within the year as month-day."""
        self.planted.add(
            "budget_line",
            fiscal_year=self.year,
            doc_no=self.document(doc),
            project_code=self.code,
            agency_code=self.agency,
            func_item=func,
            dept_econ=econ,
            gov_econ="50205",
            fund_nature=nature,
            fund_source=source,
            budget_origin=origin,
            amount_cents=cents(amount),
            approved_date=day(f"{self.year}-{approved}"),
            issued_date=day(f"{self.year}-{issued}") if issued else None,
            receipt_month=day(f"{receipt}-01") if receipt else None,
            frozen_cents=None,
        )
        return self

    def document(self, number: int) -> str:
        """The document number of a line."""
        return f"青财预〔{self.year}〕{900 + number}号"

    def line_code(
        self, origin: str, doc: int = 1, func: str = "2010399", nature: str = "111", econ: str = "30227"
    ) -> str:
        """The subject code of a budget line, as C06 names it."""
        return "|".join([self.document(doc), self.code, self.agency, func, econ, nature, origin])

    def pay(
        self,
        amount: Money,
        on: str,
        doc: int | None = 1,
        func: str | None = "2010399",
        nature: str | None = "111",
        econ: str | None = "30227",
        status: str = "已支付",
    ) -> "Subject":
        """A payment on a day of the year; without document and codes its line is not told."""
        self.paid_times += 1
        number = f"0099{self.year}{self.number:06d}{self.paid_times:04d}"
        self.planted.add(
            "payment",
            request_no=number,
            voucher_no=f"ZF{number}",
            project_code=self.code,
            agency_code=self.agency,
            doc_no=self.document(doc) if doc else None,
            func_item=func,
            dept_econ=econ,
            fund_nature=nature,
            amount_cents=cents(amount),
            requested_date=day(f"{self.year}-{on}"),
            paid_date=day(f"{self.year}-{on}"),
            status=status,
            pay_type="财政授权支付",
            payee="服务采购中标供应商",
            purpose="服务采购款",
        )
        return self

    def indicator(
        self, name: str, target: str, points: int, l1: str = "产出指标", l2: str = "数量指标", due: str | None = None
    ) -> "Subject":
        """A target, written as one cell."""
        self.planted.add(
            "indicator",
            fiscal_year=self.year,
            project_code=self.code,
            indicator_l1=l1,
            indicator_l2=l2,
            indicator_l3=name,
            target_value=target,
            weight_points=str(points),
            due_date=day(f"{self.year}-{due}") if due else None,
            approved_date=day(f"{self.year}-01-18"),
        )
        return self

    def usual(self, target: int = 120, points: tuple[int, int, int] = (40, 30, 20)) -> "Subject":
        """A quantity that accumulates, a quality in percent, a satisfaction that is never measured before December."""
        self.indicator("完成服务数量", f"≥{target}个", points[0])
        self.indicator("服务合格率", "≥95%", points[1], l2="质量指标")
        return self.indicator("服务对象满意度", "≥90%", points[2], l1="满意度指标", l2="服务对象满意度指标")

    def report(
        self,
        month: int,
        actuals: dict[str, str | None],
        forecast: Money | None = None,
        reported: str | None = None,
        likelihood: str = "确定能",
        cause: str | None = None,
        measure: str | None = None,
        note: str | None = None,
        cause_class: str | None = None,
    ) -> "Subject":
        """A filed round: the actual of each indicator, the same remarks on every row."""
        filed = day(reported) if reported else date(self.year, month + 1, 6)
        for name, actual in actuals.items():
            self.planted.add(
                "monitoring_report",
                fiscal_year=self.year,
                project_code=self.code,
                indicator_l3=name,
                period_end=date(self.year, month, 28),
                actual_value=actual,
                likelihood=likelihood,
                **({cause: "√"} if cause else {}),
                cause_note=note,
                cause_class=cause_class,
                measure=measure,
                reported_date=filed,
                forecast_full_year_cents=None if forecast is None else cents(forecast),
            )
        return self

    def usual_reports(self, months: list[int], counts: list[int], **remarks: object) -> "Subject":
        """Rounds with the quantity so far and a quality of 96 %."""
        for month, count in zip(months, counts, strict=True):
            self.report(month, {"完成服务数量": str(count), "服务合格率": "96%"}, **remarks)  # type: ignore[arg-type]
        return self

    def plan(self, monthly: list[int]) -> "Subject":
        """A cash plan: cumulative yuan at the end of each month."""
        for month, planned in enumerate(monthly, start=1):
            self.planted.add(
                "cash_plan", fiscal_year=self.year, project_code=self.code, month=month, planned_cents=planned * 100
            )
        return self

    def found(self, on: str, kind: str = "其他", serious: str = "是", rectified: str | None = None) -> "Subject":
        """An audit finding."""
        self.planted.add(
            "audit_finding",
            finding_no=f"SJ{self.year}9{self.number:06d}",
            project_code=self.code,
            finding_kind=kind,
            is_serious=serious,
            found_date=day(on),
            rectify_by_date=None,
            rectified_date=day(rectified) if rectified else None,
        )
        return self

    def graded(self, kind: str, score: str, on: str | None, grade: str | None = None) -> "Subject":
        """An evaluation of this year."""
        self.planted.add(
            "evaluation",
            fiscal_year=self.year,
            project_code=self.code,
            evaluation_kind=kind,
            score=score,
            grade=grade,
            evaluated_date=day(on) if on else None,
            doc_no=f"青绩评〔{self.year + 1}〕{self.number}号",
        )
        return self

    def excepted(
        self, rule: str, since: str, until: str | None, reason: str, subject_code: str | None = None
    ) -> "Subject":
        """A recorded exception."""
        self.planted.add(
            "exception",
            rule=rule,
            subject_code=subject_code or self.code,
            from_date=day(since),
            to_date=day(until) if until else None,
            doc_no=f"青财例〔{self.year}〕{self.number}号",
            reason=reason,
        )
        return self

    def truth(
        self,
        rule: str,
        as_of: str,
        verdict: str,
        zh: str,
        en: str,
        severity: str | None = None,
        money: Money | None = None,
        exemption: str | None = None,
        code: str | None = None,
    ) -> "Subject":
        """What a load must say of this project (or, with a code, of its budget line) at a month end."""
        if verdict == "flagged" and money is None:
            money = MONEYLESS.get(rule)
        self.planted.truths.append(
            Truth(
                rule=rule,
                as_of=as_of,
                subject_kind="budget_line" if code else "project",
                subject_code=code or self.code,
                verdict=verdict,
                severity=severity,
                money_yuan=None if money is None else yuan(cents(money)),
                exemption=exemption,
                zh=zh,
                en=en,
            )
        )
        return self


# Rules that never carry money.
MONEYLESS: dict[str, Money] = dict.fromkeys(
    ("E06", "E07", "E08", "P01", "P02", "P03", "P04", "P05", "P06", "P07", "P08", "P09", "D01", "D02", "D03"), 0
)


def subject(planted: Planted, number: int, year: int = 2026, **fields: object) -> Subject:
    """A new planted project with its row in the pool."""
    planted.projects += 1
    code = f"{REGION}{year % 100}T9{number:011d}"
    department, agency = OWNERS[number % len(OWNERS)]
    name = f"{PLACES[number % len(PLACES)]}{THINGS[number // 7 % len(THINGS)]}项目（{number}）"
    row: dict[str, object] = {
        "fiscal_year": year,
        "project_code": code,
        "project_name": name,
        "department_code": department,
        "agency_code": agency,
        "project_category": "特定目标类",
        "project_attribute": "新增",
        "is_pilot": "否",
        "is_policy_livelihood": "否",
        "is_poverty_relief": "否",
        "start_year": year,
        "end_year": year,
        "pool_entry_date": date(year - 1, 10, 15),
        "is_new_major": "否",
    }
    planted.add("project", **(row | fields))
    return Subject(planted, number, year, code, name, department, agency)
