/*
about = "The models of the snapshot with their words and what one row of each is."
*/
select *
from models_in_force
order by name
