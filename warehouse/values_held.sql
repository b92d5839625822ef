/*
about = "Every value of every setting and threshold with its span of days, as text."
*/
select
    'setting' as kind, name as owner, name as key, coalesce(value::varchar, codes) as said, valid_from, valid_to
from settings_in_force
union all
select
    'rule' as kind, rule as owner, rule || '.' || name as key,
    concat_ws(' ', value::varchar, exit_value::varchar) as said, valid_from, valid_to
from thresholds_in_force
where is_own
