/*
needs_earlier_months = true
grain = ["as_of"]
[about]
zh = "重点支出合计（三个领域，重叠只计一次）与其余支出每月一行：支付进度和两者之差（四本预算）。"
en = "All priority spending, overlaps counted once, against the rest by month: paces and their difference, over the four books."
[column]
as_of = "月末"
fiscal_year = "预算年度"
month = "月份"
priority_budget_yuan = "重点支出全年预算数（重叠只计一次）"
priority_paid_yuan = "重点支出累计支付（重叠只计一次）"
priority_pace = "重点支出支付进度"
rest_budget_yuan = "其余支出全年预算数"
rest_paid_yuan = "其余支出累计支付"
rest_pace = "其余支出支付进度"
priority_lead = "重点 − 其余"
time_progress = "metric"
overlap_budget_yuan = "属于两个以上领域的预算数"
*/
with flows as (
    select
        fiscal_year, approved_month as month,
        coalesce(is_education, false) or coalesce(is_social_security, false) or coalesce(is_poverty_relief, false)
            as is_priority,
        coalesce(is_education, false)::integer + coalesce(is_social_security, false)::integer
        + coalesce(is_poverty_relief, false)::integer > 1 as is_overlap,
        amount_yuan as budget_yuan,
        0::decimal(18, 2) as paid_yuan
    from budget_lines
    where is_in_four_books
    union all
    select
        fiscal_year, month,
        coalesce(is_education, false) or coalesce(is_social_security, false) or coalesce(is_poverty_relief, false),
        false,
        0::decimal(18, 2),
        counted_yuan
    from payments
    where is_in_four_books and month is not null and year(paid_date) = fiscal_year
),
sums as (
    select
        fiscal_year, month,
        sum(budget_yuan) filter (where is_priority) as priority_budget,
        sum(paid_yuan) filter (where is_priority) as priority_paid,
        sum(budget_yuan) filter (where not is_priority) as rest_budget,
        sum(paid_yuan) filter (where not is_priority) as rest_paid,
        sum(budget_yuan) filter (where is_overlap) as overlap_budget
    from flows
    group by all
),
running as (
    select
        months.as_of, months.fiscal_year, months.month,
        coalesce(sum(sums.priority_budget) over so_far, 0)::decimal(18, 2) as priority_budget_yuan,
        coalesce(sum(sums.priority_paid) over so_far, 0)::decimal(18, 2) as priority_paid_yuan,
        coalesce(sum(sums.rest_budget) over so_far, 0)::decimal(18, 2) as rest_budget_yuan,
        coalesce(sum(sums.rest_paid) over so_far, 0)::decimal(18, 2) as rest_paid_yuan,
        coalesce(sum(sums.overlap_budget) over so_far, 0)::decimal(18, 2) as overlap_budget_yuan
    from months
    left join sums on months.fiscal_year = sums.fiscal_year and months.month = sums.month
    window so_far as (partition by months.fiscal_year order by months.month rows unbounded preceding)
)
select
    as_of,
    fiscal_year,
    month,
    priority_budget_yuan,
    priority_paid_yuan,
    execution_rate(priority_paid_yuan, priority_budget_yuan) as priority_pace,
    rest_budget_yuan,
    rest_paid_yuan,
    execution_rate(rest_paid_yuan, rest_budget_yuan) as rest_pace,
    lead_points(priority_paid_yuan, priority_budget_yuan, rest_paid_yuan, rest_budget_yuan) as priority_lead,
    calendar_progress(as_of) as time_progress,
    overlap_budget_yuan
from running
