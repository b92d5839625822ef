/*
about = "One row a dataset that came in: latest delivery, how far its content reaches, files, tables, accepted rows."
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
contents as (
    select 'project' as dataset, make_date(max(fiscal_year), 12, 31) as data_until from staged_project
    union all
    select 'budget_line' as dataset, max(approved_date) as data_until from staged_budget_line
    union all
    select 'payment' as dataset, max(paid_date) as data_until from staged_payment
    union all
    select 'indicator' as dataset, max(approved_date) as data_until from staged_indicator
    union all
    select 'monitoring_report' as dataset, max(period_end) as data_until from staged_monitoring_report
    union all
    select 'evaluation' as dataset, max(evaluated_date) as data_until from staged_evaluation
    union all
    select 'supplement_request' as dataset, max(requested_date) as data_until from staged_supplement_request
    union all
    select 'audit_finding' as dataset, max(found_date) as data_until from staged_audit_finding
    union all
    select
        'cash_plan' as dataset,
        last_day(make_date(max(fiscal_year), max_by(month, fiscal_year * 12 + month), 1)) as data_until
    from staged_cash_plan
    union all
    select 'monitoring_round' as dataset, max(period_end) as data_until from staged_monitoring_round
    union all
    select 'control_total' as dataset, max(period_end) as data_until from staged_control_total
),
accepted as (
    select dataset, row_count as accepted_rows
    from load_balance
    where fate = 'accepted'
)
select
    parts.dataset,
    parts.latest_delivery,
    contents.data_until,
    parts.file_count,
    parts.part_count,
    coalesce(accepted.accepted_rows, 0)::bigint as accepted_rows
from parts
left join contents on parts.dataset = contents.dataset
left join accepted on parts.dataset = accepted.dataset
order by parts.dataset
