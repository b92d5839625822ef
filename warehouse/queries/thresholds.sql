/*
about = "The thresholds in force with their sources."
*/
select *
from thresholds_in_force
order by rule, name
