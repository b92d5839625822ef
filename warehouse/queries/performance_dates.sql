/*
about = "The performance date that belongs to a month: the newest, how many projects have it, an older one, or none."
*/
with in_scope as (
    select project_months.performance_as_of
    from project_months
    join project_years on project_months.subject_id = project_years.subject_id
    where
        project_months.as_of = $as_of
        and ($every_department or project_years.department_code in (select unnest($departments)))
),
newest as (
    select max(performance_as_of) as performance_as_of from in_scope
)
select
    newest.performance_as_of,
    count(*) filter (where in_scope.performance_as_of = newest.performance_as_of) as newest_count,
    count(*) filter (where in_scope.performance_as_of < newest.performance_as_of) as older_count,
    count(*) filter (where in_scope.performance_as_of is null) as none_count
from newest
left join in_scope on true
group by newest.performance_as_of
