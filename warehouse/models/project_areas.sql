/*
grain = ["fiscal_year", "project_code"]
[about]
zh = "项目属于哪些重点领域：自本年度哪个月起有该领域的预算指标；扶贫项目自年初起。"
en = "The priority areas of a project: the month of the year from which it has a budget line of the area; a poverty relief project from the start."
[column]
fiscal_year = "预算年度"
project_code = "项目编码"
education_from = "教育：自本年度第几个月起，空为不属于"
social_security_from = "社会保障：自本年度第几个月起"
poverty_relief_from = "扶贫：自本年度第几个月起"
*/
select
    project_years.fiscal_year,
    project_years.project_code,
    min(line.approved_month) filter (where line.is_education) as education_from,
    min(line.approved_month) filter (where line.is_social_security) as social_security_from,
    case
        when bool_or(project_years.is_poverty_relief) then 0::tinyint
        else min(line.approved_month) filter (where line.is_poverty_relief)
    end as poverty_relief_from
from project_years
left join budget_lines as line
    on project_years.fiscal_year = line.fiscal_year and project_years.project_code = line.project_code
group by project_years.fiscal_year, project_years.project_code
