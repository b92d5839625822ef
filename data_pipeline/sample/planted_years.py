"""Planted projects for what one year leaves to the next: C04, C05, C06; and those that the areas and the bad rows need."""
# ruff: noqa: E501 - a line is a case
# fmt: off

from decimal import Decimal

from data_pipeline.sample.ledger import Truth
from data_pipeline.sample.planting import Money, Planted, Subject, subject


def carry_over(planted: Planted) -> None:
    """C06: money from above that was carried over, by the months since it arrived."""
    def carried(number: int, receipt: str | None, origin: str = "上年结转", **fields: str) -> Subject:
        made = subject(planted, number).line(900_000).usual().usual_reports([4, 6, 8], [40, 60, 80])
        return made.line(300_000, origin=origin, source="上级转移支付", approved="01-20", issued="01-22", receipt=receipt, doc=2, **fields).pay(650_000, "06-18")

    june = carried(241, "2025-06").pay(100_000, "04-09", doc=2)
    code = june.line_code("上年结转", doc=2)
    june.truth("C06", "2026-02-28", "clear", "到账8个月。", "Eight months old.", code=code)
    june.truth("C06", "2026-03-31", "flagged", "到账9个月，30万元未用。", "Nine months old, 300,000 unspent.", "yellow", 300_000, code=code)
    june.truth("C06", "2026-05-31", "flagged", "到账11个月，20万元未用。", "Eleven months old, 200,000 unspent.", "yellow", 200_000, code=code)
    june.truth("C06", "2026-06-30", "flagged", "到账12个月，20万元未用，应收回。", "Twelve months old, 200,000 unspent: to be reclaimed.", "red", 200_000, code=code)
    september = carried(242, "2025-09")
    code = september.line_code("上年结转", doc=2)
    september.truth("C06", "2026-08-31", "flagged", "到账11个月。", "Eleven months old.", "yellow", 300_000, code=code)
    september.truth("C06", "2026-09-30", "flagged", "到账12个月。", "Twelve months old.", "red", 300_000, code=code)
    spent = carried(243, "2025-06").pay(300_000, "03-09", doc=2)
    spent.truth("C06", "2026-06-30", "clear", "结转资金已全部支付。", "All of the carried-over money was paid.", code=spent.line_code("上年结转", doc=2))
    unknown = carried(244, None)
    unknown.truth("C06", "2026-06-30", "cannot_assess", "上年结转，没有到账月份。", "Carried over, month of receipt unknown.", code=unknown.line_code("上年结转", doc=2))
    fresh = carried(245, "2026-02", origin="追加")
    fresh.truth("C06", "2026-09-30", "not_applicable", "当年到账，不是结转。", "Received this year, not carried over.", code=fresh.line_code("追加", doc=2))
    ahead = carried(246, "2025-11", origin="追加")
    ahead.truth("C06", "2026-08-31", "flagged", "上年11月提前下达，已9个月。", "Released ahead in November, nine months old.", "yellow", 300_000, code=ahead.line_code("追加", doc=2))
    allowed = carried(247, "2025-06")
    code = allowed.line_code("上年结转", doc=2)
    allowed.excepted("C06", "2026-07-01", None, "上级文件规定可延期使用", subject_code=code)
    allowed.truth("C06", "2026-06-30", "flagged", "例外7月1日才生效。", "The exception begins on 1 July only.", "red", 300_000, code=code)
    allowed.truth("C06", "2026-09-30", "not_applicable", "有批准的例外。", "An approved exception is recorded.", code=code)
    local = allowed.line_code("年初预算")
    allowed.truth("C06", "2026-09-30", "not_applicable", "本级资金不适用。", "District money is out of scope.", code=local)


def cuts(planted: Planted) -> None:
    """C04: projects of 2025, judged in 2026 on the results of their evaluation."""
    def evaluated(number: int, budget: Money = 1_000_000, **fields: object) -> Subject:
        made = subject(planted, number, year=2025, **fields).line(budget).usual().pay(int(Decimal(budget) * 9 / 10), "07-20")
        for month in (4, 6, 8, 10, 12):
            made.report(month, {"完成服务数量": str(10 * month), "服务合格率": "96%"}, reported=f"{2025 + month // 12}-{month % 12 + 1:02d}-06")
        return made

    def judged(made: Subject, verdict: str, zh: str, en: str, money: Money | None = None, as_of: str = "2026-06-30") -> None:
        made.truth("C04", as_of, verdict, zh, en, "red" if verdict == "flagged" else None, money)

    judged(evaluated(251).graded("财政评价", "80.00", "2026-05-20"), "clear", "得分80.00，为良。", "A score of 80.00 is good.")
    judged(evaluated(252, "333333.33").graded("财政评价", "79.99", "2026-05-20"), "flagged", "得分79.99，为中；年初预算333333.33元，压减向上取整。",
           "A score of 79.99 is fair; a tenth of 333,333.33 is rounded up.", "33333.34")
    judged(evaluated(253).graded("财政评价", "79.995", "2026-05-20"), "clear", "79.995四舍五入为80.00。", "79.995 rounds to 80.00.")
    judged(evaluated(254).graded("单位自评", "92", "2026-02-20").graded("财政评价", "78.5", "2026-05-20"), "flagged", "财政评价78.5优先于自评92。",
           "The bureau's 78.5 goes before the unit's own 92.", "100000")
    judged(evaluated(255).graded("单位自评", "70", "2026-02-20").graded("部门评价", "85", "2026-05-20"), "clear", "部门评价85优先于自评70。",
           "The department's 85 goes before the unit's own 70.")
    judged(evaluated(256).graded("财政评价", "82", "2026-05-20", grade="中"), "clear", "得分82，与等级“中”不符，以得分为准。", "The score of 82 beats the written grade.")
    judged(evaluated(257), "cannot_assess", "没有任何评价结果。", "No evaluation exists.")
    later = evaluated(258).graded("财政评价", "75", "2026-06-15")
    judged(later, "cannot_assess", "评价6月15日才完成。", "The evaluation was finished on 15 June only.", as_of="2026-05-31")
    judged(later, "flagged", "得分75，压减10%。", "A score of 75: cut by a tenth.", "100000")
    judged(evaluated(259).graded("单位自评", "59.5", None), "flagged", "没有日期的评价从次年1月1日起算。", "Without a date it counts from 1 January.", "100000", "2026-01-31")
    judged(evaluated(260, project_category="运转类", three_guarantee_tier="保运转").graded("财政评价", "75", "2026-05-20"), "flagged", "三保项目也列入，注明复核。",
           "A project of the three guarantees is flagged too, for review.", "100000")
    judged(evaluated(261).graded("财政评价", "75", "2026-05-20").excepted("C04", "2026-01-01", "2026-12-31", "政策到期退出，不再重复压减"), "not_applicable",
           "有批准的例外。", "An approved exception is recorded.")


