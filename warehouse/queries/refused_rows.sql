/*
about = """
Every refused row with its place, its reasons and the department that has to mend it; null: it cannot be told, or no such
department is known. Outdated: its key is in force from a later delivery, nobody has to mend it.
"""
*/
with departments as (
    select org_code as department_code, any_value(org_name) as department_name
    from staged_organisation
    group by org_code
    union all
    select project.department_code, null as department_name
    from staged_project as project
    anti join staged_organisation as org on project.department_code = org.org_code
    group by project.department_code
)
select
    refused.file, refused.sheet, refused.source_row, refused.dataset, refused.reasons::varchar as reasons,
    departments.department_code, departments.department_name, refused.is_outdated
from rows_not_accepted as refused
left join departments on refused.department_code = departments.department_code
where
    refused.fate = 'refused'
    and ($every_department or departments.department_code in (select unnest($departments)))
order by refused.file, refused.sheet, refused.source_row, refused.dataset, refused.reasons::varchar
