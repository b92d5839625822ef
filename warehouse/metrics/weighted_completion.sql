/*
unit = "share"
[about]
zh = "加权完成度：Σ 分值 × 完成度 ÷ Σ 分值，只计已测指标；保留六位小数，四舍五入一次。"
en = "Weighted mean of completions over the measured indicators, rounded once."
[[example]]
given = { weighted_sum = 60000000000000000, weight_sum = 20 }
result = 0.3
[[example]]
given = { weighted_sum = 0, weight_sum = 0 }
*/
create or replace macro weighted_completion(weighted_sum, weight_sum) as
    -- weighted_sum carries completions cut off at 1e-16, so that thirds add up a hair short: made whole at 1e-14 first
    case
        when weight_sum > 0
            then
                half_up(
                    (2 * weighted_sum::hugeint + 100 * weight_sum::hugeint) // (200 * weight_sum::hugeint),
                    100000000000000
                )
    end
