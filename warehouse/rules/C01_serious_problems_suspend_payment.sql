/*
id = "C01"
subject = "project"
severity = "red"
outcome = { red = "suspend_payment" }
clauses = ["S5.5"]
exempt = ["X1", "X2", "X10"]
sources = ["budget_line", "payment", "indicator", "monitoring_report", "audit_finding", "monitoring_round"]

[title]
zh = "暂缓拨款建议"
en = "Candidate for payment suspension"
[finding]
zh = "存在严重问题：{grounds:grounds}；原因类别：{cause_class:cause}；可用额度{available_yuan:yuan}。建议暂缓拨款，由区财政部门决定。"
en = "Serious problem: {grounds:grounds}; cause: {cause_class:cause}; {available_yuan:yuan} available. Suspension is proposed, finance decides."
[clear]
zh = "完成整改并使所列情形全部消除，或查明为外部原因（转同步调整），或登记有文号的例外。重点领域另需加签。"
en = "Clears when every ground is gone, or the cause proves external (then adjust), or an exception is recorded. Priority areas need an extra sign-off."

[threshold.enough_coverage]
default = 0.50
unit = "share"
zh = "D02、D03 作为依据时要求的可评覆盖"
en = "Coverage asked of D02 and D03 as grounds"
source_zh = "本系统默认，通知未规定“严重问题”的标准"
source_en = "our default; the notice does not define a serious problem"

[[example]]
because = "钱快事慢且覆盖足够 / money ahead with enough coverage"
given = { project_months = { coverage = 0.50, available_yuan = 100.00, is_protected = false }, filing_months = { missed_last = false, missed_before_last = false }, source_parts = [{ dataset = "audit_finding" }, { dataset = "monitoring_round" }], verdict_of = { D02 = "flagged", D03 = "clear", P04 = "clear" } }
verdict = "flagged"
money = 100.00
[[example]]
because = "覆盖不足不作依据 / too little coverage is no ground"
given = { project_months = { coverage = 0.499999, available_yuan = 100.00, is_protected = false }, filing_months = { missed_last = false, missed_before_last = false }, source_parts = [{ dataset = "audit_finding" }, { dataset = "monitoring_round" }], verdict_of = { D02 = "flagged", D03 = "clear", P04 = "clear" } }
verdict = "clear"
[[example]]
because = "外部原因不罚 / external causes are not punished"
given = { project_months = { coverage = 0.90, available_yuan = 100.00, cause_class = "external", is_protected = false }, filing_months = { missed_last = false, missed_before_last = false }, source_parts = [{ dataset = "audit_finding" }, { dataset = "monitoring_round" }], verdict_of = { D02 = "flagged", D03 = "clear", P04 = "clear" } }
verdict = "clear"
[[example]]
because = "连续两轮未报 / two rounds missed running"
given = { project_months = { available_yuan = 100.00, is_protected = false }, filing_months = { missed_last = true, missed_before_last = true }, source_parts = [{ dataset = "audit_finding" }, { dataset = "monitoring_round" }], verdict_of = { D02 = "cannot_assess", D03 = "cannot_assess", P04 = "cannot_assess" } }
verdict = "flagged"
[[example]]
because = "没有可用额度 / nothing available"
given = { project_months = { available_yuan = 0.00, is_protected = false }, filing_months = { missed_last = true, missed_before_last = true }, verdict_of = { D02 = "cannot_assess", D03 = "cannot_assess", P04 = "cannot_assess" } }
verdict = "clear"
[[example]]
because = "审计数据缺失且无其他依据 / no audit data and no other ground"
given = { project_months = { coverage = 0.90, available_yuan = 100.00, is_protected = false }, filing_months = { missed_last = false, missed_before_last = false }, source_parts = [{ dataset = "monitoring_round" }], verdict_of = { D02 = "clear", D03 = "clear", P04 = "clear" } }
verdict = "cannot_assess"
[[example]]
because = "“有可能”不是依据 / 'possible' is no ground"
given = { project_months = { coverage = 0.90, available_yuan = 100.00, is_protected = false }, filing_months = { missed_last = false, missed_before_last = false }, source_parts = [{ dataset = "audit_finding" }, { dataset = "monitoring_round" }], verdict_of = { D02 = "clear", D03 = "clear", P04 = "yellow" } }
verdict = "clear"
[[example]]
because = "未整改的严重审计问题 / a serious finding is open"
given = { project_months = { coverage = 0.90, available_yuan = 100.00, project_code = "P", is_protected = false }, finding_months = { project_code = "P", has_serious_open = true }, filing_months = { missed_last = false, missed_before_last = false }, source_parts = [{ dataset = "audit_finding" }, { dataset = "monitoring_round" }], verdict_of = { D02 = "clear", D03 = "clear", P04 = "clear" } }
verdict = "flagged"
[[example]]
because = "三保项目不暂缓 / protected projects are never suspended"
given = { project_months = { available_yuan = 100.00, is_protected = true }, filing_months = { missed_last = true, missed_before_last = true } }
verdict = "not_applicable"
exemption = "X1"
*/
with grounds as (
    select
        project_months.subject_id,
        project_months.as_of,
        project_months.performance_as_of,
        project_months.indicator_count,
        project_months.is_protected,
        project_months.coverage,
        project_months.cause_class,
        project_months.available_yuan,
        project_months.dual_gap,
        money_ahead.is_true and project_months.coverage >= $enough_coverage as is_money_ahead,
        both_red.is_true and project_months.coverage >= $enough_coverage as is_both_behind,
        case when unlikely.is_true then unlikely.severity = 'red' else unlikely.is_true end as is_impossible,
        case
            when finding_months.project_code is not null then finding_months.has_serious_open
            when has_dataset('audit_finding') then false
        end as has_serious_finding,
        case
            when has_dataset('monitoring_round')
                then
                    coalesce(filing_months.missed_last and filing_months.missed_before_last, false)
                    -- a recorded exception to filing excuses the missed rounds too
                    and unfiled.exemption is null
        end as missed_two_rounds
    from project_months
    left join verdict_of('D02') as money_ahead
        on project_months.subject_id = money_ahead.subject_id and project_months.as_of = money_ahead.as_of
    left join verdict_of('D03') as both_red
        on project_months.subject_id = both_red.subject_id and project_months.as_of = both_red.as_of
    left join verdict_of('P04') as unlikely
        on project_months.subject_id = unlikely.subject_id and project_months.as_of = unlikely.as_of
    left join verdict_of('P06') as unfiled
        on project_months.subject_id = unfiled.subject_id and project_months.as_of = unfiled.as_of
    left join finding_months
        on project_months.project_code = finding_months.project_code and project_months.as_of = finding_months.as_of
    left join filing_months
        on project_months.subject_id = filing_months.subject_id and project_months.as_of = filing_months.as_of
)
select
    subject_id,
    as_of,
    performance_as_of,
    coverage,
    dual_gap,
    is_money_ahead,
    is_both_behind,
    is_impossible,
    has_serious_finding,
    missed_two_rounds,
    concat_ws(
        ',',
        case when is_money_ahead then 'money_ahead' end,
        case when is_both_behind then 'both_behind' end,
        case when is_impossible then 'impossible' end,
        case when has_serious_finding then 'serious_finding' end,
        case when missed_two_rounds then 'missed_two_rounds' end
    ) as grounds,
    coalesce(cause_class, 'none') as cause_class,
    available_yuan,
    case when is_protected then 'X1' end as exemption,
    (is_money_ahead or is_both_behind or is_impossible or has_serious_finding or missed_two_rounds)
    and coalesce(cause_class, 'none') <> 'external'
    and available_yuan > 0 as is_flagged,
    case
        when coverage is null or coverage < $enough_coverage or dual_gap is null or is_impossible is null
            then why_unmeasured(indicator_count, performance_as_of)
        when has_serious_finding is null then 'no_findings'
        when missed_two_rounds is null then 'no_rounds'
        else why_unmeasured(indicator_count, performance_as_of)
    end as missing,
    never_below_zero(available_yuan) as money_yuan
from grounds
