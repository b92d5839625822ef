/*
about = "Each changed flag with names, the verdict of both sides, and the facts of its project or area on both."
*/
with projects as (
    select changed.project_code, facts_1.* exclude (project_code), facts_2.* exclude (project_code)
    from (select distinct project_code from subjects_told where project_code is not null) as changed
    left join (
        select
            project_code, budget_current_yuan as budget_before_yuan, paid_yuan as paid_before_yuan,
            performance_as_of as performance_before
        from project_months_1
        where as_of = $as_of_1
    ) as facts_1
        on changed.project_code = facts_1.project_code
    left join (
        select
            project_code, budget_current_yuan as budget_after_yuan, paid_yuan as paid_after_yuan,
            performance_as_of as performance_after
        from project_months_2
        where as_of = $as_of_2
    ) as facts_2
        on changed.project_code = facts_2.project_code
),
areas as (
    select
        coalesce(after.area, before.area) as area,
        before.budget_current_yuan as budget_before_yuan, after.budget_current_yuan as budget_after_yuan,
        before.paid_yuan as paid_before_yuan, after.paid_yuan as paid_after_yuan
    from (select * from area_months_1 where as_of = $as_of_1) as before
    full join (select * from area_months_2 where as_of = $as_of_2) as after on before.area = after.area
),
counted as (
    select project_code, 1 as side, count(*) as payment_count
    from payments_1
    where fiscal_year = $year_1 and paid_date <= $as_of_1 and counted_yuan <> 0
    group by project_code
    union all
    select project_code, 2 as side, count(*) as payment_count
    from payments_2
    where fiscal_year = $year_2 and paid_date <= $as_of_2 and counted_yuan <> 0
    group by project_code
),
payment_counts as (
    select
        project_code,
        coalesce(sum(payment_count) filter (where side = 1), 0)::bigint as payments_before,
        coalesce(sum(payment_count) filter (where side = 2), 0)::bigint as payments_after
    from counted
    group by project_code
),
revisions as (
    select project_code, 1 as side, max(valid_from) as day
    from indicator_revisions_1
    where fiscal_year = $year_1 and valid_from <= $as_of_1
    group by project_code
    union all
    select project_code, 2 as side, max(valid_from) as day
    from indicator_revisions_2
    where fiscal_year = $year_2 and valid_from <= $as_of_2
    group by project_code
),
targets as (
    select
        project_code,
        nullif(max(day) filter (where side = 1), date '0001-01-01') as targets_before,
        nullif(max(day) filter (where side = 2), date '0001-01-01') as targets_after
    from revisions
    group by project_code
),
verdicts_told as (
    select
        rule, subject_kind, subject_code, fiscal_year,
        max(verdict) filter (where side = 1) as verdict_1, max(verdict) filter (where side = 2) as verdict_2,
        max(exemption) filter (where side = 1) as exemption_1, max(exemption) filter (where side = 2) as exemption_2,
        max(missing) filter (where side = 1) as missing_1, max(missing) filter (where side = 2) as missing_2
    from side_verdicts
    group by rule, subject_kind, subject_code, fiscal_year
)
select
    flag.rule,
    flag.change,
    flag.subject_kind,
    flag.subject_code,
    told.subject_name,
    flag.fiscal_year,
    told.project_code,
    told.department_code,
    told.department_name,
    case
        when flag.was_flagged then 'flagged'
        when verdicts_told.verdict_1 is not null then verdicts_told.verdict_1
        when told.is_in_1 and flag.fiscal_year = $year_1 then 'not_applicable'
    end as verdict_before,
    case
        when flag.is_flagged then 'flagged'
        when verdicts_told.verdict_2 is not null then verdicts_told.verdict_2
        when told.is_in_2 and flag.fiscal_year = $year_2 then 'not_applicable'
    end as verdict_after,
    verdicts_told.exemption_1 as exemption_before,
    verdicts_told.exemption_2 as exemption_after,
    verdicts_told.missing_1 as missing_before,
    verdicts_told.missing_2 as missing_after,
    flag.severity_before,
    flag.severity_after,
    flag.outcome_before,
    flag.outcome_after,
    flag.gravity,
    flag.money_before_yuan,
    flag.money_after_yuan,
    flag.change_yuan,
    coalesce(projects.paid_before_yuan, areas.paid_before_yuan) as paid_before_yuan,
    coalesce(projects.paid_after_yuan, areas.paid_after_yuan) as paid_after_yuan,
    payment_counts.payments_before,
    payment_counts.payments_after,
    coalesce(projects.budget_before_yuan, areas.budget_before_yuan) as budget_before_yuan,
    coalesce(projects.budget_after_yuan, areas.budget_after_yuan) as budget_after_yuan,
    targets.targets_before,
    targets.targets_after,
    projects.performance_before,
    projects.performance_after
from changed_flags as flag
left join subjects_told as told
    on flag.subject_kind = told.subject_kind and flag.subject_code = told.subject_code
left join verdicts_told
    on
        flag.rule = verdicts_told.rule
        and flag.subject_kind = verdicts_told.subject_kind
        and flag.subject_code = verdicts_told.subject_code
        and flag.fiscal_year = verdicts_told.fiscal_year
left join projects on told.project_code = projects.project_code
left join areas on flag.subject_kind = 'area' and flag.subject_code = areas.area
left join payment_counts on told.project_code = payment_counts.project_code
left join targets on told.project_code = targets.project_code
order by
    list_position(['entered', 'left', 'worse', 'better', 'more', 'less'], flag.change),
    flag.gravity desc, abs(flag.change_yuan) desc, flag.rule, flag.subject_kind, flag.subject_code, flag.fiscal_year
