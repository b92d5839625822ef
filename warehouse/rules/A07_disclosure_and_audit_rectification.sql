/*
id = "A07"
subject = "special_fund"
severity = "yellow"
outcome = { yellow = "expedite" }
clauses = ["S5.9", "S5.10"]
exempt = []
sources = ["special_fund", "audit_finding"]

[title]
zh = "应公开未公开或审计问题未整改"
en = "Not disclosed, or audit findings overdue"
[finding]
zh = "任务清单公开{task_list_disclosed_date:day}，支出政策公开{policy_disclosed_date:day}，自评报告公开{self_evaluation_disclosed_date:day}；有逾期未整改的审计问题：{has_overdue:yes_no}。"
en = "Task list disclosed {task_list_disclosed_date:day}, policy {policy_disclosed_date:day}, self-evaluation {self_evaluation_disclosed_date:day}; overdue audit findings: {has_overdue:yes_no}."
[clear]
zh = "三项内容全部公开并登记日期，审计问题整改完成。"
en = "Clears when all three are disclosed and the findings rectified."

[[example]]
because = "自评报告未公开 / self-evaluation not disclosed"
given = { special_funds = { fund_id = 1, task_list_disclosed_date = 2026-02-01, policy_disclosed_date = 2026-02-01, is_task_list_known = true, is_policy_known = true, is_self_evaluation_known = true }, fund_months = { fund_id = 1, has_overdue = false }, fundless_months = { has_overdue = false }, source_parts = { dataset = "audit_finding" } }
verdict = "flagged"

[[example]]
because = "全部公开 / all disclosed"
given = { special_funds = { fund_id = 1, task_list_disclosed_date = 2026-02-01, policy_disclosed_date = 2026-02-01, self_evaluation_disclosed_date = 2026-09-30, is_task_list_known = true, is_policy_known = true, is_self_evaluation_known = true }, fund_months = { fund_id = 1, has_overdue = false }, fundless_months = { has_overdue = false }, source_parts = { dataset = "audit_finding" } }
verdict = "clear"

[[example]]
because = "截至日之后才公开 / disclosed after the date"
given = { special_funds = { fund_id = 1, task_list_disclosed_date = 2026-02-01, policy_disclosed_date = 2026-02-01, self_evaluation_disclosed_date = 2026-10-01, is_task_list_known = true, is_policy_known = true, is_self_evaluation_known = true }, fund_months = { fund_id = 1, has_overdue = false }, fundless_months = { has_overdue = false }, source_parts = { dataset = "audit_finding" } }
verdict = "flagged"

[[example]]
because = "审计问题逾期 / an overdue finding"
given = { special_funds = { fund_id = 1, task_list_disclosed_date = 2026-02-01, policy_disclosed_date = 2026-02-01, self_evaluation_disclosed_date = 2026-02-01, is_task_list_known = true, is_policy_known = true, is_self_evaluation_known = true }, fund_months = { fund_id = 1, has_overdue = true }, fundless_months = { has_overdue = false }, source_parts = { dataset = "audit_finding" } }
verdict = "flagged"

[[example]]
because = "没有审计数据 / no audit data"
given = { special_funds = { fund_id = 1, task_list_disclosed_date = 2026-02-01, policy_disclosed_date = 2026-02-01, self_evaluation_disclosed_date = 2026-02-01, is_task_list_known = true, is_policy_known = true, is_self_evaluation_known = true }, fund_months = { fund_id = 1, has_overdue = false }, fundless_months = { has_overdue = false } }
verdict = "cannot_assess"
*/
with told as (
    select
        special_funds.fund_id,
        fund_months.as_of,
        special_funds.task_list_disclosed_date,
        special_funds.policy_disclosed_date,
        special_funds.self_evaluation_disclosed_date,
        lacks_step(special_funds.task_list_disclosed_date, special_funds.is_task_list_known, fund_months.as_of)
        or lacks_step(special_funds.policy_disclosed_date, special_funds.is_policy_known, fund_months.as_of)
        or lacks_step(
            special_funds.self_evaluation_disclosed_date, special_funds.is_self_evaluation_known, fund_months.as_of
        ) as lacks_any,
        case
            when not has_dataset('audit_finding') then null
            when fund_months.has_overdue then true
            when not fundless_months.has_overdue then fund_months.has_overdue
        end as has_overdue
    from special_funds
    join fund_months on special_funds.fund_id = fund_months.fund_id
    join fundless_months on fund_months.as_of = fundless_months.as_of
)
select
    fund_id as subject_id,
    as_of,
    task_list_disclosed_date,
    policy_disclosed_date,
    self_evaluation_disclosed_date,
    has_overdue,
    lacks_any or has_overdue as is_flagged,
    case when has_overdue is null then 'no_findings' else 'no_disclosure_columns' end as missing
from told
