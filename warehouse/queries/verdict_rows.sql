/*
about = """
The verdicts behind a count or an amount, gravest first, with the place of what is judged (project, budget line, special
fund, department; areas have none). Rule count: how many rules flag the same project or other subject. Once money: a
project's money at its first row alone, areas left out, because they overlap. Lists that are empty leave nothing out.
"""
order_by = "position"
adds = ["money_yuan", "once_yuan"]
counts = ["project_code", "department_code"]
*/
with judged as (
    select
        verdicts.rule, verdicts.verdict::varchar as verdict, verdicts.severity, verdicts.money_yuan, verdicts.missing,
        subjects.subject_id, subjects.subject_kind, subjects.subject_code, subjects.subject_name,
        subjects.project_code, subjects.department_code, subjects.department_name, subjects.fiscal_year,
        flags.outcome, flags.gravity,
        case
            when runs.run_number > 1 then 'again' when flags.months_flagged = 1 then 'new'
            when flags.months_flagged > 1 then 'running'
        end as course,
        case when muted_rules.rule is null then 'acting' else 'muted' end as muting
    from verdicts
    join subjects on verdicts.subject_id = subjects.subject_id
    left join flags
        on
            verdicts.rule = flags.rule
            and verdicts.as_of = flags.as_of
            and verdicts.subject_id = flags.subject_id
    left join flag_runs as runs
        on
            flags.rule = runs.rule
            and flags.subject_id = runs.subject_id
            and flags.first_flagged = runs.first_flagged
    left join muted_rules
        on verdicts.rule = muted_rules.rule and verdicts.as_of = muted_rules.as_of and verdicts.verdict = 'flagged'
    left join project_areas as areas
        on
            coalesce(subjects.fiscal_year, year($as_of)) = areas.fiscal_year
            and subjects.project_code = areas.project_code
    where
        verdicts.as_of = $as_of
        and verdicts.verdict::varchar = $verdict
        and (len($rules) = 0 or list_contains($rules, verdicts.rule))
        and (len($severities) = 0 or list_contains($severities, verdicts.severity::varchar))
        and (len($outcomes) = 0 or list_contains($outcomes, flags.outcome))
        and (len($missing) = 0 or list_contains($missing, verdicts.missing))
        and (len($chosen_departments) = 0 or list_contains($chosen_departments, subjects.department_code))
        and (
            len($chosen_areas) = 0
            or (subjects.subject_kind = 'area' and list_contains($chosen_areas, subjects.subject_code))
            or (list_contains($chosen_areas, '教育') and areas.education_from <= month($as_of))
            or (list_contains($chosen_areas, '社会保障') and areas.social_security_from <= month($as_of))
            or (list_contains($chosen_areas, '扶贫') and areas.poverty_relief_from <= month($as_of))
        )
        and ($project_code is null or subjects.project_code = $project_code)
        and ($subject_code is null or subjects.subject_code = $subject_code)
        and ($every_department or subjects.department_code in (select unnest($departments)))
),
shared as (
    -- one project or other subject: how many rules flag it in the reader's scope
    select
        coalesce(subjects.project_code, subjects.subject_id::varchar) as subject,
        count(distinct flags.rule) as rule_count
    from flags
    join subjects on flags.subject_id = subjects.subject_id
    where
        flags.as_of = $as_of
        and ($every_department or subjects.department_code in (select unnest($departments)))
    group by all
),
placed as (
    select
        judged.*,
        shared.rule_count,
        count(*) over (partition by judged.rule, judged.department_code) as of_department,
        row_number() over (
            order by
                judged.gravity desc nulls last, judged.severity nulls last, judged.money_yuan desc nulls last,
                judged.rule, judged.subject_code, judged.fiscal_year
        ) as position
    from judged
    left join shared on coalesce(judged.project_code, judged.subject_id::varchar) = shared.subject
),
kept as (
    select *
    from placed
    where
        (len($courses) = 0 or list_contains($courses, course))
        and (len($mutings) = 0 or list_contains($mutings, muting))
        and case $part
            when 'alone' then rule_count = 1
            when 'shared' then rule_count > 1
            when 'most' then department_code is not null
            else true
        end
    qualify
        $part is distinct from 'most'
        or dense_rank() over (partition by rule order by of_department desc, department_code) = 1
)
select
    part.file,
    part.sheet,
    coalesce(project_years.source_row, line.source_row, fund.source_row, organisation.source_row) as source_row,
    kept.rule,
    kept.subject_kind,
    kept.subject_code,
    kept.subject_name,
    kept.project_code,
    kept.department_code,
    kept.department_name,
    kept.severity::varchar as severity,
    kept.outcome,
    kept.missing,
    kept.rule_count,
    kept.money_yuan,
    case
        when kept.project_code is null then 0
        when row_number() over (partition by kept.project_code order by kept.position) = 1 then kept.money_yuan
        else 0
    end::decimal(18, 2) as once_yuan,
    kept.position
from kept
left join project_years on kept.subject_id = project_years.subject_id
left join budget_lines as line on kept.subject_id = 1000000000 + line.line_id
left join special_funds as fund on kept.subject_id = fund.fund_id
left join staged_organisation as organisation
    on kept.subject_kind = 'department' and kept.department_code = organisation.org_code
left join source_parts as part
    on coalesce(project_years.source_id, line.source_id, fund.source_id, organisation.source_id) = part.source_id
