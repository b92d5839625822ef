/*
id = "L02"
subject = "area"
severity = "red"
outcome = { red = "talk" }
clauses = ["S4.2"]
exempt = []
sources = ["budget_line", "payment"]

[title]
zh = "重点支出明显滞后"
en = "Priority area clearly behind"
[finding]
zh = "支付进度{area_pace:rate}，总体{overall_pace:rate}（线：慢{behind_overall:points}），序时进度{time_progress:rate}（线：慢{behind_time:points}）；按较大差距少付{money_yuan:yuan}。"
en = "Paid {area_pace:rate}; whole {overall_pace:rate} (line {behind_overall:points}), time {time_progress:rate} (line {behind_time:points}); short by {money_yuan:yuan} at the wider gap."
[clear]
zh = "优先支付该领域，使支付进度不低于总体减{behind_overall:points}且不低于序时减{behind_time:points}。"
en = "Pay the area first until it is within {behind_overall:points} of the whole and {behind_time:points} of time."

[threshold.behind_overall]
default = 0.05
unit = "points"
zh = "慢于总体超过此数"
en = "Slower than the whole by more than this"
source_zh = "本系统默认，通知未规定"
source_en = "our default; the notice gives no figure"
[threshold.behind_time]
default = 0.10
unit = "points"
zh = "慢于序时进度超过此数"
en = "Behind time by more than this"
source_zh = "本系统默认，通知未规定"
source_en = "our default; the notice gives no figure"

[[example]]
because = "慢于总体超过五个点 / more than five points behind the whole"
given = { area_months = { area_pace = 0.44, overall_pace = 0.50, time_progress = 0.50, budget_current_yuan = 100.00, paid_yuan = 44.00, behind_overall_yuan = 6.00, month = 6 } }
verdict = "flagged"
money = 6.00
[[example]]
because = "两条线都恰好未破 / exactly on both lines"
given = { area_months = { area_pace = 0.40, overall_pace = 0.45, time_progress = 0.50, month = 6 } }
verdict = "clear"
[[example]]
because = "总体未知，已破序时线 / the whole unknown, time line broken"
given = { area_months = { area_pace = 0.30, time_progress = 0.50, budget_current_yuan = 100.00, paid_yuan = 30.00, month = 6 } }
verdict = "flagged"
money = 20.00
[[example]]
because = "没有该领域预算 / no budget in the area"
given = { area_months = { overall_pace = 0.50, time_progress = 0.50, month = 6 } }
verdict = "cannot_assess"
*/
select
    subject_id,
    as_of,
    area,
    budget_current_yuan,
    paid_yuan,
    area_pace,
    overall_pace,
    time_progress,
    area_pace - (overall_pace - $behind_overall) as distance_to_overall,
    area_pace - (time_progress - $behind_time) as distance_to_time,
    area_pace < overall_pace - $behind_overall or area_pace < time_progress - $behind_time as is_flagged,
    'no_budget' as missing,
    never_below_zero(
        greatest(
            case when area_pace < overall_pace - $behind_overall then behind_overall_yuan end,
            case
                when area_pace < time_progress - $behind_time
                    then pace_shortfall_yuan(
                            paid_yuan, budget_current_yuan, elapsed_of_year(year(as_of), month, as_of),
                            length_of_year(year(as_of), as_of)
                        )
            end
        )
    ) as money_yuan
from area_months
