/*
id = "P02"
subject = "project"
outcome = { yellow = "rectify", red = "rectify" }
clauses = ["S5.3"]
exempt = []
sources = ["indicator", "monitoring_report"]

[title]
zh = "指标不达标"
en = "Level, reverse or qualitative indicator not met"
[finding]
zh = "水平、反向或定性指标中最差者为{range_light:light}（绩效数据截至{performance_as_of:month}；红灯{red_count:count}个，黄灯{yellow_count:count}个）。"
en = "The worst level, reverse or qualitative indicator is {range_light:light} (performance as of {performance_as_of:month}; {red_count:count} red, {yellow_count:count} yellow)."
[clear]
zh = "整改后在下一轮监控中填报达到目标范围的实际值。"
en = "Rectify and report an actual within range in the next round."

[[example]]
because = "超出范围 / out of range"
given = { project_months = { range_light = "red" } }
verdict = "flagged"
severity = "red"
[[example]]
because = "部分达成 / partly met"
given = { project_months = { range_light = "yellow" } }
verdict = "flagged"
severity = "yellow"
[[example]]
because = "全部达标 / all in range"
given = { project_months = { range_light = "green" } }
verdict = "clear"
[[example]]
because = "都未测 / none measured"
given = { project_months = { indicator_count = 3 } }
verdict = "cannot_assess"
*/
select
    subject_id,
    as_of,
    performance_as_of,
    range_light,
    red_count,
    yellow_count,
    range_light as severity,
    range_light in ('red', 'yellow') as is_flagged,
    why_unmeasured(indicator_count, performance_as_of) as missing
from project_months
