/*
when_broken = "warn"
[about]
zh = "绩效监控表、自评表上的资金数与指标、支付数据一致（按表中小数位四舍五入以内）。"
en = "The money on printed forms equals the budget lines and payments, within the rounding of the form."
*/
select file, sheet, source_row, fiscal_year, project_code, as_of, figure, form_yuan, our_yuan, difference_yuan
from form_figures
where not is_equal
