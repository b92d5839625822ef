/*
about = """
Every accepted row that was added, changed or withdrawn between two snapshots, with its place in the files of both;
an empty list means no filter. {{every_dataset}} is put in by read.py, one select a dataset.
"""
*/
with earlier_projects as (
    select project_code, arg_max(department_code, fiscal_year) as department_code
    from earlier.staged_project
    group by project_code
),
later_projects as (
    select project_code, arg_max(department_code, fiscal_year) as department_code
    from later.staged_project
    group by project_code
),
found as ({{every_dataset}})
select
    found.dataset, found.change, found.department_code, found.project_code, found.row_key, found.fields,
    found.yuan_before, found.yuan_after,
    parts_before.file as file_before, parts_before.sheet as sheet_before, found.row_before,
    parts_after.file as file_after, parts_after.sheet as sheet_after, found.row_after
from found
left join earlier.source_parts as parts_before on found.source_before = parts_before.source_id
left join later.source_parts as parts_after on found.source_after = parts_after.source_id
where
    (len($datasets) = 0 or list_contains($datasets, found.dataset))
    and (len($changes) = 0 or list_contains($changes, found.change))
    and ($every_department or found.department_code in (select unnest($departments)))
order by found.position, found.department_code nulls last, found.row_key, found.change
limit $row_limit
