/*
about = "The gravest flag of each project at one month end in the reader's scope, gravest first."
*/
select
    standings.as_of,
    standings.project_code,
    subjects.subject_id,
    subjects.subject_kind,
    subjects.subject_code,
    subjects.subject_name as project_name,
    subjects.department_code,
    subjects.department_name,
    standings.rule,
    rules_in_force.title_zh,
    rules_in_force.title_en,
    rules_in_force.clauses,
    standings.severity::varchar as severity,
    standings.worst_severity::varchar as worst_severity,
    standings.outcome,
    standings.gravity,
    standings.money_yuan,
    standings.flag_count,
    muted.muted_by,
    muted.data_until as muted_until
from standings
join subjects on standings.subject_id = subjects.subject_id
join rules_in_force on standings.rule = rules_in_force.rule
left join muted_rules as muted on standings.rule = muted.rule and standings.as_of = muted.as_of
where
    standings.as_of = $as_of
    and ($every_department or subjects.department_code in (select unnest($departments)))
order by
    standings.gravity desc, standings.severity, standings.money_yuan desc, standings.rule, standings.project_code
