/*
about = "The thresholds of one rule in force on a day, with the value at which a flag clears."
*/
select
    name,
    value,
    coalesce(exit_value, value) as leaves
from thresholds_in_force
where rule = $rule and $day between valid_from and valid_to
order by name
