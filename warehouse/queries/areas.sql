/*
about = "The three priority areas at one month end; they overlap and are never added."
*/
select *
from area_months
where as_of = $as_of
order by subject_id desc
