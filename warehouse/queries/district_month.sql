/*
about = "The few numbers of the whole district at a month end."
*/
select
    district_months.*,
    pace_gap(paid_yuan, budget_current_yuan, month, 12) as pace_gap
from district_months
where as_of = $as_of
order by as_of
