/*
about = "One row a table that was found in a file of the inbox: what it is, of when, in which unit, and what became of its rows."
*/
with accepted as (
    select source_id, count(*) as row_count from staged_organisation group by source_id
    union all
    select source_id, count(*) as row_count from staged_project group by source_id
    union all
    select source_id, count(*) as row_count from staged_budget_line group by source_id
    union all
    select source_id, count(*) as row_count from staged_payment group by source_id
    union all
    select source_id, count(*) as row_count from staged_indicator group by source_id
    union all
    select source_id, count(*) as row_count from staged_monitoring_report group by source_id
    union all
    select source_id, count(*) as row_count from staged_evaluation group by source_id
    union all
    select source_id, count(*) as row_count from staged_special_fund group by source_id
    union all
    select source_id, count(*) as row_count from staged_supplement_request group by source_id
    union all
    select source_id, count(*) as row_count from staged_audit_finding group by source_id
    union all
    select source_id, count(*) as row_count from staged_cash_plan group by source_id
    union all
    select source_id, count(*) as row_count from staged_monitoring_round group by source_id
    union all
    select source_id, count(*) as row_count from staged_exception group by source_id
    union all
    select source_id, count(*) as row_count from staged_control_total group by source_id
),
others as (
    select
        file, sheet, dataset,
        count(*) filter (where fate = 'refused') as refused_rows,
        count(*) filter (where fate = 'unmatched') as unmatched_rows,
        count(*) filter (where fate not in ('refused', 'unmatched')) as other_rows
    from rows_not_accepted
    group by all
),
parts as (
    select
        part.file,
        part.sheet,
        part.dataset,
        part.delivery_date,
        part.unit,
        coalesce(accepted.row_count, 0)::bigint as accepted_rows,
        coalesce(others.refused_rows, 0)::bigint as refused_rows,
        coalesce(others.unmatched_rows, 0)::bigint as unmatched_rows,
        coalesce(others.other_rows, 0)::bigint as other_rows
    from source_parts as part
    semi join source_files using (file)
    left join accepted on part.source_id = accepted.source_id
    left join others on part.file = others.file and part.sheet = others.sheet and part.dataset = others.dataset
)
select
    file, sheet, dataset, delivery_date, unit,
    accepted_rows + refused_rows + unmatched_rows + other_rows as read_rows,
    accepted_rows, refused_rows, unmatched_rows, other_rows
from parts
order by file, sheet, dataset
