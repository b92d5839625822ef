/*
about = "The settings in force on a day (null: the last) that more than one metric or rule needs."
*/
select *
from settings_in_force
where coalesce($day, date '9999-12-31') between valid_from and valid_to
order by name
