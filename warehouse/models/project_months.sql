/*
grain = ["subject_id", "as_of"]
column_settings = [
    { columns = ["time_progress", "clock_basis", "pace_ratio", "pace_gap", "pace_shortfall_yuan", "time_progress_then", "lowest_cumulative_ratio", "goal_light", "red_weight_share", "red_count", "yellow_count", "green_count", "grey_count", "quadrant", "unexplained_count", "explained_count"], settings = ["curve", "own_plan", "calendar_basis", "share_of_month_"] },
    { columns = ["has_cash_plan"], settings = ["own_plan"] },
    { columns = ["goal_light", "red_weight_share", "red_count", "yellow_count", "green_count", "grey_count", "unexplained_count", "explained_count"], settings = ["light_red", "light_yellow"] },
    { columns = ["goal_light", "quadrant"], settings = ["enough_coverage"] },
    { columns = ["quadrant"], settings = ["quadrant_line"] },
    { columns = ["progress_completion", "target_attainment", "dual_gap", "quadrant"], settings = ["tier_2_completion", "tier_3_completion"] },
]
[about]
zh = "每个项目每个月末一行：钱花了多少，目标完成了多少，两者相差多少。"
en = "One row per project and month end: how much is spent, how much is achieved, how far the two are apart."
[column]
subject_id = "对象序号"
fiscal_year = "预算年度"
project_code = "项目编码"
as_of = "支出截至月末"
month = "月份"
is_protected = "三保或债务付息（X1）"
three_guarantee_tier = "三保类别"
is_made = "本年度未入库"
budget_initial_yuan = "年初预算数"
budget_current_yuan = "全年预算数（调整后）"
issued_yuan = "已下达指标"
paid_yuan = "累计支付"
frozen_yuan = "冻结金额"
available_yuan = "可用额度"
execution_rate = "metric"
issued_share = "下达率：已下达 ÷ 全年预算数"
time_progress = "metric"
clock_basis = "时间进度口径"
has_cash_plan = "是否有用款计划"
planned_yuan = "用款计划累计"
pace_ratio = "metric"
pace_gap = "metric"
pace_shortfall_yuan = "metric"
performance_as_of = "绩效数据截至月（可能早于支出）"
indicator_count = "在用指标数"
coverage = "metric"
progress_completion = "产出完成进度：累计、节点指标的加权完成度"
target_attainment = "目标实现程度：全部已测指标的加权完成度"
goal_light = "目标灯：red/yellow/green/grey"
red_weight_share = "红灯指标分值占比"
red_count = "红灯数"
yellow_count = "黄灯数"
green_count = "绿灯数"
grey_count = "灰灯数"
dual_gap = "metric"
execution_rate_then = "绩效数据截至月的预算执行率"
paid_then_yuan = "绩效数据截至月的累计支付"
available_then_yuan = "绩效数据截至月的可用额度"
time_progress_then = "绩效数据截至月的序时进度"
quadrant = "metric"
lowest_cumulative_ratio = "累计型指标最低进度比"
range_light = "水平、反向、定性指标最差灯"
milestones_overdue = "到期未完成的节点数"
milestones_told = "可判断的节点数"
worst_likelihood = "最差完成可能性"
highest_target_ratio = "正向数值指标最高 实际÷目标"
unexplained_count = "红黄灯且缺原因或措施的指标数"
explained_count = "可判断且不缺的指标数"
cause_class = "项目原因类别"
forecast_full_year_yuan = "全年预计执行数"
forecast_share = "预计执行率：全年预计执行数 ÷ 全年预算数"
*/
with latest_forecast as (
    select money.subject_id, money.month, forecasts.forecast_full_year_yuan
    from project_money as money
    join months on money.as_of = months.as_of
    asof join forecasts
        on
            money.fiscal_year = forecasts.fiscal_year
            and money.project_code = forecasts.project_code
            and money.as_of >= forecasts.period_end
),
measured as (
    select
        money.subject_id,
        money.fiscal_year,
        money.project_code,
        money.as_of,
        money.month,
        project_years.is_protected,
        project_years.three_guarantee_tier,
        project_years.is_made,
        money.budget_initial_yuan,
        money.budget_current_yuan,
        money.issued_yuan,
        money.paid_yuan,
        money.frozen_yuan,
        money.available_yuan,
        execution_rate(money.paid_yuan, money.budget_current_yuan) as execution_rate,
        execution_rate(money.issued_yuan, money.budget_current_yuan) as issued_share,
        time_progress(money.time_numerator, money.time_denominator) as time_progress,
        money.clock_basis,
        money.has_cash_plan,
        money.planned_yuan,
        pace_ratio(
            money.paid_yuan, money.budget_current_yuan, money.time_numerator, money.time_denominator
        ) as pace_ratio,
        pace_gap(money.paid_yuan, money.budget_current_yuan, money.time_numerator, money.time_denominator) as pace_gap,
        pace_shortfall_yuan(
            money.paid_yuan, money.budget_current_yuan, money.time_numerator, money.time_denominator
        ) as pace_shortfall_yuan,
        performance.performance_as_of,
        coalesce(performance.indicator_count, 0) as indicator_count,
        coverage(performance.measured_weight, performance.total_weight) as coverage,
        weighted_completion(performance.progress_sum, performance.progress_weight) as progress_completion,
        weighted_completion(performance.attainment_sum, performance.attainment_weight) as target_attainment,
        performance.worst_light,
        coverage(performance.red_weight, performance.total_weight) as red_weight_share,
        coalesce(performance.red_count, 0) as red_count,
        coalesce(performance.yellow_count, 0) as yellow_count,
        coalesce(performance.green_count, 0) as green_count,
        coalesce(performance.grey_count, 0) as grey_count,
        dual_gap(
            performance.progress_sum, performance.progress_weight, money_then.paid_yuan, money_then.budget_current_yuan
        ) as dual_gap,
        execution_rate(money_then.paid_yuan, money_then.budget_current_yuan) as execution_rate_then,
        money_then.paid_yuan as paid_then_yuan,
        money_then.available_yuan as available_then_yuan,
        time_progress(money_then.time_numerator, money_then.time_denominator) as time_progress_then,
        performance.lowest_cumulative_ratio,
        performance.range_light,
        coalesce(performance.milestones_overdue, 0) as milestones_overdue,
        coalesce(performance.milestones_told, 0) as milestones_told,
        performance.worst_likelihood,
        performance.highest_target_ratio,
        coalesce(performance.unexplained_count, 0) as unexplained_count,
        coalesce(performance.explained_count, 0) as explained_count,
        performance.cause_class,
        latest_forecast.forecast_full_year_yuan,
        execution_rate(latest_forecast.forecast_full_year_yuan, money.budget_current_yuan) as forecast_share
    from project_money as money
    join months on money.as_of = months.as_of
    join project_years on money.subject_id = project_years.subject_id
    left join project_performance as performance
        on money.subject_id = performance.subject_id and money.month = performance.month
    left join (select * from project_money where fiscal_year in (select fiscal_year from months)) as money_then
        on money.subject_id = money_then.subject_id and performance.performance_as_of = money_then.as_of
    left join latest_forecast on money.subject_id = latest_forecast.subject_id and money.month = latest_forecast.month
)
select
    subject_id,
    fiscal_year,
    project_code,
    as_of,
    month,
    is_protected,
    three_guarantee_tier,
    is_made,
    budget_initial_yuan,
    budget_current_yuan,
    issued_yuan,
    paid_yuan,
    frozen_yuan,
    available_yuan,
    execution_rate,
    issued_share,
    time_progress,
    clock_basis,
    has_cash_plan,
    planned_yuan,
    pace_ratio,
    pace_gap,
    pace_shortfall_yuan,
    performance_as_of,
    indicator_count,
    coverage,
    progress_completion,
    target_attainment,
    case
        when coverage >= setting('enough_coverage', as_of) and worst_light is not null then worst_light
        else 'grey'
    end as goal_light,
    red_weight_share,
    red_count,
    yellow_count,
    green_count,
    grey_count,
    dual_gap,
    execution_rate_then,
    paid_then_yuan,
    available_then_yuan,
    time_progress_then,
    quadrant(
        progress_completion, execution_rate_then, time_progress_then, coverage, setting('quadrant_line', as_of),
        setting('enough_coverage', as_of)
    ) as quadrant,
    lowest_cumulative_ratio,
    range_light,
    milestones_overdue,
    milestones_told,
    worst_likelihood,
    highest_target_ratio,
    unexplained_count,
    explained_count,
    cause_class,
    forecast_full_year_yuan,
    forecast_share
from measured
-- month by month: a page and a trial look at one
order by as_of, subject_id
