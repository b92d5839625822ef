/*
grain = ["department_code", "as_of"]
[about]
zh = "每个主管部门每个月末一行：其项目之和；比率由合计数计算，不取项目比率的平均。"
en = "One row per department and month end: the sums of its projects; rates from the sums, never averages of rates."
[column]
department_code = "主管部门编码"
department_name = "主管部门"
as_of = "月末"
fiscal_year = "预算年度"
month = "月份"
project_count = "项目数"
budget_initial_yuan = "年初预算数"
budget_current_yuan = "全年预算数（调整后）"
issued_yuan = "已下达指标（有项目未知时为空）"
paid_yuan = "累计支付"
frozen_yuan = "冻结金额"
available_yuan = "可用额度（有项目未知时为空）"
execution_rate = "metric"
not_assessed_count = "未评项目数"
*/
select
    project_years.department_code,
    min(project_years.department_name) as department_name,
    project_months.as_of,
    min(project_months.fiscal_year) as fiscal_year,
    min(project_months.month) as month,
    count(*) as project_count,
    sum(project_months.budget_initial_yuan)::decimal(18, 2) as budget_initial_yuan,
    sum(project_months.budget_current_yuan)::decimal(18, 2) as budget_current_yuan,
    case
        when count(project_months.issued_yuan) = count(*) then sum(project_months.issued_yuan)
    end::decimal(18, 2) as issued_yuan,
    sum(project_months.paid_yuan)::decimal(18, 2) as paid_yuan,
    sum(project_months.frozen_yuan)::decimal(18, 2) as frozen_yuan,
    case
        when count(project_months.available_yuan) = count(*) then sum(project_months.available_yuan)
    end::decimal(18, 2) as available_yuan,
    execution_rate(
        sum(project_months.paid_yuan)::decimal(18, 2), sum(project_months.budget_current_yuan)::decimal(18, 2)
    ) as execution_rate,
    count(*) filter (where project_months.quadrant = 'not_assessed') as not_assessed_count
from project_months
join project_years on project_months.subject_id = project_years.subject_id
group by project_years.department_code, project_months.as_of
