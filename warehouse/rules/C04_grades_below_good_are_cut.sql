/*
id = "C04"
subject = "project"
subject_year = "previous"
severity = "red"
outcome = { red = "cut_budget" }
clauses = ["S5.7", "S5.8"]
exempt = ["X1"]
protected_may_exceed = true
sources = ["evaluation", "budget_line"]

[title]
zh = "压减预算建议"
en = "Candidate for a budget cut"
[finding]
zh = "{evaluated_year:year}年度绩效结果{score:score}分，等级“{grade}”（{evaluation_kind}），未达到优良；压减基数{base_yuan:yuan}，按不低于{cut_ratio:rate}压减{money_yuan:yuan}。"
en = "Result of {evaluated_year:year}: {score:score} points, grade {grade:value} ({evaluation_kind:value}), below good; base {base_yuan:yuan}, cut of at least {cut_ratio:rate} is {money_yuan:yuan}."
[clear]
zh = "“原则上”压减：确需保留的，登记有文号的例外；必要时同时调整支出政策。"
en = "A cut 'in principle': keep the money by a recorded exception; refer for policy revision where needed."

[threshold.good_score]
default = 80.00
unit = "points_of_100"
zh = "得分低于此数为达不到优良"
en = "Below good under this score"
source_zh = "等级线按财预〔2020〕10号（优90、良80、中60）"
source_en = "grade lines of 财预〔2020〕10号 (90, 80, 60)"
[threshold.cut_base]
default = 1
unit = "choice"
least = 1
most = 2
zh = "压减基数：1 被评价年度的年初预算，2 被评价年度的全年预算（调整后）"
en = "Base of the cut: 1 initial budget of the evaluated year, 2 its current budget (as adjusted)"
source_zh = "通知未规定基数，本系统默认年初预算"
source_en = "the notice names no base; our default is the initial budget"
[threshold.cut_ratio]
default = 0.10
unit = "share"
least = 0.10
most = 1
zh = "压减比例（不低于）"
en = "Ratio of the cut (at least)"
source_zh = "通知五：按照不低于10%的比例压减预算规模"
source_en = "the notice, five: at least 10 %"

[[example]]
because = "79.99 分为中，进位到分 / 79.99 is fair; the cut is rounded up"
given = { project_years = { fiscal_year = 2025, project_code = "P" }, months = { fiscal_year = 2026 }, evaluations_in_use = { score = 79.99, grade = "中" }, initial_budgets = { fiscal_year = 2025, project_code = "P", budget_initial_yuan = 333333.33 } }
verdict = "flagged"
money = 33333.34
[[example]]
because = "80.00 分为良 / 80.00 is good"
given = { project_years = { fiscal_year = 2025, project_code = "P" }, months = { fiscal_year = 2026 }, evaluations_in_use = { score = 80.00, grade = "良" } }
verdict = "clear"
[[example]]
because = "还没有评价结果 / no result yet"
given = { project_years = { fiscal_year = 2025, project_code = "P" }, months = { fiscal_year = 2026 } }
verdict = "cannot_assess"
[[example]]
because = "首个预算年度没有上年 / the first loaded year has no year before"
given = { project_years = { fiscal_year = 2026, project_code = "P" }, months = { fiscal_year = 2026, is_first_year = true } }
verdict = "not_applicable"
[[example]]
because = "以调整后预算为基数 / the current budget as base"
given = { project_years = { fiscal_year = 2025, project_code = "P", is_protected = false }, months = { fiscal_year = 2026 }, evaluations_in_use = { score = 50.00, grade = "差" }, initial_budgets = { fiscal_year = 2025, project_code = "P", budget_initial_yuan = 1000.00, budget_final_yuan = 1500.05 } }
thresholds = { cut_base = 2 }
verdict = "flagged"
money = 150.01
[[example]]
because = "三保项目仍列出，标记复核 / protected projects stay flagged, marked for review"
given = { project_years = { fiscal_year = 2025, project_code = "P", is_protected = true }, months = { fiscal_year = 2026 }, evaluations_in_use = { score = 50.00, grade = "差" }, initial_budgets = { fiscal_year = 2025, project_code = "P", budget_initial_yuan = 1000.00 } }
verdict = "flagged"
money = 100.00
exemption = "X1"
*/
select
    project_years.subject_id,
    months.as_of,
    project_years.fiscal_year as evaluated_year,
    result.evaluation_kind,
    result.score,
    result.grade,
    result.evaluated_date,
    coalesce(
        case $cut_base when 2 then bases.budget_final_yuan else bases.budget_initial_yuan end, 0
    )::decimal(18, 2) as base_yuan,
    $cut_ratio as cut_ratio_used,
    result.score - $good_score as distance,
    case when project_years.is_protected then 'X1' end as mark,
    result.score < $good_score as is_flagged,
    'no_evaluation' as missing,
    never_below_zero(cut_proposal_yuan(base_yuan, $cut_ratio)) as money_yuan
from project_years
join months on project_years.fiscal_year + 1 = months.fiscal_year and not coalesce(months.is_first_year, false)
left join evaluations_in_use as result
    on project_years.subject_id = result.subject_id and months.as_of = result.as_of
left join initial_budgets as bases
    on
        project_years.fiscal_year = bases.fiscal_year
        and project_years.project_code = bases.project_code
