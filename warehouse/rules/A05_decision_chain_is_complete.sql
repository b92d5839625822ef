/*
id = "A05"
subject = "project"
severity = "red"
outcome = { red = "hold_release" }
clauses = ["S3.12", "S3.14"]
exempt = ["X3"]
sources = ["project", "budget_line"]

[title]
zh = "集体决策链缺失或超时"
en = "Decision chain incomplete or late"
[finding]
zh = "党组会议{party_meeting_date:day}，分管领导同意{leader_consent_date:day}，正式文件{submitted_date:day}（{submitted_doc_no}）；首次下达{first_issued_date:day}，应依次完成，自下达起不超过{submit_days:count}天。"
en = "Meeting {party_meeting_date:day}, consent {leader_consent_date:day}, document {submitted_date:day} ({submitted_doc_no}); first issued {first_issued_date:day}. All in this order, within {submit_days:count} days of the issue."
[clear]
zh = "补齐会议、同意和正式文件，按顺序并在时限内；否则该批次暂不拨付。"
en = "Clears when meeting, consent and document are there, in order and in time; else the release is held."

[threshold.submit_days]
default = 30
unit = "days"
zh = "自指标下达起几天内报送正式文件"
en = "Days from the issue to the document"
source_zh = "本系统默认，通知写“规定时限”而未定天数"
source_en = "our default; the notice says “within the time limit” without days"

[[example]]
because = "齐全且按时 / complete and in time"
given = { project_months = { project_code = "P", issued_yuan = 1.00 }, project_steps = { special_fund_code = "Z", is_policy_livelihood = false, party_meeting_date = 2026-03-01, leader_consent_date = 2026-03-02, submitted_date = 2026-03-31, submitted_doc_no = "1号", is_meeting_known = true, is_consent_known = true, is_submitted_known = true, is_submitted_doc_known = true }, first_issues = { project_code = "P", first_issued_date = 2026-03-01 } }
verdict = "clear"

[[example]]
because = "超过三十天 / the 31st day"
given = { project_months = { project_code = "P", issued_yuan = 1.00 }, project_steps = { special_fund_code = "Z", is_policy_livelihood = false, party_meeting_date = 2026-03-01, leader_consent_date = 2026-03-02, submitted_date = 2026-04-01, submitted_doc_no = "1号", is_meeting_known = true, is_consent_known = true, is_submitted_known = true, is_submitted_doc_known = true }, first_issues = { project_code = "P", first_issued_date = 2026-03-01 } }
verdict = "flagged"

[[example]]
because = "没有会议 / no meeting"
given = { project_months = { project_code = "P", issued_yuan = 1.00 }, project_steps = { special_fund_code = "Z", is_policy_livelihood = false, leader_consent_date = 2026-03-02, submitted_date = 2026-03-03, submitted_doc_no = "1号", is_meeting_known = true, is_consent_known = true, is_submitted_known = true, is_submitted_doc_known = true }, first_issues = { project_code = "P", first_issued_date = 2026-03-01 } }
verdict = "flagged"

[[example]]
because = "次序颠倒 / out of order"
given = { project_months = { project_code = "P", issued_yuan = 1.00 }, project_steps = { special_fund_code = "Z", is_policy_livelihood = false, party_meeting_date = 2026-03-03, leader_consent_date = 2026-03-02, submitted_date = 2026-03-03, submitted_doc_no = "1号", is_meeting_known = true, is_consent_known = true, is_submitted_known = true, is_submitted_doc_known = true }, first_issues = { project_code = "P", first_issued_date = 2026-03-01 } }
verdict = "flagged"

[[example]]
because = "政策类民生 / policy livelihood"
given = { project_months = { project_code = "P", issued_yuan = 1.00 }, project_steps = { special_fund_code = "Z", is_policy_livelihood = true, is_meeting_known = true, is_consent_known = true, is_submitted_known = true, is_submitted_doc_known = true }, first_issues = { project_code = "P", first_issued_date = 2026-03-01 } }
verdict = "not_applicable"
exemption = "X3"

[[example]]
because = "尚未下达 / nothing issued yet"
given = { project_months = { project_code = "P", issued_yuan = 0.00 }, project_steps = { special_fund_code = "Z", is_policy_livelihood = false, is_meeting_known = true, is_consent_known = true, is_submitted_known = true, is_submitted_doc_known = true }, first_issues = { project_code = "P", first_issued_date = 2026-10-01 } }
verdict = "not_applicable"

[[example]]
because = "没有会议日期这一列 / the column is absent"
given = { project_months = { project_code = "P", issued_yuan = 1.00 }, project_steps = { special_fund_code = "Z", is_policy_livelihood = false, leader_consent_date = 2026-03-02, submitted_date = 2026-03-03, submitted_doc_no = "1号", is_meeting_known = false, is_consent_known = true, is_submitted_known = true, is_submitted_doc_known = true }, first_issues = { project_code = "P", first_issued_date = 2026-03-01 } }
verdict = "cannot_assess"

[[example]]
because = "下达日期不明的指标本月末尚未批复 / a line whose day of issue nobody tells is not approved yet"
given = { project_months = { project_code = "P", issued_yuan = 0.00 }, project_steps = { special_fund_code = "Z", is_policy_livelihood = false, is_meeting_known = true, is_consent_known = true, is_submitted_known = true, is_submitted_doc_known = true }, first_issues = { project_code = "P", unknown_from = 2026-10-01 } }
verdict = "not_applicable"

[[example]]
because = "已批复的指标没有下达日期这一列 / a line is approved, and nobody tells whether it is issued"
given = { project_months = { project_code = "P", issued_yuan = 0.00 }, project_steps = { special_fund_code = "Z", is_policy_livelihood = false, is_meeting_known = true, is_consent_known = true, is_submitted_known = true, is_submitted_doc_known = true }, first_issues = { project_code = "P", unknown_from = 2026-09-30 } }
verdict = "cannot_assess"
*/
with chains as (
    select
        project_months.subject_id,
        project_months.as_of,
        project_steps.is_policy_livelihood,
        case when project_steps.party_meeting_date <= project_months.as_of then project_steps.party_meeting_date end
            as party_meeting_date,
        case when project_steps.leader_consent_date <= project_months.as_of then project_steps.leader_consent_date end
            as leader_consent_date,
        case when project_steps.submitted_date <= project_months.as_of then project_steps.submitted_date end
            as submitted_date,
        project_steps.submitted_doc_no,
        first_issues.first_issued_date,
        case
            when first_issues.first_issued_date <= project_months.as_of then true
            when coalesce(first_issues.unknown_from > project_months.as_of, true) then false
        end as is_issued,
        coalesce(first_issues.unknown_from > project_months.as_of, true) as is_issue_known,
        project_steps.special_fund_code is not null as has_fund,
        lacks_step(project_steps.party_meeting_date, project_steps.is_meeting_known, project_months.as_of)
        or lacks_step(project_steps.leader_consent_date, project_steps.is_consent_known, project_months.as_of)
        or lacks_step(project_steps.submitted_date, project_steps.is_submitted_known, project_months.as_of)
        or case
            when project_steps.submitted_doc_no is not null then false
            when project_steps.is_submitted_doc_known then true
        end as lacks_any
    from project_months
    join project_steps on project_months.subject_id = project_steps.subject_id
    join first_issues
        on
            project_months.project_code = first_issues.project_code
            and project_months.fiscal_year = first_issues.fiscal_year
    where project_steps.special_fund_code is not null or not project_steps.is_fund_known
)
select
    subject_id,
    as_of,
    party_meeting_date,
    leader_consent_date,
    submitted_date,
    submitted_doc_no,
    first_issued_date,
    submitted_date - first_issued_date as days_taken,
    submitted_date - first_issued_date - $submit_days as distance,
    case when is_policy_livelihood then 'X3' end as exemption,
    nullif(has_fund, false)
    and is_issued
    and (
        lacks_any
        or party_meeting_date > leader_consent_date
        or leader_consent_date > submitted_date
        or party_meeting_date > submitted_date
        or case
            when submitted_date - first_issued_date > $submit_days then true
            when is_issue_known and submitted_date is not null then false
        end
    ) as is_flagged,
    case
        when not has_fund then 'no_fund_codes' when is_issued then 'no_step_columns' else 'no_issue_date'
    end as missing
from chains
where coalesce(is_issued, true)
