/*
about = "What could not be assessed at one month end in the reader's scope, by what is missing: the rules it stops, how many verdicts, projects and departments."
*/
select
    verdicts.missing,
    list(distinct verdicts.rule order by verdicts.rule) as rules,
    count(*) as verdict_count,
    count(distinct subjects.project_code) as project_count,
    count(distinct subjects.department_code) as department_count
from verdicts
join subjects on verdicts.subject_id = subjects.subject_id
where
    verdicts.as_of = $as_of
    and verdicts.verdict = 'cannot_assess'
    and ($every_department or subjects.department_code in (select unnest($departments)))
group by verdicts.missing
order by verdict_count desc, verdicts.missing
