/*
about = "The departments in the reader's scope at one month end, by code; the district's own row first for who sees all."
*/
select
    standing.* replace (case when $every_department then standing.lead_over_district end as lead_over_district),
    rules_in_force.title_zh as worst_title_zh,
    rules_in_force.title_en as worst_title_en
from department_standings as standing
left join rules_in_force on standing.worst_rule = rules_in_force.rule
where
    standing.as_of = $as_of
    and ($every_department or standing.department_code in (select unnest($departments)))
order by standing.department_code nulls first
