/*
Every row that is not accepted, with its place, its reasons, its text as it stood, and the department it belongs to
where that can be told: its own, else its project's, else its unit's.
The text of a row stands in its part, or in `intake_texts` where it is kept beside its batch.
`cells_by_header` is put in from the headers, so this runs once for the parts that share the same ones.
*/
insert into rows_not_accepted
select
    $dataset as dataset,
    parts.file,
    parts.sheet,
    fates.source_row,
    fates.fate,
    cast(fates.reasons as json) as reasons,
    to_json(cells_by_header) as original,
    intake_rows.amount_yuan,
    intake_rows.project_code,
    coalesce(
        intake_rows.department_code, project_departments.department_code, unit_departments.department_code
    ) as department_code,
    outdated.part_id is not null as is_outdated
from intake_rows
inner join intake_fates as fates
    on intake_rows.part_id = fates.part_id and intake_rows.source_row = fates.source_row
inner join source_parts as parts on fates.part_id = parts.source_id
left join project_departments on intake_rows.project_code = project_departments.project_code
left join unit_departments on intake_rows.agency_code = unit_departments.agency_code
left join intake_texts as beside
    on fates.part_id = beside.part_id and fates.source_row = beside.source_row
left join intake_outdated as outdated
    on fates.part_id = outdated.part_id and fates.source_row = outdated.source_row
where list_contains($part_ids, fates.part_id)
