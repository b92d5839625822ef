/*
grain = ["dataset"]
[about]
zh = "每个已收到的数据集一行：最近一次报送、数据到哪一天、覆盖到哪个月末、确知到哪一天为止是全的。"
en = "One row per dataset that came: latest delivery, last day in it, the month end that it covers, the day up to which it is known to be whole."
[column]
dataset = "数据集"
latest_delivery = "最近一次报送的日期（文件名、文件夹或标题所写；空为都没有写）"
file_count = "文件数"
part_count = "表数"
data_until = "数据中最晚的日期"
covered_until = "已有数据的最后一个月末（无报送周期的为空）"
whole_until = "确知到这一天为止是全的（空为未知：报送没有日期，或没有日期的文件里有更晚的数据；无报送周期的也为空）"
*/
with parts as (
    select
        dataset,
        max(delivery_date) as latest_delivery,
        count(distinct file) as file_count,
        count(*) as part_count
    from source_parts
    group by dataset
),
dated_rows as (
    select 'payment' as dataset, source_id, paid_date as day
    from staged_payment
    union all
    select 'budget_line' as dataset, source_id, approved_date as day
    from staged_budget_line
),
monthly as (
    select
        dated_rows.dataset,
        max(dated_rows.day) as data_until,
        max(dated_rows.day) filter (where source_parts.delivery_date is null) as undated_until,
        max(dated_rows.day) filter (where source_parts.delivery_date is not null) as dated_until
    from dated_rows
    join source_parts on dated_rows.source_id = source_parts.source_id
    group by dated_rows.dataset
),
contents as (
    select
        'project' as dataset,
        make_date(max(fiscal_year), 12, 31) as data_until,
        make_date(max(fiscal_year), 12, 31) as covered_until
    from staged_project
    union all
    select dataset, data_until, last_day(data_until) as covered_until
    from monthly
    union all
    select
        'indicator' as dataset, max(approved_date) as data_until, make_date(max(fiscal_year), 12, 31) as covered_until
    from staged_indicator
    union all
    select 'monitoring_report' as dataset, max(period_end) as data_until, max(period_end) as covered_until
    from staged_monitoring_report
    union all
    select
        'evaluation' as dataset,
        max(evaluated_date) as data_until,
        make_date(max(fiscal_year), 12, 31) as covered_until
    from staged_evaluation
    union all
    select 'supplement_request' as dataset, max(requested_date) as data_until, null as covered_until
    from staged_supplement_request
    union all
    select 'audit_finding' as dataset, max(found_date) as data_until, null as covered_until
    from staged_audit_finding
    union all
    select
        'cash_plan' as dataset,
        last_day(make_date(max(fiscal_year), max_by(month, fiscal_year * 12 + month), 1)) as data_until,
        data_until as covered_until
    from staged_cash_plan
    union all
    select 'monitoring_round' as dataset, max(period_end) as data_until, null as covered_until
    from staged_monitoring_round
    union all
    select 'control_total' as dataset, max(period_end) as data_until, max(period_end) as covered_until
    from staged_control_total
)
select
    parts.dataset,
    parts.latest_delivery,
    parts.file_count,
    parts.part_count,
    contents.data_until,
    case
        when contents.covered_until is null then null
        -- a monthly export without anything new covers its month too: what its name says counts where it reaches further
        when parts.dataset in ('payment', 'budget_line')
            then greatest(
                contents.covered_until,
                case
                    when parts.latest_delivery = last_day(parts.latest_delivery) then parts.latest_delivery
                    else last_day(parts.latest_delivery - interval 1 month)
                end
            )
        else contents.covered_until
    end as covered_until,
    case
        when parts.dataset = 'indicator' then contents.covered_until
        when monthly.undated_until > greatest(parts.latest_delivery, monthly.dated_until) then null
        when monthly.dataset is not null and parts.latest_delivery is not null
            then greatest(parts.latest_delivery, monthly.dated_until)
    end as whole_until
from parts
left join contents on parts.dataset = contents.dataset
left join monthly on parts.dataset = monthly.dataset
