/*
about = "The payment pace of the priority areas at a month end, with the overall pace beside each."
*/
select
    area, budget_current_yuan, paid_yuan, area_pace, overall_pace, time_progress, behind_overall_yuan,
    area_pace < overall_pace as is_behind_overall
from area_months
where as_of = $as_of
order by list_position(['教育', '社会保障', '扶贫'], area), area
