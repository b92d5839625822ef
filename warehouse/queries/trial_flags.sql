/*
about = "The flags that a trial moves at one month end, rule by rule: raised, ended (and what the verdict is instead), or of another severity, proposal or amount."
*/
select
    compared.change,
    compared.rule,
    rules_in_force.title_zh,
    rules_in_force.title_en,
    compared.subject_id,
    compared.subject_kind,
    compared.subject_code,
    compared.subject_name,
    compared.project_code,
    compared.department_code,
    compared.department_name,
    case
        when compared.subject_kind = 'area' then [compared.subject_code]
        else list_filter(
            [
                case when areas.education_from <= month($as_of) then '教育' end,
                case when areas.social_security_from <= month($as_of) then '社会保障' end,
                case when areas.poverty_relief_from <= month($as_of) then '扶贫' end
            ],
            lambda area: area is not null
        )
    end as areas,
    coalesce(before_verdict.verdict::varchar, 'not_applicable') as verdict_before,
    coalesce(now_verdict.verdict::varchar, 'not_applicable') as verdict_now,
    compared.severity_before,
    compared.severity_now,
    compared.outcome_before,
    compared.outcome_now,
    compared.money_before_yuan,
    compared.money_now_yuan
from flags_compared as compared
join rules_in_force on compared.rule = rules_in_force.rule
left join stored_verdicts as before_verdict
    on
        compared.rule = before_verdict.rule
        and compared.subject_id = before_verdict.subject_id
        and before_verdict.as_of = $as_of
left join verdicts as now_verdict
    on
        compared.rule = now_verdict.rule
        and compared.subject_id = now_verdict.subject_id
        and now_verdict.as_of = $as_of
left join project_areas as areas
    on
        coalesce(compared.subject_year, year($as_of)) = areas.fiscal_year
        and compared.project_code = areas.project_code
order by
    compared.rule, list_position(['entered', 'left', 'worse', 'better', 'moved'], compared.change),
    coalesce(compared.gravity_now, compared.gravity_before) desc,
    coalesce(compared.money_now_yuan, compared.money_before_yuan) desc, compared.subject_code, compared.subject_id
