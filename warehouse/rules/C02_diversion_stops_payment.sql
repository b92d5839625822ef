/*
id = "C02"
subject = "project"
severity = "red"
outcome = { red = "stop_payment" }
clauses = ["S5.5"]
exempt = ["X1"]
sources = ["audit_finding", "budget_line", "payment"]

[title]
zh = "停止拨款建议"
en = "Candidate for stopping payment"
[finding]
zh = "有未整改的截留挪用或虚报冒领问题；可用额度{available_yuan:yuan}。建议停止拨款，由区财政部门决定。"
en = "A diversion or false claim is not rectified; {available_yuan:yuan} available. Stopping is proposed, finance decides."
[clear]
zh = "问题整改完成并登记整改完成日期，或登记有文号的例外。"
en = "Clears when the finding is rectified with its date, or an exception is recorded."

[[example]]
because = "截留挪用未整改 / a diversion is open"
given = { project_months = { project_code = "P", available_yuan = 100.00, is_protected = false }, finding_months = { project_code = "P", has_diversion_open = true }, source_parts = { dataset = "audit_finding" } }
verdict = "flagged"
money = 100.00

[[example]]
because = "没有审计问题 / no finding"
given = { project_months = { project_code = "P", available_yuan = 100.00, is_protected = false }, source_parts = { dataset = "audit_finding" } }
verdict = "clear"

[[example]]
because = "没有审计问题台账 / no list of findings"
given = { project_months = { project_code = "P", available_yuan = 100.00, is_protected = false } }
verdict = "cannot_assess"

[[example]]
because = "三保项目 / wages"
given = { project_months = { project_code = "P", available_yuan = 100.00, is_protected = true }, finding_months = { project_code = "P", has_diversion_open = true }, source_parts = { dataset = "audit_finding" } }
verdict = "not_applicable"
exemption = "X1"
*/
select
    project_months.subject_id,
    project_months.as_of,
    case
        when finding_months.project_code is not null then finding_months.has_diversion_open
        when has_dataset('audit_finding') then false
    end as has_diversion_open,
    project_months.available_yuan,
    case when project_months.is_protected then 'X1' end as exemption,
    case
        when finding_months.project_code is not null then finding_months.has_diversion_open
        when has_dataset('audit_finding') then false
    end as is_flagged,
    'no_findings' as missing,
    never_below_zero(project_months.available_yuan) as money_yuan
from project_months
left join finding_months
    on project_months.project_code = finding_months.project_code and project_months.as_of = finding_months.as_of
