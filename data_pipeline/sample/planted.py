"""Projects made by hand, each so that one verdict follows from its own few lines.

They stand in a code range of their own (serial numbers that begin with 9) and are the same in every district.
The verdicts are written down here, from the contract's words, before any rule has run.
"""

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


def planted(years: list[int]) -> Planted:
    """Everything planted, for the years that the district has."""
    result = Planted(first_year=years[0])
    for group in (spending, forecasting, releases, small_and_late, results, filings, divergence, suspensions):
        group(result)
    carry_over(result)
    if 2025 in years:
        cuts(result)
        year_end(result)
    background(result, years)
    return result


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


def spending(planted: Planted) -> None:
    """E01, E02, E03, E05, E06 by what was paid by the end of September, three quarters of the year."""
    cases: list[tuple[int, str, str, str, str, Money | None]] = [
        (101, "420000", "E02", "flagged", "red", "480000"),
        (102, "630000", "E01", "flagged", "yellow", "270000"),
        (103, "540000", "E01", "flagged", "yellow", "360000"),
        (104, "720000", "E01", "clear", "", None),
        (105, "539999.99", "E01", "flagged", "yellow", "360000.01"),
        (106, "539999", "E02", "flagged", "red", "360001"),
    ]
    shares = {
        101: "35 %",
        102: "52.5 %",
        103: "exactly 45 %",
        104: "exactly 60 %",
        105: "one cent less than 45 %",
        106: "one yuan less than 45 %",
    }
    ratios = {101: "0.466667", 102: "0.70", 103: "0.60", 104: "0.80", 105: "0.600000 (rounded)", 106: "0.599999"}
    for number, paid, rule, verdict, severity, money in cases:
        made = subject(planted, number).line(1_200_000).usual().usual_reports([4, 6, 8], [40, 60, 80])
        made.pay(paid, "05-12")
        zh = f"预算120万元，到9月底支付{paid}元（{shares[number]}），序时75%，进度比{ratios[number]}。"
        en = f"Budget 1,200,000; {paid} paid by 30 September ({shares[number]}); three quarters of the year gone: ratio {ratios[number]}."
        made.truth(rule, "2026-09-30", verdict, zh, en, severity or None, money)
        other = {"E01": "E02", "E02": "E01"}[rule]
        made.truth(other, "2026-09-30", "clear", zh + "另一条不成立。", en + " So the other of the two rules is clear.")
    large = [
        (107, 12_000_000, "6600000", "flagged", "2400000", "差距正好20个百分点", "the gap is exactly 20 points"),
        (108, 12_000_000, "6600012", "clear", None, "差距19.9999个百分点", "the gap is 19.9999 points"),
        (109, 9_999_999, "4000000", "clear", None, "预算不到1000万元", "the budget is one yuan below ten million"),
        (
            110,
            10_000_000,
            "5000000",
            "flagged",
            "2500000",
            "预算正好1000万元，差距25个百分点",
            "the budget is exactly ten million, the gap 25 points",
        ),
    ]
    for number, budget, paid, verdict, gap, zh, en in large:
        made = subject(planted, number).line(budget).usual().usual_reports([4, 6, 8], [40, 60, 80]).pay(paid, "06-03")
        made.truth(
            "E03",
            "2026-09-30",
            verdict,
            f"预算{budget}元，到9月底支付{paid}元：{zh}。",
            f"Budget {budget}, {paid} paid by 30 September: {en}.",
            "red" if verdict == "flagged" else None,
            gap,
        )
    none = subject(planted, 111).line(1_200_000).usual().usual_reports([4, 6, 8], [40, 60, 80])
    none.truth(
        "E05",
        "2026-06-30",
        "flagged",
        "到6月底一分未付。",
        "Nothing at all was paid by the end of June.",
        "red",
        "600000",
    )
    none.truth("E05", "2026-05-31", "not_applicable", "E05从6月起判断。", "E05 is judged from June on.")
    none.truth("E02", "2026-09-30", "flagged", "进度比为0。", "The pace ratio is 0.", "red", "900000")
    penny = subject(planted, 112).line(1_200_000).usual().usual_reports([4, 6, 8], [40, 60, 80]).pay("0.01", "02-20")
    penny.truth("E05", "2026-06-30", "clear", "已支付一分钱，不是零支付。", "One cent was paid, so not nothing.")
    over = [
        (
            113,
            300_000,
            "300000.02",
            "flagged",
            "支付超预算两分钱，容差一分",
            "two cents above the budget, tolerance one cent",
        ),
        (114, 300_000, "300000", "clear", "支付正好等于预算", "paid is exactly the budget"),
    ]
    for number, budget, paid, verdict, zh, en in over:
        made = subject(planted, number).line(budget).usual().usual_reports([4, 6, 8], [40, 60, 80]).pay(paid, "08-20")
        made.truth(
            "E06", "2026-09-30", verdict, zh + "。", en.capitalize() + ".", "red" if verdict == "flagged" else None
        )
    unissued = (
        subject(planted, 115)
        .line(100_000)
        .line(200_000, issued=None, doc=2)
        .usual()
        .usual_reports([4, 6, 8], [40, 60, 80])
        .pay(150_000, "07-09")
    )
    unissued.truth(
        "E06", "2026-09-30", "flagged", "支付15万元，只下达10万元。", "150,000 paid, only 100,000 issued.", "red"
    )
    small = subject(planted, 116).line(40_000).usual().usual_reports([4, 6, 8], [40, 60, 80]).pay(50_000, "03-17")
    small.truth(
        "E06",
        "2026-09-30",
        "flagged",
        "预算4万元，支付5万元；金额小不豁免E06。",
        "50,000 paid of 40,000; E06 has no floor.",
        "red",
    )


