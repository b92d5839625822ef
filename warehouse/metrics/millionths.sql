/*
unit = "millionths"
helper = true
[about]
zh = "把最多六位小数的数换算为整数（百万分之一），供精确运算。"
en = "A number of at most six decimals as whole millionths, for exact arithmetic."
[[example]]
given = { quantity = 0.5 }
result = 500000
*/
create or replace macro millionths(quantity) as (quantity::decimal(38, 6) * 1000000)::hugeint
