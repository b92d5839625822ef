/*
unit = "yes_no"
[about]
zh = "实际值是否在目标范围内，按指标方向（≥ > = < ≤）比较。"
en = "Whether the actual is in the range that operator and target give."
[[example]]
given = { actual = 95.0, operator = ">=", target = 95.0 }
result = true
[[example]]
given = { actual = 95.0, operator = ">", target = 95.0 }
result = false
*/
create or replace macro in_range(actual, operator, target) as
    case operator
        when '>=' then actual >= target
        when '>' then actual > target
        when '=' then actual = target
        when '<' then actual < target
        when '<=' then actual <= target
    end
