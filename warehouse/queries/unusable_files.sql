/*
about = "Files that could not be used at all, with the code of the reason and the values of its sentence."
*/
select file, delivery_date, problem, problem_details::varchar as details
from source_files
where problem is not null
order by file
