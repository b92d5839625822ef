/*
about = "Priority spending minus the rest month by month, with the same month last year; overlaps counted once; district-wide."
*/
select this_year.*, last_year.priority_lead as last_year_priority_lead
from priority_months as this_year
left join priority_months as last_year
    on this_year.fiscal_year - 1 = last_year.fiscal_year and this_year.month = last_year.month
where
    this_year.fiscal_year = year($as_of)
    and this_year.as_of <= $as_of
    and $every_department
    and len($departments) = 0
order by this_year.as_of
