/*
about = "The departments that have projects in the year of one month end, by code, in the reader's scope."
*/
select distinct department_code, department_name
from project_years
where
    fiscal_year = year($as_of)
    and ($every_department or department_code in (select unnest($departments)))
order by department_code, department_name
