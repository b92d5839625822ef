/*
id = "P06"
subject = "project"
severity = "red"
outcome = { red = "circular" }
clauses = ["S5.3"]
exempt = []
sources = ["monitoring_round", "monitoring_report"]

[title]
zh = "监控未填报"
en = "Monitoring not filed"
[finding]
zh = "截至{round_period_end:month}的监控应于{round_deadline:day}前填报，至今未报。"
en = "The round as of {round_period_end:month} was due by {round_deadline:day} and is not filed."
[clear]
zh = "补报该轮绩效监控数据即消除。"
en = "Clears when the round is filed."

[[example]]
because = "截止日已过未报 / deadline passed, nothing filed"
given = { project_months = {}, filing_months = { round_period_end = 2026-08-31, round_deadline = 2026-09-10, owes_filing = true, is_filed = false }, source_parts = { dataset = "monitoring_round" } }
verdict = "flagged"
[[example]]
because = "已报 / filed"
given = { project_months = {}, filing_months = { round_period_end = 2026-08-31, round_deadline = 2026-09-10, owes_filing = true, is_filed = true }, source_parts = { dataset = "monitoring_round" } }
verdict = "clear"
[[example]]
because = "还没有一轮到期 / no round has passed yet"
given = { project_months = {}, filing_months = { owes_filing = false, is_filed = false }, source_parts = { dataset = "monitoring_round" } }
verdict = "not_applicable"
[[example]]
because = "该轮所属年度没有指标 / no indicators in that year"
given = { project_months = {}, filing_months = { round_period_end = 2026-08-31, round_deadline = 2026-09-10, owes_filing = false, is_filed = false }, source_parts = { dataset = "monitoring_round" } }
verdict = "not_applicable"
[[example]]
because = "没有监控批次数据 / the dataset of rounds is missing"
given = { project_months = {}, filing_months = { owes_filing = false, is_filed = false } }
verdict = "cannot_assess"
*/
select
    filing_months.subject_id,
    filing_months.as_of,
    filing_months.round_period_end,
    filing_months.round_deadline,
    filing_months.is_filed,
    case when has_dataset('monitoring_round') then not filing_months.is_filed end as is_flagged,
    'no_rounds' as missing
from filing_months
where (filing_months.round_period_end is not null and filing_months.owes_filing) or not has_dataset('monitoring_round')
