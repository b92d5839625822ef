/*
unit = "share"
[about]
zh = "可评覆盖：有完成度的指标分值 ÷ 有效指标分值合计。没有指标时为空。"
en = "Weight of the indicators with a completion divided by the weight of all in force. Null without indicators."
[[example]]
given = { measured_weight = 45.0, total_weight = 90.0 }
result = 0.5
[[example]]
given = { measured_weight = 0.0, total_weight = 0.0 }
*/
create or replace macro coverage(measured_weight, total_weight) as
    half_up(millionths(measured_weight), millionths(total_weight))
