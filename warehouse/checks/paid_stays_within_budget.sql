/*
when_broken = "warn"
[about]
zh = "项目累计支付不超过全年预算（各年度最近月末）；由 E06 判定，此处提醒核对数据。"
en = "What a project has paid stays within its current budget (at the last month end of each year). E06 flags it; check the data first."
*/
select fiscal_year, project_code, as_of, budget_current_yuan, paid_yuan
from project_months
where as_of in (select max(as_of) from months group by fiscal_year) and paid_yuan > budget_current_yuan
