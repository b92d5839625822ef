/*
unit = "yuan"
helper = true
[about]
zh = "涉及金额不为负：小于零按零计，未知仍为空。"
en = "Money at stake is never below zero; unknown stays unknown."
[[example]]
given = { yuan = -3.00 }
result = 0.00
[[example]]
given = { yuan = 3.00 }
result = 3.00
*/
create or replace macro never_below_zero(yuan) as case when yuan < 0 then 0::decimal(18, 2) else yuan end
