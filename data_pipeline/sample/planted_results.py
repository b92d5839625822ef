"""Planted projects for what was reported: P01 to P09, D01 to D03, C01 and its exemptions."""
# ruff: noqa: E501 - a line is a case
# fmt: off

from data_pipeline.sample.planting import Money, Planted, Subject, subject


def results(planted: Planted) -> None:
    """P01 to P05, P07: what the August round says, at two thirds of the year."""
    counts = [(161, 40, "flagged", "red", "应完成80个，完成40个", "40 of the 80 due"), (162, 48, "flagged", "yellow", "应完成80个，完成48个，正好0.60", "48 of 80, exactly 0.60"),
              (163, 63, "flagged", "yellow", "应完成80个，完成63个", "63 of 80"), (164, 64, "clear", None, "应完成80个，完成64个，正好0.80", "64 of 80, exactly 0.80")]
    for number, count, verdict, severity, zh, en in counts:
        made = subject(planted, number).line(1_200_000).usual().usual_reports([8], [count]).pay(900_000, "07-20")
        made.truth("P01", "2026-09-30", verdict, zh + "。", en + ".", severity)
    levels = [(165, "服务合格率", "≥95%", "质量指标", "90%", "flagged", "red", "合格率90%低于95%", "90 % where 95 % was promised"),
              (166, "单次成本", "≤30万元", "成本指标", "36", "flagged", "red", "成本36超过30", "costs 36 where 30 was the most"),
              (167, "单次成本", "≤30万元", "成本指标", "30", "clear", None, "成本正好30", "costs exactly 30"),
              (168, "管理水平提升", "效果明显", "质量指标", "部分达成年度指标并具有一定效果", "flagged", "yellow", "定性指标部分达成", "a qualitative target half met"),
              (169, "管理水平提升", "效果明显", "质量指标", "未达成年度指标且效果较差", "flagged", "red", "定性指标未达成", "a qualitative target missed")]
    for number, name, target, l2, actual, verdict, severity, zh, en in levels:
        made = subject(planted, number).line(1_200_000).indicator("完成服务数量", "≥120个", 40).indicator(name, target, 50, l2=l2).pay(900_000, "07-20")
        made.report(8, {"完成服务数量": "85", name: actual})
        made.truth("P02", "2026-09-30", verdict, zh + "。", en.capitalize() + ".", severity)
    due = [(171, "未完成", None, "flagged", "6月底到期，8月仍未完成", "due by June, not done in August"),
           (172, "2026-06-30", None, "clear", "到期当天完成", "done on the day it was due"),
           (173, None, None, "cannot_assess", "已到期，没有填实际完成情况", "due, and nothing is reported on it"),
           (174, "未完成", "外部", "not_applicable", "逾期由外部原因造成", "late for a cause outside the unit")]
    for number, done, cause_class, verdict, zh, en in due:
        made = subject(planted, number).line(1_200_000).indicator("完成服务数量", "≥120个", 40).indicator("设备安装完成时间", "6月底前", 50, l2="时效指标").pay(900_000, "07-20")
        made.report(8, {"完成服务数量": "85", "设备安装完成时间": done}, cause="cause_other" if cause_class else None, note="汛期停工" if cause_class else None,
                    measure="加快实施" if cause_class else None, cause_class=cause_class)
        made.truth("P03", "2026-09-30", verdict, zh + "。", en.capitalize() + ".", "red" if verdict == "flagged" else None, exemption="X4" if cause_class else None)
    likely = [(176, "有可能", "flagged", "yellow"), (177, "完全不可能", "flagged", "red"), (178, "确定能", "clear", None)]
    for number, likelihood, verdict, severity in likely:
        made = subject(planted, number).line(1_200_000).usual().pay(800_000, "07-20").usual_reports([8], [80], likelihood=likelihood)
        made.truth("P04", "2026-09-30", verdict, f"8月填报“{likelihood}”完成。", f"The August report says {likelihood}.", severity)
    for number, count, verdict in ((179, 157, "flagged"), (180, 156, "clear")):
        made = subject(planted, number).line(1_200_000).usual().usual_reports([8], [count]).pay(900_000, "07-20")
        made.truth("P05", "2026-09-30", verdict, f"目标120个，完成{count}个，上限为156个。", f"{count} done of 120; 1.30 times the target is 156.", "grey" if verdict == "flagged" else None)
    causes: list[tuple[int, str | None, str | None, str, str, str]] = [
        (181, None, None, "flagged", "黄灯，没有原因也没有措施", "yellow, with neither cause nor measure"),
        (182, "cause_staff", None, "flagged", "黄灯，有原因，没有措施", "yellow, with a cause and no measure"),
        (183, "cause_staff", "倒排工期，加快实施", "clear", "黄灯，有原因有措施", "yellow, with cause and measure"),
    ]
    for number, cause, measure, verdict, zh, en in causes:
        made = subject(planted, number).line(1_200_000).usual().pay(700_000, "07-20")
        made.usual_reports([8], [56], cause=cause, measure=measure, note="人员不足" if cause else None, cause_class="内部" if cause else None)
        made.truth("P07", "2026-09-30", verdict, zh + "。", en.capitalize() + ".", "yellow" if verdict == "flagged" else None)


