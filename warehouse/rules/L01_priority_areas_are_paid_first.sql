/*
id = "L01"
subject = "area"
severity = "yellow"
outcome = { yellow = "expedite" }
clauses = ["S4.2"]
exempt = []
sources = ["budget_line", "payment"]

[title]
zh = "重点支出慢于总体"
en = "Priority area slower than the whole"
[finding]
zh = "支付进度{area_pace:rate}，慢于一般公共预算总体{overall_pace:rate}；按总体进度少付{money_yuan:yuan}。"
en = "Paid {area_pace:rate} against {overall_pace:rate} of the general public budget; {money_yuan:yuan} short of that pace."
[clear]
zh = "优先支付该领域，再付{money_yuan:yuan}即与总体持平。"
en = "Pay the area first; {money_yuan:yuan} more would be level with the whole."

[threshold.tolerated_lag]
default = 0.00
unit = "points"
zh = "慢于总体超过此数"
en = "Slower than the whole by more than this"
source_zh = "通知“优先保障…支付进度”的直接理解：不得慢于总体"
source_en = "direct reading of the notice: priority must not be slower than the whole"

[[example]]
because = "慢于总体 / slower"
given = { area_months = { area_pace = 0.499999, overall_pace = 0.50, behind_overall_yuan = 12.34 } }
verdict = "flagged"
money = 12.34
[[example]]
because = "恰好持平 / level"
given = { area_months = { area_pace = 0.50, overall_pace = 0.50 } }
verdict = "clear"
[[example]]
because = "没有该领域预算 / no budget in the area"
given = { area_months = { overall_pace = 0.50 } }
verdict = "cannot_assess"
*/
select
    subject_id,
    as_of,
    area,
    budget_current_yuan,
    paid_yuan,
    area_pace,
    overall_budget_yuan,
    overall_paid_yuan,
    overall_pace,
    area_pace - overall_pace as distance,
    area_pace < overall_pace - $tolerated_lag as is_flagged,
    'no_budget' as missing,
    never_below_zero(behind_overall_yuan) as money_yuan
from area_months
