/*
grain = ["report_id"]
[about]
zh = "每条监控数据一行，对上同项目同年度同名指标；带在用期间。"
en = "One row per monitoring row that meets an indicator of the same project, year and name, with the span in which it is the latest."
[column]
report_id = "监控数据序号"
indicator_id = "指标序号"
fiscal_year = "预算年度"
project_code = "项目编码"
period_end = "监控截至"
next_period_end = "下一期监控截至"
actual_value = "实际完成值原文"
actual_number = "实际完成值"
actual_tier = "定性档次"
actual_is_done = "节点是否完成"
actual_date = "完成日期"
likelihood = "完成可能性"
has_cause = "是否给出原因；未知为没有任何原因列"
has_measure = "是否给出整改措施；未知为没有该列"
cause_note = "原因说明"
cause_class = "原因类别"
measure = "整改措施"
reported_date = "填报日期"
source_id = "来源"
source_row = "来源行"
*/
with indicators as (
    select distinct indicator_id, fiscal_year, project_code, indicator_l3
    from indicator_revisions
)
select
    row_number() over (
        order by report.project_code, report.indicator_l3, report.period_end
    )::integer as report_id,
    indicators.indicator_id,
    report.fiscal_year,
    report.project_code,
    report.period_end,
    lead(report.period_end) over (partition by indicators.indicator_id order by report.period_end) as next_period_end,
    report.actual_value,
    report.actual_number,
    report.actual_tier,
    report.actual_is_done,
    report.actual_date,
    report.likelihood,
    case
        when
            report.cause_note is not null or report.cause_class is not null
            or coalesce(report.cause_funding, false) or coalesce(report.cause_rules, false)
            or coalesce(report.cause_staff, false) or coalesce(report.cause_hardware, false)
            or coalesce(report.cause_other, false)
            then true
        when
            list_has_any(
                part.columns_present,
                [
                    'cause_note', 'cause_class', 'cause_funding', 'cause_rules', 'cause_staff', 'cause_hardware',
                    'cause_other'
                ]
            )
            then false
    end as has_cause,
    case
        when report.measure is not null then true
        when list_contains(part.columns_present, 'measure') then false
    end as has_measure,
    report.cause_note,
    report.cause_class,
    report.measure,
    report.reported_date,
    report.source_id,
    report.source_row
from staged_monitoring_report as report
join source_parts as part on report.source_id = part.source_id
join indicators
    on
        report.fiscal_year = indicators.fiscal_year
        and report.project_code = indicators.project_code
        and report.indicator_l3 = indicators.indicator_l3
