/*
grain = ["subject_id"]
[about]
zh = "项目年末本级资金未用情况；来源不能确定的支付单列，只在影响结论时致无法判断。"
en = "Unspent local money of a project at year end; payments whose source cannot be told stand apart."
[column]
subject_id = "对象序号"
as_of = "十二月末"
local_budget_yuan = "本级指标"
local_paid_yuan = "可确定为本级的支付"
unspent_yuan = "未用金额"
untold_paid_yuan = "来源不能确定、可能为本级的支付"
untold_refund_yuan = "来源不能确定、可能为本级的退回（负数）"
*/
with lines as (
    select fiscal_year, project_code, sum(amount_yuan) as local_budget
    from budget_lines
    where fund_source = '本级' and approved_month <= 12
    group by all
),
paid as (
    select
        fiscal_year, project_code,
        sum(counted_yuan) filter (where line_fund_source = '本级') as local_paid,
        sum(counted_yuan) filter (where line_fund_source is null and may_be_local and counted_yuan > 0) as untold_paid,
        sum(counted_yuan) filter (where line_fund_source is null and may_be_local and counted_yuan < 0) as untold_refund
    from payments
    where month is not null and year(paid_date) = fiscal_year
    group by all
)
select
    project_years.subject_id,
    months.as_of,
    coalesce(lines.local_budget, 0)::decimal(18, 2) as local_budget_yuan,
    coalesce(paid.local_paid, 0)::decimal(18, 2) as local_paid_yuan,
    (coalesce(lines.local_budget, 0) - coalesce(paid.local_paid, 0))::decimal(18, 2) as unspent_yuan,
    coalesce(paid.untold_paid, 0)::decimal(18, 2) as untold_paid_yuan,
    coalesce(paid.untold_refund, 0)::decimal(18, 2) as untold_refund_yuan
from project_years
join months on project_years.fiscal_year = months.fiscal_year and months.month = 12
left join lines
    on project_years.fiscal_year = lines.fiscal_year and project_years.project_code = lines.project_code
left join paid
    on project_years.fiscal_year = paid.fiscal_year and project_years.project_code = paid.project_code
