"""Planted projects for what was paid, released and forecast: E01 to E08, D04, and the floors and clocks X5, X6, X8, X9."""
# ruff: noqa: E501 - a line is a case
# fmt: off

from data_pipeline.sample.planting import Money, Planted, subject


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
    shares = {101: "35 %", 102: "52.5 %", 103: "exactly 45 %", 104: "exactly 60 %", 105: "one cent less than 45 %", 106: "one yuan less than 45 %"}
    ratios = {101: "0.466667", 102: "0.70", 103: "0.60", 104: "0.80", 105: "0.600000 (rounded)", 106: "0.599999"}
    for number, paid, rule, verdict, severity, money in cases:
        made = subject(planted, number).line(1_200_000).usual().usual_reports([4, 6, 8], [40, 60, 80])
        made.pay(paid, "05-12")
        zh = f"预算120万元，到9月底支付{paid}元（{shares[number]}），序时75%，进度比{ratios[number]}。"
        en = f"Budget 1,200,000; {paid} paid by 30 September ({shares[number]}); three quarters of the year gone: ratio {ratios[number]}."
        made.truth(rule, "2026-09-30", verdict, zh, en, severity or None, money)
        other = {"E01": "E02", "E02": "E01"}[rule]
        made.truth(other, "2026-09-30", "clear", zh + "另一条不成立。", en + " So the other of the two rules is clear.")
    large = [(107, 12_000_000, "6600000", "flagged", "2400000", "差距正好20个百分点", "the gap is exactly 20 points"),
             (108, 12_000_000, "6600012", "clear", None, "差距19.9999个百分点", "the gap is 19.9999 points"),
             (109, 9_999_999, "4000000", "clear", None, "预算不到1000万元", "the budget is one yuan below ten million"),
             (110, 10_000_000, "5000000", "flagged", "2500000", "预算正好1000万元，差距25个百分点", "the budget is exactly ten million, the gap 25 points")]
    for number, budget, paid, verdict, gap, zh, en in large:
        made = subject(planted, number).line(budget).usual().usual_reports([4, 6, 8], [40, 60, 80]).pay(paid, "06-03")
        made.truth("E03", "2026-09-30", verdict, f"预算{budget}元，到9月底支付{paid}元：{zh}。", f"Budget {budget}, {paid} paid by 30 September: {en}.",
                   "red" if verdict == "flagged" else None, gap)
    none = subject(planted, 111).line(1_200_000).usual().usual_reports([4, 6, 8], [40, 60, 80])
    none.truth("E05", "2026-06-30", "flagged", "到6月底一分未付。", "Nothing at all was paid by the end of June.", "red", "600000")
    none.truth("E05", "2026-05-31", "not_applicable", "E05从6月起判断。", "E05 is judged from June on.")
    none.truth("E02", "2026-09-30", "flagged", "进度比为0。", "The pace ratio is 0.", "red", "900000")
    penny = subject(planted, 112).line(1_200_000).usual().usual_reports([4, 6, 8], [40, 60, 80]).pay("0.01", "02-20")
    penny.truth("E05", "2026-06-30", "clear", "已支付一分钱，不是零支付。", "One cent was paid, so not nothing.")
    over = [(113, 300_000, "300000.02", "flagged", "支付超预算两分钱，容差一分", "two cents above the budget, tolerance one cent"),
            (114, 300_000, "300000", "clear", "支付正好等于预算", "paid is exactly the budget")]
    for number, budget, paid, verdict, zh, en in over:
        made = subject(planted, number).line(budget).usual().usual_reports([4, 6, 8], [40, 60, 80]).pay(paid, "08-20")
        made.truth("E06", "2026-09-30", verdict, zh + "。", en.capitalize() + ".", "red" if verdict == "flagged" else None)
    unissued = subject(planted, 115).line(100_000).line(200_000, issued=None, doc=2).usual().usual_reports([4, 6, 8], [40, 60, 80]).pay(150_000, "07-09")
    unissued.truth("E06", "2026-09-30", "flagged", "支付15万元，只下达10万元。", "150,000 paid, only 100,000 issued.", "red")
    small = subject(planted, 116).line(40_000).usual().usual_reports([4, 6, 8], [40, 60, 80]).pay(50_000, "03-17")
    small.truth("E06", "2026-09-30", "flagged", "预算4万元，支付5万元；金额小不豁免E06。", "50,000 paid of 40,000; E06 has no floor.", "red")


