/*
grain = ["fiscal_year", "project_code"]
[about]
zh = "项目全年的年初预算合计（压减基数，不看批复日期）。"
en = "Initial budget of a project for its whole year, whatever the approval date: the base of a cut."
[column]
fiscal_year = "预算年度"
project_code = "项目编码"
budget_initial_yuan = "年初预算数"
*/
select fiscal_year, project_code, sum(amount_yuan)::decimal(18, 2) as budget_initial_yuan
from budget_lines
where budget_origin = '年初预算'
group by all
