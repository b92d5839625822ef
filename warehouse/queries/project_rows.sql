/*
about = """
The projects behind a count or a progress weighted by budget, each with its place in the project pool's file. Part: all,
assessed, not_assessed. Weight is the budget where it is above zero; weighted is weight times output progress.
"""
order_by = "budget_current_yuan desc, project_code, file, sheet, source_row"
adds = ["weight_yuan", "weighted_yuan", "total_need_yuan", "annual_need_yuan"]
*/
select
    part.file,
    part.sheet,
    project_years.source_row,
    project_years.department_name,
    project_years.project_code,
    project_years.project_name,
    project_months.quadrant,
    project_months.performance_as_of,
    project_months.budget_current_yuan,
    project_months.paid_yuan,
    greatest(project_months.budget_current_yuan, 0)::decimal(18, 2) as weight_yuan,
    project_months.progress_completion,
    -- in parts of 1e-16 yuan, taken apart so that no product needs more than 38 digits
    (
        (weighted.parts // 10000000000000000)::decimal(22, 0)
        + (weighted.parts % 10000000000000000)::decimal(16, 0) * 0.0000000000000001::decimal(16, 16)
    )::decimal(38, 16) as weighted_yuan,
    project_years.total_need_yuan,
    project_years.annual_need_yuan
from project_months
join project_years on project_months.subject_id = project_years.subject_id
join source_parts as part on project_years.source_id = part.source_id
left join project_performance as performance
    on project_months.subject_id = performance.subject_id and project_months.month = performance.month
cross join lateral (
    select
        cents(greatest(project_months.budget_current_yuan, 0))
        * progress_exact(performance.progress_sum, performance.progress_weight) as parts
) as weighted
where
    project_months.as_of = $as_of
    and case $part
        when 'assessed' then project_months.quadrant <> 'not_assessed'
        when 'not_assessed' then project_months.quadrant = 'not_assessed'
        else true
    end
    and ($project_code is null or project_years.project_code = $project_code)
    and ($department is null or project_years.department_code = $department)
    and ($every_department or project_years.department_code in (select unnest($departments)))
