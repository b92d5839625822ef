/*
about = "The priority areas that are paid more slowly than the whole at a month end, with what each is short of; district-wide, and never added."
order_by = "area"
*/
select
    series as area,
    budget_current_yuan,
    paid_yuan,
    pace,
    overall_pace,
    short_of_overall_yuan
from pace_comparisons
where
    as_of = $as_of
    and series not in ('overall', 'priority', 'rest')
    and short_of_overall_yuan > 0
    and $every_department
    and len($departments) = 0
