/*
grain = ["revision_id", "report_id", "from_month"]
[about]
zh = "指标状态不变的一段月份：哪次批复、哪期监控数据在用。按月展开即 indicator_months。"
en = "A stretch of months in which one revision and one report of an indicator are in force; indicator_months unfolds it."
[column]
revision_id = "批复序号"
report_id = "在用监控数据；空为尚无"
indicator_id = "指标序号"
fiscal_year = "预算年度"
project_code = "项目编码"
from_month = "起始月份"
to_month = "终止月份"
*/
with revision_spans as (
    -- in force at a month end: approved on or before it, and no later revision approved by then
    select
        revision_id, indicator_id, fiscal_year, project_code,
        greatest(1, (year(valid_from) - fiscal_year) * 12 + month(valid_from)) as from_month,
        case
            when valid_before is null then 12
            else least(12, (year(valid_before) - fiscal_year) * 12 + month(valid_before) - 1)
        end as to_month
    from indicator_revisions
    where weight_points <> 0
),
report_spans as (
    select
        report_id, indicator_id,
        greatest(1, (year(period_end) - fiscal_year) * 12 + month(period_end)) as from_month,
        case
            when next_period_end is null then 12
            else least(12, (year(next_period_end) - fiscal_year) * 12 + month(next_period_end) - 1)
        end as to_month
    from indicator_reports
    union all
    -- before the first report
    select
        null as report_id,
        revisions.indicator_id,
        1 as from_month,
        coalesce(
            least(12, min((year(reports.period_end) - reports.fiscal_year) * 12 + month(reports.period_end)) - 1), 12
        ) as to_month
    from (select distinct indicator_id from indicator_revisions) as revisions
    left join indicator_reports as reports on revisions.indicator_id = reports.indicator_id
    group by revisions.indicator_id
)
select
    revision_spans.revision_id,
    report_spans.report_id,
    revision_spans.indicator_id,
    revision_spans.fiscal_year,
    revision_spans.project_code,
    greatest(revision_spans.from_month, report_spans.from_month)::tinyint as from_month,
    least(revision_spans.to_month, report_spans.to_month)::tinyint as to_month
from revision_spans
join report_spans
    on
        revision_spans.indicator_id = report_spans.indicator_id
        and revision_spans.from_month <= report_spans.to_month
        and report_spans.from_month <= revision_spans.to_month
where
    greatest(revision_spans.from_month, report_spans.from_month)
    <= least(revision_spans.to_month, report_spans.to_month)
