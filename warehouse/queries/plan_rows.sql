/*
about = "The row of a project's cash plan that is in force at a month (part so_far: the latest month up to it) or for the whole year (part full_year)."
order_by = "file, sheet, source_row"
adds = ["planned_yuan"]
*/
select
    part.file,
    part.sheet,
    plan.source_row,
    project_years.department_name,
    plan.project_code,
    project_years.project_name,
    plan.month,
    plan.planned_yuan
from staged_cash_plan as plan
join project_years
    on plan.fiscal_year = project_years.fiscal_year and plan.project_code = project_years.project_code
join source_parts as part on plan.source_id = part.source_id
where
    plan.fiscal_year = year($as_of)
    and plan.project_code = $project_code
    and plan.month <= case when $part = 'full_year' then 12 else month($as_of) end
    and ($part <> 'full_year' or plan.month = 12)
    and ($every_department or project_years.department_code in (select unnest($departments)))
qualify row_number() over (order by plan.month desc, plan.source_id, plan.source_row) = 1
