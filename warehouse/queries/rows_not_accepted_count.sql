/*
about = "How many rows and how much money `rows_not_accepted` holds under the same filters."
*/
select count(*) as row_count, coalesce(sum(amount_yuan), 0)::decimal(38, 2) as yuan
from rows_not_accepted
where
    (len($datasets) = 0 or list_contains($datasets, dataset))
    and (len($fates) = 0 or list_contains($fates, fate))
    and ($every_department or department_code in (select unnest($departments)))
