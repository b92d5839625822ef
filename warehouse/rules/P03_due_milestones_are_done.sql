/*
id = "P03"
subject = "project"
severity = "red"
outcome = { red = "rectify" }
clauses = ["S5.3"]
exempt = ["X4"]
sources = ["indicator", "monitoring_report"]

[title]
zh = "时效节点逾期"
en = "Due date passed"
[finding]
zh = "有{milestones_overdue:count}个节点已到完成时限而未完成（绩效数据截至{performance_as_of:month}）。"
en = "{milestones_overdue:count} milestone(s) due and not done (performance as of {performance_as_of:month})."
[clear]
zh = "完成后在下一轮监控中填报完成；完成时限确需调整的，按程序同步调整绩效目标。"
en = "Report completion in the next round, or have the target adjusted by procedure."

[[example]]
because = "到期未完成 / due and not done"
given = { project_months = { milestones_overdue = 1, milestones_told = 1 } }
verdict = "flagged"
[[example]]
because = "都已完成或未到期 / done or not yet due"
given = { project_months = { milestones_overdue = 0, milestones_told = 2 } }
verdict = "clear"
[[example]]
because = "没有可判断的节点 / no milestone can be told"
given = { project_months = { milestones_overdue = 0, milestones_told = 0 } }
verdict = "cannot_assess"
[[example]]
because = "外部原因，不归责 / external cause"
given = { project_months = { milestones_overdue = 1, milestones_told = 1, cause_class = "external" } }
verdict = "not_applicable"
exemption = "X4"
*/
select
    subject_id,
    as_of,
    performance_as_of,
    milestones_overdue,
    milestones_told,
    cause_class,
    case when cause_class = 'external' then 'X4' end as exemption,
    case when milestones_overdue > 0 then true when milestones_told > 0 then false end as is_flagged,
    why_unmeasured(indicator_count, performance_as_of) as missing
from project_months
