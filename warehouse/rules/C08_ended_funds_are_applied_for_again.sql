/*
id = "C08"
subject = "special_fund"
outcome = { yellow = "notify", red = "reapply" }
clauses = ["S3.8"]
exempt = []
sources = ["special_fund"]

[title]
zh = "期满未重新申请"
en = "Ended and not applied for again"
[finding]
zh = "执行期至{end_year:year}年，没有重新申请文号；名下项目当年预算{budget_current_yuan:yuan}。"
en = "The term ends with {end_year:year} and there is no renewed application; its projects have a budget of {budget_current_yuan:yuan} this year."
[clear]
zh = "按程序重新申请并登记文号，或不再安排预算。"
en = "Clears with the number of the renewed application, or when no budget is given."

[threshold.warning_month]
default = 6
unit = "month"
zh = "结束年度自几月起提示"
en = "Month of the last year from which it is pointed out"
source_zh = "本系统默认（提前半年），通知未规定"
source_en = "our default (half a year ahead); not in the notice"

[[example]]
because = "期满仍有预算 / ended with budget"
given = { special_funds = { fund_id = 1, start_year = 2021, end_year = 2025, is_end_known = true, is_reapply_known = true }, fundless_months = { budget_above_yuan = 0.00, budget_below_yuan = 0.00 }, fund_months = { fund_id = 1, month = 9, budget_current_yuan = 1.00 } }
verdict = "flagged"
severity = "red"

[[example]]
because = "期满没有预算 / ended without budget"
given = { special_funds = { fund_id = 1, start_year = 2021, end_year = 2025, is_end_known = true, is_reapply_known = true }, fundless_months = { budget_above_yuan = 0.00, budget_below_yuan = 0.00 }, fund_months = { fund_id = 1, month = 9, budget_current_yuan = 0.00 } }
verdict = "clear"

[[example]]
because = "最后一年六月起提示 / from June of the last year"
given = { special_funds = { fund_id = 1, start_year = 2021, end_year = 2026, is_end_known = true, is_reapply_known = true }, fundless_months = { budget_above_yuan = 0.00, budget_below_yuan = 0.00 }, fund_months = { fund_id = 1, month = 6, budget_current_yuan = 0.00 } }
verdict = "flagged"
severity = "yellow"

[[example]]
because = "最后一年五月 / May of the last year"
given = { special_funds = { fund_id = 1, start_year = 2021, end_year = 2026, is_end_known = true, is_reapply_known = true }, fundless_months = { budget_above_yuan = 0.00, budget_below_yuan = 0.00 }, fund_months = { fund_id = 1, month = 5, budget_current_yuan = 1.00 } }
verdict = "clear"

[[example]]
because = "已重新申请 / applied again"
given = { special_funds = { fund_id = 1, start_year = 2021, end_year = 2025, reapply_doc_no = "1号", is_end_known = true, is_reapply_known = true }, fundless_months = { budget_above_yuan = 0.00, budget_below_yuan = 0.00 }, fund_months = { fund_id = 1, month = 9, budget_current_yuan = 1.00 } }
verdict = "clear"

[[example]]
because = "没有这一列 / the column is absent"
given = { special_funds = { fund_id = 1, start_year = 2021, end_year = 2025, is_end_known = true, is_reapply_known = false }, fundless_months = { budget_above_yuan = 0.00, budget_below_yuan = 0.00 }, fund_months = { fund_id = 1, month = 9, budget_current_yuan = 1.00 } }
verdict = "cannot_assess"

[[example]]
because = "没有结束年度 / open end"
given = { special_funds = { fund_id = 1, start_year = 2021, is_end_known = true, is_reapply_known = true }, fundless_months = { budget_above_yuan = 0.00, budget_below_yuan = 0.00 }, fund_months = { fund_id = 1, month = 9, budget_current_yuan = 1.00 } }
verdict = "not_applicable"
*/
select
    special_funds.fund_id as subject_id,
    fund_months.as_of,
    special_funds.end_year,
    fund_months.month,
    fund_months.budget_current_yuan,
    special_funds.reapply_doc_no is not null as is_reapplied,
    case when fund_months.fiscal_year > special_funds.end_year then 'red' else 'yellow' end as severity,
    (
        (
            fund_months.fiscal_year > special_funds.end_year
            and case
                when fund_months.budget_current_yuan + fundless_months.budget_below_yuan > 0 then true
                when fund_months.budget_current_yuan + fundless_months.budget_above_yuan <= 0 then false
            end
        )
        or (fund_months.fiscal_year = special_funds.end_year and fund_months.month >= $warning_month)
    )
    and case
        when special_funds.reapply_doc_no is not null then false
        when special_funds.is_reapply_known then true
    end as is_flagged,
    case
        when special_funds.end_year is null then 'no_end_year'
        when special_funds.is_reapply_known then 'no_fund_codes'
        else 'no_reapply_column'
    end as missing
from special_funds
join fund_months on special_funds.fund_id = fund_months.fund_id
join fundless_months on fund_months.as_of = fundless_months.as_of
where special_funds.end_year is not null or not special_funds.is_end_known
