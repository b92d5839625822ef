/*
unit = "ratio"
[about]
zh = "进度比：预算执行率 ÷ 序时进度。"
en = "Execution rate divided by time progress."
[[example]]
given = { paid_yuan = 420000.00, budget_yuan = 1200000.00, time_numerator = 6, time_denominator = 12 }
result = 0.70
[[example]]
given = { paid_yuan = 420000.00, budget_yuan = 1200000.00, time_numerator = 0, time_denominator = 12 }
[[example]]
given = { paid_yuan = 0.00, budget_yuan = 0.00, time_numerator = 6, time_denominator = 12 }
*/
create or replace macro pace_ratio(paid_yuan, budget_yuan, time_numerator, time_denominator) as
    case
        when budget_yuan > 0
            then half_up(cents(paid_yuan) * time_denominator, cents(budget_yuan) * time_numerator)
    end
