/*
about = "How one rule reads another: its verdicts, and whether they are true, false or unknown."
*/
create or replace macro verdict_of(rule_id) as table
select
    subject_id, as_of, verdict, severity, exemption,
    case verdict when 'flagged' then true when 'cannot_assess' then null else false end as is_true
from verdicts
where rule = rule_id
