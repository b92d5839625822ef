/*
about = "One row a dataset that came in: latest delivery, how far its content reaches, files, tables, accepted rows; when the next is due and whether it is late today. Due is what the settings say, for monitoring the deadline of the next round; null where deliveries have no rhythm."
*/
with due as (
    select
        reach.*,
        case
            when reach.dataset = 'monitoring_report'
                then (
                    select min(round.filing_deadline)
                    from staged_monitoring_round as round
                    where round.period_end > reach.covered_until
                )
            else (
                date_trunc('month', reach.covered_until)
                + to_months(setting('due_months_' || reach.dataset, $today)::integer)
            )::date
        end as due_month
    from dataset_reaches as reach
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
        else least(last_day(due.due_month), due.due_month + setting('due_day_' || due.dataset, $today)::integer - 1)
    end as next_due,
    coalesce(next_due < $today, false) as is_late
from due
left join accepted on due.dataset = accepted.dataset
order by due.dataset