def year_end(planted: Planted) -> None:
    """C05: district money of 2025 that was left on 31 December."""
    def local(number: int, paid: Money) -> Subject:
        made = subject(planted, number, year=2025).line(500_000).usual()
        for month in (4, 6, 8, 10, 12):
            made.report(month, {"完成服务数量": str(10 * month), "服务合格率": "96%"}, reported=f"{2025 + month // 12}-{month % 12 + 1:02d}-06")
        return made.pay(paid, "08-12")

    left = local(271, 450_000)
    left.truth("C05", "2025-12-31", "flagged", "本级50万元，支付45万元。", "450,000 paid of 500,000 of district money.", "red", 50_000)
    left.truth("C05", "2025-11-30", "not_applicable", "C05只在12月判断。", "C05 is judged in December only.")
    local(272, 500_000).truth("C05", "2025-12-31", "clear", "全部支付。", "All was paid.")
    local(273, "499999.99").truth("C05", "2025-12-31", "flagged", "剩一分钱也收回。", "Even one cent lapses.", "red", "0.01")
    mixed = local(274, 450_000).line(300_000, origin="追加", source="上级转移支付", approved="03-05", issued="03-06", receipt="2025-03", doc=2).pay(100_000, "09-10", doc=2)
    mixed.truth("C05", "2025-12-31", "flagged", "只收回本级剩余5万元，上级资金不收。", "Only the 50,000 of district money lapse, not the transfer.", "red", 50_000)
    unclear = subject(planted, 275, year=2025).line(100_000).line(300_000, origin="追加", source="上级转移支付", approved="03-05", issued="03-06", receipt="2025-03", doc=2).usual()
    unclear.pay(100_000, "09-10", doc=None, func=None, nature=None, econ=None)
    unclear.truth("C05", "2025-12-31", "cannot_assess", "支付10万元，看不出用的是哪条指标。", "100,000 paid, and nothing tells from which line.")


def background(planted: Planted, years: list[int]) -> None:
    """Relief projects that are paid nothing before March, wages that are paid in January; one project to hang bad rows on; one without a pool row."""
    for year in years:
        relief = subject(planted, 281, year=year, is_poverty_relief="是", department_code="403", agency_code="403002")
        relief.department, relief.agency = "403", "403002"
        relief.line(800_000, func="2130505", econ="31204").usual().pay(300_000, "03-12", func="2130505", econ="31204").pay(300_000, "08-12", func="2130505", econ="31204")
        relief.usual_reports([6, 8], [60, 80])
        wages = subject(planted, 282, year=year, project_category="人员类", three_guarantee_tier="保工资")
        wages.line(1_200_000, econ="30101")
        for month in range(1, 11 if year == 2026 else 13):
            wages.pay(100_000, f"{month:02d}-25", econ="30101")
    subject(planted, 290).line(2_000_000).usual().usual_reports([4, 8], [40, 80]).report(6, {"服务合格率": "96%"}).pay(1_000_000, "04-20")
    if 2025 in years:
        gone = subject(planted, 291, year=2025).line(600_000).usual().pay(500_000, "10-20")
        again = Subject(gone.planted, 291, 2026, gone.code, gone.name, gone.department, gone.agency)
        again.line(240_000, approved="02-06", issued="02-09").pay(60_000, "05-06")
        again.truth("P08", "2026-09-30", "flagged", "当年有预算，既未入库也没有绩效目标。", "A budget this year, no pool row and no target.", "red")
    for rule, as_of, zh, en in (
        ("L01", "2026-01-31", "扶贫项目3月前不拨付，工资1月已发。", "Relief is paid nothing before March, wages are paid in January."),
        ("L02", "2026-02-28", "扶贫支付为零，低于序时0.166667减0.10。", "Relief is paid nothing: less than 0.166667 - 0.10."),
    ):
        severity = {"L01": "yellow", "L02": "red"}[rule]
        planted.truths.append(Truth(rule, as_of, "area", "扶贫", "flagged", severity, None, None, zh, en))
