/*
grain = ["department_id"]
[about]
zh = "每个主管部门一行：单位类型为部门的单位，以及项目、专项资金所载的主管部门。"
en = "Every department: units of that type, and those that a project or a special fund names."
[column]
department_id = "对象序号"
department_code = "主管部门编码"
department_name = "主管部门"
*/
with named as (
    select department_code from project_years
    union
    select department_code from staged_special_fund
    union
    select org_code from staged_organisation where org_type = '部门'
)
select
    1950000000 + row_number() over (order by named.department_code)::integer as department_id,
    named.department_code,
    coalesce(department.org_name, named.department_code) as department_name
from named
left join staged_organisation as department on named.department_code = department.org_code
