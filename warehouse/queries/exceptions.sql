/*
about = "Every recorded exception with its document, those in force at a month end first, and how many verdicts it decides there, in the reader's scope."
*/
with named as (
    select
        subject_code,
        arg_max(subject_kind, coalesce(fiscal_year, 0)) as subject_kind,
        arg_max(subject_name, coalesce(fiscal_year, 0)) as subject_name,
        arg_max(department_code, coalesce(fiscal_year, 0)) as department_code,
        arg_max(department_name, coalesce(fiscal_year, 0)) as department_name
    from subjects
    group by subject_code
),
decided as (
    select verdicts.rule, subjects.subject_code, verdicts.exemption as doc_no, count(*) as verdict_count
    from verdicts
    join subjects on verdicts.subject_id = subjects.subject_id
    where verdicts.as_of = $as_of and verdicts.verdict = 'not_applicable' and verdicts.exemption is not null
    group by all
)
select
    given.rule,
    rules_in_force.title_zh,
    rules_in_force.title_en,
    given.subject_code,
    named.subject_kind,
    named.subject_name,
    named.department_code,
    named.department_name,
    given.from_date,
    given.to_date,
    given.doc_no,
    given.reason,
    $as_of between given.from_date and coalesce(given.to_date, date '9999-12-31') as is_in_force,
    coalesce(decided.verdict_count, 0) as verdict_count,
    source_parts.file,
    source_parts.sheet,
    given.source_row
from staged_exception as given
left join rules_in_force on given.rule = rules_in_force.rule
left join named on given.subject_code = named.subject_code
left join decided
    on
        given.rule = decided.rule
        and given.subject_code = decided.subject_code
        and given.doc_no = decided.doc_no
left join source_parts on given.source_id = source_parts.source_id
where $every_department or named.department_code in (select unnest($departments))
order by is_in_force desc, given.from_date desc, given.rule, given.subject_code, given.source_id, given.source_row
