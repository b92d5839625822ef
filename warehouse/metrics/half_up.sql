/*
unit = "ratio"
helper = true
[about]
zh = "两个整数相除，结果保留六位小数，四舍五入（精确运算，不用浮点）。分母为零时为空。"
en = "Quotient of two whole numbers, rounded half-up once to six places, in exact arithmetic. Null where the denominator is zero."
[[example]]
given = { numerator = 1, denominator = 3 }
result = 0.333333
[[example]]
given = { numerator = 1, denominator = 2000000 }
result = 0.000001
[[example]]
given = { numerator = -1, denominator = 2000000 }
result = -0.000001
[[example]]
given = { numerator = 1, denominator = 0 }
*/
create or replace macro half_up(numerator, denominator) as
    case
        when denominator <> 0
            then
                (
                    sign(numerator) * sign(denominator)
                    * (
                        (2000000::hugeint * abs(numerator)::hugeint + abs(denominator)::hugeint)
                        // (2::hugeint * abs(denominator)::hugeint)
                    )
                )::decimal(32, 0) * 0.000001::decimal(6, 6)
    end
