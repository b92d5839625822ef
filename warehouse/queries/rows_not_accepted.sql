/*
about = "Rows that were not accepted, as they stood in their file, with their reasons; an empty list means no filter."
*/
select
    dataset, fate, file, sheet, source_row, project_code, department_code, amount_yuan,
    reasons::varchar as reasons, original::varchar as original
from rows_not_accepted
where
    (len($datasets) = 0 or list_contains($datasets, dataset))
    and (len($fates) = 0 or list_contains($fates, fate))
    and ($every_department or department_code in (select unnest($departments)))
order by dataset, file, sheet, source_row, fate
limit $row_limit
