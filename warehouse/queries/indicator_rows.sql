/*
about = """
The indicators in force of a project with the places of target and report in their files. Part: progress (positive
cumulative ones and milestones with a completion), attainment (all with a completion), all, red. Weighted is weight times
completion, to the fourteenth place.
"""
order_by = "weight_points desc, file, sheet, source_row"
adds = ["weight_points", "weighted"]
*/
select
    target_part.file,
    target_part.sheet,
    indicator.revision_source_row as source_row,
    report_part.file as report_file,
    report_part.sheet as report_sheet,
    indicator.report_source_row as report_row,
    indicator.project_code,
    indicator.indicator_l3,
    indicator.accrual,
    indicator.target_value,
    indicator.actual_value,
    indicator.performance_as_of,
    indicator.light,
    indicator.weight_points,
    indicator.completion,
    (
        (
            ((indicator.weight_points * 10000)::hugeint * indicator.completion_exact + 500000) // 1000000
        )::decimal(24, 0) * 0.00000000000001::decimal(14, 14)
    )::decimal(38, 14) as weighted
from indicator_months as indicator
join project_years on indicator.subject_id = project_years.subject_id
join source_parts as target_part on indicator.revision_source_id = target_part.source_id
left join source_parts as report_part on indicator.report_source_id = report_part.source_id
where
    indicator.project_code = $project_code
    and indicator.fiscal_year = year($as_of)
    and indicator.as_of = $as_of
    and ($indicator is null or indicator.indicator_l3 = $indicator)
    and case $part
        when 'progress'
            then
                indicator.completion_exact is not null
                and (
                    indicator.kind = 'milestone'
                    or (indicator.kind = 'positive' and indicator.accrual = '累计')
                )
        when 'attainment' then indicator.completion_exact is not null
        when 'red' then indicator.light = 'red'
        else true
    end
    and ($every_department or project_years.department_code in (select unnest($departments)))
