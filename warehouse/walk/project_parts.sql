/*
about = "What each step changed of the standing of each project; steps that changed nothing of it are left out."
*/
with every_one as (
    select distinct project_code from project_stakes where step in (0, $steps) and is_moved
),
every_step as (
    select project_code, unnest(range(1, $steps + 1)) as step from every_one
),
compared as (
    select
        every_step.project_code,
        every_step.step::integer as step,
        (coalesce(now.money_yuan, 0) - coalesce(before.money_yuan, 0))::decimal(18, 2) as part_yuan,
        (now.project_code is not null)::integer - (before.project_code is not null)::integer as part_count
    from every_step
    left join project_stakes as now on every_step.step = now.step and every_step.project_code = now.project_code
    left join project_stakes as before
        on every_step.step - 1 = before.step and every_step.project_code = before.project_code
)
select
    compared.project_code, subjects_told.department_code, compared.step, compared.part_yuan, compared.part_count
from compared
left join subjects_told
    on subjects_told.subject_kind = 'project' and compared.project_code = subjects_told.subject_code
where compared.part_yuan <> 0 or compared.part_count <> 0
order by all
