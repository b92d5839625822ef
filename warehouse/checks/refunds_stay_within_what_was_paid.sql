/*
when_broken = "warn"
[about]
zh = "项目的退回不超过此前的累计支付（各年度合并计算，按支付日期）。"
en = "What a project got back is never more than it had paid until then (over all years, by payment date)."
*/
with by_day as (
    select project_code, paid_date, sum(counted_yuan) as yuan
    from payments
    where month is not null
    group by project_code, paid_date
),
so_far as (
    select
        project_code,
        paid_date,
        sum(yuan) over (
            partition by project_code order by paid_date rows between unbounded preceding and current row
        ) as paid_yuan
    from by_day
)
select project_code, min(paid_date) as paid_date, min(paid_yuan) as paid_yuan
from so_far
where paid_yuan < 0
group by project_code
