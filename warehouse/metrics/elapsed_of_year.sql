/*
unit = "count"
helper = true
[about]
zh = "到某月末已过的年份额：按月为月数，按日为天数，按节点进度表为百万分数；零月为零。"
en = "How much of the year has passed at a month's end: months, days, or millionths by the milestone table. Month 0 gives 0."
[[example]]
given = { fiscal_year = 2026, month = 7, on_date = 2026-07-31 }
result = 7
[[example]]
given = { fiscal_year = 2026, month = 0, on_date = 2026-07-31 }
result = 0
*/
create or replace macro elapsed_of_year(fiscal_year, month, on_date) as
    case
        when month = 0 then 0
        when setting('curve', on_date) = 2 then millionths(setting('share_of_month_' || month::integer, on_date))
        when setting('calendar_basis', on_date) = 2
            then dayofyear(last_day(make_date(fiscal_year::integer, month::integer, 1)))
        else month
    end
