/*
unit = "share"
[about]
zh = "预算执行率：累计支付 ÷ 全年预算数（调整后）。全年预算数不大于零时为空，不记为零。"
en = "Paid so far divided by the current full-year budget. Empty, not zero, where the budget is not above zero."
[[example]]
given = { paid_yuan = 420000.00, budget_yuan = 1200000.00 }
result = 0.35
[[example]]
given = { paid_yuan = 5.00, budget_yuan = 0.00 }
[[example]]
given = { paid_yuan = 5.00, budget_yuan = -1.00 }
*/
create or replace macro execution_rate(paid_yuan, budget_yuan) as
    case when budget_yuan > 0 then half_up(cents(paid_yuan), cents(budget_yuan)) end
