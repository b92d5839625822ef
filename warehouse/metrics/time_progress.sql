/*
unit = "share"
[about]
zh = "序时进度：一般为月份 ÷ 12；有用款计划的为计划累计 ÷ 全年计划；没有年初预算、年中才批复的，自首次批复月份起算。"
en = "Month / 12; where a cash plan exists its share up to the month; for additions made in the year the clock starts in the first approved month."
[[example]]
given = { time_numerator = 7, time_denominator = 12 }
result = 0.583333
[[example]]
given = { time_numerator = 0, time_denominator = 0 }
*/
create or replace macro time_progress(time_numerator, time_denominator) as half_up(time_numerator, time_denominator)
