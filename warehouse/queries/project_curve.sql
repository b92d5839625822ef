/*
about = "One project's year month by month: money and work up to the month end, its own clock, calendar and cash plan for all twelve months."
*/
select
    money.as_of,
    money.as_of <= $as_of and project_months.subject_id is not null as is_reached,
    case when money.as_of <= $as_of then project_months.budget_current_yuan end as budget_current_yuan,
    case when money.as_of <= $as_of then project_months.paid_yuan end as paid_yuan,
    case when money.as_of <= $as_of then project_months.execution_rate end as execution_rate,
    case when money.as_of <= $as_of then project_months.progress_completion end as progress_completion,
    case when money.as_of <= $as_of then project_months.target_attainment end as target_attainment,
    case when money.as_of <= $as_of then project_months.performance_as_of end as performance_as_of,
    case when money.as_of <= $as_of then project_months.dual_gap end as dual_gap,
    case when money.as_of <= $as_of then project_months.quadrant end as quadrant,
    calendar_progress(money.as_of) as calendar_progress,
    time_progress(money.time_numerator, money.time_denominator) as own_progress,
    money.clock_basis,
    case when money.has_cash_plan then money.planned_yuan end as planned_yuan
from project_money as money
join project_years on money.subject_id = project_years.subject_id
left join project_months on money.subject_id = project_months.subject_id and money.as_of = project_months.as_of
where
    project_years.project_code = $project_code
    and project_years.fiscal_year = year($as_of)
    and ($every_department or project_years.department_code in (select unnest($departments)))
order by money.as_of