def filings(planted: Planted) -> None:
    """P06, P08, P09: who has not filed, who has no targets, who measured too little."""
    never = subject(planted, 201).line(1_200_000).usual().pay(800_000, "07-20")
    never.truth("P06", "2026-05-31", "not_applicable", "4月批次5月31日截止，当天还不算过期；上年该项目没有指标。",
                "The April round closes on 31 May itself, and the project had no indicators the year before.")
    never.truth("P06", "2026-06-30", "flagged", "4月批次已过期，没有填报。", "The April round is past its deadline, nothing filed.", "red")
    never.truth("P06", "2026-09-30", "flagged", "8月批次已过期，没有填报。", "The August round is past its deadline, nothing filed.", "red")
    never.truth("P01", "2026-09-30", "cannot_assess", "没有任何实际完成值。", "Nothing is measured.")
    never.truth("P09", "2026-09-30", "flagged", "已测权重为零。", "No point is measured.", "grey")
    never.truth("C01", "2026-09-30", "flagged", "6月、8月两个批次连续未填报，可用40万元。", "June and August both missed, 400,000 available.", "red", "400000")
    late = subject(planted, 202).line(1_200_000).usual().pay(800_000, "07-20").usual_reports([4, 6], [40, 60]).usual_reports([8], [80], reported="2026-10-12")
    late.truth("P06", "2026-09-30", "flagged", "8月批次到10月12日才填报。", "The August round was filed on 12 October only.", "red")
    late.truth("P06", "2026-10-31", "clear", "8月批次已补报，10月批次未到截止日。", "August was filed by then, and October is not yet due.")
    late.truth("C01", "2026-09-30", "clear", "只缺一个批次，其他条件不成立。", "Only one round was missed and nothing else holds.")
    bare = subject(planted, 203).line(1_200_000).pay(800_000, "07-20")
    bare.truth("P08", "2026-09-30", "flagged", "有预算，没有绩效目标。", "A budget and no target.", "red")
    wages = subject(planted, 204, project_category="人员类", three_guarantee_tier="保工资").line(1_200_000, econ="30101").pay(900_000, "07-20", econ="30101")
    wages.truth("P08", "2026-09-30", "not_applicable", "保工资项目不要求绩效目标。", "Wages need no targets.", exemption="X1")
    for number, first, verdict in ((205, 45, "clear"), (206, 44, "flagged")):
        made = subject(planted, number).line(1_200_000).indicator("完成服务数量", "≥120个", first).indicator("服务合格率", "≥95%", 90 - first, l2="质量指标")
        made.pay(800_000, "07-20").report(8, {"完成服务数量": "80"})
        made.truth("P09", "2026-09-30", verdict, f"已测权重{first}/90。", f"{first} of 90 points are measured.", "grey" if verdict == "flagged" else None)


