/*
about = "Every project of one month end in the reader's scope with both its progresses, its quadrant, areas and flags, largest budget first."
*/
with flagged as (
    select
        project_code,
        string_agg(distinct rule, ' ' order by rule) as rules,
        min(severity)::varchar as worst_severity
    from flags
    where as_of = $as_of and project_code is not null
    group by project_code
)
select
    project_years.project_code,
    project_years.project_name,
    project_years.department_code,
    project_years.department_name,
    project_years.agency_name,
    project_years.project_category,
    project_years.is_made,
    coalesce(areas.education_from <= month($as_of), false) as is_education,
    coalesce(areas.social_security_from <= month($as_of), false) as is_social_security,
    coalesce(areas.poverty_relief_from <= month($as_of), false) as is_poverty_relief,
    project_months.as_of,
    project_months.performance_as_of,
    project_months.budget_current_yuan,
    project_months.paid_yuan,
    project_months.execution_rate,
    project_months.execution_rate_then,
    project_months.progress_completion,
    project_months.time_progress_then,
    project_months.clock_basis,
    project_months.dual_gap,
    project_months.coverage,
    project_months.goal_light,
    project_months.quadrant,
    case
        when project_months.quadrant <> 'not_assessed' then null
        when project_months.indicator_count = 0 then 'no_indicators'
        when project_months.performance_as_of is null then 'no_report'
        when coalesce(project_months.coverage, 0) < setting('enough_coverage', $as_of) then 'little_measured'
        when project_months.progress_completion is null then 'no_output'
        when project_months.execution_rate_then is null then 'no_budget'
        else 'no_time'
    end as why_not_assessed,
    flagged.rules,
    flagged.worst_severity
from project_months
join project_years on project_months.subject_id = project_years.subject_id
left join project_areas as areas
    on project_months.fiscal_year = areas.fiscal_year and project_months.project_code = areas.project_code
left join flagged on project_months.project_code = flagged.project_code
where
    project_months.as_of = $as_of
    and project_months.fiscal_year = year($as_of)
    and ($every_department or project_years.department_code in (select unnest($departments)))
order by project_months.budget_current_yuan desc, project_months.project_code
