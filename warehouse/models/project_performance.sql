/*
grain = ["subject_id", "month"]
column_settings = [
    { columns = ["progress_sum", "attainment_sum"], settings = ["tier_2_completion", "tier_3_completion"] },
    { columns = ["red_weight", "worst_light", "red_count", "yellow_count", "green_count", "grey_count", "unexplained_count", "explained_count"], settings = ["light_red", "light_yellow"] },
    { columns = ["red_weight", "worst_light", "red_count", "yellow_count", "green_count", "grey_count", "unexplained_count", "explained_count", "lowest_cumulative_ratio"], settings = ["curve", "own_plan", "calendar_basis", "share_of_month_"] },
]
[about]
zh = "每个项目每月的绩效汇总：覆盖、加权完成度、灯、最差指标、可能性、原因类别。"
en = "Performance of each project month by month: coverage, weighted completions, lights, worst indicators, likelihood, cause class."
[column]
subject_id = "对象序号"
month = "月份"
indicator_count = "在用指标数"
total_weight = "在用指标分值合计"
measured_weight = "有完成度的分值合计"
red_weight = "红灯指标分值合计"
performance_as_of = "绩效数据截至月（各指标中最晚）"
progress_sum = "累计、节点指标 Σ 分值×完成度"
progress_weight = "累计、节点指标有完成度的分值（万分之一分）"
attainment_sum = "全部指标 Σ 分值×完成度"
attainment_weight = "全部指标有完成度的分值（万分之一分）"
worst_light = "非灰灯中最差者"
red_count = "红灯数"
yellow_count = "黄灯数"
green_count = "绿灯数"
grey_count = "灰灯数"
lowest_cumulative_ratio = "累计型指标最低进度比"
range_light = "水平、反向、定性指标最差灯"
milestones_overdue = "到期未完成的节点数"
milestones_told = "可判断的节点数"
worst_likelihood = "最差完成可能性：impossible/possible/certain"
highest_target_ratio = "正向数值指标最高 实际÷目标"
unexplained_count = "红黄灯且缺原因或措施的指标数"
explained_count = "可判断且不缺的指标数"
cause_class = "项目原因类别：external/internal；空为无"
*/
select
    subject_id,
    month,
    count(*) as indicator_count,
    sum(weight_points) as total_weight,
    coalesce(sum(weight_points) filter (where completion_exact is not null), 0) as measured_weight,
    coalesce(sum(weight_points) filter (where light = 'red'), 0) as red_weight,
    max(performance_as_of) as performance_as_of,
    sum((weight_points * 10000)::hugeint * completion_exact) filter (
        where kind = 'milestone' or (kind = 'positive' and accrual = '累计')
    ) as progress_sum,
    sum((weight_points * 10000)::hugeint) filter (
        where completion_exact is not null and (kind = 'milestone' or (kind = 'positive' and accrual = '累计'))
    ) as progress_weight,
    sum((weight_points * 10000)::hugeint * completion_exact) as attainment_sum,
    sum((weight_points * 10000)::hugeint) filter (where completion_exact is not null) as attainment_weight,
    case
        when bool_or(light = 'red') then 'red'
        when bool_or(light = 'yellow') then 'yellow'
        when bool_or(light = 'green') then 'green'
    end as worst_light,
    count(*) filter (where light = 'red') as red_count,
    count(*) filter (where light = 'yellow') as yellow_count,
    count(*) filter (where light = 'green') as green_count,
    count(*) filter (where light = 'grey') as grey_count,
    min(cumulative_ratio) as lowest_cumulative_ratio,
    case
        when bool_or(light = 'red') filter (where is_ranged) then 'red'
        when bool_or(light = 'yellow') filter (where is_ranged) then 'yellow'
        when bool_or(light = 'green') filter (where is_ranged) then 'green'
    end as range_light,
    count(*) filter (where kind = 'milestone' and is_due and not is_met) as milestones_overdue,
    count(*) filter (
        where kind = 'milestone' and (not is_due or (is_met is not null and (is_due or is_met)))
    ) as milestones_told,
    case
        when bool_or(likelihood = '完全不可能') then 'impossible'
        when bool_or(likelihood = '有可能') then 'possible'
        when bool_or(likelihood = '确定能') then 'certain'
    end as worst_likelihood,
    max(target_ratio) as highest_target_ratio,
    count(*) filter (where light in ('red', 'yellow') and (not has_cause or not has_measure)) as unexplained_count,
    count(*) filter (
        where light = 'green' or (light in ('red', 'yellow') and has_cause and has_measure)
    ) as explained_count,
    case
        when bool_or(cause_class = '内部') then 'internal'
        when bool_or(cause_class = '外部') then 'external'
    end as cause_class
from (
    select *, kind in ('reverse', 'qualitative') or (kind = 'positive' and accrual <> '累计') as is_ranged
    from indicator_months
)
group by subject_id, month
order by month, subject_id
