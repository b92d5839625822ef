/*
about = "One department month by month, for the year of one month end and up to it, with the district's execution for who sees all."
*/
select
    standing.* replace (case when $every_department then standing.lead_over_district end as lead_over_district),
    case when $every_department then district.execution_rate end as district_execution_rate
from department_standings as standing
left join department_standings as district
    on standing.as_of = district.as_of and district.department_code is null
where
    standing.department_code = $department
    and standing.fiscal_year = year($as_of)
    and standing.as_of <= $as_of
    and ($every_department or standing.department_code in (select unnest($departments)))
order by standing.as_of
