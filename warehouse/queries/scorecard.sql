/*
about = "What each rule does at one month end in the reader's scope: its verdicts, how many flags no other rule shares, how far they are one department's, money."
*/
with counted as (
    select rule, verdict, sum(verdict_count) as verdict_count
    from flag_counts
    where
        as_of = $as_of
        and ($every_department or department_code in (select unnest($departments)))
    group by rule, verdict
),
flagged as (
    -- one project or other subject: how many rules flag it
    select
        flags.rule, flags.money_yuan, subjects.department_code, subjects.department_name,
        count(*) over (partition by flags.rule, subjects.department_code) as of_department,
        coalesce(subjects.project_code, subjects.subject_id::varchar) as subject
    from flags
    join subjects on flags.subject_id = subjects.subject_id
    where
        flags.as_of = $as_of
        and ($every_department or subjects.department_code in (select unnest($departments)))
),
shared as (
    select subject, count(distinct rule) as rule_count
    from flagged
    group by subject
),
summed as (
    select
        flagged.rule,
        count(*) filter (where shared.rule_count = 1) as alone_count,
        count(*) filter (where shared.rule_count > 1) as shared_count,
        arg_min(
            flagged.department_name, struct_pack(less := -flagged.of_department, code := flagged.department_code)
        ) filter (where flagged.department_code is not null) as most_department,
        max(flagged.of_department) filter (where flagged.department_code is not null) as most_department_count,
        sum(flagged.money_yuan) as money_yuan
    from flagged
    join shared on flagged.subject = shared.subject
    group by flagged.rule
),
by_verdict as (
    pivot counted
    on verdict in ('flagged', 'clear', 'cannot_assess', 'not_applicable')
    using sum(verdict_count)
    group by rule
)
select
    rules_in_force.rule,
    rules_in_force.title_zh,
    rules_in_force.title_en,
    coalesce(by_verdict.flagged, 0)::bigint as flagged_count,
    coalesce(by_verdict.clear, 0)::bigint as clear_count,
    coalesce(by_verdict.cannot_assess, 0)::bigint as untold_count,
    coalesce(by_verdict.not_applicable, 0)::bigint as not_applicable_count,
    execution_rate(
        coalesce(by_verdict.flagged, 0)::decimal(18, 2),
        (coalesce(by_verdict.flagged, 0) + coalesce(by_verdict.clear, 0))::decimal(18, 2)
    ) as flagged_share,
    coalesce(summed.alone_count, 0) as alone_count,
    coalesce(summed.shared_count, 0) as shared_count,
    summed.most_department,
    summed.most_department_count,
    coalesce(summed.money_yuan, 0)::decimal(18, 2) as money_yuan
from rules_in_force
left join by_verdict on rules_in_force.rule = by_verdict.rule
left join summed on rules_in_force.rule = summed.rule
order by rules_in_force.rule
