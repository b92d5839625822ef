/*
id = "A01"
subject = "project"
severity = "red"
outcome = { red = "withhold_budget" }
clauses = ["S2.3", "S2.4"]
exempt = []
sources = ["project", "budget_line"]

[title]
zh = "未入库或入库滞后"
en = "Not, or late, in the pool"
[finding]
zh = "年初预算{budget_initial_yuan:yuan}；入库日期：{pool_entry_date:day}，应在预算年度开始之前。"
en = "Initial budget {budget_initial_yuan:yuan}; in the pool since {pool_entry_date:day}, due before the year begins."
[clear]
zh = "说明原因；原则上不予安排，确需安排的登记有文号的例外。"
en = "Explain; in principle no budget is given, unless an approved exception is recorded."

[[example]]
because = "有年初预算而未入库 / budget and no entry"
given = { project_months = { budget_initial_yuan = 1.00 }, project_steps = { is_made = false, is_pool_known = true } }
verdict = "flagged"

[[example]]
because = "一月一日才入库 / entered on 1 January"
given = { project_months = { budget_initial_yuan = 1.00 }, project_steps = { is_made = false, is_pool_known = true, pool_entry_date = 2026-01-01 } }
verdict = "flagged"

[[example]]
because = "上年末入库 / entered on 31 December"
given = { project_months = { budget_initial_yuan = 1.00 }, project_steps = { is_made = false, is_pool_known = true, pool_entry_date = 2025-12-31 } }
verdict = "clear"

[[example]]
because = "没有年初预算 / no initial budget"
given = { project_months = { budget_initial_yuan = 0.00 }, project_steps = { is_made = false, is_pool_known = true } }
verdict = "clear"

[[example]]
because = "没有入库日期这一列 / the column is absent"
given = { project_months = { budget_initial_yuan = 1.00 }, project_steps = { is_made = false, is_pool_known = false } }
verdict = "cannot_assess"

[[example]]
because = "本年度未入库 / not in this year's pool"
given = { project_months = { budget_initial_yuan = 1.00 }, project_steps = { is_made = true, is_pool_known = true } }
verdict = "flagged"
*/
select
    project_months.subject_id,
    project_months.as_of,
    project_months.budget_initial_yuan,
    project_steps.pool_entry_date,
    project_steps.is_made,
    project_months.budget_initial_yuan > 0
    and case
        when project_steps.pool_entry_date is not null
            then project_steps.pool_entry_date >= make_date(project_months.fiscal_year, 1, 1)
        when project_steps.is_pool_known then true
    end as is_flagged,
    'no_pool_column' as missing
from project_months
join project_steps on project_months.subject_id = project_steps.subject_id
