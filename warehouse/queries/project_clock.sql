/*
about = "What a project's calculations depend on at one month end: its own clock with numerator and denominator, performance month, whether issues are known, cash plan, forecast."
*/
select
    money.clock_basis,
    money.time_numerator,
    money.time_denominator,
    money.first_approved_month,
    money.issued_yuan is not null as is_issue_known,
    project_months.performance_as_of,
    project_months.forecast_full_year_yuan
from project_money as money
join project_years on money.subject_id = project_years.subject_id
left join project_months on money.subject_id = project_months.subject_id and money.as_of = project_months.as_of
where
    money.as_of = $as_of
    and money.project_code = $project_code
    and ($every_department or project_years.department_code in (select unnest($departments)))