def forecasting(planted: Planted) -> None:
    """E07 by the forecast of the August round; D04 by work done and money left."""
    cases: list[tuple[int, Money | None, str, str, str]] = [
        (
            121,
            1_020_000,
            "flagged",
            "8月预计全年支付102万元，为预算的85%",
            "The August report expects 1,020,000, 85 % of the budget",
        ),
        (
            122,
            1_080_000,
            "clear",
            "8月预计全年支付108万元，正好90%",
            "The August report expects 1,080,000, exactly 90 %",
        ),
        (123, None, "cannot_assess", "没有一次填报全年预计执行数", "No report gives a forecast"),
    ]
    for number, forecast, verdict, zh, en in cases:
        made = (
            subject(planted, number)
            .line(1_200_000)
            .usual()
            .usual_reports([4, 6], [40, 60])
            .usual_reports([8], [80], forecast=forecast)
            .pay(800_000, "07-15")
        )
        made.truth("E07", "2026-09-30", verdict, zh + "。", en + ".", "yellow" if verdict == "flagged" else None)
    early = (
        subject(planted, 124).line(1_200_000).usual().usual_reports([4], [40], forecast=600_000).pay(800_000, "05-15")
    )
    early.truth("E07", "2026-06-30", "not_applicable", "E07从7月起判断。", "E07 is judged from July on.")
    torn = subject(planted, 125).line(1_200_000).usual().pay(800_000, "05-15")
    torn.report(8, {"完成服务数量": "80"}, forecast=900_000).report(8, {"服务合格率": "96%"}, forecast=1_200_000)
    torn.truth(
        "E07",
        "2026-09-30",
        "cannot_assess",
        "同一次填报有两个不同的全年预计数。",
        "One round gives two different forecasts.",
    )
    left: list[tuple[int, str, Money, str, Money | None, str, str]] = [
        (
            126,
            "900000",
            900_000,
            "flagged",
            "300000",
            "任务全部完成，预计不再支付，余额30万元",
            "All work done, no more payments expected, 300,000 left",
        ),
        (127, "1190000", 1_190_000, "flagged", "10000", "余额正好1万元", "Exactly 10,000 left"),
        (128, "1190000.01", "1190000.01", "clear", None, "余额9999.99元", "9,999.99 left"),
        (129, "900000", 1_000_000, "clear", None, "预计还要支付10万元", "Another 100,000 is expected to be paid"),
    ]
    for number, paid, forecast, verdict, money, zh, en in left:
        made = (
            subject(planted, number)
            .line(1_200_000)
            .usual()
            .usual_reports([4, 6], [40, 60])
            .usual_reports([8], [120], forecast=forecast)
            .pay(paid, "08-04")
        )
        made.truth("D04", "2026-09-30", verdict, zh + "。", en + ".", "yellow" if verdict == "flagged" else None, money)


def releases(planted: Planted) -> None:
    """E08 and X9: money that was not released in time."""
    late = (
        subject(planted, 131)
        .line(480_000)
        .line(720_000, issued=None, doc=2)
        .usual()
        .usual_reports([4, 6, 8], [40, 60, 80])
        .pay(100_000, "03-10")
    )
    late.truth(
        "E08",
        "2026-04-30",
        "flagged",
        "到4月底只下达预算的40%。",
        "Only 40 % of the budget was issued by the end of April.",
        "grey",
    )
    late.truth("E08", "2026-03-31", "not_applicable", "E08从4月起判断。", "E08 is judged from April on.")
    late.truth(
        "E02",
        "2026-09-30",
        "not_applicable",
        "下达滞后（E08成立），进度规则不适用。",
        "E08 is flagged, so the pace rules do not apply.",
        exemption="X9",
    )
    late.truth(
        "E01",
        "2026-09-30",
        "not_applicable",
        "下达滞后（E08成立），进度规则不适用。",
        "E08 is flagged, so the pace rules do not apply.",
        exemption="X9",
    )
    half = (
        subject(planted, 132)
        .line(600_000)
        .line(600_000, issued=None, doc=2)
        .usual()
        .usual_reports([4, 6, 8], [40, 60, 80])
        .pay(100_000, "03-10")
    )
    half.truth("E08", "2026-04-30", "clear", "正好下达一半。", "Exactly half was issued.")
    half.truth(
        "E02",
        "2026-09-30",
        "flagged",
        "下达一半，不算滞后；进度比0.111111。",
        "Half is not late; the ratio is 0.111111.",
        "red",
        "800000",
    )


