/*
unit = "points"
[about]
zh = "两个支付进度之差：前者 − 后者，由合计数精确计算，四舍五入一次。"
en = "Difference of two paces, the first minus the second, from the sums, rounded once."
[[example]]
given = { paid_yuan = 60.00, budget_yuan = 100.00, other_paid_yuan = 100.00, other_budget_yuan = 200.00 }
result = 0.1
[[example]]
given = { paid_yuan = 60.00, budget_yuan = 0.00, other_paid_yuan = 100.00, other_budget_yuan = 200.00 }
*/
create or replace macro lead_points(paid_yuan, budget_yuan, other_paid_yuan, other_budget_yuan) as
    case
        when budget_yuan > 0 and other_budget_yuan > 0
            then
                half_up(
                    (2 * 100000000000000::hugeint * cents(paid_yuan) + cents(budget_yuan)) // (2 * cents(budget_yuan))
                    - (2 * 100000000000000::hugeint * cents(other_paid_yuan) + cents(other_budget_yuan))
                    // (2 * cents(other_budget_yuan)),
                    100000000000000
                )
    end
