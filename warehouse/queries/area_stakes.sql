/*
about = "The gravest flag of each flagged priority area at one month end."
*/
select
    subjects.subject_code as area,
    flags.rule,
    flags.severity::varchar as severity,
    flags.money_yuan
from flags
join subjects on flags.subject_id = subjects.subject_id
where flags.as_of = $as_of and subjects.subject_kind = 'area'
qualify
    row_number() over (
        partition by subjects.subject_code
        order by flags.gravity desc, flags.severity, flags.money_yuan desc, flags.rule
    ) = 1
order by subjects.subject_id desc