def forecasting(planted: Planted) -> None:
    """E07 by the forecast of the August round; D04 by work done and money left."""
    cases: list[tuple[int, Money | None, str, str, str]] = [
        (121, 1_020_000, "flagged", "8月预计全年支付102万元，为预算的85%", "The August report expects 1,020,000, 85 % of the budget"),
        (122, 1_080_000, "clear", "8月预计全年支付108万元，正好90%", "The August report expects 1,080,000, exactly 90 %"),
        (123, None, "cannot_assess", "没有一次填报全年预计执行数", "No report gives a forecast"),
    ]
    for number, forecast, verdict, zh, en in cases:
        made = subject(planted, number).line(1_200_000).usual().usual_reports([4, 6], [40, 60]).usual_reports([8], [80], forecast=forecast).pay(800_000, "07-15")
        made.truth("E07", "2026-09-30", verdict, zh + "。", en + ".", "yellow" if verdict == "flagged" else None)
    early = subject(planted, 124).line(1_200_000).usual().usual_reports([4], [40], forecast=600_000).pay(800_000, "05-15")
    early.truth("E07", "2026-06-30", "not_applicable", "E07从7月起判断。", "E07 is judged from July on.")
    torn = subject(planted, 125).line(1_200_000).usual().pay(800_000, "05-15")
    torn.report(8, {"完成服务数量": "80"}, forecast=900_000).report(8, {"服务合格率": "96%"}, forecast=1_200_000)
    torn.truth("E07", "2026-09-30", "cannot_assess", "同一次填报有两个不同的全年预计数。", "One round gives two different forecasts.")
    left: list[tuple[int, str, Money, str, Money | None, str, str]] = [
        (126, "900000", 900_000, "flagged", "300000", "任务全部完成，预计不再支付，余额30万元", "All work done, no more payments expected, 300,000 left"),
        (127, "1190000", 1_190_000, "flagged", "10000", "余额正好1万元", "Exactly 10,000 left"),
        (128, "1190000.01", "1190000.01", "clear", None, "余额9999.99元", "9,999.99 left"),
        (129, "900000", 1_000_000, "clear", None, "预计还要支付10万元", "Another 100,000 is expected to be paid"),
    ]
    for number, paid, forecast, verdict, money, zh, en in left:
        made = subject(planted, number).line(1_200_000).usual().usual_reports([4, 6], [40, 60]).usual_reports([8], [120], forecast=forecast).pay(paid, "08-04")
        made.truth("D04", "2026-09-30", verdict, zh + "。", en + ".", "yellow" if verdict == "flagged" else None, money)


def releases(planted: Planted) -> None:
    """E08 and X9: money that was not released in time."""
    late = subject(planted, 131).line(480_000).line(720_000, issued=None, doc=2).usual().usual_reports([4, 6, 8], [40, 60, 80]).pay(100_000, "03-10")
    late.truth("E08", "2026-04-30", "flagged", "到4月底只下达预算的40%。", "Only 40 % of the budget was issued by the end of April.", "grey")
    late.truth("E08", "2026-03-31", "not_applicable", "E08从4月起判断。", "E08 is judged from April on.")
    late.truth("E02", "2026-09-30", "not_applicable", "下达滞后（E08成立），进度规则不适用。", "E08 is flagged, so the pace rules do not apply.", exemption="X9")
    late.truth("E01", "2026-09-30", "not_applicable", "下达滞后（E08成立），进度规则不适用。", "E08 is flagged, so the pace rules do not apply.", exemption="X9")
    half = subject(planted, 132).line(600_000).line(600_000, issued=None, doc=2).usual().usual_reports([4, 6, 8], [40, 60, 80]).pay(100_000, "03-10")
    half.truth("E08", "2026-04-30", "clear", "正好下达一半。", "Exactly half was issued.")
    half.truth("E02", "2026-09-30", "flagged", "下达一半，不算滞后；进度比0.111111。", "Half is not late; the ratio is 0.111111.", "red", "800000")


