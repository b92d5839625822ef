/*
about = """
The flags of a rule that no other rule shares (part alone), that another shares (shared), or those of the department that
has most of them (most), with the place of what is flagged. Shared: another rule flags the same project or other subject.
"""
order_by = "money_yuan desc, subject_code, fiscal_year"
*/
with flagged as (
    select
        flags.rule, flags.severity, flags.outcome, flags.money_yuan, subjects.subject_id, subjects.subject_kind,
        subjects.subject_code, subjects.subject_name, subjects.project_code, subjects.fiscal_year,
        subjects.department_code, subjects.department_name,
        coalesce(subjects.project_code, subjects.subject_id::varchar) as subject
    from flags
    join subjects on flags.subject_id = subjects.subject_id
    where
        flags.as_of = $as_of
        and ($every_department or subjects.department_code in (select unnest($departments)))
),
shared as (
    select subject, count(distinct rule) as rule_count
    from flagged
    group by subject
),
of_department as (
    select department_code
    from flagged
    where list_contains($rules, rule) and department_code is not null
    group by department_code
    order by count(*) desc, department_code
    limit 1
)
select
    part.file,
    part.sheet,
    coalesce(project_years.source_row, line.source_row, fund.source_row, organisation.source_row) as source_row,
    flagged.rule,
    flagged.subject_kind,
    flagged.subject_code,
    flagged.subject_name,
    flagged.project_code,
    flagged.fiscal_year,
    flagged.department_code,
    flagged.department_name,
    flagged.severity::varchar as severity,
    flagged.outcome,
    flagged.money_yuan,
    shared.rule_count
from flagged
join shared on flagged.subject = shared.subject
left join project_years on flagged.subject_id = project_years.subject_id
left join budget_lines as line on flagged.subject_id = 1000000000 + line.line_id
left join special_funds as fund on flagged.subject_id = fund.fund_id
left join staged_organisation as organisation
    on flagged.subject_kind = 'department' and flagged.department_code = organisation.org_code
left join source_parts as part
    on coalesce(project_years.source_id, line.source_id, fund.source_id, organisation.source_id) = part.source_id
where
    list_contains($rules, flagged.rule)
    and case $part
        when 'alone' then shared.rule_count = 1
        when 'shared' then shared.rule_count > 1
        else flagged.department_code in (select department_code from of_department)
    end
