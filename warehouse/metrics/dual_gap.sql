/*
unit = "points"
[about]
zh = "双进度差：产出完成进度 − 同月预算执行率（绩效数据截至月的支出）。"
en = "Progress completion minus the execution rate of the month that the performance data is of."
[[example]]
given = { weighted_sum = 60000000000000000, weight_sum = 20, paid_yuan = 420000.00, budget_yuan = 1200000.00 }
result = -0.05
[[example]]
given = { weighted_sum = 60000000000000000, weight_sum = 20, paid_yuan = 420000.00, budget_yuan = 0.00 }
*/
create or replace macro dual_gap(weighted_sum, weight_sum, paid_yuan, budget_yuan) as
    case
        when weight_sum > 0 and budget_yuan > 0
            then
                half_up(
                    (2 * weighted_sum::hugeint + 100 * weight_sum::hugeint) // (200 * weight_sum::hugeint)
                    - sign(cents(paid_yuan)) * (
                        (2 * 100000000000000::hugeint * abs(cents(paid_yuan)) + cents(budget_yuan))
                        // (2 * cents(budget_yuan))
                    ),
                    100000000000000
                )
    end
