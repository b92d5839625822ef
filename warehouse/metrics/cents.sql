/*
unit = "cents"
helper = true
[about]
zh = "把元换算为分（整数），供精确运算。"
en = "Yuan as whole cents, for exact arithmetic."
[[example]]
given = { yuan = 12.34 }
result = 1234
*/
create or replace macro cents(yuan) as (yuan::decimal(38, 2) * 100)::hugeint
