/*
about = "Every line of payment pace month by month, for the year of one month end and up to it; district-wide."
*/
select *
from pace_comparisons
where fiscal_year = year($as_of) and as_of <= $as_of and $every_department and len($departments) = 0
order by as_of, position
