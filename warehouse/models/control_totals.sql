/*
grain = ["dataset", "fiscal_year", "period_end", "scope"]
[about]
zh = "每个对账数一行：官方数、按采用的数据算出的数和差额（到分）。"
en = "One row per official control total: what it says, what our accepted rows add up to, and the difference, to the cent."
[column]
dataset = "数据集（payment、budget_line）"
fiscal_year = "预算年度"
period_end = "截至"
scope = "口径（全区或主管部门编码）"
department_code = "主管部门编码；全区为空"
official_yuan = "对账数"
our_yuan = "采用的数据合计"
difference_yuan = "差额：采用的数据合计 − 对账数"
source_id = "来源"
source_row = "来源行"
*/
with facts as (
    select
        'payment' as dataset, payments.fiscal_year, project_years.department_code, payments.paid_date as day,
        payments.counted_yuan as yuan
    from payments
    join project_years
        on payments.fiscal_year = project_years.fiscal_year and payments.project_code = project_years.project_code
    where payments.month is not null
    union all
    select
        'budget_line' as dataset, budget_lines.fiscal_year, project_years.department_code,
        budget_lines.approved_date as day, budget_lines.amount_yuan as yuan
    from budget_lines
    join project_years
        on
            budget_lines.fiscal_year = project_years.fiscal_year
            and budget_lines.project_code = project_years.project_code
),
by_day as (
    select dataset, fiscal_year, department_code, day, sum(yuan) as yuan
    from facts
    group by dataset, fiscal_year, department_code, day
),
given as (
    select * replace (case dataset when '支付' then 'payment' else 'budget_line' end as dataset)
    from staged_control_total
),
ours as (
    select control.source_id, control.source_row, sum(by_day.yuan) as yuan
    from given as control
    join by_day
        on
            control.dataset = by_day.dataset
            and control.fiscal_year = by_day.fiscal_year
            and control.period_end >= by_day.day
            and control.scope in ('全区', by_day.department_code)
    group by control.source_id, control.source_row
)
select
    control.dataset,
    control.fiscal_year,
    control.period_end,
    control.scope,
    nullif(control.scope, '全区') as department_code,
    control.amount_yuan as official_yuan,
    coalesce(ours.yuan, 0)::decimal(18, 2) as our_yuan,
    (coalesce(ours.yuan, 0) - control.amount_yuan)::decimal(18, 2) as difference_yuan,
    control.source_id,
    control.source_row
from given as control
left join ours on control.source_id = ours.source_id and control.source_row = ours.source_row
