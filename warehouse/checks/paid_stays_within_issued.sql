/*
when_broken = "warn"
[about]
zh = "项目累计支付不超过已下达指标（各年度最近月末）。"
en = "What a project has paid stays within what was issued to it (at the last month end of each year)."
*/
select fiscal_year, project_code, as_of, issued_yuan, paid_yuan
from project_months
where as_of in (select max(as_of) from months group by fiscal_year) and paid_yuan > issued_yuan
