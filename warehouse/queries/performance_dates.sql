/*
about = "The performance date that belongs to a month: the newest, how many projects have it, an older one, or none."
*/
with newest as (
    select max(performance_as_of) as performance_as_of
    from project_months
    where as_of = $as_of
)
select
    newest.performance_as_of,
    count(*) filter (where project_months.performance_as_of = newest.performance_as_of) as newest_count,
    count(*) filter (where project_months.performance_as_of < newest.performance_as_of) as older_count,
    count(*) filter (where project_months.performance_as_of is null) as none_count
from newest
left join project_months on project_months.as_of = $as_of
group by newest.performance_as_of
