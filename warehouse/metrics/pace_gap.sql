/*
unit = "points"
[about]
zh = "超（短）序时进度：预算执行率 − 序时进度，以百分点计。"
en = "Execution rate minus time progress, in points."
[[example]]
given = { paid_yuan = 420000.00, budget_yuan = 1200000.00, time_numerator = 6, time_denominator = 12 }
result = -0.15
[[example]]
given = { paid_yuan = 420000.00, budget_yuan = 0.00, time_numerator = 6, time_denominator = 12 }
*/
create or replace macro pace_gap(paid_yuan, budget_yuan, time_numerator, time_denominator) as
    case
        when budget_yuan > 0 and time_denominator <> 0
            then
                half_up(
                    cents(paid_yuan) * time_denominator - cents(budget_yuan) * time_numerator,
                    cents(budget_yuan) * time_denominator
                )
    end
