/*
about = "Not applicable for every subject and month in a rule's scope that has no verdict yet."
*/
insert into verdicts (rule, as_of, subject_id, verdict)
select $rule_id, months.as_of, subjects.subject_id, 'not_applicable'
from subjects
join months
    on
        subjects.fiscal_year is null
        or subjects.fiscal_year = months.fiscal_year - case when months.is_first_year then 0 else $years_back end
anti join (select subject_id, as_of from verdicts where rule = $rule_id) as judged
    on subjects.subject_id = judged.subject_id and months.as_of = judged.as_of
where subjects.subject_kind in (select unnest(string_split($subject_kind, ',')))
