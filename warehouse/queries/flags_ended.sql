/*
about = "The flags of the month before that are no more, in the reader's scope: whose, since when, how they ended. Empty in January: flags belong to a year."
*/
select
    runs.rule,
    rules_in_force.title_zh,
    rules_in_force.title_en,
    runs.ended,
    runs.ended_by,
    runs.first_flagged,
    runs.last_flagged,
    runs.months_flagged,
    runs.run_number,
    runs.last_money_yuan,
    subjects.subject_kind,
    subjects.subject_code,
    subjects.subject_name,
    subjects.department_code,
    subjects.department_name,
    subjects.project_code
from flag_runs as runs
join rules_in_force on runs.rule = rules_in_force.rule
join subjects on runs.subject_id = subjects.subject_id
where
    month($as_of::date) > 1
    and runs.last_flagged = last_day($as_of::date - interval 1 month)
    and ($every_department or subjects.department_code in (select unnest($departments)))
order by
    runs.ended, runs.rule, runs.last_money_yuan desc, subjects.subject_code, subjects.fiscal_year
