/*
unit = "count"
helper = true
[about]
zh = "全年的长度，与已过的年份额同一口径：12 个月，或 365/366 天，或百万分之一百万。"
en = "The length of the year on the same footing: 12 months, 365 or 366 days, or a million millionths."
[[example]]
given = { fiscal_year = 2026, on_date = 2026-07-31 }
result = 12
*/
create or replace macro length_of_year(fiscal_year, on_date) as
    case
        when setting('curve', on_date) = 2 then 1000000
        when setting('calendar_basis', on_date) = 2 then dayofyear(make_date(fiscal_year::integer, 12, 31))
        else 12
    end
