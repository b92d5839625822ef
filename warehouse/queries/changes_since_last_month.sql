/*
about = "Projects whose standing changed since the month before, in the reader's scope: entered, left, worse, better; money counted once each."
*/
with months_compared as (
    -- flags belong to a fiscal year, so January has no month before
    select
        $as_of::date as as_of,
        case when month($as_of::date) > 1 then last_day(make_date(year($as_of::date), month($as_of::date) - 1, 1)) end
            as before_as_of
),
seen as (
    select
        standings.as_of, standings.project_code, standings.rule, standings.severity::varchar as severity,
        standings.worst_severity, standings.outcome, standings.gravity, standings.money_yuan, subjects.subject_code,
        subjects.subject_name as project_name, subjects.department_code, subjects.department_name
    from standings
    join subjects on standings.subject_id = subjects.subject_id
    where $every_department or subjects.department_code in (select unnest($departments))
),
compared as (
    select
        case
            when before_standing.project_code is null then 'entered'
            when now_standing.project_code is null then 'left'
            when now_standing.worst_severity < before_standing.worst_severity then 'worse'
            when now_standing.worst_severity > before_standing.worst_severity then 'better'
            else 'same'
        end as change,
        coalesce(now_standing.project_code, before_standing.project_code) as project_code,
        coalesce(now_standing.project_name, before_standing.project_name) as project_name,
        coalesce(now_standing.department_code, before_standing.department_code) as department_code,
        coalesce(now_standing.department_name, before_standing.department_name) as department_name,
        coalesce(now_standing.rule, before_standing.rule) as rule,
        coalesce(now_standing.subject_code, before_standing.subject_code) as subject_code,
        coalesce(now_standing.outcome, before_standing.outcome) as outcome,
        coalesce(now_standing.gravity, before_standing.gravity) as gravity,
        before_standing.worst_severity::varchar as severity_before,
        now_standing.worst_severity::varchar as severity_now,
        before_standing.money_yuan as money_before_yuan,
        now_standing.money_yuan as money_now_yuan
    from (select * from seen where as_of = (select as_of from months_compared)) as now_standing
    full join (select * from seen where as_of = (select before_as_of from months_compared)) as before_standing
        on now_standing.project_code = before_standing.project_code
    where (select before_as_of from months_compared) is not null
),
placed as (
    select
        *,
        count(*) over (partition by change) as project_count,
        coalesce(sum(money_before_yuan) over (partition by change), 0)::decimal(38, 2) as all_before_yuan,
        coalesce(sum(money_now_yuan) over (partition by change), 0)::decimal(38, 2) as all_now_yuan,
        row_number() over (
            partition by change
            order by gravity desc, coalesce(money_now_yuan, money_before_yuan) desc, project_code
        ) as place
    from compared
)
select *
from placed
where place <= $row_limit
order by change, place
