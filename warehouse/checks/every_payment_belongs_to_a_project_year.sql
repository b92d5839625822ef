/*
when_broken = "stop"
[about]
zh = "每笔已接收的支付都归入一个项目年度。"
en = "Every accepted payment belongs to a project and year."
*/
select payments.request_no, payments.project_code, payments.fiscal_year
from payments
left join project_years
    on payments.fiscal_year = project_years.fiscal_year and payments.project_code = project_years.project_code
where payments.fiscal_year is not null and project_years.project_code is null
