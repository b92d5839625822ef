/*
about = "The projects that a trial moves at one month end, gravest first: entered, left, worse, better, or another proposal or amount; what they were and what they become."
*/
select
    change,
    project_code,
    subject_code,
    project_name,
    department_code,
    department_name,
    list_filter(['教育', '社会保障', '扶贫'], lambda area: list_contains(areas_before || areas_now, area)) as areas,
    rule_before,
    severity_before,
    outcome_before,
    money_before_yuan,
    rule_now,
    severity_now,
    outcome_now,
    money_now_yuan,
    (coalesce(money_now_yuan, 0) - coalesce(money_before_yuan, 0))::decimal(18, 2) as money_change_yuan
from standings_compared
where change <> 'same'
order by
    list_position(['entered', 'left', 'worse', 'better', 'moved'], change),
    coalesce(gravity_now, gravity_before) desc, coalesce(money_now_yuan, money_before_yuan) desc, project_code
