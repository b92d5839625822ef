/*
grain = ["fiscal_year", "project_code"]
[about]
zh = "项目本年度首次下达指标的日期。"
en = "The day on which a project's first allotment of the year was issued."
[column]
fiscal_year = "预算年度"
project_code = "项目编码"
first_issued_date = "首次下达日期"
unknown_from = "来源没有下达日期这一列的指标最早的批复日期：自此可能已下达；空为没有这样的指标"
*/
select
    fiscal_year,
    project_code,
    min(issued_date) as first_issued_date,
    -- a line is issued after it was approved
    min(approved_date) filter (where not is_issue_known) as unknown_from
from budget_lines
group by fiscal_year, project_code
