/*
about = "The flags of one project at one month end and what could not be assessed, its budget lines and evaluated year included, gravest first."
*/
select
    verdicts.rule,
    rules_in_force.title_zh,
    rules_in_force.title_en,
    verdicts.severity::varchar as severity,
    verdicts.verdict::varchar as verdict,
    subjects.subject_id,
    subjects.subject_kind,
    subjects.subject_code,
    subjects.subject_name,
    subjects.project_code,
    subjects.department_code,
    subjects.department_name,
    verdicts.as_of,
    project_months.performance_as_of,
    flags.outcome,
    flags.gravity,
    verdicts.money_yuan,
    rules_in_force.clauses,
    flags.first_flagged,
    flags.months_flagged,
    runs.run_number,
    earlier.ended as earlier_ended,
    case when verdicts.verdict = 'flagged' then muted.muted_by end as muted_by,
    case when verdicts.verdict = 'flagged' then muted.data_until end as muted_until,
    verdicts.exemption,
    verdicts.missing,
    list_filter(
        [
            case when areas.education_from <= month($as_of) then '教育' end,
            case when areas.social_security_from <= month($as_of) then '社会保障' end,
            case when areas.poverty_relief_from <= month($as_of) then '扶贫' end
        ],
        lambda area: area is not null
    ) as areas,
    coalesce(verdicts.is_held, false) as is_held,
    rule_versions.version as rule_version
from verdicts
join subjects on verdicts.subject_id = subjects.subject_id
join rules_in_force on verdicts.rule = rules_in_force.rule
left join rule_versions
    on verdicts.rule = rule_versions.rule and verdicts.as_of between rule_versions.valid_from and rule_versions.valid_to
left join flags
    on
        verdicts.rule = flags.rule
        and verdicts.as_of = flags.as_of
        and verdicts.subject_id = flags.subject_id
left join flag_runs as runs
    on
        verdicts.rule = runs.rule
        and verdicts.subject_id = runs.subject_id
        and flags.first_flagged = runs.first_flagged
left join flag_runs as earlier
    on
        runs.rule = earlier.rule
        and runs.subject_id = earlier.subject_id
        and runs.fiscal_year = earlier.fiscal_year
        and runs.run_number = earlier.run_number + 1
left join muted_rules as muted on verdicts.rule = muted.rule and verdicts.as_of = muted.as_of
left join project_months
    on
        verdicts.as_of = project_months.as_of
        and year(verdicts.as_of) = project_months.fiscal_year
        and subjects.project_code = project_months.project_code
left join project_areas as areas
    on coalesce(subjects.fiscal_year, year($as_of)) = areas.fiscal_year and subjects.project_code = areas.project_code
where
    verdicts.as_of = $as_of
    and subjects.project_code = $project_code
    and verdicts.verdict in ('flagged', 'cannot_assess')
    and ($every_department or subjects.department_code in (select unnest($departments)))
order by
    verdicts.verdict, flags.gravity desc nulls last, verdicts.severity nulls last, verdicts.money_yuan desc nulls last,
    verdicts.rule, subjects.subject_code, subjects.fiscal_year
