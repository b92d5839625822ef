/*
about = "Flags and yuan of both sides by rule and department, with what entered and left."
*/
with counted as (
    select
        seen.rule, seen.subject_kind, subjects_told.department_code,
        count(*) filter (where seen.step = 0) as count_before,
        count(*) filter (where seen.step = $steps) as count_after,
        coalesce(sum(seen.money_yuan) filter (where seen.step = 0), 0)::decimal(38, 2) as before_yuan,
        coalesce(sum(seen.money_yuan) filter (where seen.step = $steps), 0)::decimal(38, 2) as after_yuan
    from seen
    left join subjects_told
        on seen.subject_kind = subjects_told.subject_kind and seen.subject_code = subjects_told.subject_code
    where seen.step in (0, $steps)
    group by seen.rule, seen.subject_kind, subjects_told.department_code
),
moved as (
    select
        changed_flags.rule, changed_flags.subject_kind, subjects_told.department_code,
        count(*) filter (where changed_flags.change = 'entered') as entered_count,
        count(*) filter (where changed_flags.change = 'left') as left_count
    from changed_flags
    left join subjects_told
        on
            changed_flags.subject_kind = subjects_told.subject_kind
            and changed_flags.subject_code = subjects_told.subject_code
    group by changed_flags.rule, changed_flags.subject_kind, subjects_told.department_code
)
select
    counted.*,
    coalesce(moved.entered_count, 0) as entered_count,
    coalesce(moved.left_count, 0) as left_count
from counted
left join moved
    on
        counted.rule = moved.rule
        and counted.subject_kind = moved.subject_kind
        and counted.department_code is not distinct from moved.department_code
order by counted.rule, counted.subject_kind, counted.department_code