def small_and_late(planted: Planted) -> None:
    """X6, X8, X5: a floor of 50,000, a clock from the month of the addition, a plan of one's own; the worked project P."""
    below = subject(planted, 141).line(49_999).usual().usual_reports([4, 6, 8], [40, 60, 80])
    below.truth("E02", "2026-09-30", "not_applicable", "预算不足5万元。", "The budget is below 50,000.", exemption="X6")
    at = subject(planted, 142).line(50_000).usual().usual_reports([4, 6, 8], [40, 60, 80])
    at.truth(
        "E02",
        "2026-09-30",
        "flagged",
        "预算正好5万元，一分未付。",
        "The budget is exactly 50,000, nothing paid.",
        "red",
        "37500",
    )
    zero = (
        subject(planted, 143)
        .line(200_000)
        .line(-200_000, origin="追减", approved="03-05", issued="03-06", doc=2)
        .usual()
        .usual_reports([4, 6, 8], [40, 60, 80])
    )
    zero.truth(
        "E02", "2026-09-30", "not_applicable", "追减后预算为零。", "The budget was taken away again.", exemption="X6"
    )
    added = (
        subject(planted, 144)
        .line(1_200_000, origin="追加", approved="07-06", issued="07-08")
        .usual()
        .usual_reports([8], [40])
        .pay(480_000, "09-10")
    )
    added.truth(
        "E01",
        "2026-09-30",
        "clear",
        "7月追加，时间从7月起算为3/6，支付40%，进度比正好0.80。",
        "Added in July, so 3 of 6 months are gone; 40 % paid: ratio exactly 0.80.",
    )
    planned = subject(planted, 145).line(1_200_000).usual().usual_reports([4, 6, 8], [40, 60, 80]).pay(240_000, "09-05")
    planned.plan([0, 0, 0, 0, 0, 0, 0, 120_000, 240_000, 600_000, 900_000, 1_200_000])
    planned.truth(
        "E01",
        "2026-09-30",
        "clear",
        "用款计划9月为20%，支付20%。",
        "The cash plan asks for 20 % by September, 20 % was paid.",
    )
    planned.truth(
        "E02",
        "2026-09-30",
        "clear",
        "用款计划9月为20%，支付20%。",
        "The cash plan asks for 20 % by September, 20 % was paid.",
    )
    planned.truth(
        "E05",
        "2026-06-30",
        "not_applicable",
        "用款计划到6月为零。",
        "The cash plan asks for nothing by June.",
        exemption="X5",
    )
    planned.truth(
        "D01",
        "2026-09-30",
        "not_applicable",
        "有用款计划，D01不适用。",
        "D01 does not apply where there is a cash plan.",
        exemption="X5",
    )
    p = (
        subject(planted, 150, project_name="岚湖公共服务能力提升项目P")
        .line(1_000_000)
        .line(200_000, origin="追加", approved="03-10", issued="03-12", doc=2)
    )
    p.pay(200_000, "04-15").pay(220_000, "06-20").usual(target=100).report(
        6, {"完成服务数量": "30", "服务合格率": "96%"}
    )
    p.truth(
        "E01",
        "2026-06-30",
        "flagged",
        "文件§3.6的算例：支付42万元，执行率0.35，进度比0.70。",
        "The worked example: 420,000 paid, rate 0.35, ratio 0.70.",
        "yellow",
        "180000",
    )
    p.truth("E02", "2026-06-30", "clear", "进度比0.70不低于0.60。", "A ratio of 0.70 is not below 0.60.")
    p.truth(
        "P01",
        "2026-06-30",
        "flagged",
        "完成30个，应完成50个，比值正好0.60，黄灯。",
        "30 of the 50 due: exactly 0.60, so yellow and not red.",
        "yellow",
    )
    p.truth("P02", "2026-06-30", "clear", "合格率96%达到95%。", "The quality of 96 % meets 95 %.")
    p.truth("D01", "2026-06-30", "clear", "完成0.30，执行0.35，相差0.05。", "Completion 0.30, rate 0.35: 0.05 apart.")
    p.truth("D02", "2026-06-30", "clear", "钱只比事快0.05。", "Money is only 0.05 ahead.")
    p.truth("D03", "2026-06-30", "clear", "E02不成立。", "E02 is not flagged.")
    p.truth("P09", "2026-06-30", "clear", "已测权重70/90。", "70 of 90 points are measured.")


