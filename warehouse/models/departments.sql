/*
grain = ["department_id"]
[about]
zh = "有项目、专项资金或追加申请的主管部门，每个一行。"
en = "Every department that has projects, a special fund or a supplement request."
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
    select department_code from staged_supplement_request where department_code is not null
)
select
    1950000000 + row_number() over (order by named.department_code)::integer as department_id,
    named.department_code,
    coalesce(department.org_name, named.department_code) as department_name
from named
left join staged_organisation as department on named.department_code = department.org_code
