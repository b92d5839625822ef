/*
about = """
Rows and yuan added, changed and withdrawn between two snapshots, one row a dataset and department (null: unknown).
{{every_dataset}} is put in by read.py, one select a dataset. Added less withdrawn is the difference of accepted rows.
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
names as (
    select org_code, org_name
    from later.staged_organisation
    union all
    select gone.org_code, gone.org_name
    from earlier.staged_organisation as gone
    anti join later.staged_organisation as held on gone.org_code = held.org_code
),
found as ({{every_dataset}})
select
    found.dataset,
    found.department_code,
    any_value(names.org_name) as department_name,
    (count(*) filter (where found.change = 'added'))::bigint as added_rows,
    (count(*) filter (where found.change = 'changed'))::bigint as changed_rows,
    (count(*) filter (where found.change = 'withdrawn'))::bigint as withdrawn_rows,
    coalesce(sum(found.yuan_after) filter (where found.change = 'added'), 0)::decimal(38, 2) as added_yuan,
    coalesce(sum(found.yuan_before) filter (where found.change = 'changed'), 0)::decimal(38, 2) as changed_yuan_before,
    coalesce(sum(found.yuan_after) filter (where found.change = 'changed'), 0)::decimal(38, 2) as changed_yuan_after,
    coalesce(sum(found.yuan_before) filter (where found.change = 'withdrawn'), 0)::decimal(38, 2) as withdrawn_yuan,
    coalesce(sum(found.yuan_before), 0)::decimal(38, 2) as yuan_before,
    coalesce(sum(found.yuan_after), 0)::decimal(38, 2) as yuan_after
from found
left join names on found.department_code = names.org_code
where $every_department or found.department_code in (select unnest($departments))
group by found.position, found.dataset, found.department_code
order by found.position, found.department_code nulls last