def results(planted: Planted) -> None:
    """P01 to P05, P07: what the August round says, at two thirds of the year."""
    counts = [
        (161, 40, "flagged", "red", "应完成80个，完成40个", "40 of the 80 due"),
        (162, 48, "flagged", "yellow", "应完成80个，完成48个，正好0.60", "48 of 80, exactly 0.60"),
        (163, 63, "flagged", "yellow", "应完成80个，完成63个", "63 of 80"),
        (164, 64, "clear", None, "应完成80个，完成64个，正好0.80", "64 of 80, exactly 0.80"),
    ]
    for number, count, verdict, severity, zh, en in counts:
        made = subject(planted, number).line(1_200_000).usual().usual_reports([8], [count]).pay(900_000, "07-20")
        made.truth("P01", "2026-09-30", verdict, zh + "。", en + ".", severity)
    levels = [
        (
            165,
            "服务合格率",
            "≥95%",
            "质量指标",
            "90%",
            "flagged",
            "red",
            "合格率90%低于95%",
            "90 % where 95 % was promised",
        ),
        (
            166,
            "单次成本",
            "≤30万元",
            "成本指标",
            "36",
            "flagged",
            "red",
            "成本36超过30",
            "costs 36 where 30 was the most",
        ),
        (167, "单次成本", "≤30万元", "成本指标", "30", "clear", None, "成本正好30", "costs exactly 30"),
        (
            168,
            "管理水平提升",
            "效果明显",
            "质量指标",
            "部分达成年度指标并具有一定效果",
            "flagged",
            "yellow",
            "定性指标部分达成",
            "a qualitative target half met",
        ),
        (
            169,
            "管理水平提升",
            "效果明显",
            "质量指标",
            "未达成年度指标且效果较差",
            "flagged",
            "red",
            "定性指标未达成",
            "a qualitative target missed",
        ),
    ]
    for number, name, target, l2, actual, verdict, severity, zh, en in levels:
        made = (
            subject(planted, number)
            .line(1_200_000)
            .indicator("完成服务数量", "≥120个", 40)
            .indicator(name, target, 50, l2=l2)
            .pay(900_000, "07-20")
        )
        made.report(8, {"完成服务数量": "85", name: actual})
        made.truth("P02", "2026-09-30", verdict, zh + "。", en.capitalize() + ".", severity)
    due = [
        (171, "未完成", None, "flagged", "6月底到期，8月仍未完成", "due by June, not done in August"),
        (172, "2026-06-30", None, "clear", "到期当天完成", "done on the day it was due"),
        (173, None, None, "cannot_assess", "已到期，没有填实际完成情况", "due, and nothing is reported on it"),
        (174, "未完成", "外部", "not_applicable", "逾期由外部原因造成", "late for a cause outside the unit"),
    ]
    for number, done, cause_class, verdict, zh, en in due:
        made = (
            subject(planted, number)
            .line(1_200_000)
            .indicator("完成服务数量", "≥120个", 40)
            .indicator("设备安装完成时间", "6月底前", 50, l2="时效指标")
            .pay(900_000, "07-20")
        )
        made.report(
            8,
            {"完成服务数量": "85", "设备安装完成时间": done},
            cause="cause_other" if cause_class else None,
            note="汛期停工" if cause_class else None,
            measure="加快实施" if cause_class else None,
            cause_class=cause_class,
        )
        made.truth(
            "P03",
            "2026-09-30",
            verdict,
            zh + "。",
            en.capitalize() + ".",
            "red" if verdict == "flagged" else None,
            exemption="X4" if cause_class else None,
        )
    likely = [
        (176, "有可能", "flagged", "yellow"),
        (177, "完全不可能", "flagged", "red"),
        (178, "确定能", "clear", None),
    ]
    for number, likelihood, verdict, severity in likely:
        made = (
            subject(planted, number)
            .line(1_200_000)
            .usual()
            .pay(800_000, "07-20")
            .usual_reports([8], [80], likelihood=likelihood)
        )
        made.truth(
            "P04",
            "2026-09-30",
            verdict,
            f"8月填报“{likelihood}”完成。",
            f"The August report says {likelihood}.",
            severity,
        )
    for number, count, verdict in ((179, 157, "flagged"), (180, 156, "clear")):
        made = subject(planted, number).line(1_200_000).usual().usual_reports([8], [count]).pay(900_000, "07-20")
        made.truth(
            "P05",
            "2026-09-30",
            verdict,
            f"目标120个，完成{count}个，上限为156个。",
            f"{count} done of 120; 1.30 times the target is 156.",
            "grey" if verdict == "flagged" else None,
        )
    causes: list[tuple[int, str | None, str | None, str, str, str]] = [
        (181, None, None, "flagged", "黄灯，没有原因也没有措施", "yellow, with neither cause nor measure"),
        (182, "cause_staff", None, "flagged", "黄灯，有原因，没有措施", "yellow, with a cause and no measure"),
        (183, "cause_staff", "倒排工期，加快实施", "clear", "黄灯，有原因有措施", "yellow, with cause and measure"),
    ]
    for number, cause, measure, verdict, zh, en in causes:
        made = subject(planted, number).line(1_200_000).usual().pay(700_000, "07-20")
        made.usual_reports(
            [8],
            [56],
            cause=cause,
            measure=measure,
            note="人员不足" if cause else None,
            cause_class="内部" if cause else None,
        )
        made.truth(
            "P07", "2026-09-30", verdict, zh + "。", en.capitalize() + ".", "yellow" if verdict == "flagged" else None
        )


