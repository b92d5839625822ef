/*
id = "E03"
subject = "project"
severity = "red"
outcome = { red = "rectify" }
clauses = ["S5.3"]
exempt = ["X5", "X6", "X8", "X9"]
sources = ["budget_line", "payment", "cash_plan"]
uses = ["materiality_yuan"]

[title]
zh = "大额项目滞后"
en = "Large project behind time"
[finding]
zh = "全年预算{budget_current_yuan:yuan}，执行率{execution_rate:rate}，比序时进度{pace_gap:points}，达到−{tolerated_lag:points}的线；按序时短支{money_yuan:yuan}。"
en = "Budget {budget_current_yuan:yuan}, execution {execution_rate:rate}, {pace_gap:points} against time, at or past -{tolerated_lag:points}; short by {money_yuan:yuan}."
[clear]
zh = "与序时进度的差距小于{tolerated_lag:points}即消除：再支付{money_yuan:yuan}可追平序时进度。"
en = "Clears when less than {tolerated_lag:points} behind time; paying {money_yuan:yuan} more would be level."

[threshold.large_yuan]
default = 10000000.00
unit = "yuan"
zh = "全年预算达到此数为大额项目"
en = "A project is large from this current budget on"
source_zh = "某国库门户的公开做法（1000万元），非本区规定"
source_en = "practice of a treasury portal (10 million yuan), not the district's own"
[threshold.tolerated_lag]
default = 0.20
unit = "points"
zh = "执行率低于序时进度达到此数"
en = "Behind from this many points below time on"
source_zh = "某国库门户的公开做法（−20个百分点），非本区规定"
source_en = "practice of a treasury portal (-20 points), not the district's own"

[[example]]
because = "恰好一千万元、恰好落后二十个百分点 / exactly large, exactly twenty points"
given = { project_months = { budget_current_yuan = 10000000.00, pace_gap = -0.20, pace_shortfall_yuan = 2000000.00 } }
verdict = "flagged"
money = 2000000.00
[[example]]
because = "差一分钱不算大额 / a cent short of large"
given = { project_months = { budget_current_yuan = 9999999.99, pace_gap = -0.30 } }
verdict = "clear"
[[example]]
because = "不到二十个百分点 / less than twenty points"
given = { project_months = { budget_current_yuan = 20000000.00, pace_gap = -0.199999 } }
verdict = "clear"
[[example]]
because = "不大的项目，差距未知也不影响 / not large: the unknown gap does not decide"
given = { project_months = { budget_current_yuan = 60000.00 } }
verdict = "clear"
[[example]]
because = "大额而差距未知 / large and the gap unknown"
given = { project_months = { budget_current_yuan = 20000000.00 } }
verdict = "cannot_assess"
*/
select
    project_months.subject_id,
    project_months.as_of,
    project_months.budget_current_yuan,
    project_months.paid_yuan,
    project_months.execution_rate,
    project_months.time_progress,
    project_months.clock_basis,
    project_months.pace_gap,
    project_months.pace_gap + $tolerated_lag as distance,
    case
        when project_months.budget_current_yuan < $materiality_yuan then 'X6'
        when late_release.is_true then 'X9'
    end as exemption,
    project_months.budget_current_yuan >= $large_yuan and project_months.pace_gap <= -$tolerated_lag as is_flagged,
    why_no_pace(project_months.budget_current_yuan) as missing,
    never_below_zero(project_months.pace_shortfall_yuan) as money_yuan
from project_months
left join verdict_of('E08') as late_release
    on project_months.subject_id = late_release.subject_id and project_months.as_of = late_release.as_of
