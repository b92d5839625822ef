/*
about = "Every line of payment pace at one month end; district-wide, so only for readers who may see every department."
*/
select *
from pace_comparisons
where as_of = $as_of and $every_department and len($departments) = 0
order by position
