/*
about = "One rule's select turned into verdicts: exemption first, then the recorded exception, then the condition."
*/
insert into verdicts (rule, as_of, subject_id, verdict, severity, exemption, money_yuan, missing, outcome)
with rule_rows as (
    {{rule_sql}}
),
recorded as (
    select subject_code, from_date, coalesce(to_date, date '9999-12-31') as to_date, min(doc_no) as doc_no
    from staged_exception
    where rule = $rule_id
    group by all
),
exempt as (
    select subjects.subject_id, months.as_of, min(recorded.doc_no) as doc_no
    from recorded
    join subjects on recorded.subject_code = subjects.subject_code
    join months on months.as_of between recorded.from_date and recorded.to_date
    group by all
)
select
    $rule_id as rule,
    rule_rows.as_of,
    rule_rows.subject_id,
    case
        when coalesce({{exemption}}, exempt.doc_no) is not null then 'not_applicable'
        when rule_rows.is_flagged then 'flagged'
        when not rule_rows.is_flagged then 'clear'
        else 'cannot_assess'
    end as verdict,
    case when coalesce({{exemption}}, exempt.doc_no) is null and rule_rows.is_flagged then {{severity}} end as severity,
    coalesce({{exemption}}, exempt.doc_no, case when rule_rows.is_flagged then {{mark}} end) as exemption,
    case when coalesce({{exemption}}, exempt.doc_no) is null and rule_rows.is_flagged then {{money}} end as money_yuan,
    case
        when coalesce({{exemption}}, exempt.doc_no) is null and rule_rows.is_flagged is null
            then coalesce({{missing}}, 'other')
    end as missing,
    case when coalesce({{exemption}}, exempt.doc_no) is null and rule_rows.is_flagged then {{outcome}} end as outcome
from rule_rows
left join exempt on rule_rows.subject_id = exempt.subject_id and rule_rows.as_of = exempt.as_of
where rule_rows.as_of between $first_day and $last_day
