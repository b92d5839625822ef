/*
about = "The records that break a check, as far as the snapshot keeps them (the first thousand); for who sees every department."
order_by = "row_number"
*/
select row_number, content::varchar as content
from broken_rows
where name = $check_name and $every_department and len($departments) = 0