def filings(planted: Planted) -> None:
    """P06, P08, P09: who has not filed, who has no targets, who measured too little."""
    never = subject(planted, 201).line(1_200_000).usual().pay(800_000, "07-20")
    never.truth(
        "P06",
        "2026-05-31",
        "not_applicable",
        "4月批次5月31日截止，当天还不算过期；上年该项目没有指标。",
        "The April round closes on 31 May itself, and the project had no indicators the year before.",
    )
    never.truth(
        "P06",
        "2026-06-30",
        "flagged",
        "4月批次已过期，没有填报。",
        "The April round is past its deadline, nothing filed.",
        "red",
    )
    never.truth(
        "P06",
        "2026-09-30",
        "flagged",
        "8月批次已过期，没有填报。",
        "The August round is past its deadline, nothing filed.",
        "red",
    )
    never.truth("P01", "2026-09-30", "cannot_assess", "没有任何实际完成值。", "Nothing is measured.")
    never.truth("P09", "2026-09-30", "flagged", "已测权重为零。", "No point is measured.", "grey")
    never.truth(
        "C01",
        "2026-09-30",
        "flagged",
        "6月、8月两个批次连续未填报，可用40万元。",
        "June and August both missed, 400,000 available.",
        "red",
        "400000",
    )
    late = (
        subject(planted, 202)
        .line(1_200_000)
        .usual()
        .pay(800_000, "07-20")
        .usual_reports([4, 6], [40, 60])
        .usual_reports([8], [80], reported="2026-10-12")
    )
    late.truth(
        "P06",
        "2026-09-30",
        "flagged",
        "8月批次到10月12日才填报。",
        "The August round was filed on 12 October only.",
        "red",
    )
    late.truth(
        "P06",
        "2026-10-31",
        "clear",
        "8月批次已补报，10月批次未到截止日。",
        "August was filed by then, and October is not yet due.",
    )
    late.truth(
        "C01",
        "2026-09-30",
        "clear",
        "只缺一个批次，其他条件不成立。",
        "Only one round was missed and nothing else holds.",
    )
    bare = subject(planted, 203).line(1_200_000).pay(800_000, "07-20")
    bare.truth("P08", "2026-09-30", "flagged", "有预算，没有绩效目标。", "A budget and no target.", "red")
    wages = (
        subject(planted, 204, project_category="人员类", three_guarantee_tier="保工资")
        .line(1_200_000, econ="30101")
        .pay(900_000, "07-20", econ="30101")
    )
    wages.truth(
        "P08", "2026-09-30", "not_applicable", "保工资项目不要求绩效目标。", "Wages need no targets.", exemption="X1"
    )
    for number, first, verdict in ((205, 45, "clear"), (206, 44, "flagged")):
        made = (
            subject(planted, number)
            .line(1_200_000)
            .indicator("完成服务数量", "≥120个", first)
            .indicator("服务合格率", "≥95%", 90 - first, l2="质量指标")
        )
        made.pay(800_000, "07-20").report(8, {"完成服务数量": "80"})
        made.truth(
            "P09",
            "2026-09-30",
            verdict,
            f"已测权重{first}/90。",
            f"{first} of 90 points are measured.",
            "grey" if verdict == "flagged" else None,
        )


def divergence(planted: Planted) -> None:
    """D01, D02, D03: money and work of the end of August."""
    cases = [
        (211, "720000", 108, "D01", "flagged", "yellow", "完成0.90，执行0.60", "completion 0.90, rate 0.60"),
        (
            212,
            "720000",
            84,
            "D01",
            "clear",
            None,
            "完成0.70，执行0.60，正好相差0.10",
            "completion 0.70, rate 0.60: exactly 0.10 apart",
        ),
        (213, "719998.80", 84, "D01", "flagged", "yellow", "完成0.70，执行0.599999", "completion 0.70, rate 0.599999"),
        (
            214,
            "960000",
            72,
            "D02",
            "flagged",
            "red",
            "执行0.80，完成0.60，正好相差0.20",
            "rate 0.80, completion 0.60: exactly 0.20",
        ),
        (215, "959998.80", 72, "D02", "clear", None, "执行0.799999，完成0.60", "rate 0.799999, completion 0.60"),
    ]
    for number, paid, count, rule, verdict, severity, zh, en in cases:
        made = (
            subject(planted, number)
            .line(1_200_000)
            .usual()
            .usual_reports([4, 6, 8], [40, 60, count])
            .pay(paid, "03-20")
        )
        made.truth(rule, "2026-09-30", verdict, zh + "。", en.capitalize() + ".", severity)
        if number == 214:
            made.truth(
                "C01",
                "2026-09-30",
                "flagged",
                "钱快事慢（D02），可用24万元。",
                "Money ahead of work (D02), 240,000 available.",
                "red",
                "240000",
            )
    weights = [
        (221, (40, 30, 20), "flagged", "红灯权重40/90", "40 of 90 points are red"),
        (222, (27, 40, 23), "flagged", "红灯权重27/90，正好30%", "27 of 90 points are red, exactly 30 %"),
        (223, (26, 40, 24), "clear", "红灯权重26/90，不到30%", "26 of 90 points are red, less than 30 %"),
    ]
    for number, points, verdict, zh, en in weights:
        made = (
            subject(planted, number)
            .line(1_200_000)
            .usual(points=points)
            .usual_reports(
                [4, 6, 8], [8, 16, 24], cause="cause_staff", note="人员不足", measure="加快实施", cause_class="内部"
            )
        )
        made.pay(420_000, "03-20")
        made.truth(
            "D03",
            "2026-09-30",
            verdict,
            f"E02成立，{zh}。",
            f"E02 is flagged and {en}.",
            "red" if verdict == "flagged" else None,
        )
        made.truth(
            "C01",
            "2026-09-30",
            verdict,
            f"E02成立，{zh}，其他条件不成立。",
            f"E02 is flagged and {en}; nothing else holds.",
            "red" if verdict == "flagged" else None,
            "780000" if verdict == "flagged" else None,
        )
    outside = subject(planted, 224).line(1_200_000).usual().pay(420_000, "03-20")
    outside.usual_reports(
        [4, 6, 8], [8, 16, 24], cause="cause_other", note="上级规划调整", measure="申请调整", cause_class="外部"
    )
    outside.truth(
        "D03",
        "2026-09-30",
        "not_applicable",
        "双红，但全部为外部原因。",
        "Both red, but every cause is outside the unit.",
        exemption="X4",
    )
    outside.truth(
        "C01", "2026-09-30", "clear", "外部原因不暂缓拨款。", "An external cause does not lead to suspension."
    )
    upkeep = (
        subject(planted, 225, project_category="运转类", three_guarantee_tier="保运转")
        .line(1_200_000)
        .usual()
        .usual_reports([4, 6, 8], [8, 16, 24])
        .pay(420_000, "03-20")
    )
    upkeep.truth("D03", "2026-09-30", "not_applicable", "保运转项目。", "One of the three guarantees.", exemption="X1")
    upkeep.truth(
        "C01",
        "2026-09-30",
        "not_applicable",
        "保运转项目不暂缓。",
        "One of the three guarantees is never suspended.",
        exemption="X1",
    )
    little = subject(planted, 226).line(1_200_000).usual(points=(40, 30, 20)).pay(420_000, "03-20")
    for month, count in ((4, 8), (6, 16), (8, 24)):
        little.report(month, {"完成服务数量": str(count)})
    little.truth(
        "D03",
        "2026-09-30",
        "cannot_assess",
        "已测权重40/90，目标灯为灰。",
        "Only 40 of 90 points are measured: the light is grey.",
    )
    little.truth(
        "C01",
        "2026-09-30",
        "clear",
        "覆盖不足，D02、D03不作依据，其他条件不成立。",
        "Too little is measured for D02 and D03 to count; nothing else holds.",
    )


