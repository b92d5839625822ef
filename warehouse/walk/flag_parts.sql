/*
about = "What each step changed of each changed flag; steps that changed nothing of it are left out."
*/
with every_step as (
    select rule, subject_kind, subject_code, fiscal_year, unnest(range(1, $steps + 1)) as step
    from changed_flags
),
compared as (
    select
        every_step.*,
        (coalesce(now.money_yuan, 0) - coalesce(before.money_yuan, 0))::decimal(18, 2) as part_yuan,
        (now.rule is not null)::integer - (before.rule is not null)::integer as part_count,
        coalesce(now.severity <> before.severity or now.outcome <> before.outcome, false) as is_graver_or_lighter
    from every_step
    left join seen as now
        on
            every_step.step = now.step
            and every_step.rule = now.rule
            and every_step.subject_kind = now.subject_kind
            and every_step.subject_code = now.subject_code
            and every_step.fiscal_year = now.fiscal_year
    left join seen as before
        on
            every_step.step - 1 = before.step
            and every_step.rule = before.rule
            and every_step.subject_kind = before.subject_kind
            and every_step.subject_code = before.subject_code
            and every_step.fiscal_year = before.fiscal_year
)
select
    compared.rule,
    compared.subject_kind,
    compared.subject_code,
    compared.fiscal_year,
    subjects_told.department_code,
    compared.step::integer as step,
    compared.part_yuan,
    compared.part_count
from compared
left join subjects_told
    on
        compared.subject_kind = subjects_told.subject_kind
        and compared.subject_code = subjects_told.subject_code
where compared.part_yuan <> 0 or compared.part_count <> 0 or compared.is_graver_or_lighter
order by all
