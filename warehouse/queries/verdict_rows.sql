/*
about = """
The verdicts behind a count or an amount, gravest first, with the place of what is judged (project, budget line, special
fund, department; areas have none). Once: a project's money at its first row alone, areas left out, because they overlap.
Lists that are empty leave nothing out.
"""
order_by = "gravity desc nulls last, severity nulls last, money_yuan desc nulls last, rule, subject_code, fiscal_year"
adds = ["money_yuan", "once_yuan"]
counts = ["project_code", "department_code"]
*/
with of_month as (
    select
        flags.rule, flags.subject_id, flags.outcome, flags.gravity,
        case
            when runs.run_number > 1 then 'again' when flags.months_flagged = 1 then 'new'
            when flags.months_flagged > 1 then 'running'
        end as course,
        case when muted_rules.rule is null then 'acting' else 'muted' end as muting
    from flags
    left join (select * from flag_runs where fiscal_year = year($as_of)) as runs
        on
            flags.rule = runs.rule
            and flags.subject_id = runs.subject_id
            and flags.first_flagged = runs.first_flagged
    left join muted_rules on flags.rule = muted_rules.rule and flags.as_of = muted_rules.as_of
    where flags.as_of = $as_of and $verdict = 'flagged'
),
judged as (
    select
        verdicts.rule, verdicts.severity, verdicts.money_yuan, verdicts.missing, subjects.subject_id,
        subjects.subject_kind, subjects.subject_code, subjects.subject_name, subjects.project_code,
        subjects.department_code, subjects.department_name, subjects.fiscal_year, of_month.outcome, of_month.gravity
    from verdicts
    join subjects on verdicts.subject_id = subjects.subject_id
    left join of_month on verdicts.rule = of_month.rule and verdicts.subject_id = of_month.subject_id
    where
        verdicts.as_of = $as_of
        and verdicts.verdict::varchar = $verdict
        and (len($rules) = 0 or list_contains($rules, verdicts.rule))
        and (len($severities) = 0 or list_contains($severities, verdicts.severity::varchar))
        and (len($outcomes) = 0 or list_contains($outcomes, of_month.outcome))
        and (len($courses) = 0 or list_contains($courses, of_month.course))
        and (len($mutings) = 0 or list_contains($mutings, of_month.muting))
        and (len($missing) = 0 or list_contains($missing, verdicts.missing))
        and (len($chosen_departments) = 0 or list_contains($chosen_departments, subjects.department_code))
        and (
            len($chosen_areas) = 0
            or (subjects.subject_kind = 'area' and list_contains($chosen_areas, subjects.subject_code))
            or (subjects.project_code, coalesce(subjects.fiscal_year, year($as_of))) in (
                select (areas.project_code, areas.fiscal_year)
                from project_areas as areas
                where
                    (list_contains($chosen_areas, '教育') and areas.education_from <= month($as_of))
                    or (list_contains($chosen_areas, '社会保障') and areas.social_security_from <= month($as_of))
                    or (list_contains($chosen_areas, '扶贫') and areas.poverty_relief_from <= month($as_of))
            )
        )
        and ($project_code is null or subjects.project_code = $project_code)
        and ($subject_code is null or subjects.subject_code = $subject_code)
        and ($every_department or subjects.department_code in (select unnest($departments)))
)
select
    part.file,
    part.sheet,
    coalesce(project_years.source_row, line.source_row, fund.source_row, organisation.source_row) as source_row,
    judged.rule,
    judged.subject_kind,
    judged.subject_code,
    judged.subject_name,
    judged.project_code,
    judged.fiscal_year,
    judged.department_code,
    judged.department_name,
    judged.severity,
    judged.outcome,
    judged.gravity,
    judged.missing,
    judged.money_yuan,
    case
        when judged.project_code is null then 0
        when row_number() over (
            partition by judged.project_code
            order by
                judged.gravity desc nulls last, judged.severity nulls last, judged.money_yuan desc nulls last,
                judged.rule, judged.subject_code, judged.fiscal_year
        ) = 1 then judged.money_yuan
        else 0
    end::decimal(18, 2) as once_yuan
from judged
left join project_years on judged.subject_id = project_years.subject_id
left join budget_lines as line on judged.subject_id = 1000000000 + line.line_id
left join special_funds as fund on judged.subject_id = fund.fund_id
left join staged_organisation as organisation
    on judged.subject_kind = 'department' and judged.department_code = organisation.org_code
left join source_parts as part
    on coalesce(project_years.source_id, line.source_id, fund.source_id, organisation.source_id) = part.source_id
