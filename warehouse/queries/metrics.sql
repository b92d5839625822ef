/*
about = "The metrics of the snapshot with their words and SQL; those of the contract first, helpers after."
*/
select *
from metrics_in_force
order by is_helper, name
