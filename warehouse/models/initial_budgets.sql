/*
grain = ["fiscal_year", "project_code"]
[about]
zh = "项目全年的年初预算合计和调整后预算合计（压减基数，不看批复日期）。"
en = "Initial and final budget of a project for its whole year, whatever the approval date: the base of a cut."
[column]
fiscal_year = "预算年度"
project_code = "项目编码"
budget_initial_yuan = "年初预算数"
budget_final_yuan = "全年预算数（调整后）"
*/
select
    fiscal_year,
    project_code,
    coalesce(sum(amount_yuan) filter (where budget_origin = '年初预算'), 0)::decimal(18, 2) as budget_initial_yuan,
    sum(amount_yuan)::decimal(18, 2) as budget_final_yuan
from budget_lines
group by all
