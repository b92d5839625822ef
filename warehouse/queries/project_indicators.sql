/*
about = "The indicators in force of one project at one month end with target, actual in force, completion, light, cause and measure."
*/
select
    indicator.indicator_l1,
    indicator.indicator_l2,
    indicator.indicator_l3,
    indicator.polarity,
    indicator.accrual,
    indicator.target_value,
    indicator.unit,
    indicator.weight_points,
    indicator.due_date,
    indicator.actual_value,
    indicator.completion,
    indicator.light,
    indicator.is_over,
    indicator.likelihood,
    indicator.cause_class,
    indicator.cause_note,
    indicator.measure,
    indicator.performance_as_of
from indicator_months as indicator
join project_years on indicator.subject_id = project_years.subject_id
where
    indicator.project_code = $project_code
    and indicator.fiscal_year = year($as_of)
    and indicator.as_of = $as_of
    and ($every_department or project_years.department_code in (select unnest($departments)))
order by
    array_position(['产出指标', '效益指标', '满意度指标', '成本指标'], indicator.indicator_l1),
    indicator.indicator_l1, indicator.indicator_l2, indicator.weight_points desc, indicator.indicator_id
