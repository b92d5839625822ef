/*
unit = "code"
[about]
zh = "进度比缺什么：没有全年预算，或用款计划没有全年数。"
en = "Why there is no pace: no full-year budget, or a cash plan without its full-year figure."
[[example]]
given = { budget_yuan = 0.00 }
result = "no_budget"
[[example]]
given = { budget_yuan = 120000.00 }
result = "no_plan_total"
*/
create or replace macro why_no_pace(budget_yuan) as
    case when coalesce(budget_yuan, 0) <= 0 then 'no_budget' else 'no_plan_total' end
