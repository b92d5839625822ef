/*
id = "C09"
subject = "special_fund"
severity = "yellow"
outcome = { yellow = "revise_fund discontinue_fund" }
clauses = ["S3.3", "S3.4", "S3.5"]
exempt = []
sources = ["special_fund"]

[title]
zh = "专项调整或取消建议"
en = "Revise or discontinue a fund"
[finding]
zh = "{last_review_date:day}评估结论为“{review_result:value}”。"
en = "Reviewed on {last_review_date:day}: “{review_result:value}”."
[clear]
zh = "按程序调整或取消专项资金，并更新评估结论。"
en = "Clears when the fund is revised or ended and reviewed anew."

[[example]]
because = "未达预期则调整 / below expectation"
given = { special_funds = { fund_id = 1, review_result = "未达预期", last_review_date = 2026-03-01 } }
verdict = "flagged"

[[example]]
because = "已达目标则取消 / the goal is reached"
given = { special_funds = { fund_id = 1, review_result = "已达目标", last_review_date = 2026-09-30 } }
verdict = "flagged"

[[example]]
because = "保留 / kept"
given = { special_funds = { fund_id = 1, review_result = "保留", last_review_date = 2026-03-01 } }
verdict = "clear"

[[example]]
because = "没有评估结论 / no result"
given = { special_funds = { fund_id = 1, last_review_date = 2026-03-01 } }
verdict = "cannot_assess"

[[example]]
because = "当时尚未评估 / not reviewed yet at that date"
given = { special_funds = { fund_id = 1, review_result = "未达预期", last_review_date = 2026-10-01 } }
verdict = "cannot_assess"
*/
select
    special_funds.fund_id as subject_id,
    months.as_of,
    special_funds.last_review_date,
    special_funds.review_result,
    case
        when special_funds.review_result in ('已达目标', '不具备条件') then 'discontinue_fund' else 'revise_fund'
    end as outcome,
    case when months.as_of >= special_funds.last_review_date then special_funds.review_result <> '保留' end as is_flagged,
    'no_review' as missing
from special_funds
cross join months
