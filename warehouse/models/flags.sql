/*
after_verdicts = true
needs_earlier_months = true
grain = ["rule", "as_of", "subject_id"]
[about]
zh = "每个预警每个月末一行：处理建议、首次预警月、连续月数。"
en = "One row per flag and month end: proposed outcome, first flagged month, months running."
[column]
rule = "规则"
as_of = "月末"
subject_id = "对象序号"
project_code = "项目编码"
severity = "级别"
outcome = "处理建议"
gravity = "处理建议的轻重（1 最轻）"
money_yuan = "涉及金额"
exemption = "注明的豁免（复核）"
first_flagged = "本年度连续预警的首个月末"
months_flagged = "连续预警月数"
*/
with flagged as (
    select
        verdicts.rule, verdicts.as_of, verdicts.subject_id, verdicts.severity, verdicts.money_yuan, verdicts.exemption,
        months.fiscal_year, months.month, subjects.is_protected, subjects.subject_kind, subjects.project_code,
        rules_in_force.protected_may_exceed,
        coalesce(
            verdicts.outcome, json_extract_string(rules_in_force.outcome, verdicts.severity::varchar)
        ) as full_outcome,
        months.month - row_number() over (
            partition by verdicts.rule, verdicts.subject_id, months.fiscal_year order by months.month
        ) as run
    from verdicts
    join months on verdicts.as_of = months.as_of
    join subjects on verdicts.subject_id = subjects.subject_id
    join rules_in_force on verdicts.rule = rules_in_force.rule
    where verdicts.verdict = 'flagged'
),
capped as (
    -- X1: for protected projects nothing above rectification, C04 excepted
    select
        flagged.*,
        case
            when
                flagged.is_protected and flagged.subject_kind = 'project' and not flagged.protected_may_exceed
                and outcomes.gravity > (select gravity from outcomes where outcome = 'rectify')
                then 'rectify'
            else flagged.full_outcome
        end as outcome
    from flagged
    join outcomes on flagged.full_outcome = outcomes.outcome
)
select
    capped.rule,
    capped.as_of,
    capped.subject_id,
    capped.project_code,
    capped.severity,
    capped.outcome,
    outcomes.gravity,
    capped.money_yuan,
    capped.exemption,
    min(capped.as_of) over running as first_flagged,
    row_number() over running as months_flagged
from capped
join outcomes on capped.outcome = outcomes.outcome
window running as (
    partition by capped.rule, capped.subject_id, capped.fiscal_year, capped.run order by capped.month
    rows unbounded preceding
)
