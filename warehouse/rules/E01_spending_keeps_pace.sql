/*
id = "E01"
subject = "project"
severity = "yellow"
outcome = { yellow = "notify" }
clauses = ["S5.3", "S5.4"]
exempt = ["X5", "X6", "X8", "X9"]
sources = ["budget_line", "payment", "cash_plan"]
uses = ["materiality_yuan"]

[title]
zh = "执行进度滞后"
en = "Execution behind time"
[finding]
zh = "已支付{paid_yuan:yuan}，执行率{execution_rate:rate}，序时进度{time_progress:rate}，进度比{pace_ratio:ratio}，低于{behind:ratio}；按序时短支{money_yuan:yuan}。"
en = "{paid_yuan:yuan} paid, execution {execution_rate:rate} against time {time_progress:rate}: pace ratio {pace_ratio:ratio}, below {behind:ratio}; short by {money_yuan:yuan}."
[clear]
zh = "进度比达到{behind:ratio}即消除：再支付{money_yuan:yuan}可追平序时进度，或由财政部门登记有文号的例外。"
en = "Clears when the pace ratio reaches {behind:ratio}; paying {money_yuan:yuan} more would be level with time. Or a recorded exception with a document number."

[threshold.behind]
default = 0.80
unit = "ratio"
zh = "进度比低于此数为滞后"
en = "Behind below this pace ratio"
source_zh = "预算绩效管理软件通行默认值，非本区规定；通知未规定"
source_en = "default of performance software in use, not the district's own; the notice gives none"
[threshold.far_behind]
default = 0.60
unit = "ratio"
zh = "进度比低于此数为严重滞后（E02）"
en = "Far behind (E02) below this pace ratio"
source_zh = "预算绩效管理软件通行默认值，非本区规定；通知未规定"
source_en = "default of performance software in use, not the district's own; the notice gives none"

[[example]]
because = "进度比 0.70，在两条线之间 / 0.70 lies between the two lines"
given = { project_months = { budget_current_yuan = 1200000.00, pace_ratio = 0.70, pace_shortfall_yuan = 180000.00 } }
verdict = "flagged"
money = 180000.00
[[example]]
because = "恰好 0.60 仍为黄 / exactly 0.60 is still yellow"
given = { project_months = { budget_current_yuan = 1200000.00, pace_ratio = 0.60 } }
verdict = "flagged"
[[example]]
because = "恰好 0.80 不算滞后 / exactly 0.80 is not behind"
given = { project_months = { budget_current_yuan = 1200000.00, pace_ratio = 0.80 } }
verdict = "clear"
[[example]]
because = "低于 0.60 由 E02 判定 / below 0.60 is E02's"
given = { project_months = { budget_current_yuan = 1200000.00, pace_ratio = 0.599999 } }
verdict = "clear"
[[example]]
because = "没有序时进度，无从判断 / no time progress, nothing to judge by"
given = { project_months = { budget_current_yuan = 1200000.00 } }
verdict = "cannot_assess"
[[example]]
because = "预算不足五万元 / budget below the floor"
given = { project_months = { budget_current_yuan = 49999.99, pace_ratio = 0.70 } }
verdict = "not_applicable"
exemption = "X6"
[[example]]
because = "指标下达滞后（X9） / release itself is late (X9)"
given = { project_months = { budget_current_yuan = 1200000.00, pace_ratio = 0.70 }, verdict_of = { E08 = "flagged" } }
verdict = "not_applicable"
exemption = "X9"
*/
select
    project_months.subject_id,
    project_months.as_of,
    project_months.budget_current_yuan,
    project_months.paid_yuan,
    project_months.execution_rate,
    project_months.time_progress,
    project_months.clock_basis,
    project_months.pace_ratio,
    project_months.pace_ratio - $behind as distance,
    case
        when project_months.budget_current_yuan < $materiality_yuan then 'X6'
        when late_release.is_true then 'X9'
    end as exemption,
    project_months.pace_ratio < $behind and project_months.pace_ratio >= $far_behind as is_flagged,
    why_no_pace(project_months.budget_current_yuan) as missing,
    never_below_zero(project_months.pace_shortfall_yuan) as money_yuan
from project_months
left join verdict_of('E08') as late_release
    on project_months.subject_id = late_release.subject_id and project_months.as_of = late_release.as_of
