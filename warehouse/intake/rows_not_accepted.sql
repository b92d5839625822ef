/*
Every row that is not accepted, with its place, its reasons, its text as it stood, and the department it belongs to
where that can be told: its own, else its project's, else its unit's.
*/
insert into rows_not_accepted
select
    $dataset as dataset,
    parts.file,
    parts.sheet,
    fates.source_row,
    fates.fate,
    cast(fates.reasons as json) as reasons,
    to_json(map_from_entries(list_zip(
        headers.headers, string_split(intake_rows.original, chr(31))
    ))) as original,
    intake_rows.amount_yuan,
    intake_rows.project_code,
    coalesce(
        intake_rows.department_code, project_departments.department_code, unit_departments.department_code
    ) as department_code
from intake_fates as fates
inner join intake_rows on fates.part_id = intake_rows.part_id and fates.source_row = intake_rows.source_row
inner join source_parts as parts on fates.part_id = parts.source_id
inner join intake_headers as headers on fates.part_id = headers.part_id
left join project_departments on intake_rows.project_code = project_departments.project_code
left join unit_departments on intake_rows.agency_code = unit_departments.agency_code
order by fates.part_id, fates.source_row
