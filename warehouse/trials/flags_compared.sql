/*
about = "Asked of a trial: every flag in the reader's scope that it raises, ends, or gives another severity, proposal or amount."
*/
create temp table flags_compared as
with stored as (
    select
        flags.rule, flags.subject_id, flags.severity::varchar as severity, flags.outcome, flags.gravity,
        flags.money_yuan
    from stored_flags as flags
    where flags.as_of = $as_of and flags.rule in (select unnest($rules))
),
tried as (
    select
        flags.rule, flags.subject_id, flags.severity::varchar as severity, flags.outcome, flags.gravity,
        flags.money_yuan
    from flags
    where flags.as_of = $as_of and flags.rule in (select unnest($rules))
)
select
    coalesce(tried.rule, stored.rule) as rule,
    coalesce(tried.subject_id, stored.subject_id) as subject_id,
    subjects.subject_kind,
    subjects.subject_code,
    subjects.subject_name,
    subjects.project_code,
    subjects.fiscal_year as subject_year,
    subjects.department_code,
    subjects.department_name,
    case
        when stored.rule is null then 'entered'
        when tried.rule is null then 'left'
        when
            list_position(['red', 'yellow', 'grey'], tried.severity)
            < list_position(['red', 'yellow', 'grey'], stored.severity)
            then 'worse'
        when tried.severity <> stored.severity then 'better'
        else 'moved'
    end as change,
    stored.severity as severity_before,
    stored.outcome as outcome_before,
    stored.gravity as gravity_before,
    stored.money_yuan as money_before_yuan,
    tried.severity as severity_now,
    tried.outcome as outcome_now,
    tried.gravity as gravity_now,
    tried.money_yuan as money_now_yuan
from tried
full join stored on tried.rule = stored.rule and tried.subject_id = stored.subject_id
join subjects on coalesce(tried.subject_id, stored.subject_id) = subjects.subject_id
where
    (
        tried.rule is null or stored.rule is null or tried.severity <> stored.severity
        or tried.outcome <> stored.outcome or tried.money_yuan is distinct from stored.money_yuan
    )
    and ($every_department or subjects.department_code in (select unnest($departments)))
