/*
about = "The rules as they were when the snapshot was judged, in the order of their ids."
*/
select *
from rules_in_force
order by rule
