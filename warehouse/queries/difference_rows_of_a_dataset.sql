/*
about = """
The accepted rows of one dataset that differ between two snapshots. The names in double braces are put in by read.py from
the later snapshot's own columns and keys; `same_key` treats empty as equal to empty.
A row belongs to its project's department as the newest year of the project names it, else to its own; null: unknown.
"""
*/
select
    {{position}} as position,
    '{{dataset}}' as dataset,
    case when before.source_id is null then 'added' when after.source_id is null then 'withdrawn' else 'changed' end
        as change,
    coalesce(later_projects.department_code, earlier_projects.department_code, after.own_department, before.own_department)
        as department_code,
    coalesce(after.own_project, before.own_project) as project_code,
    to_json({{key}})::varchar as row_key,
    to_json(list_filter({{fields}}, lambda one: one.was is distinct from one.becomes))::varchar as fields,
    before.amount_yuan as yuan_before,
    after.amount_yuan as yuan_after,
    before.source_id as source_before,
    before.source_row as row_before,
    after.source_id as source_after,
    after.source_row as row_after
from ({{before}}) as before
full join ({{after}}) as after on {{same_key}}
left join later_projects on coalesce(after.own_project, before.own_project) = later_projects.project_code
left join earlier_projects on coalesce(after.own_project, before.own_project) = earlier_projects.project_code
where before.source_id is null or after.source_id is null or {{differs}}
