/*
about = """
Every refused row with its place, its reasons and the department that has to mend it, a unit's rows those of its
department; null: it cannot be told, or no such department is known. Outdated: its key is in force from a later delivery,
nobody has to mend it.
"""
*/
with known as (
    select org_code as code, coalesce(department_code, org_code) as department_code
    from staged_organisation
    union all
    select distinct project.department_code as code, project.department_code
    from staged_project as project
    anti join staged_organisation as org on project.department_code = org.org_code
)
select
    refused.file, refused.sheet, refused.source_row, refused.dataset, refused.reasons::varchar as reasons,
    known.department_code, names.org_name as department_name, refused.is_outdated
from rows_not_accepted as refused
left join known on refused.department_code = known.code
left join staged_organisation as names on known.department_code = names.org_code
where
    refused.fate = 'refused'
    and ($every_department or known.department_code in (select unnest($departments)))
order by refused.file, refused.sheet, refused.source_row, refused.dataset, refused.reasons::varchar
