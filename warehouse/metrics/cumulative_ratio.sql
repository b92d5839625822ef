/*
unit = "ratio"
[about]
zh = "累计型指标进度比：实际 ÷（全年目标 × 绩效截至月的序时进度）。目标为零或序时进度为零时为空。"
en = "Actual divided by target times time progress at the month of the performance data. Null where the target is zero or no time has passed."
[[example]]
given = { actual = 30.0, target = 100.0, time_numerator = 6, time_denominator = 12 }
result = 0.6
[[example]]
given = { actual = 30.0, target = 0.0, time_numerator = 6, time_denominator = 12 }
[[example]]
given = { actual = 30.0, target = 100.0, time_numerator = 0, time_denominator = 12 }
*/
create or replace macro cumulative_ratio(actual, target, time_numerator, time_denominator) as
    case when target <> 0 then half_up(millionths(actual) * time_denominator, millionths(target) * time_numerator) end
