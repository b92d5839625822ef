/*
id = "P07"
subject = "project"
severity = "yellow"
outcome = { yellow = "return" }
clauses = ["S5.4"]
exempt = []
sources = ["indicator", "monitoring_report"]

[title]
zh = "原因缺失"
en = "Cause or measure missing"
[finding]
zh = "有{unexplained_count:count}个红灯或黄灯指标没有填写原因或整改措施（绩效数据截至{performance_as_of:month}）。"
en = "{unexplained_count:count} red or yellow indicator(s) without a cause or a measure (performance as of {performance_as_of:month})."
[clear]
zh = "退回单位补填偏差原因和整改措施。"
en = "Returned to the unit to fill in cause and measure."

[[example]]
because = "红灯而无原因 / red and no cause"
given = { project_months = { unexplained_count = 1, explained_count = 4 } }
verdict = "flagged"
[[example]]
because = "都已说明或为绿灯 / all explained or green"
given = { project_months = { unexplained_count = 0, explained_count = 4 } }
verdict = "clear"
[[example]]
because = "都未测 / none measured"
given = { project_months = { unexplained_count = 0, explained_count = 0 } }
verdict = "cannot_assess"
*/
select
    subject_id,
    as_of,
    performance_as_of,
    unexplained_count,
    explained_count,
    case when unexplained_count > 0 then true when explained_count > 0 then false end as is_flagged,
    why_unmeasured(indicator_count, performance_as_of) as missing
from project_months
