/*
about = "The flags that are not the same on both sides: one row a rule, subject and fiscal year."
*/
create or replace table changed_flags as
select
    coalesce(after.rule, before.rule) as rule,
    coalesce(after.subject_kind, before.subject_kind) as subject_kind,
    coalesce(after.subject_code, before.subject_code) as subject_code,
    coalesce(after.fiscal_year, before.fiscal_year) as fiscal_year,
    coalesce(after.project_code, before.project_code) as project_code,
    case
        when before.rule is null then 'entered'
        when after.rule is null then 'left'
        when after.gravity > before.gravity then 'worse'
        when after.gravity < before.gravity then 'better'
        when after.severity <> before.severity
            then
                case
                    when
                        list_position(['grey', 'yellow', 'red'], after.severity)
                        > list_position(['grey', 'yellow', 'red'], before.severity)
                        then 'worse'
                    else 'better'
                end
        when coalesce(after.money_yuan, 0) >= coalesce(before.money_yuan, 0) then 'more'
        else 'less'
    end as change,
    before.rule is not null as was_flagged,
    after.rule is not null as is_flagged,
    before.severity as severity_before,
    after.severity as severity_after,
    before.outcome as outcome_before,
    after.outcome as outcome_after,
    greatest(before.gravity, after.gravity) as gravity,
    before.money_yuan as money_before_yuan,
    after.money_yuan as money_after_yuan,
    (coalesce(after.money_yuan, 0) - coalesce(before.money_yuan, 0))::decimal(18, 2) as change_yuan
from (select * from seen where step = 0) as before
full join (select * from seen where step = $steps) as after
    on
        before.rule = after.rule
        and before.subject_kind = after.subject_kind
        and before.subject_code = after.subject_code
        and before.fiscal_year = after.fiscal_year
where
    before.rule is null
    or after.rule is null
    or before.severity is distinct from after.severity
    or before.outcome is distinct from after.outcome
    or before.money_yuan is distinct from after.money_yuan
