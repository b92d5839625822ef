/*
about = "The monitoring rows that give a project's full-year forecast in the latest month that gives one; they agree, or else there is none."
order_by = "file, sheet, source_row"
*/
select
    part.file,
    part.sheet,
    report.source_row,
    project_years.department_name,
    report.project_code,
    project_years.project_name,
    report.indicator_l3,
    report.period_end,
    report.forecast_full_year_yuan
from staged_monitoring_report as report
join project_years
    on report.fiscal_year = project_years.fiscal_year and report.project_code = project_years.project_code
join source_parts as part on report.source_id = part.source_id
where
    report.project_code = $project_code
    and report.fiscal_year = year($as_of)
    and report.period_end <= $as_of
    and report.forecast_full_year_yuan is not null
    and ($every_department or project_years.department_code in (select unnest($departments)))
qualify report.period_end = max(report.period_end) over ()