def divergence(planted: Planted) -> None:
    """D01, D02, D03: money and work of the end of August."""
    cases = [(211, "720000", 108, "D01", "flagged", "yellow", "完成0.90，执行0.60", "completion 0.90, rate 0.60"),
             (212, "720000", 84, "D01", "clear", None, "完成0.70，执行0.60，正好相差0.10", "completion 0.70, rate 0.60: exactly 0.10 apart"),
             (213, "719998.80", 84, "D01", "flagged", "yellow", "完成0.70，执行0.599999", "completion 0.70, rate 0.599999"),
             (214, "960000", 72, "D02", "flagged", "red", "执行0.80，完成0.60，正好相差0.20", "rate 0.80, completion 0.60: exactly 0.20"),
             (215, "959998.80", 72, "D02", "clear", None, "执行0.799999，完成0.60", "rate 0.799999, completion 0.60")]
    for number, paid, count, rule, verdict, severity, zh, en in cases:
        made = subject(planted, number).line(1_200_000).usual().usual_reports([4, 6, 8], [40, 60, count]).pay(paid, "03-20")
        made.truth(rule, "2026-09-30", verdict, zh + "。", en.capitalize() + ".", severity)
        if number == 214:
            made.truth("C01", "2026-09-30", "flagged", "钱快事慢（D02），可用24万元。", "Money ahead of work (D02), 240,000 available.", "red", "240000")
    weights = [(221, (40, 30, 20), "flagged", "红灯权重40/90", "40 of 90 points are red"), (222, (27, 40, 23), "flagged", "红灯权重27/90，正好30%", "27 of 90 points are red, exactly 30 %"),
               (223, (26, 40, 24), "clear", "红灯权重26/90，不到30%", "26 of 90 points are red, less than 30 %")]
    for number, points, verdict, zh, en in weights:
        made = subject(planted, number).line(1_200_000).usual(points=points).usual_reports([4, 6, 8], [8, 16, 24], cause="cause_staff", note="人员不足", measure="加快实施", cause_class="内部")
        made.pay(420_000, "03-20")
        made.truth("D03", "2026-09-30", verdict, f"E02成立，{zh}。", f"E02 is flagged and {en}.", "red" if verdict == "flagged" else None)
        made.truth("C01", "2026-09-30", verdict, f"E02成立，{zh}，其他条件不成立。", f"E02 is flagged and {en}; nothing else holds.",
                   "red" if verdict == "flagged" else None, "780000" if verdict == "flagged" else None)
    outside = subject(planted, 224).line(1_200_000).usual().pay(420_000, "03-20")
    outside.usual_reports([4, 6, 8], [8, 16, 24], cause="cause_other", note="上级规划调整", measure="申请调整", cause_class="外部")
    outside.truth("D03", "2026-09-30", "not_applicable", "双红，但全部为外部原因。", "Both red, but every cause is outside the unit.", exemption="X4")
    outside.truth("C01", "2026-09-30", "clear", "外部原因不暂缓拨款。", "An external cause does not lead to suspension.")
    upkeep = subject(planted, 225, project_category="运转类", three_guarantee_tier="保运转").line(1_200_000).usual().usual_reports([4, 6, 8], [8, 16, 24]).pay(420_000, "03-20")
    upkeep.truth("D03", "2026-09-30", "not_applicable", "保运转项目。", "One of the three guarantees.", exemption="X1")
    upkeep.truth("C01", "2026-09-30", "not_applicable", "保运转项目不暂缓。", "One of the three guarantees is never suspended.", exemption="X1")
    little = subject(planted, 226).line(1_200_000).usual(points=(40, 30, 20)).pay(420_000, "03-20")
    for month, count in ((4, 8), (6, 16), (8, 24)):
        little.report(month, {"完成服务数量": str(count)})
    little.truth("D03", "2026-09-30", "cannot_assess", "已测权重40/90，目标灯为灰。", "Only 40 of 90 points are measured: the light is grey.")
    little.truth("C01", "2026-09-30", "clear", "覆盖不足，D02、D03不作依据，其他条件不成立。", "Too little is measured for D02 and D03 to count; nothing else holds.")


def suspensions(planted: Planted) -> None:
    """C01 by its other grounds, and what stands in its way."""
    def sound(number: int, paid: Money = 800_000, **fields: object) -> Subject:
        return subject(planted, number, 2026, **fields).line(1_200_000).usual().usual_reports([4, 6, 8], [40, 60, 80]).pay(paid, "07-20")

    hopeless = subject(planted, 231).line(1_200_000).usual().usual_reports([4, 6], [40, 60]).usual_reports([8], [80], likelihood="完全不可能").pay(800_000, "07-20")
    hopeless.truth("C01", "2026-09-30", "flagged", "填报“完全不可能”完成（P04红），可用40万元。", "Reported as impossible (P04 red), 400,000 available.", "red", "400000")
    sound(232).found("2026-05-20").truth("C01", "2026-09-30", "flagged", "严重审计问题未整改，可用40万元。", "A serious finding not put right, 400,000 available.", "red", "400000") \
        .truth("C01", "2026-04-30", "clear", "当时尚未发现。", "Not found yet at that time.")
    sound(233).found("2026-05-20", rectified="2026-08-10").truth("C01", "2026-09-30", "clear", "严重审计问题已整改。", "The serious finding was put right.") \
        .truth("C01", "2026-07-31", "flagged", "当时尚未整改。", "Not yet put right at that time.", "red", "400000")
    sound(234).found("2026-05-20", serious="否").truth("C01", "2026-09-30", "clear", "审计问题不严重。", "The finding is not serious.")
    sound(235, paid=1_200_000).found("2026-05-20").truth("C01", "2026-09-30", "clear", "没有可用余额。", "No money is left to hold back.")
    sound(236).found("2026-05-20", kind="截留挪用").truth("C01", "2026-09-30", "flagged", "截留挪用，严重，未整改。", "Diverted money, serious, not put right.", "red", "400000")
    sound(237).found("2026-05-20").excepted("C01", "2026-06-01", "2026-12-31", "救灾应急资金，经批准不暂缓") \
        .truth("C01", "2026-09-30", "not_applicable", "有批准的例外。", "An approved exception is recorded.") \
        .truth("C01", "2026-05-31", "flagged", "例外6月1日才生效。", "The exception begins on 1 June only.", "red", "1200000")
    school = subject(planted, 238, department_code="302", agency_code="302003")
    school.department, school.agency = "302", "302003"
    school.line(1_200_000, func="2050203").usual().usual_reports([4, 6, 8], [40, 60, 80]).pay(800_000, "07-20", func="2050203").found("2026-05-20")
    school.truth("C01", "2026-09-30", "flagged", "教育项目也要列入，只是另需签批。", "An education project is flagged too; it only needs another signature.", "red", "400000")
