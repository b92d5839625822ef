/*
id = "D02"
subject = "project"
severity = "red"
outcome = { red = "verify" }
clauses = ["S5.3", "S5.5"]
exempt = ["X6", "X7"]
sources = ["budget_line", "payment", "indicator", "monitoring_report"]
uses = ["materiality_yuan"]

[title]
zh = "钱快事慢"
en = "Money ahead of work"
[finding]
zh = "同月预算执行率{execution_rate_then:rate}，产出完成进度只有{progress_completion:rate}，钱比事快{dual_gap:points}（线：{money_lead:points}；绩效和支出均截至{performance_as_of:month}）。"
en = "Execution {execution_rate_then:rate} with progress of only {progress_completion:rate}: gap {dual_gap:points}, line {money_lead:points} (both as of {performance_as_of:month})."
[clear]
zh = "列入重点监控，查明钱花在何处；差距小于{money_lead:points}即消除。覆盖足够时进入暂缓拨款判定（C01）。"
en = "Key monitoring: find out what the money bought; clears below {money_lead:points}. With enough coverage it leads into C01."

[threshold.money_lead]
default = 0.20
unit = "points"
zh = "执行率比完成进度高出此数"
en = "Execution ahead of progress by this much"
source_zh = "本系统默认（双进度背离线的两倍），通知未规定"
source_en = "our default (twice the divergence line); the notice gives no figure"

[[example]]
because = "恰好二十个点 / exactly twenty points"
given = { project_months = { budget_current_yuan = 100000.00, dual_gap = -0.20 } }
verdict = "flagged"
[[example]]
because = "不到二十个点 / less than twenty points"
given = { project_months = { budget_current_yuan = 100000.00, dual_gap = -0.199999 } }
verdict = "clear"
[[example]]
because = "没有绩效数据 / no performance data"
given = { project_months = { budget_current_yuan = 100000.00 } }
verdict = "cannot_assess"
[[example]]
because = "预算太小 / small budget"
given = { project_months = { budget_current_yuan = 40000.00, dual_gap = -0.50 } }
verdict = "not_applicable"
exemption = "X6"
*/
select
    subject_id,
    as_of,
    performance_as_of,
    progress_completion,
    execution_rate_then,
    coverage,
    dual_gap,
    -dual_gap - $money_lead as distance,
    case when budget_current_yuan < $materiality_yuan then 'X6' end as exemption,
    -dual_gap >= $money_lead as is_flagged,
    case
        when progress_completion is null then why_unmeasured(indicator_count, performance_as_of)
        else 'no_budget'
    end as missing
from project_months
