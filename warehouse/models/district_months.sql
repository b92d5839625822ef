/*
grain = ["as_of"]
[about]
zh = "全区每月一行：预算、支付、执行率、总体支付进度、项目数和绩效数据的新旧。"
en = "The district by month: budget, paid, execution, overall pace, number of projects and how old the performance data is."
[column]
as_of = "月末"
fiscal_year = "预算年度"
month = "月份"
project_count = "项目数"
made_project_count = "本年度未入库而有数据的项目数"
budget_initial_yuan = "年初预算数"
budget_current_yuan = "全年预算数（调整后）"
issued_yuan = "已下达指标（未知的项目不计入）"
paid_yuan = "累计支付"
execution_rate = "metric"
time_progress = "metric"
overall_budget_yuan = "一般公共预算全年预算数"
overall_paid_yuan = "一般公共预算累计支付"
overall_pace = "总体支付进度"
performance_as_of = "绩效数据截至月（最晚）"
assessed_count = "已评项目数"
not_assessed_count = "未评项目数"
on_track_count = "双达标项目数"
money_ahead_count = "钱快事慢项目数"
work_ahead_count = "事快钱慢项目数"
both_behind_count = "双滞后项目数"
*/
with sums as (
    select
        as_of, fiscal_year, month,
        count(*) as project_count,
        count(*) filter (where is_made) as made_project_count,
        sum(budget_initial_yuan)::decimal(18, 2) as budget_initial_yuan,
        sum(budget_current_yuan)::decimal(18, 2) as budget_current_yuan,
        sum(issued_yuan)::decimal(18, 2) as issued_yuan,
        sum(paid_yuan)::decimal(18, 2) as paid_yuan,
        max(performance_as_of) as performance_as_of,
        count(*) filter (where quadrant <> 'not_assessed') as assessed_count,
        count(*) filter (where quadrant = 'not_assessed') as not_assessed_count,
        count(*) filter (where quadrant = 'on_track') as on_track_count,
        count(*) filter (where quadrant = 'money_ahead') as money_ahead_count,
        count(*) filter (where quadrant = 'work_ahead') as work_ahead_count,
        count(*) filter (where quadrant = 'both_behind') as both_behind_count
    from project_months
    group by as_of, fiscal_year, month
)
select
    sums.as_of,
    sums.fiscal_year,
    sums.month,
    sums.project_count,
    sums.made_project_count,
    sums.budget_initial_yuan,
    sums.budget_current_yuan,
    sums.issued_yuan,
    sums.paid_yuan,
    execution_rate(sums.paid_yuan, sums.budget_current_yuan) as execution_rate,
    calendar_progress(sums.as_of) as time_progress,
    area_months.overall_budget_yuan,
    area_months.overall_paid_yuan,
    area_months.overall_pace,
    sums.performance_as_of,
    sums.assessed_count,
    sums.not_assessed_count,
    sums.on_track_count,
    sums.money_ahead_count,
    sums.work_ahead_count,
    sums.both_behind_count
from sums
join area_months on sums.as_of = area_months.as_of and area_months.area = '教育'
