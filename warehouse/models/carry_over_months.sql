/*
needs_earlier_months = true
grain = ["subject_id", "as_of"]
[about]
zh = "上级转移支付结转指标每月一行：结转月数、未用金额。只含上年结转或本年度以前到账的指标。"
en = "Carried-over transfer lines by month: age in months and unspent amount."
[column]
subject_id = "对象序号"
line_id = "指标序号"
as_of = "月末"
budget_origin = "预算来源"
amount_yuan = "指标金额"
receipt_month = "到账月份"
age_months = "结转月数"
line_paid_yuan = "可确定属于该指标的支付"
unspent_yuan = "未用金额"
untold_paid_yuan = "可能属于该指标但不能确定的支付"
untold_refund_yuan = "可能属于该指标但不能确定的退回（负数）"
*/
with lines as (
    select line_id, fiscal_year, budget_origin, amount_yuan, receipt_month, approved_month
    from budget_lines
    where
        fund_source = '上级转移支付'
        and (budget_origin = '上年结转' or year(receipt_month) < fiscal_year)
),
combinations as (
    select
        line_combination, fiscal_year, month,
        sum(counted_yuan) filter (where counted_yuan > 0) as paid,
        sum(counted_yuan) filter (where counted_yuan < 0) as refunded
    from payments
    where month is not null and year(paid_date) = fiscal_year and line_id is null
    group by all
),
candidates as (
    select line_combination, unnest(candidate_line_ids) as line_id
    from payment_lines
    where line_id is null
),
flows as (
    select line_id, month, sum(counted_yuan) as paid, 0 as untold_paid, 0 as untold_refund
    from payments
    where line_id is not null and month is not null and year(paid_date) = fiscal_year
    group by all
    union all
    select candidates.line_id, combinations.month, 0, sum(combinations.paid), sum(combinations.refunded)
    from combinations
    join candidates on combinations.line_combination = candidates.line_combination
    group by all
),
monthly as (
    select line_id, month, sum(paid) as paid, sum(untold_paid) as untold_paid, sum(untold_refund) as untold_refund
    from flows
    group by all
),
running as (
    select
        lines.*, months.as_of,
        months.month,
        sum(monthly.paid) over so_far as paid_so_far,
        sum(monthly.untold_paid) over so_far as untold_paid_so_far,
        sum(monthly.untold_refund) over so_far as untold_refund_so_far
    from lines
    join months on lines.fiscal_year = months.fiscal_year
    left join monthly on lines.line_id = monthly.line_id and months.month = monthly.month
    window so_far as (partition by lines.line_id order by months.month rows unbounded preceding)
)
select
    1000000000 + line_id as subject_id,
    line_id,
    as_of,
    budget_origin,
    amount_yuan,
    receipt_month,
    carry_over_age_months(receipt_month, as_of) as age_months,
    coalesce(paid_so_far, 0)::decimal(18, 2) as line_paid_yuan,
    (amount_yuan - coalesce(paid_so_far, 0))::decimal(18, 2) as unspent_yuan,
    coalesce(untold_paid_so_far, 0)::decimal(18, 2) as untold_paid_yuan,
    coalesce(untold_refund_so_far, 0)::decimal(18, 2) as untold_refund_yuan
from running
where approved_month <= month
