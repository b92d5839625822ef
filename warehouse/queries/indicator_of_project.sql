/*
about = "One indicator in force of a project at one month end: kind, target, actual, whether it is met, its share."
*/
select
    indicator.kind,
    indicator.target_number,
    indicator.actual_number,
    indicator.is_met,
    indicator.is_due,
    indicator.completion,
    report.actual_tier
from indicator_months as indicator
join project_years on indicator.subject_id = project_years.subject_id
left join staged_monitoring_report as report
    on
        indicator.report_source_id = report.source_id
        and indicator.report_source_row = report.source_row
        and indicator.project_code = report.project_code
        and indicator.indicator_l3 = report.indicator_l3
where
    indicator.project_code = $project_code
    and indicator.fiscal_year = year($as_of)
    and indicator.as_of = $as_of
    and indicator.indicator_l3 = $indicator
    and ($every_department or project_years.department_code in (select unnest($departments)))
