/*
id = "A03"
subject = "project"
severity = "red"
outcome = { red = "withhold_budget" }
clauses = ["S3.1", "S3.2", "S5.2"]
exempt = []
sources = ["project"]

[title]
zh = "无事前评估"
en = "No ex-ante evaluation"
[finding]
zh = "新增重大项目：事前评估{ex_ante_date:day}，承受能力评估{affordability_date:day}，批准文号{approval_doc_no}；缺一不可。"
en = "New major project: ex-ante evaluation {ex_ante_date:day}, affordability {affordability_date:day}, approval {approval_doc_no}; all three are needed."
[clear]
zh = "补齐事前绩效评估、财政可承受能力评估和批准文号。"
en = "Clears when evaluation, affordability review and approval are there."

[[example]]
because = "没有批准文号 / no approval"
given = { project_months = {}, project_steps = { is_new_major = true, ex_ante_date = 2026-01-01, affordability_date = 2026-01-01, is_ex_ante_known = true, is_affordability_known = true, is_approval_known = true } }
verdict = "flagged"

[[example]]
because = "三项齐全 / all three"
given = { project_months = {}, project_steps = { is_new_major = true, ex_ante_date = 2026-01-01, affordability_date = 2026-01-01, approval_doc_no = "1号", is_ex_ante_known = true, is_affordability_known = true, is_approval_known = true } }
verdict = "clear"

[[example]]
because = "评估在截至日之后 / evaluated after the date"
given = { project_months = {}, project_steps = { is_new_major = true, ex_ante_date = 2026-10-01, affordability_date = 2026-01-01, approval_doc_no = "1号", is_ex_ante_known = true, is_affordability_known = true, is_approval_known = true } }
verdict = "flagged"

[[example]]
because = "没有评估日期这一列 / the column is absent"
given = { project_months = {}, project_steps = { is_new_major = true, affordability_date = 2026-01-01, approval_doc_no = "1号", is_ex_ante_known = false, is_affordability_known = true, is_approval_known = true } }
verdict = "cannot_assess"

[[example]]
because = "不是新增重大 / not new and major"
given = { project_months = {}, project_steps = { is_new_major = false } }
verdict = "not_applicable"

[[example]]
because = "是否新增重大未知 / unknown whether major"
given = { project_months = {}, project_steps = { is_ex_ante_known = true, is_affordability_known = true, is_approval_known = true } }
verdict = "cannot_assess"
*/
with steps as (
    select
        project_months.subject_id,
        project_months.as_of,
        project_steps.is_new_major,
        project_steps.ex_ante_date,
        project_steps.affordability_date,
        project_steps.approval_doc_no,
        lacks_step(project_steps.ex_ante_date, project_steps.is_ex_ante_known, project_months.as_of)
        or lacks_step(project_steps.affordability_date, project_steps.is_affordability_known, project_months.as_of)
        or case
            when project_steps.approval_doc_no is not null then false when project_steps.is_approval_known then true
        end as lacks_any
    from project_months
    join project_steps on project_months.subject_id = project_steps.subject_id
    where coalesce(project_steps.is_new_major, true)
)
select
    subject_id,
    as_of,
    is_new_major,
    ex_ante_date,
    affordability_date,
    approval_doc_no,
    is_new_major and lacks_any as is_flagged,
    case when is_new_major is null then 'no_major_mark' else 'no_evaluation_columns' end as missing
from steps
