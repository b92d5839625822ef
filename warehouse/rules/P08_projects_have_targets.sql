/*
id = "P08"
subject = "project"
severity = "red"
outcome = { red = "withhold_budget" }
clauses = ["S2.2", "S5.1"]
exempt = ["X1"]
sources = ["budget_line", "indicator"]

[title]
zh = "无绩效目标"
en = "No performance targets"
[finding]
zh = "安排预算{budget_current_yuan:yuan}，没有任何在用的绩效指标。"
en = "Budget of {budget_current_yuan:yuan} without any performance indicator in force."
[clear]
zh = "补报绩效目标并经批复；未补报的作为不予安排预算的依据。"
en = "Clears when targets are filed and approved; otherwise a ground for withholding budget."

[[example]]
because = "有预算无指标 / budget and no indicator"
given = { project_months = { budget_current_yuan = 100.00, indicator_count = 0 } }
verdict = "flagged"
[[example]]
because = "有指标 / has indicators"
given = { project_months = { budget_current_yuan = 100.00, indicator_count = 5 } }
verdict = "clear"
[[example]]
because = "没有预算 / no budget"
given = { project_months = { budget_current_yuan = 0.00, indicator_count = 0 } }
verdict = "clear"
[[example]]
because = "保工资项目 / wages"
given = { project_months = { budget_current_yuan = 100.00, indicator_count = 0, three_guarantee_tier = "保工资" } }
verdict = "not_applicable"
exemption = "X1"
*/
select
    subject_id,
    as_of,
    budget_current_yuan,
    indicator_count,
    case when three_guarantee_tier = '保工资' then 'X1' end as exemption,
    budget_current_yuan > 0 and indicator_count = 0 as is_flagged,
    'no_budget' as missing
from project_months
