/*
grain = ["fiscal_year", "project_code"]
[about]
zh = "项目本年度首次下达指标的日期。"
en = "The day on which a project's first allotment of the year was issued."
[column]
fiscal_year = "预算年度"
project_code = "项目编码"
first_issued_date = "首次下达日期"
is_issue_known = "各指标是否都有下达日期这一列"
*/
select
    fiscal_year,
    project_code,
    min(issued_date) as first_issued_date,
    bool_and(is_issue_known) as is_issue_known
from budget_lines
group by fiscal_year, project_code