def suspensions(planted: Planted) -> None:
    """C01 by its other grounds, and what stands in its way."""

    def sound(number: int, paid: Money = 800_000, **fields: object) -> Subject:
        return (
            subject(planted, number, **fields)
            .line(1_200_000)
            .usual()
            .usual_reports([4, 6, 8], [40, 60, 80])
            .pay(paid, "07-20")
        )

    hopeless = (
        subject(planted, 231)
        .line(1_200_000)
        .usual()
        .usual_reports([4, 6], [40, 60])
        .usual_reports([8], [80], likelihood="完全不可能")
        .pay(800_000, "07-20")
    )
    hopeless.truth(
        "C01",
        "2026-09-30",
        "flagged",
        "填报“完全不可能”完成（P04红），可用40万元。",
        "Reported as impossible (P04 red), 400,000 available.",
        "red",
        "400000",
    )
    sound(232).found("2026-05-20").truth(
        "C01",
        "2026-09-30",
        "flagged",
        "严重审计问题未整改，可用40万元。",
        "A serious finding not put right, 400,000 available.",
        "red",
        "400000",
    ).truth("C01", "2026-04-30", "clear", "当时尚未发现。", "Not found yet at that time.")
    sound(233).found("2026-05-20", rectified="2026-08-10").truth(
        "C01", "2026-09-30", "clear", "严重审计问题已整改。", "The serious finding was put right."
    ).truth("C01", "2026-07-31", "flagged", "当时尚未整改。", "Not yet put right at that time.", "red", "400000")
    sound(234).found("2026-05-20", serious="否").truth(
        "C01", "2026-09-30", "clear", "审计问题不严重。", "The finding is not serious."
    )
    sound(235, paid=1_200_000).found("2026-05-20").truth(
        "C01", "2026-09-30", "clear", "没有可用余额。", "No money is left to hold back."
    )
    sound(236).found("2026-05-20", kind="截留挪用").truth(
        "C01",
        "2026-09-30",
        "flagged",
        "截留挪用，严重，未整改。",
        "Diverted money, serious, not put right.",
        "red",
        "400000",
    )
    sound(237).found("2026-05-20").excepted("C01", "2026-06-01", "2026-12-31", "救灾应急资金，经批准不暂缓").truth(
        "C01", "2026-09-30", "not_applicable", "有批准的例外。", "An approved exception is recorded."
    ).truth(
        "C01", "2026-05-31", "flagged", "例外6月1日才生效。", "The exception begins on 1 June only.", "red", "1200000"
    )
    school = subject(planted, 238, department_code="302", agency_code="302003")
    school.department, school.agency = "302", "302003"
    school.line(1_200_000, func="2050203").usual().usual_reports([4, 6, 8], [40, 60, 80]).pay(
        800_000, "07-20", func="2050203"
    ).found("2026-05-20")
    school.truth(
        "C01",
        "2026-09-30",
        "flagged",
        "教育项目也要列入，只是另需签批。",
        "An education project is flagged too; it only needs another signature.",
        "red",
        "400000",
    )


