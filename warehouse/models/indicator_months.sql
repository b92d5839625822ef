/*
kind = "view"
grain = ["subject_id", "month", "indicator_id"]
[about]
zh = "每个在用指标每月一行：目标、在用实际值、完成度、灯。"
en = "One row per indicator in force and month: target, actual in force, completion, light."
[column]
subject_id = "对象序号"
fiscal_year = "预算年度"
project_code = "项目编码"
month = "月份"
as_of = "月末"
indicator_id = "指标序号"
indicator_l1 = "一级指标"
indicator_l2 = "二级指标"
indicator_l3 = "三级指标"
polarity = "指标性质"
operator = "指标方向"
target_value = "目标值原文"
target_number = "目标值"
unit = "计量单位"
weight_points = "分值"
accrual = "计量方式"
kind = "计算类别"
due_date = "完成时限"
performance_as_of = "绩效数据截至月"
actual_value = "实际完成值原文"
actual_number = "实际完成值"
likelihood = "完成可能性"
has_cause = "是否给出原因"
has_measure = "是否给出整改措施"
cause_note = "原因说明"
cause_class = "原因类别"
measure = "整改措施"
is_due = "节点是否到期；没有完成时限为空"
is_met = "是否在目标范围内（节点：是否完成）"
completion_exact = "完成度精确值（10⁻¹⁶）"
completion = "完成度"
cumulative_ratio = "累计型指标进度比"
target_ratio = "正向数值指标：实际 ÷ 全年目标"
light = "灯：red/yellow/green/grey"
is_over = "是否超额（蓝色标记）"
revision_source_id = "目标来源"
revision_source_row = "目标来源行"
report_source_id = "监控数据来源"
report_source_row = "监控数据来源行"
*/
with unfolded as (
    select spans.*, unnest(generate_series(spans.from_month, spans.to_month))::tinyint as month
    from indicator_spans as spans
),
placed as (
    select
        project_years.subject_id,
        unfolded.fiscal_year,
        unfolded.project_code,
        unfolded.month,
        last_day(make_date(unfolded.fiscal_year, unfolded.month, 1)) as as_of,
        revision.* exclude (fiscal_year, project_code, revision_id, valid_from, valid_before, source_id, source_row),
        revision.source_id as revision_source_id,
        revision.source_row as revision_source_row,
        report.period_end as performance_as_of,
        report.actual_value,
        report.actual_number,
        report.actual_tier,
        report.actual_is_done,
        report.actual_date,
        report.likelihood,
        report.has_cause,
        report.has_measure,
        report.cause_note,
        report.cause_class,
        report.measure,
        report.source_id as report_source_id,
        report.source_row as report_source_row
    from unfolded
    join project_years
        on
            unfolded.fiscal_year = project_years.fiscal_year
            and unfolded.project_code = project_years.project_code
    join indicator_revisions as revision on unfolded.revision_id = revision.revision_id
    left join indicator_reports as report on unfolded.report_id = report.report_id
),
judged as (
    select
        placed.*,
        due_date <= as_of as is_due,
        case
            when kind = 'milestone'
                then coalesce(actual_is_done, case when actual_number = 100 then true end, actual_date <= due_date)
            when kind = 'qualitative' then actual_tier = 1
            else in_range(actual_number, operator, target_number)
        end as is_met
    from placed
),
completed as (
    select
        judged.*,
        case
            when kind = 'milestone' and not coalesce(is_due, false) then null
            else
                completion_exact(
                    kind, actual_number, target_number, is_met, actual_tier,
                    setting('tier_2_completion', judged.as_of), setting('tier_3_completion', judged.as_of)
                )
        end as completion_exact,
        case
            when kind = 'positive' and accrual = '累计'
                then cumulative_ratio(actual_number, target_number, clock.time_numerator, clock.time_denominator)
        end as cumulative_ratio,
        case
            when kind = 'positive' and target_number <> 0 and actual_number is not null
                then half_up(millionths(actual_number), millionths(target_number))
        end as target_ratio
    from judged
    left join project_money as clock
        on judged.subject_id = clock.subject_id and judged.performance_as_of = clock.as_of
)
select
    subject_id,
    fiscal_year,
    project_code,
    month,
    as_of,
    indicator_id,
    indicator_l1,
    indicator_l2,
    indicator_l3,
    polarity,
    operator,
    target_value,
    target_number,
    unit,
    weight_points,
    accrual,
    kind,
    due_date,
    performance_as_of,
    actual_value,
    actual_number,
    likelihood,
    has_cause,
    has_measure,
    cause_note,
    cause_class,
    measure,
    is_due,
    is_met,
    completion_exact,
    half_up(completion_exact, 10000000000000000) as completion,
    cumulative_ratio,
    target_ratio,
    case
        when kind = 'milestone'
            then case when is_due and is_met then 'green' when is_due and not is_met then 'red' else 'grey' end
        when kind = 'positive' and accrual = '累计'
            then
                case
                    when cumulative_ratio < setting('light_red', as_of) then 'red'
                    when cumulative_ratio < setting('light_yellow', as_of) then 'yellow'
                    when cumulative_ratio is not null then 'green'
                    else 'grey'
                end
        when kind = 'qualitative'
            then case actual_tier when 1 then 'green' when 2 then 'yellow' when 3 then 'red' else 'grey' end
        when kind = 'positive' and target_number = 0 then 'grey'
        when is_met then 'green'
        when not is_met then 'red'
        else 'grey'
    end as light,
    coalesce(cumulative_ratio >= setting('light_over', as_of), false) as is_over,
    revision_source_id,
    revision_source_row,
    report_source_id,
    report_source_row
from completed
