/*
about = "One row a dataset that came in: latest delivery, how far its content reaches, files, tables, accepted rows; when the next is due and whether it is late today. Due is what the settings say, for monitoring the deadline of the next round; null where deliveries have no rhythm."
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
    select
        'project' as dataset,
        make_date(max(fiscal_year), 12, 31) as data_until,
        make_date(max(fiscal_year), 12, 31) as covered_until
    from staged_project
    union all
    select 'budget_line' as dataset, max(approved_date) as data_until, last_day(max(approved_date)) as covered_until
    from staged_budget_line
    union all
    select 'payment' as dataset, max(paid_date) as data_until, last_day(max(paid_date)) as covered_until
    from staged_payment
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
),
-- a monthly export without anything new covers its month too: what its name says counts where it reaches further
covered as (
    select
        parts.*,
        contents.data_until,
        case
            when contents.covered_until is null then null
            when parts.dataset in ('payment', 'budget_line')
                then greatest(
                    contents.covered_until,
                    case
                        when parts.latest_delivery = last_day(parts.latest_delivery) then parts.latest_delivery
                        else last_day(parts.latest_delivery - interval 1 month)
                    end
                )
            else contents.covered_until
        end as covered_until
    from parts
    left join contents on parts.dataset = contents.dataset
),
due as (
    select
        covered.*,
        case
            when covered.dataset = 'monitoring_report'
                then (
                    select min(round.filing_deadline)
                    from staged_monitoring_round as round
                    where round.period_end > covered.covered_until
                )
            else (
                date_trunc('month', covered.covered_until)
                + to_months(setting('due_months_' || covered.dataset)::integer)
            )::date
        end as due_month
    from covered
),
accepted as (
    select dataset, row_count as accepted_rows
    from load_balance
    where fate = 'accepted'
)
select
    due.dataset,
    due.latest_delivery,
    due.data_until,
    due.file_count,
    due.part_count,
    coalesce(accepted.accepted_rows, 0)::bigint as accepted_rows,
    case
        when due.dataset = 'monitoring_report' then due.due_month
        else least(last_day(due.due_month), due.due_month + setting('due_day_' || due.dataset)::integer - 1)
    end as next_due,
    coalesce(next_due < $today, false) as is_late
from due
left join accepted on due.dataset = accepted.dataset
order by due.dataset
