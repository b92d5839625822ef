/*
id = "E08"
subject = "project"
severity = "grey"
outcome = { grey = "notify" }
clauses = ["S1.2"]
exempt = ["X6"]
sources = ["budget_line"]
uses = ["materiality_yuan"]

[title]
zh = "指标下达滞后"
en = "Late release of allotments"
[finding]
zh = "全年预算{budget_current_yuan:yuan}，只下达{issued_yuan:yuan}（{issued_share:rate}），低于{released_share:rate}；进度滞后不归责于单位。"
en = "Of {budget_current_yuan:yuan} only {issued_yuan:yuan} ({issued_share:rate}) is released, below {released_share:rate}; slow spending is not the unit's fault."
[clear]
zh = "业务科室下达指标达到{released_share:rate}即消除。"
en = "Clears when the division has released {released_share:rate}."

[threshold.released_share]
default = 0.50
unit = "share"
zh = "下达率低于此数为下达滞后"
en = "Release is late below this share"
source_zh = "本系统默认，通知未规定"
source_en = "our default; the notice gives no figure"
[threshold.from_month]
default = 4
unit = "month"
zh = "自该月起判定"
en = "Judged from this month on"
source_zh = "本系统默认，通知未规定"
source_en = "our default; the notice gives no figure"

[[example]]
because = "四月底下达不到一半 / less than half released in April"
given = { project_months = { budget_current_yuan = 100000.00, month = 4, issued_share = 0.499999 } }
verdict = "flagged"
severity = "grey"
[[example]]
because = "恰好一半 / exactly half"
given = { project_months = { budget_current_yuan = 100000.00, month = 4, issued_share = 0.50 } }
verdict = "clear"
[[example]]
because = "没有下达日期一列 / no release dates at all"
given = { project_months = { budget_current_yuan = 100000.00, month = 4 } }
verdict = "cannot_assess"
[[example]]
because = "三月不判定 / March is too early"
given = { project_months = { budget_current_yuan = 100000.00, month = 3, issued_share = 0.10 } }
verdict = "not_applicable"
*/
select
    subject_id,
    as_of,
    budget_current_yuan,
    issued_yuan,
    issued_share,
    issued_share - $released_share as distance,
    case when budget_current_yuan < $materiality_yuan then 'X6' end as exemption,
    issued_share < $released_share as is_flagged,
    case when issued_yuan is null then 'no_issue_date' else 'no_budget' end as missing
from project_months
where month >= $from_month
