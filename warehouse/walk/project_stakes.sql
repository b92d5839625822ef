/*
about = "The standing of each flagged project after each step: its gravest flag, as the model standings has it."
*/
create or replace table project_stakes as
with flagged as (
    select * from seen where project_code is not null
    union all by name
    -- flags of rules that nothing changed were not judged again in between
    select between_steps.step, unmoved.* exclude (step)
    from seen as unmoved
    cross join (select unnest(range(1, $steps)) as step) as between_steps
    where
        unmoved.step = 0
        and unmoved.project_code is not null
        and unmoved.rule not in (select unnest($moved_rules))
)
select step::integer as step, project_code, money_yuan
from flagged
qualify
    row_number() over (
        partition by step, project_code
        order by
            gravity desc, list_position(['red', 'yellow', 'grey'], severity), money_yuan desc, rule, fiscal_year,
            subject_code
    ) = 1
