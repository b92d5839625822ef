/*
when_broken = "warn"
[about]
zh = "累计支付 ≤ 已下达 ≤ 全年预算；不符的项目由 E06 等规则列出，此处提醒核对数据。"
en = "Paid <= issued <= budget. Projects that break it are flagged by the rules; check the data first."
*/
select fiscal_year, project_code, as_of, budget_current_yuan, issued_yuan, paid_yuan
from project_months
where
    as_of = (select max(as_of) from months)
    and (paid_yuan > issued_yuan + 0.01 or issued_yuan > budget_current_yuan + 0.01)
