/*
about = "The settings in force that more than one metric or rule needs."
*/
select *
from settings_in_force
order by name
