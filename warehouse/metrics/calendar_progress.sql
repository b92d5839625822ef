/*
unit = "share"
[about]
zh = "日历序时进度：没有用款计划、年初即有预算时的序时进度，全区和重点领域用它。一般为月份 ÷ 12。"
en = "Time progress by the calendar, as the district and the priority areas use it: month / 12 unless set otherwise."
[[example]]
given = { month_end = 2026-07-31 }
result = 0.583333
*/
create or replace macro calendar_progress(month_end) as
    time_progress(
        elapsed_of_year(year(month_end), month(month_end), month_end), length_of_year(year(month_end), month_end)
    )
