/*
about = "What a person should look at although the load went on."
*/
select code, dataset, file, sheet, source_row, details::varchar as details
from load_notices
order by code, dataset, file, sheet, source_row, details::varchar
