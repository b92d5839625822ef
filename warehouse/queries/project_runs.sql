/*
about = "Every run of flagged months of one project up to a month end, of all its years, newest first; as it was known then: a run that goes on stands as running."
*/
select
    runs.fiscal_year,
    runs.rule,
    rules_in_force.title_zh,
    rules_in_force.title_en,
    subjects.subject_kind,
    subjects.subject_code,
    subjects.subject_name,
    runs.run_number,
    runs.first_flagged,
    max(flags.as_of) as last_flagged,
    count(*)::integer as months_flagged,
    case when runs.last_flagged < $as_of then runs.ended else 'running' end as ended,
    case when runs.last_flagged < $as_of then runs.ended_by end as ended_by,
    max(flags.money_yuan) as largest_money_yuan,
    arg_max_null(flags.money_yuan, flags.as_of) as last_money_yuan
from flag_runs as runs
join rules_in_force on runs.rule = rules_in_force.rule
join subjects on runs.subject_id = subjects.subject_id
join flags
    on
        runs.rule = flags.rule
        and runs.subject_id = flags.subject_id
        and runs.first_flagged = flags.first_flagged
        and flags.as_of <= $as_of
where
    runs.project_code = $project_code
    and runs.first_flagged <= $as_of
    and ($every_department or subjects.department_code in (select unnest($departments)))
group by all
order by
    runs.fiscal_year desc, runs.rule, subjects.subject_code, runs.run_number desc
