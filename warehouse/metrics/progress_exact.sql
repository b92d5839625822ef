/*
unit = "1e-14 shares"
helper = true
[about]
zh = "加权完成度的精确值（以 10⁻¹⁴ 为单位的整数），供按预算加权合计，不经六位小数。"
en = "Weighted completion in whole units of 1e-14, so that budgets can weigh it without passing through six places."
[[example]]
given = { weighted_sum = 60000000000000000, weight_sum = 20 }
result = 30000000000000
[[example]]
given = { weighted_sum = 0, weight_sum = 0 }
*/
create or replace macro progress_exact(weighted_sum, weight_sum) as
    case
        when weight_sum > 0
            then (2 * weighted_sum::hugeint + 100 * weight_sum::hugeint) // (200 * weight_sum::hugeint)
    end
