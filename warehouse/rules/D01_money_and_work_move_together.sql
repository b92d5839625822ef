/*
id = "D01"
subject = "project"
severity = "yellow"
outcome = { yellow = "verify" }
clauses = ["S5.3"]
exempt = ["X5", "X6"]
sources = ["budget_line", "payment", "indicator", "monitoring_report"]
uses = ["materiality_yuan"]

[title]
zh = "双进度背离"
en = "The two diverge"
[finding]
zh = "产出完成进度{progress_completion:rate}，同月预算执行率{execution_rate_then:rate}，相差{dual_gap:points}，超过{tolerated_gap:points}（绩效和支出均截至{performance_as_of:month}）。"
en = "Progress {progress_completion:rate} against execution {execution_rate_then:rate} of the same month: {dual_gap:points} apart, more than {tolerated_gap:points} (both as of {performance_as_of:month})."
[clear]
zh = "核查原因；两者相差不超过{tolerated_gap:points}即消除。"
en = "Verify the cause; clears when the two are within {tolerated_gap:points}."

[threshold.tolerated_gap]
default = 0.10
unit = "points"
zh = "两个进度相差超过此数"
en = "The two are further apart than this"
source_zh = "四川2025年公开做法（10%），非本区规定"
source_en = "practice published in Sichuan, 2025 (10 %), not the district's own"

[[example]]
because = "事快十一个点 / work eleven points ahead"
given = { project_months = { budget_current_yuan = 100000.00, dual_gap = 0.11, has_cash_plan = false } }
verdict = "flagged"
[[example]]
because = "恰好十个点不算 / exactly ten points is within"
given = { project_months = { budget_current_yuan = 100000.00, dual_gap = -0.10, has_cash_plan = false } }
verdict = "clear"
[[example]]
because = "没有绩效数据 / no performance data"
given = { project_months = { budget_current_yuan = 100000.00, has_cash_plan = false } }
verdict = "cannot_assess"
[[example]]
because = "有用款计划 / own cash plan"
given = { project_months = { budget_current_yuan = 100000.00, dual_gap = 0.50, has_cash_plan = true } }
verdict = "not_applicable"
exemption = "X5"
*/
select
    subject_id,
    as_of,
    performance_as_of,
    progress_completion,
    execution_rate_then,
    dual_gap,
    abs(dual_gap) - $tolerated_gap as distance,
    case when has_cash_plan then 'X5' when budget_current_yuan < $materiality_yuan then 'X6' end as exemption,
    abs(dual_gap) > $tolerated_gap as is_flagged,
    case
        when progress_completion is null then why_unmeasured(indicator_count, performance_as_of)
        else 'no_budget'
    end as missing
from project_months
