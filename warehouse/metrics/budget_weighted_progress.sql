/*
unit = "share"
[about]
zh = "按预算加权的产出进度：Σ 全年预算 × 产出完成进度 ÷ Σ 全年预算，只计已评项目；不取项目进度的简单平均。"
en = "Output progress weighted by budget over the assessed projects: never a bare mean of projects."
[[example]]
given = { weighted_sum = 120000000000000000, budget_yuan = 40.00 }
result = 0.3
[[example]]
given = { weighted_sum = 0, budget_yuan = 0.00 }
*/
create or replace macro budget_weighted_progress(weighted_sum, budget_yuan) as
    -- weighted_sum = sum of cents x progress_exact
    case when budget_yuan > 0 then half_up(weighted_sum::hugeint // cents(budget_yuan), 100000000000000) end
