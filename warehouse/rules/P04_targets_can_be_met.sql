/*
id = "P04"
subject = "project"
outcome = { yellow = "notify", red = "rectify" }
clauses = ["S5.3", "S5.4"]
exempt = []
sources = ["indicator", "monitoring_report"]

[title]
zh = "目标难以完成"
en = "Target unlikely to be met"
[finding]
zh = "单位填报的完成可能性最差为“{worst_likelihood:likelihood}”（绩效数据截至{performance_as_of:month}）。"
en = "The worst likelihood reported by the unit is '{worst_likelihood:likelihood}' (performance as of {performance_as_of:month})."
[clear]
zh = "单位说明原因和措施，后续监控填报为“确定能”；或按程序同步调整预算和目标。"
en = "Clears when a later round reports 'certain', or budget and target are adjusted together by procedure."

[[example]]
because = "有可能 / possible"
given = { project_months = { worst_likelihood = "possible" } }
verdict = "flagged"
severity = "yellow"
[[example]]
because = "完全不可能 / impossible"
given = { project_months = { worst_likelihood = "impossible" } }
verdict = "flagged"
severity = "red"
[[example]]
because = "确定能 / certain"
given = { project_months = { worst_likelihood = "certain" } }
verdict = "clear"
[[example]]
because = "未填 / not given"
given = { project_months = { indicator_count = 3 } }
verdict = "cannot_assess"
*/
select
    subject_id,
    as_of,
    performance_as_of,
    worst_likelihood,
    case worst_likelihood when 'impossible' then 'red' else 'yellow' end as severity,
    worst_likelihood in ('possible', 'impossible') as is_flagged,
    coalesce(
        nullif(why_unmeasured(indicator_count, performance_as_of), 'no_value'), 'no_likelihood'
    ) as missing
from project_months