def small_and_late(planted: Planted) -> None:
    """X6, X8, X5: a floor of 50,000, a clock from the month of the addition, a plan of one's own; the worked project P."""
    below = subject(planted, 141).line(49_999).usual().usual_reports([4, 6, 8], [40, 60, 80])
    below.truth("E02", "2026-09-30", "not_applicable", "预算不足5万元。", "The budget is below 50,000.", exemption="X6")
    at = subject(planted, 142).line(50_000).usual().usual_reports([4, 6, 8], [40, 60, 80])
    at.truth("E02", "2026-09-30", "flagged", "预算正好5万元，一分未付。", "The budget is exactly 50,000, nothing paid.", "red", "37500")
    zero = subject(planted, 143).line(200_000).line(-200_000, origin="追减", approved="03-05", issued="03-06", doc=2).usual().usual_reports([4, 6, 8], [40, 60, 80])
    zero.truth("E02", "2026-09-30", "not_applicable", "追减后预算为零。", "The budget was taken away again.", exemption="X6")
    added = subject(planted, 144).line(1_200_000, origin="追加", approved="07-06", issued="07-08").usual().usual_reports([8], [40]).pay(480_000, "09-10")
    added.truth("E01", "2026-09-30", "clear", "7月追加，时间从7月起算为3/6，支付40%，进度比正好0.80。",
                "Added in July, so 3 of 6 months are gone; 40 % paid: ratio exactly 0.80.")
    planned = subject(planted, 145).line(1_200_000).usual().usual_reports([4, 6, 8], [40, 60, 80]).pay(240_000, "09-05")
    planned.plan([0, 0, 0, 0, 0, 0, 0, 120_000, 240_000, 600_000, 900_000, 1_200_000])
    planned.truth("E01", "2026-09-30", "clear", "用款计划9月为20%，支付20%。", "The cash plan asks for 20 % by September, 20 % was paid.")
    planned.truth("E02", "2026-09-30", "clear", "用款计划9月为20%，支付20%。", "The cash plan asks for 20 % by September, 20 % was paid.")
    planned.truth("E05", "2026-06-30", "not_applicable", "用款计划到6月为零。", "The cash plan asks for nothing by June.", exemption="X5")
    planned.truth("D01", "2026-09-30", "not_applicable", "有用款计划，D01不适用。", "D01 does not apply where there is a cash plan.", exemption="X5")
    p = subject(planted, 150, project_name="岚湖公共服务能力提升项目P").line(1_000_000).line(200_000, origin="追加", approved="03-10", issued="03-12", doc=2)
    p.pay(200_000, "04-15").pay(220_000, "06-20").usual(target=100).report(6, {"完成服务数量": "30", "服务合格率": "96%"})
    p.truth("E01", "2026-06-30", "flagged", "文件§3.6的算例：支付42万元，执行率0.35，进度比0.70。", "The worked example: 420,000 paid, rate 0.35, ratio 0.70.", "yellow", "180000")
    p.truth("E02", "2026-06-30", "clear", "进度比0.70不低于0.60。", "A ratio of 0.70 is not below 0.60.")
    p.truth("P01", "2026-06-30", "flagged", "完成30个，应完成50个，比值正好0.60，黄灯。", "30 of the 50 due: exactly 0.60, so yellow and not red.", "yellow")
    p.truth("P02", "2026-06-30", "clear", "合格率96%达到95%。", "The quality of 96 % meets 95 %.")
    p.truth("D01", "2026-06-30", "clear", "完成0.30，执行0.35，相差0.05。", "Completion 0.30, rate 0.35: 0.05 apart.")
    p.truth("D02", "2026-06-30", "clear", "钱只比事快0.05。", "Money is only 0.05 ahead.")
    p.truth("D03", "2026-06-30", "clear", "E02不成立。", "E02 is not flagged.")
    p.truth("P09", "2026-06-30", "clear", "已测权重70/90。", "70 of 90 points are measured.")
