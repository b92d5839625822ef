/*
about = "The district month by month, for the year of one month end and up to it."
*/
select *
from district_months
where fiscal_year = year($as_of) and as_of <= $as_of
order by as_of
