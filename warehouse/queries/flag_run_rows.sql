/*
about = "The runs of flagged months of one rule and subject within the year that had begun by a month end, newest first: when each began, ended, and its money."
order_by = "first_flagged desc"
*/
select
    runs.rule,
    subjects.subject_code,
    subjects.subject_name,
    subjects.project_code,
    runs.first_flagged,
    runs.last_flagged,
    runs.months_flagged,
    runs.largest_money_yuan
from flag_runs as runs
join subjects on runs.subject_id = subjects.subject_id
where
    runs.rule = $rule
    and subjects.subject_code = $subject_code
    and runs.fiscal_year = year($as_of)
    and runs.first_flagged <= $as_of
    and ($every_department or subjects.department_code in (select unnest($departments)))
