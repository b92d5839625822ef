/*
about = "The versions of the rules over time: a text and the values it rests on, from a day to a day."
*/
select
    rule,
    valid_from,
    valid_to,
    version
from rule_versions
order by rule, valid_from
