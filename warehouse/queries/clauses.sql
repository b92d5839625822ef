/*
about = "Clauses of the notice and their words."
*/
select *
from clauses
order by clause
