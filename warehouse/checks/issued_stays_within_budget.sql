/*
when_broken = "warn"
[about]
zh = "项目已下达指标不超过全年预算（各年度最近月末）。"
en = "What was issued to a project stays within its current budget (at the last month end of each year)."
*/
select fiscal_year, project_code, as_of, budget_current_yuan, issued_yuan
from project_months
where as_of in (select max(as_of) from months group by fiscal_year) and issued_yuan > budget_current_yuan
