/*
about = """
The flagged projects behind a count or an amount at stake, each once at its gravest flag, with the place of what is flagged
(project or budget line) in its file. An empty list of outcomes leaves none out.
"""
order_by = "money_yuan desc, project_code, file, sheet, source_row"
adds = ["money_yuan"]
*/
select
    part.file,
    part.sheet,
    coalesce(project_years.source_row, line.source_row) as source_row,
    subjects.department_name,
    standings.project_code,
    subjects.subject_name as project_name,
    standings.worst_severity::varchar as severity,
    standings.rule,
    standings.outcome,
    standings.money_yuan
from standings
join subjects on standings.subject_id = subjects.subject_id
left join project_years on standings.subject_id = project_years.subject_id
left join budget_lines as line on standings.subject_id = 1000000000 + line.line_id
left join muted_rules on standings.rule = muted_rules.rule and standings.as_of = muted_rules.as_of
left join source_parts as part on coalesce(project_years.source_id, line.source_id) = part.source_id
where
    standings.as_of = $as_of
    and ($severity is null or standings.worst_severity::varchar = $severity)
    and ($muted is null or $muted = (muted_rules.rule is not null))
    and (len($outcomes) = 0 or list_contains($outcomes, standings.outcome))
    and ($project_code is null or standings.project_code = $project_code)
    and ($department is null or subjects.department_code = $department)
    and ($every_department or subjects.department_code in (select unnest($departments)))
