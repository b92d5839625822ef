/*
id = "E07"
subject = "project"
severity = "yellow"
outcome = { yellow = "adjust" }
clauses = ["S4.3", "S4.5"]
exempt = ["X6", "X7"]
sources = ["budget_line", "monitoring_report"]
uses = ["materiality_yuan"]

[title]
zh = "预计年末沉淀"
en = "Expected lapse at year end"
[finding]
zh = "全年预计执行{forecast_full_year_yuan:yuan}，占全年预算{forecast_share:rate}，低于{used_share:rate}。"
en = "Forecast for the year {forecast_full_year_yuan:yuan} is {forecast_share:rate} of the budget, below {used_share:rate}."
[clear]
zh = "调减或调剂预算，或以新的预计执行数说明可用完。"
en = "Clears when the budget is reduced or reallocated, or a later forecast reaches the line."

[threshold.used_share]
default = 0.90
unit = "share"
zh = "预计执行率低于此数为预计沉淀"
en = "A lapse is expected below this forecast share"
source_zh = "本系统默认，通知未规定"
source_en = "our default; the notice gives no figure"
[threshold.from_month]
default = 7
unit = "month"
zh = "自该月起判定"
en = "Judged from this month on"
source_zh = "本系统默认，通知未规定"
source_en = "our default; the notice gives no figure"

[[example]]
because = "预计只用八成 / only four fifths expected"
given = { project_months = { budget_current_yuan = 100000.00, month = 7, forecast_share = 0.80, forecast_full_year_yuan = 80000.00 } }
verdict = "flagged"
[[example]]
because = "恰好九成 / exactly nine tenths"
given = { project_months = { budget_current_yuan = 100000.00, month = 7, forecast_share = 0.90 } }
verdict = "clear"
[[example]]
because = "没有预计数 / no forecast"
given = { project_months = { budget_current_yuan = 100000.00, month = 7 } }
verdict = "cannot_assess"
[[example]]
because = "六月不判定 / June is too early"
given = { project_months = { budget_current_yuan = 100000.00, month = 6, forecast_share = 0.10 } }
verdict = "not_applicable"
*/
select
    subject_id,
    as_of,
    budget_current_yuan,
    paid_yuan,
    forecast_full_year_yuan,
    forecast_share,
    forecast_share - $used_share as distance,
    case when budget_current_yuan < $materiality_yuan then 'X6' end as exemption,
    forecast_share < $used_share as is_flagged,
    case when forecast_full_year_yuan is null then 'no_forecast' else 'no_budget' end as missing
from project_months
where month >= $from_month
