/*
when_broken = "warn"
[about]
zh = "对账数：同一数据集、年度、时点的各部门数之和等于全区数；部门没有给全时，不超过全区数。"
en = "Control totals of the departments add up to that of the district; where some departments are missing, to no more."
*/
with given as (
    select
        dataset,
        fiscal_year,
        period_end,
        sum(official_yuan) filter (where department_code is null) as district_yuan,
        sum(official_yuan) filter (where department_code is not null) as departments_yuan,
        list(department_code) filter (where department_code is not null) as departments
    from control_totals
    group by dataset, fiscal_year, period_end
),
with_money as (
    select 'payment' as dataset, payments.fiscal_year, payments.project_code, min(payments.paid_date) as first_day
    from payments
    where payments.month is not null and payments.counted_yuan <> 0
    group by payments.fiscal_year, payments.project_code
    union all
    select 'budget_line' as dataset, fiscal_year, project_code, min(approved_date) as first_day
    from budget_lines
    group by fiscal_year, project_code
),
departments_with_money as (
    select
        with_money.dataset, with_money.fiscal_year, project_years.department_code,
        min(with_money.first_day) as first_day
    from with_money
    join project_years
        on with_money.fiscal_year = project_years.fiscal_year and with_money.project_code = project_years.project_code
    group by with_money.dataset, with_money.fiscal_year, project_years.department_code
),
missing as (
    select given.dataset, given.fiscal_year, given.period_end, count(*) as missing_departments
    from given
    join departments_with_money as ours
        on
            given.dataset = ours.dataset
            and given.fiscal_year = ours.fiscal_year
            and given.period_end >= ours.first_day
            and not list_contains(given.departments, ours.department_code)
    group by given.dataset, given.fiscal_year, given.period_end
)
select
    given.dataset, given.fiscal_year, given.period_end, given.district_yuan, given.departments_yuan,
    given.departments_yuan - given.district_yuan as difference_yuan,
    coalesce(missing.missing_departments, 0) as missing_departments
from given
left join missing
    on
        given.dataset = missing.dataset
        and given.fiscal_year = missing.fiscal_year
        and given.period_end = missing.period_end
where
    given.departments_yuan > given.district_yuan
    or (given.departments_yuan < given.district_yuan and missing.missing_departments is null)
