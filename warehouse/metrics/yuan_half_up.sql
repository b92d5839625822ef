/*
unit = "yuan"
helper = true
[about]
zh = "以分为单位的分数换算为元，四舍五入到分。"
en = "A fraction counted in cents as yuan, rounded half-up to the cent."
[[example]]
given = { numerator = 100, denominator = 3 }
result = 0.33
[[example]]
given = { numerator = 1, denominator = 2 }
result = 0.01
*/
create or replace macro yuan_half_up(numerator, denominator) as
    case
        when denominator <> 0
            then
                (
                    (
                        sign(numerator) * sign(denominator)
                        * ((2 * abs(numerator)::hugeint + abs(denominator)::hugeint) // (2 * abs(denominator)::hugeint))
                    )::decimal(36, 0) * 0.01::decimal(2, 2)
                )::decimal(18, 2)
    end
