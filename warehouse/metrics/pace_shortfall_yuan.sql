/*
unit = "yuan"
[about]
zh = "短序时金额：全年预算数 × 序时进度 − 累计支付，四舍五入到分。"
en = "Budget times time progress minus paid, rounded half-up to the cent."
[[example]]
given = { paid_yuan = 420000.00, budget_yuan = 1200000.00, time_numerator = 6, time_denominator = 12 }
result = 180000.00
[[example]]
given = { paid_yuan = 420000.00, budget_yuan = 1200000.00, time_numerator = 6, time_denominator = 0 }
*/
create or replace macro pace_shortfall_yuan(paid_yuan, budget_yuan, time_numerator, time_denominator) as
    yuan_half_up(cents(budget_yuan) * time_numerator - cents(paid_yuan) * time_denominator, time_denominator)
