/*
when_broken = "stop"
[about]
zh = "各项目年末全年预算之和等于年内批复的指标之和。"
en = "Budgets of all projects at the end of each year equal the lines approved by then."
*/
with by_project as (
    select fiscal_year, sum(budget_current_yuan) as yuan
    from project_money
    where month = 12
    group by fiscal_year
),
by_line as (
    select fiscal_year, sum(amount_yuan) as yuan
    from budget_lines
    where approved_month <= 12
    group by fiscal_year
)
select by_project.fiscal_year, by_project.yuan as by_project_yuan, coalesce(by_line.yuan, 0) as by_line_yuan
from by_project
left join by_line on by_project.fiscal_year = by_line.fiscal_year
where by_project.yuan <> coalesce(by_line.yuan, 0)
