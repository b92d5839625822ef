/*
about = "Every threshold and shared setting with the value that a month end is judged by: lists of codes are those of the first of January, which hold for the whole budget year."
*/
select
    null::varchar as rule, name, name as key, value, null::decimal(18, 6) as exit_value, codes, unit, zh, en,
    source_zh, source_en, valid_from, origin, who, recorded
from settings_in_force
where case when unit = 'codes' then date_trunc('year', $as_of)::date else $as_of end between valid_from and valid_to
union all
select
    rule, name, rule || '.' || name as key, value, exit_value, null as codes, unit, zh, en, source_zh, source_en,
    valid_from, origin, who, recorded
from thresholds_in_force
where is_own and $as_of between valid_from and valid_to
order by rule nulls first, name
