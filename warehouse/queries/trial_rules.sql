/*
about = "What a trial does to each rule at one month end in the reader's scope: verdicts before and now, flags raised, ended and otherwise moved, yuan of its flags (never to be added over rules)."
*/
with before_counts as (
    select
        rule,
        sum(verdict_count) filter (where verdict = 'flagged') as flagged,
        sum(verdict_count) filter (where verdict = 'clear') as clear,
        sum(verdict_count) filter (where verdict = 'cannot_assess') as untold,
        sum(verdict_count) filter (where verdict = 'not_applicable') as not_applicable,
        sum(money_yuan) filter (where verdict = 'flagged') as yuan
    from stored_flag_counts
    where as_of = $as_of and ($every_department or department_code in (select unnest($departments)))
    group by rule
),
now_counts as (
    select
        verdicts.rule,
        count(*) filter (where verdicts.verdict = 'flagged') as flagged,
        count(*) filter (where verdicts.verdict = 'clear') as clear,
        count(*) filter (where verdicts.verdict = 'cannot_assess') as untold,
        count(*) filter (where verdicts.verdict = 'not_applicable') as not_applicable,
        sum(verdicts.money_yuan) filter (where verdicts.verdict = 'flagged') as yuan
    from verdicts
    join subjects on verdicts.subject_id = subjects.subject_id
    where
        verdicts.as_of = $as_of
        and verdicts.rule in (select unnest($rules))
        and ($every_department or subjects.department_code in (select unnest($departments)))
    group by verdicts.rule
),
moved as (
    select
        rule,
        count(*) filter (where change = 'entered') as entered,
        count(*) filter (where change = 'left') as ended,
        count(*) filter (where change not in ('entered', 'left')) as changed
    from flags_compared
    group by rule
)
select
    rules_in_force.rule,
    rules_in_force.title_zh,
    rules_in_force.title_en,
    coalesce(before_counts.flagged, 0)::bigint as flagged_before,
    coalesce(moved.entered, 0) as entered_count,
    coalesce(moved.ended, 0) as left_count,
    coalesce(moved.changed, 0) as changed_count,
    coalesce(now_counts.flagged, 0) as flagged_now,
    coalesce(before_counts.clear, 0)::bigint as clear_before,
    coalesce(now_counts.clear, 0) as clear_now,
    coalesce(before_counts.untold, 0)::bigint as untold_before,
    coalesce(now_counts.untold, 0) as untold_now,
    coalesce(before_counts.not_applicable, 0)::bigint as not_applicable_before,
    coalesce(now_counts.not_applicable, 0) as not_applicable_now,
    coalesce(before_counts.yuan, 0)::decimal(38, 2) as before_yuan,
    coalesce(now_counts.yuan, 0)::decimal(38, 2) as now_yuan
from rules_in_force
left join before_counts on rules_in_force.rule = before_counts.rule
left join now_counts on rules_in_force.rule = now_counts.rule
left join moved on rules_in_force.rule = moved.rule
where list_contains($rules, rules_in_force.rule)
order by rules_in_force.rule
