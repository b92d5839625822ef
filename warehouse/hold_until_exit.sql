/*
about = "A subject that was flagged the month before, of the same year, stays flagged until the exit value is reached."
*/
update verdicts
set
    verdict = 'flagged',
    severity = held.severity,
    money_yuan = held.money_yuan,
    exemption = held.mark,
    outcome = held.outcome,
    is_held = true
from (
    -- months without a break in which the exit is not reached form a run; within it everything after a flag is held
    with months_of_rule as (
        select
            verdicts.subject_id,
            verdicts.as_of,
            verdicts.verdict,
            rows_at_exit.subject_id is not null or verdicts.verdict = 'flagged' as is_on,
            rows_at_exit.severity,
            rows_at_exit.money_yuan,
            rows_at_exit.mark,
            rows_at_exit.outcome
        from verdicts
        left join rows_at_exit
            on verdicts.subject_id = rows_at_exit.subject_id and verdicts.as_of = rows_at_exit.as_of
        where verdicts.rule = $rule_id and verdicts.as_of <= $last_day
    ),
    runs as (
        select
            *,
            sum((not (is_on and verdict in ('flagged', 'clear')))::integer) over (
                partition by subject_id, year(as_of) order by as_of rows unbounded preceding
            ) as run
        from months_of_rule
    ),
    after_a_flag as (
        select
            *,
            bool_or(verdict = 'flagged' and is_on) over (
                partition by subject_id, year(as_of), run order by as_of rows unbounded preceding
            ) as was_flagged
        from runs
    )
    select subject_id, as_of, severity, money_yuan, mark, outcome
    from after_a_flag
    where verdict = 'clear' and is_on and was_flagged and as_of >= $first_day
) as held
where
    verdicts.rule = $rule_id
    and verdicts.subject_id = held.subject_id
    and verdicts.as_of = held.as_of
