/*
about = "What came in, one row a dataset: rows and yuan by fate, and what does not balance (nothing, unless we are at fault)."
*/
select
    dataset,
    coalesce(sum(row_count) filter (where fate = 'read'), 0)::bigint as read_rows,
    coalesce(sum(row_count) filter (where fate = 'accepted'), 0)::bigint as accepted_rows,
    coalesce(sum(row_count) filter (where fate = 'refused'), 0)::bigint as refused_rows,
    coalesce(sum(row_count) filter (where fate = 'unmatched'), 0)::bigint as unmatched_rows,
    coalesce(sum(row_count) filter (where fate = 'repeats'), 0)::bigint as repeats_rows,
    coalesce(sum(row_count) filter (where fate = 'superseded'), 0)::bigint as superseded_rows,
    coalesce(sum(row_count) filter (where fate = 'control'), 0)::bigint as control_rows,
    coalesce(sum(yuan) filter (where fate = 'read'), 0)::decimal(38, 2) as read_yuan,
    coalesce(sum(yuan) filter (where fate = 'accepted'), 0)::decimal(38, 2) as accepted_yuan,
    coalesce(sum(yuan) filter (where fate = 'refused'), 0)::decimal(38, 2) as refused_yuan,
    coalesce(sum(yuan) filter (where fate = 'unmatched'), 0)::decimal(38, 2) as unmatched_yuan,
    coalesce(sum(yuan) filter (where fate = 'repeats'), 0)::decimal(38, 2) as repeats_yuan,
    coalesce(sum(yuan) filter (where fate = 'superseded'), 0)::decimal(38, 2) as superseded_yuan,
    coalesce(sum(yuan) filter (where fate = 'control'), 0)::decimal(38, 2) as control_yuan,
    coalesce(sum(rows_with_unreadable_yuan) filter (where fate = 'read'), 0)::bigint as unreadable_rows,
    coalesce(sum(case fate when 'read' then row_count else -row_count end), 0)::bigint as difference_rows,
    coalesce(sum(case fate when 'read' then yuan else -yuan end), 0)::decimal(38, 2) as difference_yuan
from load_balance
group by dataset
order by
    list_position(
        [
            'organisation', 'project', 'budget_line', 'payment', 'indicator', 'monitoring_report', 'evaluation',
            'special_fund', 'supplement_request', 'audit_finding', 'cash_plan', 'monitoring_round', 'exception',
            'control_total'
        ],
        dataset
    ),
    dataset
