/*
id = "D04"
subject = "project"
severity = "yellow"
outcome = { yellow = "reclaim" }
clauses = ["S4.3", "S3.5"]
exempt = ["X6", "X7"]
sources = ["budget_line", "payment", "indicator", "monitoring_report"]
uses = ["materiality_yuan"]

[title]
zh = "已完成仍有余额"
en = "Finished with money left"
[finding]
zh = "产出完成进度{progress_completion:rate}，可用额度还有{available_then_yuan:yuan}，全年预计执行{forecast_full_year_yuan:yuan}不超过已支付{paid_then_yuan:yuan}（均截至{performance_as_of:month}）。"
en = "Progress {progress_completion:rate} with {available_then_yuan:yuan} still available; the forecast {forecast_full_year_yuan:yuan} is not above the {paid_then_yuan:yuan} paid (all as of {performance_as_of:month})."
[clear]
zh = "收回结余，或说明仍需支付的合同尾款（登记例外）。"
en = "Clears when the balance is returned, or contract tail payments are recorded as an exception."

[threshold.balance_yuan]
default = 10000.00
unit = "yuan"
zh = "可用额度达到此数"
en = "Balance from this amount on"
source_zh = "本系统默认，通知未规定"
source_en = "our default; the notice gives no figure"

[[example]]
because = "全部完成，恰好剩一万元 / finished, exactly 10,000 left"
given = { project_months = { budget_current_yuan = 100000.00, progress_completion = 1.00, available_then_yuan = 10000.00, available_yuan = 10000.00, forecast_full_year_yuan = 90000.00, paid_then_yuan = 90000.00 } }
verdict = "flagged"
money = 10000.00
[[example]]
because = "还预计支付 / more to be paid"
given = { project_months = { budget_current_yuan = 100000.00, progress_completion = 1.00, available_then_yuan = 10000.00, forecast_full_year_yuan = 95000.00, paid_then_yuan = 90000.00 } }
verdict = "clear"
[[example]]
because = "未完成，预计数未知也不影响 / unfinished: the unknown forecast does not decide"
given = { project_months = { budget_current_yuan = 100000.00, progress_completion = 0.99, available_then_yuan = 10000.00, paid_then_yuan = 90000.00 } }
verdict = "clear"
[[example]]
because = "没有预计数 / no forecast"
given = { project_months = { budget_current_yuan = 100000.00, progress_completion = 1.00, available_then_yuan = 10000.00, paid_then_yuan = 90000.00 } }
verdict = "cannot_assess"
*/
select
    subject_id,
    as_of,
    performance_as_of,
    progress_completion,
    available_then_yuan,
    available_yuan,
    forecast_full_year_yuan,
    paid_then_yuan,
    available_then_yuan - $balance_yuan as distance,
    case when budget_current_yuan < $materiality_yuan then 'X6' end as exemption,
    progress_completion >= 1
    and available_then_yuan >= $balance_yuan
    and forecast_full_year_yuan <= paid_then_yuan as is_flagged,
    case
        when progress_completion is null then why_unmeasured(indicator_count, performance_as_of)
        when forecast_full_year_yuan is null then 'no_forecast'
        else 'no_issue_date'
    end as missing,
    never_below_zero(available_yuan) as money_yuan
from project_months
