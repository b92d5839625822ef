/*
about = "Flagged projects by worst severity, money at stake with each project counted once at its gravest flag, how much of both is muted, what is not assessed."
*/
with in_scope as (
    select subject_id, project_code, department_code
    from project_years
    where
        fiscal_year = year($as_of)
        and ($every_department or department_code in (select unnest($departments)))
),
flagged as (
    select
        standings.worst_severity::varchar as worst_severity,
        standings.money_yuan,
        muted_rules.rule is not null as is_muted
    from standings
    join subjects on standings.subject_id = subjects.subject_id
    left join muted_rules on standings.rule = muted_rules.rule and standings.as_of = muted_rules.as_of
    where
        standings.as_of = $as_of
        and ($every_department or subjects.department_code in (select unnest($departments)))
),
untold as (
    select count(*) as verdict_count, count(distinct subjects.project_code) as project_count
    from verdicts
    join subjects on verdicts.subject_id = subjects.subject_id
    where
        verdicts.as_of = $as_of
        and verdicts.verdict = 'cannot_assess'
        and ($every_department or subjects.department_code in (select unnest($departments)))
)
select
    (select count(*) from in_scope) as project_count,
    (select count(*) from flagged) as flagged_count,
    (select count(*) from flagged where worst_severity = 'red') as red_count,
    (select count(*) from flagged where worst_severity = 'yellow') as yellow_count,
    (select count(*) from flagged where worst_severity = 'grey') as grey_count,
    (select coalesce(sum(money_yuan), 0)::decimal(38, 2) from flagged) as money_yuan,
    (select count(*) from flagged where is_muted) as muted_count,
    (select count(*) from flagged where is_muted and worst_severity = 'red') as red_muted_count,
    (select coalesce(sum(money_yuan), 0)::decimal(38, 2) from flagged where is_muted) as muted_yuan,
    (
        select count(*)
        from in_scope
        join project_months on in_scope.subject_id = project_months.subject_id
        where project_months.as_of = $as_of and project_months.quadrant = 'not_assessed'
    ) as not_assessed_count,
    untold.verdict_count as untold_verdict_count,
    untold.project_count as untold_project_count
from untold
