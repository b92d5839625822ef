/*
about = "The district at one month end."
*/
select *
from district_months
where as_of = $as_of
