/*
about = "The district's execution and time progress, month by month of the budget year up to a month end."
*/
select as_of, month, execution_rate, time_progress, paid_yuan, budget_current_yuan
from district_months
where fiscal_year = year($as_of::date) and as_of <= $as_of
order by as_of
