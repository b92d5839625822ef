/*
id = "E02"
subject = "project"
severity = "red"
outcome = { red = "rectify" }
clauses = ["S5.3", "S5.4"]
exempt = ["X5", "X6", "X8", "X9"]
sources = ["budget_line", "payment", "cash_plan"]
uses = ["materiality_yuan"]

[title]
zh = "执行严重滞后"
en = "Execution far behind time"
[finding]
zh = "已支付{paid_yuan:yuan}，执行率{execution_rate:rate}，序时进度{time_progress:rate}，进度比{pace_ratio:ratio}，低于{far_behind:ratio}；按序时短支{money_yuan:yuan}。"
en = "{paid_yuan:yuan} paid, execution {execution_rate:rate} against time {time_progress:rate}: pace ratio {pace_ratio:ratio}, below {far_behind:ratio}; short by {money_yuan:yuan}."
[clear]
zh = "进度比达到{far_behind:ratio}即消除：再支付{money_yuan:yuan}可追平序时进度，或由财政部门登记有文号的例外。"
en = "Clears when the pace ratio reaches {far_behind:ratio}; paying {money_yuan:yuan} more would be level with time. Or a recorded exception with a document number."

[threshold.far_behind]
default = 0.60
unit = "ratio"
zh = "进度比低于此数为严重滞后"
en = "Far behind below this pace ratio"
source_zh = "预算绩效管理软件通行默认值，非本区规定；通知未规定"
source_en = "default of performance software in use, not the district's own; the notice gives none"

[[example]]
because = "进度比 0.40 / pace ratio 0.40"
given = { project_months = { budget_current_yuan = 1200000.00, pace_ratio = 0.40, pace_shortfall_yuan = 360000.00 } }
verdict = "flagged"
money = 360000.00
[[example]]
because = "恰好 0.60 不算严重 / exactly 0.60 is not far behind"
given = { project_months = { budget_current_yuan = 1200000.00, pace_ratio = 0.60 } }
verdict = "clear"
[[example]]
because = "没有进度比 / no pace ratio"
given = { project_months = { budget_current_yuan = 1200000.00 } }
verdict = "cannot_assess"
[[example]]
because = "恰好五万元，规则适用 / exactly the floor: the rule applies"
given = { project_months = { budget_current_yuan = 50000.00, pace_ratio = 0.10 } }
verdict = "flagged"
[[example]]
because = "没有预算 / no budget"
given = { project_months = { budget_current_yuan = 0.00 } }
verdict = "not_applicable"
exemption = "X6"
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
    project_months.pace_ratio - $far_behind as distance,
    case
        when project_months.budget_current_yuan < $materiality_yuan then 'X6'
        when late_release.is_true then 'X9'
    end as exemption,
    project_months.pace_ratio < $far_behind as is_flagged,
    why_no_pace(project_months.budget_current_yuan) as missing,
    never_below_zero(project_months.pace_shortfall_yuan) as money_yuan
from project_months
left join verdict_of('E08') as late_release
    on project_months.subject_id = late_release.subject_id and project_months.as_of = late_release.as_of
