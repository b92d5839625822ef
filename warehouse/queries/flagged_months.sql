/*
about = "The months in a row, up to one month end, in which a rule flagged a subject, with severity and money at stake."
order_by = "as_of desc"
adds = ["money_yuan"]
most = ["money_yuan"]
*/
select
    earlier.as_of,
    subjects.subject_code,
    subjects.subject_name,
    subjects.project_code,
    earlier.rule,
    earlier.severity::varchar as severity,
    earlier.outcome,
    earlier.money_yuan
from flags
join subjects on flags.subject_id = subjects.subject_id
join flags as earlier
    on
        flags.rule = earlier.rule
        and flags.subject_id = earlier.subject_id
        and earlier.as_of between flags.first_flagged and flags.as_of
where
    flags.as_of = $as_of
    and flags.rule = $rule
    and subjects.subject_code = $subject_code
    and ($every_department or subjects.department_code in (select unnest($departments)))
