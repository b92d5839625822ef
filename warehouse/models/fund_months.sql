/*
grain = ["fund_id", "as_of"]
[about]
zh = "每项专项资金每个月末一行：名下当年项目的预算、可用额度和逾期未整改的审计问题。"
en = "Each special fund at each month end: budget and available money of its projects of the year, and overdue audit findings."
[column]
fund_id = "对象序号"
as_of = "月末"
fiscal_year = "预算年度"
month = "月份"
is_active = "当年是否在执行期内；没有结束年度这一列为未知"
project_count = "名下项目数"
budget_current_yuan = "全年预算数（调整后）"
available_yuan = "可用额度；有一个项目未知即未知"
available_above_yuan = "其中大于零的合计"
available_below_yuan = "其中小于零的合计"
has_overdue = "有逾期未整改的审计问题；空为未知"
*/
select
    fund.fund_id,
    months.as_of,
    months.fiscal_year,
    months.month,
    case
        when months.fiscal_year < fund.start_year then false
        when fund.end_year is not null then months.fiscal_year <= fund.end_year
        when fund.is_end_known then true
    end as is_active,
    count(project_months.subject_id) as project_count,
    coalesce(sum(project_months.budget_current_yuan), 0)::decimal(18, 2) as budget_current_yuan,
    case
        when count(project_months.subject_id) = count(project_months.available_yuan)
            then coalesce(sum(project_months.available_yuan), 0)
    end::decimal(18, 2) as available_yuan,
    coalesce(sum(greatest(project_months.available_yuan, 0)), 0)::decimal(18, 2) as available_above_yuan,
    coalesce(sum(least(project_months.available_yuan, 0)), 0)::decimal(18, 2) as available_below_yuan,
    case
        when coalesce(bool_or(finding_months.has_overdue), false) then true
        when count(*) filter (where finding_months.project_code is not null and finding_months.has_overdue is null) = 0
            then false
    end as has_overdue
from special_funds as fund
cross join months
left join project_years
    on
        fund.special_fund_code = project_years.special_fund_code
        and months.fiscal_year = project_years.fiscal_year
left join project_months
    on project_years.subject_id = project_months.subject_id and months.as_of = project_months.as_of
left join finding_months
    on project_years.project_code = finding_months.project_code and months.as_of = finding_months.as_of
group by fund.fund_id, fund.start_year, fund.end_year, fund.is_end_known, months.as_of, months.fiscal_year, months.month
