/*
needs_earlier_months = true
grain = ["area", "as_of"]
[about]
zh = "重点支出每月一行：教育、社会保障、扶贫的支付进度，对比全区一般公共预算总体和序时。领域有重叠，不相加。"
en = "Pace of the three priority areas by month against the whole general public budget and time. Areas overlap and are never added."
[column]
subject_id = "对象序号（负数）"
area = "重点领域"
as_of = "月末"
fiscal_year = "预算年度"
month = "月份"
budget_current_yuan = "全年预算数"
paid_yuan = "累计支付"
area_pace = "支付进度：累计支付 ÷ 全年预算数（四本预算）"
overall_budget_yuan = "一般公共预算全年预算数"
overall_paid_yuan = "一般公共预算累计支付"
overall_pace = "总体支付进度（111、112）"
time_progress = "metric"
behind_overall_yuan = "按总体进度应付而未付：领域预算 × 总体进度 − 已付"
*/
with areas as (
    select * from (values (-1, '教育'), (-2, '社会保障'), (-3, '扶贫')) as areas (subject_id, area)
),
flows as (
    select
        fiscal_year, approved_month as month, is_education, is_social_security, is_poverty_relief, is_general,
        is_in_four_books, amount_yuan as budget_yuan, 0::decimal(18, 2) as paid_yuan
    from budget_lines
    union all
    select
        fiscal_year, month, is_education, is_social_security, is_poverty_relief, is_general,
        is_in_four_books, 0::decimal(18, 2) as budget_yuan, counted_yuan
    from payments
    where month is not null and year(paid_date) = fiscal_year
),
sums as (
    select
        fiscal_year, month,
        sum(budget_yuan) filter (where is_general) as general_budget,
        sum(paid_yuan) filter (where is_general) as general_paid,
        sum(budget_yuan) filter (where is_education and is_in_four_books) as education_budget,
        sum(paid_yuan) filter (where is_education and is_in_four_books) as education_paid,
        sum(budget_yuan) filter (where is_social_security and is_in_four_books) as social_budget,
        sum(paid_yuan) filter (where is_social_security and is_in_four_books) as social_paid,
        sum(budget_yuan) filter (where is_poverty_relief and is_in_four_books) as poverty_budget,
        sum(paid_yuan) filter (where is_poverty_relief and is_in_four_books) as poverty_paid
    from flows
    group by all
),
running as (
    select
        months.as_of, months.fiscal_year, months.month, areas.subject_id, areas.area,
        sum(sums.general_budget) over so_far as overall_budget,
        sum(sums.general_paid) over so_far as overall_paid,
        sum(
            case areas.area
                when '教育' then sums.education_budget when '社会保障' then sums.social_budget else sums.poverty_budget
            end
        ) over so_far as area_budget,
        sum(
            case areas.area
                when '教育' then sums.education_paid when '社会保障' then sums.social_paid else sums.poverty_paid
            end
        ) over so_far as area_paid
    from months
    cross join areas
    left join sums on months.fiscal_year = sums.fiscal_year and months.month = sums.month
    window so_far as (partition by areas.area, months.fiscal_year order by months.month rows unbounded preceding)
),
money as (
    select
        * exclude (overall_budget, overall_paid, area_budget, area_paid),
        coalesce(area_budget, 0)::decimal(18, 2) as budget_current_yuan,
        coalesce(area_paid, 0)::decimal(18, 2) as paid_yuan,
        coalesce(overall_budget, 0)::decimal(18, 2) as overall_budget_yuan,
        coalesce(overall_paid, 0)::decimal(18, 2) as overall_paid_yuan
    from running
)
select
    subject_id,
    area,
    as_of,
    fiscal_year,
    month,
    budget_current_yuan,
    paid_yuan,
    execution_rate(paid_yuan, budget_current_yuan) as area_pace,
    overall_budget_yuan,
    overall_paid_yuan,
    execution_rate(overall_paid_yuan, overall_budget_yuan) as overall_pace,
    calendar_progress(as_of) as time_progress,
    case
        when overall_budget_yuan > 0
            then
                yuan_half_up(
                    cents(budget_current_yuan) * cents(overall_paid_yuan)
                    - cents(paid_yuan) * cents(overall_budget_yuan),
                    cents(overall_budget_yuan)
                )
    end as behind_overall_yuan
from money
