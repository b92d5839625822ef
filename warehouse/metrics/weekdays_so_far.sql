/*
unit = "days"
helper = true
[about]
zh = "自 1990 年第一个周一起至当日的周一至周五天数。"
en = "Mondays to Fridays from the first Monday of 1990 up to and including the day."
[[example]]
given = { day = 1990-01-01 }
result = 1
[[example]]
given = { day = 1990-01-07 }
result = 5
[[example]]
given = { day = 1990-01-08 }
result = 6
*/
create or replace macro weekdays_so_far(day) as
    (day - date '1990-01-01' + 1) // 7 * 5 + least((day - date '1990-01-01' + 1) % 7, 5)
