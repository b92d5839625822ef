/*
about = "The thresholds in force on a day (null: the last) with their sources."
*/
select *
from thresholds_in_force
where coalesce($day, date '9999-12-31') between valid_from and valid_to
order by rule, name
