/*
after_verdicts = true
grain = ["department_code", "as_of"]
[about]
zh = "各主管部门每个月末一行（部门为空的一行是全区）：按合计数计算的执行率、按预算加权的产出进度及其覆盖、预警项目的数量和金额（每个项目只按最重的一条计一次）、最重的项目。"
en = "One row per department and month end (no department: the district): execution from sums, progress weighted by budget with its coverage, flagged projects and their money once each at the gravest flag, the worst project."
[column]
department_code = "主管部门编码；空为全区"
department_name = "主管部门；空为全区"
as_of = "月末"
fiscal_year = "预算年度"
month = "月份"
project_count = "项目数"
budget_current_yuan = "全年预算数（调整后）"
paid_yuan = "累计支付（扣除退回）"
execution_rate = "metric"
time_progress = "metric"
lead_over_time = "执行率 − 序时进度（按月）"
lead_over_district = "执行率 − 全区执行率"
last_year_execution_rate = "上年同月执行率"
change_on_last_year = "执行率 − 上年同月"
progress_completion = "按预算加权的产出进度（已评项目）"
progress_coverage = "覆盖：已评项目的预算 ÷ 全部项目的预算"
performance_as_of = "已评项目绩效数据的最晚月份"
performance_oldest = "已评项目绩效数据的最早月份"
assessed_count = "已评项目数"
not_assessed_count = "未评项目数"
red_count = "红色预警项目数（按最重级别）"
red_yuan = "红色预警项目的涉及金额"
yellow_count = "仅黄色预警项目数"
yellow_yuan = "仅黄色预警项目的涉及金额"
grey_count = "仅灰色预警项目数"
money_yuan = "涉及金额合计（每个项目一次）"
worst_project_code = "最重的项目：按处理建议、级别、金额"
worst_project_name = "最重的项目名称"
worst_subject_code = "最重预警的对象编码"
worst_rule = "最重的规则"
worst_severity = "该预警的级别"
worst_outcome = "该预警的处理建议"
worst_yuan = "该预警的涉及金额"
*/
with projects as (
    select
        project_years.department_code, project_years.department_name, project_months.as_of,
        project_months.budget_current_yuan, project_months.paid_yuan, project_months.performance_as_of,
        project_months.quadrant <> 'not_assessed' as is_assessed,
        greatest(project_months.budget_current_yuan, 0) as weight_yuan,
        progress_exact(performance.progress_sum, performance.progress_weight) as progress
    from project_months
    join project_years on project_months.subject_id = project_years.subject_id
    left join project_performance as performance
        on project_months.subject_id = performance.subject_id and project_months.month = performance.month
),
sums as (
    select
        department_code, as_of,
        case when grouping(department_code) = 0 then min(department_name) end as department_name,
        count(*) as project_count,
        sum(budget_current_yuan)::decimal(18, 2) as budget_current_yuan,
        sum(paid_yuan)::decimal(18, 2) as paid_yuan,
        sum(weight_yuan)::decimal(18, 2) as weight_yuan,
        coalesce(sum(weight_yuan) filter (where is_assessed), 0)::decimal(18, 2) as assessed_yuan,
        sum(cents(weight_yuan) * progress) filter (where is_assessed) as weighted_progress,
        max(performance_as_of) filter (where is_assessed) as performance_as_of,
        min(performance_as_of) filter (where is_assessed) as performance_oldest,
        count(*) filter (where is_assessed) as assessed_count,
        count(*) filter (where not is_assessed) as not_assessed_count
    from projects
    group by grouping sets ((department_code, as_of), (as_of))
),
flagged as (
    select
        subjects.department_code, standings.as_of, standings.worst_severity::varchar as worst_severity,
        standings.money_yuan,
        {
            'department_name': subjects.department_name, 'project_code': standings.project_code,
            'project_name': subjects.subject_name, 'subject_code': subjects.subject_code, 'rule': standings.rule,
            'severity': standings.severity::varchar, 'outcome': standings.outcome, 'money_yuan': standings.money_yuan
        } as worst,
        row_number() over (
            partition by standings.as_of
            order by
                standings.gravity desc, standings.severity, standings.money_yuan desc, standings.rule,
                standings.project_code
        ) as place
    from standings
    join subjects on standings.subject_id = subjects.subject_id
),
stakes as (
    select
        department_code, as_of,
        count(*) filter (where worst_severity = 'red') as red_count,
        sum(money_yuan) filter (where worst_severity = 'red') as red_yuan,
        count(*) filter (where worst_severity = 'yellow') as yellow_count,
        sum(money_yuan) filter (where worst_severity = 'yellow') as yellow_yuan,
        count(*) filter (where worst_severity = 'grey') as grey_count,
        sum(money_yuan) as money_yuan,
        arg_min(worst, place) as worst
    from flagged
    group by grouping sets ((department_code, as_of), (as_of))
),
joined as (
    -- a department may have flags only on last year's projects
    select
        coalesce(sums.department_code, stakes.department_code) as department_code,
        coalesce(
            sums.department_name,
            case when stakes.department_code is not null then stakes.worst.department_name end
        ) as department_name,
        coalesce(sums.as_of, stakes.as_of) as as_of,
        sums.* exclude (department_code, department_name, as_of),
        stakes.* exclude (department_code, as_of)
    from sums
    full join stakes
        on sums.as_of = stakes.as_of and sums.department_code is not distinct from stakes.department_code
),
district as (
    select as_of, budget_current_yuan, paid_yuan from sums where department_code is null
)
select
    joined.department_code,
    joined.department_name,
    joined.as_of,
    months.fiscal_year,
    months.month,
    coalesce(joined.project_count, 0) as project_count,
    coalesce(joined.budget_current_yuan, 0)::decimal(18, 2) as budget_current_yuan,
    coalesce(joined.paid_yuan, 0)::decimal(18, 2) as paid_yuan,
    execution_rate(joined.paid_yuan, joined.budget_current_yuan) as execution_rate,
    calendar_progress(months.as_of) as time_progress,
    pace_gap(
        joined.paid_yuan, joined.budget_current_yuan,
        elapsed_of_year(months.fiscal_year, months.month, months.as_of),
        length_of_year(months.fiscal_year, months.as_of)
    ) as lead_over_time,
    case
        when joined.department_code is not null
            then
                lead_points(
                    joined.paid_yuan, joined.budget_current_yuan, district.paid_yuan, district.budget_current_yuan
                )
    end as lead_over_district,
    execution_rate(last_year.paid_yuan, last_year.budget_current_yuan) as last_year_execution_rate,
    lead_points(
        joined.paid_yuan, joined.budget_current_yuan, last_year.paid_yuan, last_year.budget_current_yuan
    ) as change_on_last_year,
    budget_weighted_progress(joined.weighted_progress, joined.assessed_yuan) as progress_completion,
    execution_rate(joined.assessed_yuan, joined.weight_yuan) as progress_coverage,
    joined.performance_as_of,
    joined.performance_oldest,
    coalesce(joined.assessed_count, 0) as assessed_count,
    coalesce(joined.not_assessed_count, 0) as not_assessed_count,
    coalesce(joined.red_count, 0) as red_count,
    coalesce(joined.red_yuan, 0)::decimal(18, 2) as red_yuan,
    coalesce(joined.yellow_count, 0) as yellow_count,
    coalesce(joined.yellow_yuan, 0)::decimal(18, 2) as yellow_yuan,
    coalesce(joined.grey_count, 0) as grey_count,
    coalesce(joined.money_yuan, 0)::decimal(18, 2) as money_yuan,
    joined.worst.project_code as worst_project_code,
    joined.worst.project_name as worst_project_name,
    joined.worst.subject_code as worst_subject_code,
    joined.worst.rule as worst_rule,
    joined.worst.severity as worst_severity,
    joined.worst.outcome as worst_outcome,
    joined.worst.money_yuan as worst_yuan
from joined
join months on joined.as_of = months.as_of
left join district on joined.as_of = district.as_of
left join sums as last_year
    on
        joined.department_code is not distinct from last_year.department_code
        and last_day(make_date(months.fiscal_year - 1, months.month, 1)) = last_year.as_of
