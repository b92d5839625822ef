/*
about = "The standing of flagged projects after each step: the gravest flag, as the model standings has it. In between only of projects of which a flag is not the same on both sides."
*/
create or replace table project_stakes as
with moved_projects as (
    select distinct project_code from changed_flags where project_code is not null
),
in_between as (
    select seen.*
    from seen
    semi join moved_projects on seen.project_code = moved_projects.project_code
    where seen.step > 0 and seen.step < $steps
    union all by name
    -- flags of rules that nothing changed were not judged again
    select between_steps.step::integer as step, unmoved.* exclude (step)
    from seen as unmoved
    semi join moved_projects on unmoved.project_code = moved_projects.project_code
    cross join (select unnest(range(1, $steps)) as step) as between_steps
    where unmoved.step = 0 and unmoved.rule not in (select unnest($moved_rules))
),
flagged as (
    select * from seen where step in (0, $steps) and project_code is not null
    union all by name
    select * from in_between
)
select step, project_code, money_yuan, project_code in (select project_code from moved_projects) as is_moved
from flagged
qualify
    row_number() over (
        partition by step, project_code
        order by
            gravity desc, list_position(['red', 'yellow', 'grey'], severity), money_yuan desc, rule, fiscal_year,
            subject_code
    ) = 1
