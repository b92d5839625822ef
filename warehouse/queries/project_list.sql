/*
about = "Projects of one month end in the reader's scope whose code or name holds a text, gravest standing first, with their number in all."
*/
select
    project_years.project_code,
    project_years.project_name,
    project_years.department_name,
    project_years.project_category,
    project_months.budget_current_yuan,
    project_months.paid_yuan,
    project_months.execution_rate,
    project_months.quadrant,
    standings.worst_severity::varchar as worst_severity,
    coalesce(standings.flag_count, 0) as flag_count,
    count(*) over () as found_count
from project_months
join project_years on project_months.subject_id = project_years.subject_id
left join standings
    on project_months.as_of = standings.as_of and project_months.project_code = standings.project_code
where
    project_months.as_of = $as_of
    and ($every_department or project_years.department_code in (select unnest($departments)))
    and (
        contains(lower(project_years.project_code), lower($find))
        or contains(lower(project_years.project_name), lower($find))
    )
order by
    standings.gravity desc nulls last, standings.worst_severity nulls last, project_months.budget_current_yuan desc,
    project_years.project_code
limit $most
