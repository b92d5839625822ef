/*
about = "One project code year by year up to one month end: the year's last judged month, newest first."
*/
with last_months as (
    select fiscal_year, max(as_of) as as_of
    from months
    where as_of <= $as_of
    group by fiscal_year
)
select
    project_months.fiscal_year,
    project_months.as_of,
    project_years.project_name,
    project_years.department_name,
    project_years.is_made,
    project_months.budget_initial_yuan,
    project_months.budget_current_yuan,
    project_months.paid_yuan,
    project_months.execution_rate,
    project_months.performance_as_of,
    project_months.progress_completion,
    project_months.target_attainment,
    project_months.goal_light,
    project_months.quadrant,
    coalesce(standings.flag_count, 0) as flag_count,
    standings.worst_severity::varchar as worst_severity
from last_months
join project_months on last_months.as_of = project_months.as_of
join project_years on project_months.subject_id = project_years.subject_id
left join standings
    on project_months.as_of = standings.as_of and project_months.project_code = standings.project_code
where
    project_months.project_code = $project_code
    and ($every_department or project_years.department_code in (select unnest($departments)))
order by project_months.fiscal_year desc