def carry_over(planted: Planted) -> None:
    """C06: money from above that was carried over, by the months since it arrived."""

    def carried(number: int, receipt: str | None, origin: str = "上年结转", **fields: str) -> Subject:
        made = subject(planted, number).line(900_000).usual().usual_reports([4, 6, 8], [40, 60, 80])
        return made.line(
            300_000,
            origin=origin,
            source="上级转移支付",
            approved="01-20",
            issued="01-22",
            receipt=receipt,
            doc=2,
            **fields,
        ).pay(650_000, "06-18")

    june = carried(241, "2025-06").pay(100_000, "04-09", doc=2)
    code = june.line_code("上年结转", doc=2)
    june.truth("C06", "2026-02-28", "clear", "到账8个月。", "Eight months old.", code=code)
    june.truth(
        "C06",
        "2026-03-31",
        "flagged",
        "到账9个月，30万元未用。",
        "Nine months old, 300,000 unspent.",
        "yellow",
        300_000,
        code=code,
    )
    june.truth(
        "C06",
        "2026-05-31",
        "flagged",
        "到账11个月，20万元未用。",
        "Eleven months old, 200,000 unspent.",
        "yellow",
        200_000,
        code=code,
    )
    june.truth(
        "C06",
        "2026-06-30",
        "flagged",
        "到账12个月，20万元未用，应收回。",
        "Twelve months old, 200,000 unspent: to be reclaimed.",
        "red",
        200_000,
        code=code,
    )
    september = carried(242, "2025-09")
    code = september.line_code("上年结转", doc=2)
    september.truth("C06", "2026-08-31", "flagged", "到账11个月。", "Eleven months old.", "yellow", 300_000, code=code)
    september.truth("C06", "2026-09-30", "flagged", "到账12个月。", "Twelve months old.", "red", 300_000, code=code)
    spent = carried(243, "2025-06").pay(300_000, "03-09", doc=2)
    spent.truth(
        "C06",
        "2026-06-30",
        "clear",
        "结转资金已全部支付。",
        "All of the carried-over money was paid.",
        code=spent.line_code("上年结转", doc=2),
    )
    unknown = carried(244, None)
    unknown.truth(
        "C06",
        "2026-06-30",
        "cannot_assess",
        "上年结转，没有到账月份。",
        "Carried over, month of receipt unknown.",
        code=unknown.line_code("上年结转", doc=2),
    )
    fresh = carried(245, "2026-02", origin="追加")
    fresh.truth(
        "C06",
        "2026-09-30",
        "not_applicable",
        "当年到账，不是结转。",
        "Received this year, not carried over.",
        code=fresh.line_code("追加", doc=2),
    )
    ahead = carried(246, "2025-11", origin="追加")
    ahead.truth(
        "C06",
        "2026-08-31",
        "flagged",
        "上年11月提前下达，已9个月。",
        "Released ahead in November, nine months old.",
        "yellow",
        300_000,
        code=ahead.line_code("追加", doc=2),
    )
    allowed = carried(247, "2025-06")
    code = allowed.line_code("上年结转", doc=2)
    allowed.excepted("C06", "2026-07-01", None, "上级文件规定可延期使用", subject_code=code)
    allowed.truth(
        "C06",
        "2026-06-30",
        "flagged",
        "例外7月1日才生效。",
        "The exception begins on 1 July only.",
        "red",
        300_000,
        code=code,
    )
    allowed.truth(
        "C06", "2026-09-30", "not_applicable", "有批准的例外。", "An approved exception is recorded.", code=code
    )
    local = allowed.line_code("年初预算")
    allowed.truth(
        "C06", "2026-09-30", "not_applicable", "本级资金不适用。", "District money is out of scope.", code=local
    )


def cuts(planted: Planted) -> None:
    """C04: projects of 2025, judged in 2026 on the results of their evaluation."""

    def evaluated(number: int, budget: Money = 1_000_000, **fields: object) -> Subject:
        made = (
            subject(planted, number, year=2025, **fields)
            .line(budget)
            .usual()
            .pay(int(Decimal(budget) * 9 / 10), "07-20")
        )
        for month in (4, 6, 8, 10, 12):
            made.report(
                month,
                {"完成服务数量": str(10 * month), "服务合格率": "96%"},
                reported=f"{2025 + month // 12}-{month % 12 + 1:02d}-06",
            )
        return made

    def judged(
        made: Subject, verdict: str, zh: str, en: str, money: Money | None = None, as_of: str = "2026-06-30"
    ) -> None:
        made.truth("C04", as_of, verdict, zh, en, "red" if verdict == "flagged" else None, money)

    judged(
        evaluated(251).graded("财政评价", "80.00", "2026-05-20"),
        "clear",
        "得分80.00，为良。",
        "A score of 80.00 is good.",
    )
    judged(
        evaluated(252, "333333.33").graded("财政评价", "79.99", "2026-05-20"),
        "flagged",
        "得分79.99，为中；年初预算333333.33元，压减向上取整。",
        "A score of 79.99 is fair; a tenth of 333,333.33 is rounded up.",
        "33333.34",
    )
    judged(
        evaluated(253).graded("财政评价", "79.995", "2026-05-20"),
        "clear",
        "79.995四舍五入为80.00。",
        "79.995 rounds to 80.00.",
    )
    judged(
        evaluated(254).graded("单位自评", "92", "2026-02-20").graded("财政评价", "78.5", "2026-05-20"),
        "flagged",
        "财政评价78.5优先于自评92。",
        "The bureau's 78.5 goes before the unit's own 92.",
        "100000",
    )
    judged(
        evaluated(255).graded("单位自评", "70", "2026-02-20").graded("部门评价", "85", "2026-05-20"),
        "clear",
        "部门评价85优先于自评70。",
        "The department's 85 goes before the unit's own 70.",
    )
    judged(
        evaluated(256).graded("财政评价", "82", "2026-05-20", grade="中"),
        "clear",
        "得分82，与等级“中”不符，以得分为准。",
        "The score of 82 beats the written grade.",
    )
    judged(evaluated(257), "cannot_assess", "没有任何评价结果。", "No evaluation exists.")
    later = evaluated(258).graded("财政评价", "75", "2026-06-15")
    judged(
        later,
        "cannot_assess",
        "评价6月15日才完成。",
        "The evaluation was finished on 15 June only.",
        as_of="2026-05-31",
    )
    judged(later, "flagged", "得分75，压减10%。", "A score of 75: cut by a tenth.", "100000")
    judged(
        evaluated(259).graded("单位自评", "59.5", None),
        "flagged",
        "没有日期的评价从次年1月1日起算。",
        "Without a date it counts from 1 January.",
        "100000",
        "2026-01-31",
    )
    judged(
        evaluated(260, project_category="运转类", three_guarantee_tier="保运转").graded("财政评价", "75", "2026-05-20"),
        "flagged",
        "三保项目也列入，注明复核。",
        "A project of the three guarantees is flagged too, for review.",
        "100000",
    )
    judged(
        evaluated(261)
        .graded("财政评价", "75", "2026-05-20")
        .excepted("C04", "2026-01-01", "2026-12-31", "政策到期退出，不再重复压减"),
        "not_applicable",
        "有批准的例外。",
        "An approved exception is recorded.",
    )


