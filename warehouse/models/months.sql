/*
grain = ["as_of"]
[about]
zh = "需要判定的月末：自首个预算年度一月起，至数据中最后一笔支付所在月份止（不超过最后一个预算年度的十二月）。"
en = "Month ends that are judged: from January of the first loaded year to the month of the last payment (at most December of the last year)."
[column]
as_of = "月末"
fiscal_year = "预算年度"
month = "月份"
is_first_year = "是否首个预算年度"
*/
with span as (
    select min(fiscal_year) as first_year, max(fiscal_year) as last_year
    from staged_project
),
last_payment as (
    select max(paid_date) as day from staged_payment
)
select
    last_day(make_date(years.year, months.month, 1)) as as_of,
    years.year::integer as fiscal_year,
    months.month::integer as month,
    years.year = span.first_year as is_first_year
from span
cross join last_payment
cross join lateral (select unnest(generate_series(span.first_year, span.last_year)) as year) as years
cross join (select unnest(generate_series(1, 12)) as month) as months
where make_date(years.year, months.month, 1) <= last_payment.day
