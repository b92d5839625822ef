/*
about = "An official control total as it stands in its file."
order_by = "file, sheet, source_row"
adds = ["official_yuan"]
*/
select
    part.file,
    part.sheet,
    totals.source_row,
    totals.dataset,
    totals.fiscal_year,
    totals.period_end,
    totals.scope,
    totals.official_yuan
from control_totals as totals
join source_parts as part on totals.source_id = part.source_id
where
    totals.dataset = $dataset
    and totals.fiscal_year = $fiscal_year
    and totals.period_end = $as_of
    and totals.department_code is not distinct from $department
    and ($every_department or totals.department_code in (select unnest($departments)))
