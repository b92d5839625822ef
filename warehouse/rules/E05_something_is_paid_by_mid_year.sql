/*
id = "E05"
subject = "project"
severity = "red"
outcome = { red = "reclaim" }
clauses = ["S5.4", "S4.3"]
exempt = ["X5", "X6", "X9"]
sources = ["budget_line", "payment", "cash_plan"]
uses = ["materiality_yuan"]

[title]
zh = "零支付"
en = "No payment at all"
[finding]
zh = "全年预算{budget_current_yuan:yuan}，至{month}月底分文未付（自{from_month:count}月起判定）。"
en = "Budget {budget_current_yuan:yuan}, nothing paid by the end of month {month} (judged from month {from_month:count} on)."
[clear]
zh = "发生首笔支付即消除；确无法实施的，建议收回或调剂。"
en = "Clears with the first payment; money that can't be used is proposed for reclaiming."

[threshold.from_month]
default = 6
unit = "month"
zh = "自该月起判定"
en = "Judged from this month on"
source_zh = "本系统默认，通知未规定"
source_en = "our default; the notice gives no figure"

[[example]]
because = "六月底一分未付 / nothing paid by the end of June"
given = { project_months = { budget_current_yuan = 100000.00, paid_yuan = 0.00, month = 6, has_cash_plan = false, pace_shortfall_yuan = 50000.00 } }
verdict = "flagged"
money = 50000.00
[[example]]
because = "已付一分 / a cent is paid"
given = { project_months = { budget_current_yuan = 100000.00, paid_yuan = 0.01, month = 6, has_cash_plan = false } }
verdict = "clear"
[[example]]
because = "五月不判定 / May is too early"
given = { project_months = { budget_current_yuan = 100000.00, paid_yuan = 0.00, month = 5, has_cash_plan = false } }
verdict = "not_applicable"
[[example]]
because = "用款计划到本月仍为零 / the cash plan has nothing yet"
given = { project_months = { budget_current_yuan = 100000.00, paid_yuan = 0.00, month = 6, has_cash_plan = true, planned_yuan = 0.00 } }
verdict = "not_applicable"
exemption = "X5"
*/
select
    project_months.subject_id,
    project_months.as_of,
    project_months.month,
    project_months.budget_current_yuan,
    project_months.paid_yuan,
    project_months.time_progress,
    project_months.clock_basis,
    case
        when project_months.has_cash_plan and project_months.planned_yuan = 0 then 'X5'
        when project_months.budget_current_yuan < $materiality_yuan then 'X6'
        when late_release.is_true then 'X9'
    end as exemption,
    project_months.budget_current_yuan > 0 and project_months.paid_yuan = 0 as is_flagged,
    'no_budget' as missing,
    never_below_zero(project_months.pace_shortfall_yuan) as money_yuan
from project_months
left join verdict_of('E08') as late_release
    on project_months.subject_id = late_release.subject_id and project_months.as_of = late_release.as_of
where project_months.month >= $from_month
