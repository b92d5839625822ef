/*
about = "A rule's select with the values at which a flag clears: who would still be flagged by them."
*/
create or replace temp table rows_at_exit as
with rule_rows as (
    {{rule_sql}}
)
select
    rule_rows.subject_id,
    rule_rows.as_of,
    {{severity}} as severity,
    {{money}} as money_yuan,
    {{mark}} as mark,
    {{outcome}} as outcome
from rule_rows
where rule_rows.is_flagged and rule_rows.as_of between $first_day and $last_day
