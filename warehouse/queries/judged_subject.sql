/*
about = "What one rule says of one subject at a month end: verdict, money at stake, and whose it is."
*/
select
    subjects.subject_id,
    subjects.subject_kind,
    subjects.subject_code,
    subjects.project_code,
    subjects.department_code,
    verdicts.verdict::varchar as verdict,
    verdicts.money_yuan
from verdicts
join subjects on verdicts.subject_id = subjects.subject_id
where
    verdicts.as_of = $as_of
    and verdicts.rule = $rule
    and subjects.subject_code = $subject_code
    and ($every_department or subjects.department_code in (select unnest($departments)))
