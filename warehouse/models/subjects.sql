/*
grain = ["subject_id"]
[about]
zh = "可被判定的对象：项目（按年）、预算指标、重点领域、专项资金、主管部门。"
en = "What verdicts are about: projects by year, budget lines, priority areas, special funds, departments."
[column]
subject_id = "对象序号"
subject_kind = "对象类别"
subject_code = "对象编码"
fiscal_year = "预算年度（重点领域、专项资金、主管部门为空）"
subject_name = "对象名称"
project_code = "项目编码"
department_code = "主管部门编码"
department_name = "主管部门"
is_protected = "三保或债务付息（X1）"
*/
select
    subject_id, 'project' as subject_kind, project_code as subject_code, fiscal_year, project_name as subject_name,
    project_code, department_code, department_name, is_protected
from project_years
union all
select
    1000000000 + line.line_id as subject_id, 'budget_line' as subject_kind, line.subject_code, line.fiscal_year,
    project_years.project_name as subject_name, line.project_code, project_years.department_code,
    project_years.department_name, project_years.is_protected
from budget_lines as line
join project_years on line.fiscal_year = project_years.fiscal_year and line.project_code = project_years.project_code
union all
select
    areas.subject_id, 'area' as subject_kind, areas.area as subject_code, null as fiscal_year,
    areas.area as subject_name, null as project_code, null as department_code, null as department_name,
    false as is_protected
from (values (-1, '教育'), (-2, '社会保障'), (-3, '扶贫')) as areas (subject_id, area)
union all
select
    fund_id as subject_id, 'special_fund' as subject_kind, special_fund_code as subject_code, null as fiscal_year,
    special_fund_name as subject_name, null as project_code, department_code, department_name, false as is_protected
from special_funds
union all
select
    department_id as subject_id, 'department' as subject_kind, department_code as subject_code, null as fiscal_year,
    department_name as subject_name, null as project_code, department_code, department_name, false as is_protected
from departments
