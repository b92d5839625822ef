/*
about = "All judged month ends, oldest first."
*/
select as_of, fiscal_year, month, is_first_year
from months
order by as_of
