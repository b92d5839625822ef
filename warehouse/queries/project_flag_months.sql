/*
about = "Month by month what each rule said that flagged one project in the year so far: one row a rule, subject and month end."
*/
with flagged as (
    select distinct rule, subject_id
    from flag_runs
    where
        project_code = $project_code
        and fiscal_year = year($as_of::date)
        and first_flagged <= $as_of
)
select
    verdicts.rule,
    rules_in_force.title_zh,
    rules_in_force.title_en,
    subjects.subject_kind,
    subjects.subject_code,
    month(verdicts.as_of)::integer as month,
    verdicts.verdict::varchar as verdict,
    verdicts.severity::varchar as severity,
    muted_rules.muted_by is not null and verdicts.verdict = 'flagged' as is_muted
from flagged
join verdicts on flagged.rule = verdicts.rule and flagged.subject_id = verdicts.subject_id
join rules_in_force on flagged.rule = rules_in_force.rule
join subjects on flagged.subject_id = subjects.subject_id
left join muted_rules on verdicts.rule = muted_rules.rule and verdicts.as_of = muted_rules.as_of
where
    verdicts.as_of between make_date(year($as_of::date), 1, 31) and $as_of
    and ($every_department or subjects.department_code in (select unnest($departments)))
order by verdicts.rule, subjects.subject_code, subjects.fiscal_year, verdicts.as_of
