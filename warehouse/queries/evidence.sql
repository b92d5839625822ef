/*
about = "A rule's own select, for one month end and some subjects in the reader's scope."
*/
select rule_rows.*
from (
    {{rule_sql}}
) as rule_rows
join subjects on rule_rows.subject_id = subjects.subject_id
where
    rule_rows.as_of = $wanted_as_of
    and ($every_subject or rule_rows.subject_id in (select unnest($wanted_subjects)))
    and ($every_department or subjects.department_code in (select unnest($departments)))
