/*
id = "E04"
subject = "project"
severity = "yellow"
outcome = { yellow = "notify" }
clauses = ["S5.3"]
exempt = ["X5", "X6", "X8"]
sources = ["budget_line", "payment"]
uses = ["materiality_yuan"]

[title]
zh = "节点目标未达"
en = "Milestone of the year missed"
[finding]
zh = "执行率{execution_rate:rate}，低于{month}月节点目标{milestone:rate}，差{money_yuan:yuan}。"
en = "Execution {execution_rate:rate} is below the milestone {milestone:rate} of month {month}, short by {money_yuan:yuan}."
[clear]
zh = "再支付{money_yuan:yuan}达到节点目标；单位应在10个工作日内选择继续实施、调剂或取消。"
en = "Clears by paying {money_yuan:yuan} more; the unit chooses within 10 working days: continue, reallocate or cancel."

[threshold.is_chosen]
default = 0
unit = "yes_no"
least = 0
most = 1
zh = "是否采用节点目标表（1 为采用）"
en = "Whether the milestone table is used (1 = yes)"
source_zh = "未采用：通知未规定节点目标"
source_en = "off unless chosen: the notice fixes no milestones"
[threshold.april]
default = 0.25
unit = "share"
zh = "4月底节点目标"
en = "Milestone at the end of April"
source_zh = "四川2025年公开做法"
source_en = "practice published in Sichuan, 2025"
[threshold.june]
default = 0.40
unit = "share"
zh = "6月底节点目标"
en = "Milestone at the end of June"
source_zh = "四川2025年公开做法"
source_en = "practice published in Sichuan, 2025"
[threshold.august]
default = 0.60
unit = "share"
zh = "8月底节点目标"
en = "Milestone at the end of August"
source_zh = "四川2025年公开做法"
source_en = "practice published in Sichuan, 2025"
[threshold.october]
default = 0.80
unit = "share"
zh = "10月底节点目标"
en = "Milestone at the end of October"
source_zh = "四川2025年公开做法"
source_en = "practice published in Sichuan, 2025"

[[example]]
because = "采用节点表，8月底低于60% / table chosen, below 60 % in August"
given = { project_months = { budget_current_yuan = 100000.00, paid_yuan = 59000.00, month = 8, execution_rate = 0.59, has_cash_plan = false, clock_basis = "month" } }
thresholds = { is_chosen = 1 }
verdict = "flagged"
money = 1000.00
[[example]]
because = "恰好达到 / exactly met"
given = { project_months = { budget_current_yuan = 100000.00, paid_yuan = 60000.00, month = 8, execution_rate = 0.60, has_cash_plan = false, clock_basis = "month" } }
thresholds = { is_chosen = 1 }
verdict = "clear"
[[example]]
because = "未采用节点表 / table not chosen"
given = { project_months = { budget_current_yuan = 100000.00, month = 8, execution_rate = 0.10, has_cash_plan = false, clock_basis = "month" } }
verdict = "not_applicable"
[[example]]
because = "有用款计划 / own cash plan"
given = { project_months = { budget_current_yuan = 100000.00, month = 8, execution_rate = 0.10, has_cash_plan = true, clock_basis = "cash_plan" } }
thresholds = { is_chosen = 1 }
verdict = "not_applicable"
exemption = "X5"
*/
with due as (
    select
        subject_id, as_of, month, budget_current_yuan, paid_yuan, execution_rate, has_cash_plan, clock_basis,
        case month when 4 then $april when 6 then $june when 8 then $august when 10 then $october end as milestone
    from project_months
    where $is_chosen = 1 and month in (4, 6, 8, 10)
)
select
    subject_id,
    as_of,
    month,
    budget_current_yuan,
    paid_yuan,
    execution_rate,
    milestone,
    execution_rate - milestone as distance,
    case
        when has_cash_plan then 'X5'
        when budget_current_yuan < $materiality_yuan then 'X6'
        when clock_basis = 'in_year' then 'X8'
    end as exemption,
    execution_rate < milestone as is_flagged,
    'no_budget' as missing,
    never_below_zero(
        yuan_half_up(cents(budget_current_yuan) * millionths(milestone) - cents(paid_yuan) * 1000000, 1000000)
    ) as money_yuan
from due
