/*
unit = "days"
[about]
zh = "工作日数：自次日起至当日止的周一至周五，不扣节假日。"
en = "Working days: Mondays to Fridays from the day after up to and including the day; no holiday calendar."
[[example]]
given = { from_day = 2026-09-25, to_day = 2026-09-30 }
result = 3
[[example]]
given = { from_day = 2026-09-26, to_day = 2026-09-27 }
result = 0
[[example]]
given = { from_day = 2026-09-18, to_day = 2026-09-25 }
result = 5
*/
create or replace macro working_days(from_day, to_day) as
    weekdays_so_far(to_day) - weekdays_so_far(from_day)
