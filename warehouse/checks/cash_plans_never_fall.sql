/*
when_broken = "warn"
[about]
zh = "用款计划是累计数：每个月不少于上个月。"
en = "A cash plan is cumulative: no month is below the month before."
*/
with plans as (
    select
        fiscal_year,
        project_code,
        month,
        planned_yuan,
        lag(planned_yuan) over (partition by fiscal_year, project_code order by month) as month_before_yuan
    from staged_cash_plan
)
select fiscal_year, project_code, month, month_before_yuan, planned_yuan
from plans
where planned_yuan < month_before_yuan
