/*
grain = ["fiscal_year", "project_code"]
[about]
zh = "每个项目每个预算年度一行；只在其他年度入库、本年度却有数据的项目，按最近年度的信息补出并标记。"
en = "One row per project and year; a project that only other years hold is made from the nearest year's row and marked."
[column]
subject_id = "对象序号"
fiscal_year = "预算年度"
project_code = "项目编码"
project_name = "项目名称"
department_code = "主管部门编码"
department_name = "主管部门"
sector_division = "业务科室"
agency_code = "实施单位编码"
agency_name = "实施单位"
project_category = "项目类别"
project_attribute = "项目属性"
special_fund_code = "专项资金编码"
three_guarantee_tier = "三保类别"
is_poverty_relief = "是否扶贫"
is_policy_livelihood = "是否政策类民生"
is_pilot = "是否试点"
start_year = "开始年度"
end_year = "结束年度"
total_need_yuan = "资金总需求"
annual_need_yuan = "当年资金需求"
pool_entry_date = "入库日期"
responsible_org = "责任单位"
is_made = "本年度未入库，由其他年度信息补出"
is_protected = "三保或债务付息项目（X1）：后果不超过整改"
source_id = "来源"
source_row = "来源行"
*/
with seen as (
    select fiscal_year, project_code from staged_budget_line
    union
    select
        payment_year(status, amount_yuan, requested_date, paid_date) as fiscal_year,
        project_code
    from staged_payment
    union
    select fiscal_year, project_code from staged_indicator
    union
    select fiscal_year, project_code from staged_monitoring_report
    union
    select fiscal_year, project_code from staged_evaluation
    union
    select fiscal_year, project_code from staged_cash_plan
),
missing as (
    select seen.fiscal_year, seen.project_code
    from seen
    anti join staged_project using (fiscal_year, project_code)
    where seen.fiscal_year is not null
),
nearest as (
    select missing.fiscal_year as made_for, staged_project.*
    from missing
    join staged_project using (project_code)
    qualify
        row_number() over (
            partition by missing.fiscal_year, missing.project_code
            order by abs(staged_project.fiscal_year - missing.fiscal_year), staged_project.fiscal_year
        ) = 1
),
every_year as (
    select *, false as is_made from staged_project
    union all by name
    select * exclude (made_for) replace (made_for as fiscal_year, null as pool_entry_date), true as is_made from nearest
),
debt_service as (
    select distinct fiscal_year, project_code
    from staged_budget_line
    where left(func_item, 3) in ('231', '232', '233')
)
select
    row_number() over (order by every_year.fiscal_year, every_year.project_code)::integer as subject_id,
    every_year.fiscal_year,
    every_year.project_code,
    every_year.project_name,
    every_year.department_code,
    coalesce(department.org_name, every_year.department_code) as department_name,
    department.sector_division,
    every_year.agency_code,
    coalesce(agency.org_name, every_year.agency_code) as agency_name,
    every_year.project_category,
    every_year.project_attribute,
    every_year.special_fund_code,
    every_year.three_guarantee_tier,
    every_year.is_poverty_relief,
    every_year.is_policy_livelihood,
    every_year.is_pilot,
    every_year.start_year,
    every_year.end_year,
    every_year.total_need_yuan,
    every_year.annual_need_yuan,
    every_year.pool_entry_date,
    every_year.responsible_org,
    every_year.is_made,
    every_year.three_guarantee_tier is not null or debt_service.project_code is not null as is_protected,
    every_year.source_id,
    every_year.source_row
from every_year
left join staged_organisation as department on every_year.department_code = department.org_code
left join staged_organisation as agency on every_year.agency_code = agency.org_code
left join debt_service
    on every_year.fiscal_year = debt_service.fiscal_year and every_year.project_code = debt_service.project_code
