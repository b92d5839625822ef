/*
when_broken = "warn"
[about]
zh = "对账数：支付、预算指标的合计与官方数一致（到分）。"
en = "Totals of payments and budget lines equal the official control totals, to the cent."
*/
select dataset, fiscal_year, period_end, scope, official_yuan, our_yuan, difference_yuan
from control_totals
where difference_yuan <> 0