def year_end(planted: Planted) -> None:
    """C05: district money of 2025 that was left on 31 December."""

    def local(number: int, paid: Money) -> Subject:
        made = subject(planted, number, year=2025).line(500_000).usual()
        for month in (4, 6, 8, 10, 12):
            made.report(
                month,
                {"完成服务数量": str(10 * month), "服务合格率": "96%"},
                reported=f"{2025 + month // 12}-{month % 12 + 1:02d}-06",
            )
        return made.pay(paid, "08-12")

    left = local(271, 450_000)
    left.truth(
        "C05",
        "2025-12-31",
        "flagged",
        "本级50万元，支付45万元。",
        "450,000 paid of 500,000 of district money.",
        "red",
        50_000,
    )
    left.truth("C05", "2025-11-30", "not_applicable", "C05只在12月判断。", "C05 is judged in December only.")
    local(272, 500_000).truth("C05", "2025-12-31", "clear", "全部支付。", "All was paid.")
    local(273, "499999.99").truth(
        "C05", "2025-12-31", "flagged", "剩一分钱也收回。", "Even one cent lapses.", "red", "0.01"
    )
    mixed = (
        local(274, 450_000)
        .line(300_000, origin="追加", source="上级转移支付", approved="03-05", issued="03-06", receipt="2025-03", doc=2)
        .pay(100_000, "09-10", doc=2)
    )
    mixed.truth(
        "C05",
        "2025-12-31",
        "flagged",
        "只收回本级剩余5万元，上级资金不收。",
        "Only the 50,000 of district money lapse, not the transfer.",
        "red",
        50_000,
    )
    unclear = (
        subject(planted, 275, year=2025)
        .line(100_000)
        .line(300_000, origin="追加", source="上级转移支付", approved="03-05", issued="03-06", receipt="2025-03", doc=2)
        .usual()
    )
    unclear.pay(100_000, "09-10", doc=None, func=None, nature=None, econ=None)
    unclear.truth(
        "C05",
        "2025-12-31",
        "cannot_assess",
        "支付10万元，看不出用的是哪条指标。",
        "100,000 paid, and nothing tells from which line.",
    )


def background(planted: Planted, years: list[int]) -> None:
    """Relief projects that are paid nothing before March, wages that are paid in January; one project to hang bad rows on; one without a pool row."""
    for year in years:
        relief = subject(planted, 281, year=year, is_poverty_relief="是", department_code="403", agency_code="403002")
        relief.department, relief.agency = "403", "403002"
        relief.line(800_000, func="2130505", econ="31204").usual().pay(
            300_000, "03-12", func="2130505", econ="31204"
        ).pay(300_000, "08-12", func="2130505", econ="31204")
        relief.usual_reports([6, 8], [60, 80])
        wages = subject(planted, 282, year=year, project_category="人员类", three_guarantee_tier="保工资")
        wages.line(1_200_000, econ="30101")
        for month in range(1, 11 if year == 2026 else 13):
            wages.pay(100_000, f"{month:02d}-25", econ="30101")
    subject(planted, 290).line(2_000_000).usual().usual_reports([4, 6, 8], [40, 60, 80]).pay(1_000_000, "04-20")
    if 2025 in years:
        gone = subject(planted, 291, year=2025).line(600_000).usual().pay(500_000, "10-20")
        again = Subject(gone.planted, 291, 2026, gone.code, gone.name, gone.department, gone.agency)
        again.line(240_000, approved="02-06", issued="02-09").pay(60_000, "05-06")
        again.truth(
            "P08",
            "2026-09-30",
            "flagged",
            "当年有预算，既未入库也没有绩效目标。",
            "A budget this year, no pool row and no target.",
            "red",
        )
    for rule, as_of, zh, en in (
        (
            "L01",
            "2026-01-31",
            "扶贫项目3月前不拨付，工资1月已发。",
            "Relief is paid nothing before March, wages are paid in January.",
        ),
        (
            "L02",
            "2026-02-28",
            "扶贫支付为零，低于序时0.166667减0.10。",
            "Relief is paid nothing: less than 0.166667 - 0.10.",
        ),
    ):
        severity = {"L01": "yellow", "L02": "red"}[rule]
        planted.truths.append(Truth(rule, as_of, "area", "扶贫", "flagged", severity, None, None, zh, en))
