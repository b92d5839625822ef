/*
about = "Every value of every threshold and shared setting with its span of days, who said it, when, and why."
*/
select
    null::varchar as rule, name, value, null::decimal(18, 6) as exit_value, codes, unit, zh, en, source_zh, source_en,
    valid_from, valid_to, origin, who, recorded
from settings_in_force
union all
select
    rule, name, value, exit_value, null as codes, unit, zh, en, source_zh, source_en, valid_from, valid_to, origin,
    who, recorded
from thresholds_in_force
where is_own
order by rule nulls first, name, valid_from
