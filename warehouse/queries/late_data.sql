/*
about = "The datasets that are late at one month end, how far each reaches, and how many flags are muted because of it."
*/
with muted as (
    select unnest(muted_rules.muted_by) as dataset, flags.rule, flags.subject_id
    from muted_rules
    join flags on muted_rules.rule = flags.rule and muted_rules.as_of = flags.as_of
    join subjects on flags.subject_id = subjects.subject_id
    where
        muted_rules.as_of = $as_of
        and ($every_department or subjects.department_code in (select unnest($departments)))
)
select
    late_data.dataset,
    late_data.data_until,
    late_data.needed_until,
    (select count(*) from muted where muted.dataset = late_data.dataset) as muted_count
from late_data
where late_data.as_of = $as_of
order by late_data.dataset
