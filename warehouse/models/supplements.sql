/*
grain = ["request_no"]
[about]
zh = "追加申请每笔一行，归到申请日期所在的年度；主管部门以申请所载为准，未载的取项目最近年度的主管部门。"
en = "Supplement requests in the year of their date; the department is the request's own, else the project's of the nearest year."
[column]
request_no = "申请编号"
fiscal_year = "预算年度"
project_code = "项目编码"
department_code = "主管部门编码"
requested_date = "申请日期"
amount_yuan = "申请金额"
source_id = "来源"
source_row = "来源行"
*/
select
    request.request_no,
    year(request.requested_date)::integer as fiscal_year,
    request.project_code,
    coalesce(request.department_code, project_years.department_code) as department_code,
    request.requested_date,
    request.amount_yuan,
    request.source_id,
    request.source_row
from staged_supplement_request as request
left join project_years on request.project_code = project_years.project_code
qualify
    row_number() over (
        partition by request.request_no
        order by abs(project_years.fiscal_year - year(request.requested_date)), project_years.fiscal_year
    ) = 1
