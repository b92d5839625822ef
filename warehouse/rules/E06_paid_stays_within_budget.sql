/*
id = "E06"
subject = "project"
severity = "red"
outcome = { red = "verify" }
clauses = ["S5.3"]
exempt = []
sources = ["budget_line", "payment"]

[title]
zh = "超预算支付"
en = "Paid above budget"
[finding]
zh = "累计支付{paid_yuan:yuan}，全年预算{budget_current_yuan:yuan}，已下达{issued_yuan:yuan}：超出预算{over_budget_yuan:yuan}，超出下达{over_issued_yuan:yuan}。"
en = "{paid_yuan:yuan} paid against a budget of {budget_current_yuan:yuan} and {issued_yuan:yuan} released: over budget by {over_budget_yuan:yuan}, over release by {over_issued_yuan:yuan}."
[clear]
zh = "先核对数据（是否漏报指标、重复支付、错挂项目），再核查控制；补齐指标或更正支付后消除。"
en = "Check the data first (missing budget lines, doubled payments, wrong project), then the controls; clears when lines or payments are corrected."

[threshold.tolerance_yuan]
default = 0.01
unit = "yuan"
zh = "容差"
en = "Tolerance"
source_zh = "本系统默认"
source_en = "our default"

[[example]]
because = "超预算两分 / two cents over the budget"
given = { project_months = { budget_current_yuan = 100.00, issued_yuan = 200.00, paid_yuan = 100.02 } }
verdict = "flagged"
money = 0.00
[[example]]
because = "恰好一分在容差内 / exactly a cent is within the tolerance"
given = { project_months = { budget_current_yuan = 100.00, issued_yuan = 100.00, paid_yuan = 100.01 } }
verdict = "clear"
[[example]]
because = "超下达 / over the release"
given = { project_months = { budget_current_yuan = 200.00, issued_yuan = 100.00, paid_yuan = 150.00 } }
verdict = "flagged"
[[example]]
because = "没有预算却有支付 / paid without a budget"
given = { project_months = { budget_current_yuan = 0.00, issued_yuan = 0.00, paid_yuan = 5.00 } }
verdict = "flagged"
[[example]]
because = "下达未知，预算内 / release unknown, within the budget"
given = { project_months = { budget_current_yuan = 200.00, paid_yuan = 150.00 } }
verdict = "cannot_assess"
[[example]]
because = "下达未知，但已超预算 / release unknown, but over the budget anyway"
given = { project_months = { budget_current_yuan = 100.00, paid_yuan = 150.00 } }
verdict = "flagged"
*/
select
    subject_id,
    as_of,
    budget_current_yuan,
    issued_yuan,
    paid_yuan,
    never_below_zero(paid_yuan - budget_current_yuan) as over_budget_yuan,
    never_below_zero(paid_yuan - issued_yuan) as over_issued_yuan,
    paid_yuan > budget_current_yuan + $tolerance_yuan or paid_yuan > issued_yuan + $tolerance_yuan as is_flagged,
    'no_issue_date' as missing
from project_months
