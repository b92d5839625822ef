/*
about = "Asked of a trial: every project in the reader's scope that is flagged as stored or as tried, each side at its gravest flag, and what the trial does to it."
*/
create temp table standings_compared as
with stored as (
    select
        standings.project_code, subjects.subject_code, subjects.subject_name, subjects.department_code,
        subjects.department_name, standings.rule, standings.worst_severity::varchar as severity, standings.outcome,
        standings.gravity, standings.money_yuan, muted.rule is not null as is_muted,
        list_filter(
            [
                case when areas.education_from <= month($as_of) then '教育' end,
                case when areas.social_security_from <= month($as_of) then '社会保障' end,
                case when areas.poverty_relief_from <= month($as_of) then '扶贫' end
            ],
            lambda area: area is not null
        ) as areas
    from stored_standings as standings
    join subjects on standings.subject_id = subjects.subject_id
    left join stored_muted_rules as muted on standings.rule = muted.rule and standings.as_of = muted.as_of
    left join stored_project_areas as areas
        on
            coalesce(subjects.fiscal_year, year($as_of)) = areas.fiscal_year
            and standings.project_code = areas.project_code
    where
        standings.as_of = $as_of
        and ($every_department or subjects.department_code in (select unnest($departments)))
),
tried as (
    select
        standings.project_code, subjects.subject_code, subjects.subject_name, subjects.department_code,
        subjects.department_name, standings.rule, standings.worst_severity::varchar as severity, standings.outcome,
        standings.gravity, standings.money_yuan, muted.rule is not null as is_muted,
        list_filter(
            [
                case when areas.education_from <= month($as_of) then '教育' end,
                case when areas.social_security_from <= month($as_of) then '社会保障' end,
                case when areas.poverty_relief_from <= month($as_of) then '扶贫' end
            ],
            lambda area: area is not null
        ) as areas
    from standings
    join subjects on standings.subject_id = subjects.subject_id
    left join muted_rules as muted on standings.rule = muted.rule and standings.as_of = muted.as_of
    left join project_areas as areas
        on
            coalesce(subjects.fiscal_year, year($as_of)) = areas.fiscal_year
            and standings.project_code = areas.project_code
    where
        standings.as_of = $as_of
        and ($every_department or subjects.department_code in (select unnest($departments)))
)
select
    coalesce(tried.project_code, stored.project_code) as project_code,
    coalesce(tried.subject_code, stored.subject_code) as subject_code,
    coalesce(tried.subject_name, stored.subject_name) as project_name,
    coalesce(tried.department_code, stored.department_code) as department_code,
    coalesce(tried.department_name, stored.department_name) as department_name,
    case
        when stored.project_code is null then 'entered'
        when tried.project_code is null then 'left'
        when
            list_position(['red', 'yellow', 'grey'], tried.severity)
            < list_position(['red', 'yellow', 'grey'], stored.severity)
            then 'worse'
        when tried.severity <> stored.severity then 'better'
        -- no money at stake is below 0: -1 stands for unknown
        when
            tried.rule = stored.rule and tried.outcome = stored.outcome
            and coalesce(tried.money_yuan, -1) = coalesce(stored.money_yuan, -1)
            then 'same'
        else 'moved'
    end as change,
    stored.rule as rule_before,
    stored.severity as severity_before,
    stored.outcome as outcome_before,
    stored.gravity as gravity_before,
    stored.money_yuan as money_before_yuan,
    stored.is_muted as is_muted_before,
    coalesce(stored.areas, []) as areas_before,
    tried.rule as rule_now,
    tried.severity as severity_now,
    tried.outcome as outcome_now,
    tried.gravity as gravity_now,
    tried.money_yuan as money_now_yuan,
    tried.is_muted as is_muted_now,
    coalesce(tried.areas, []) as areas_now
from tried
full join stored on tried.project_code = stored.project_code
