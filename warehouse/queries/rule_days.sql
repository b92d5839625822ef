/*
about = "The days from which some threshold or setting has another value than before, latest first, with what changed."
*/
select
    valid_from as day,
    list(distinct key order by key) as keys
from (
    select valid_from, name as key
    from settings_in_force
    union all
    select valid_from, rule || '.' || name as key
    from thresholds_in_force
    where is_own
) as spans
where valid_from > date '1900-01-01'
group by valid_from
order by valid_from desc
