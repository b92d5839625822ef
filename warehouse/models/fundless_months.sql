/*
grain = ["as_of"]
[about]
zh = "项目库没有专项资金编码这一列的项目：可能属于任何一项专项资金，每月一行合计，供判断时计入“可能”。"
en = "Projects whose pool file has no column of fund codes: they may be under any fund. One row a month, for what may be."
[column]
as_of = "月末"
project_count = "项目数"
budget_above_yuan = "全年预算数大于零的合计"
budget_below_yuan = "全年预算数小于零的合计"
available_above_yuan = "可用额度大于零的合计"
available_below_yuan = "可用额度小于零的合计"
unknown_available_count = "可用额度未知的项目数"
has_overdue = "其中有逾期未整改的审计问题"
*/
with fundless as (
    select
        project_months.subject_id, project_months.as_of, project_months.project_code,
        project_months.budget_current_yuan, project_months.available_yuan
    from project_months
    join project_steps on project_months.subject_id = project_steps.subject_id
    where project_steps.special_fund_code is null and not project_steps.is_fund_known
)
select
    months.as_of,
    count(fundless.subject_id) as project_count,
    coalesce(sum(greatest(fundless.budget_current_yuan, 0)), 0)::decimal(18, 2) as budget_above_yuan,
    coalesce(sum(least(fundless.budget_current_yuan, 0)), 0)::decimal(18, 2) as budget_below_yuan,
    coalesce(sum(greatest(fundless.available_yuan, 0)), 0)::decimal(18, 2) as available_above_yuan,
    coalesce(sum(least(fundless.available_yuan, 0)), 0)::decimal(18, 2) as available_below_yuan,
    count(fundless.subject_id) filter (where fundless.available_yuan is null) as unknown_available_count,
    coalesce(
        bool_or(finding_months.project_code is not null and coalesce(finding_months.has_overdue, true)), false
    ) as has_overdue
from months
left join fundless on months.as_of = fundless.as_of
left join finding_months
    on fundless.project_code = finding_months.project_code and months.as_of = finding_months.as_of
group by months.as_of
