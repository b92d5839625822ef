/*
about = "The load in one row: files, tables, rows and yuan by fate over all datasets."
*/
with files as (
    select count(*) as file_count, count(problem) as unusable_count
    from source_files
),
parts as (
    select count(*) as part_count from source_parts
),
by_dataset as (
    select
        dataset,
        sum(case fate when 'read' then row_count else -row_count end) as difference_rows,
        sum(case fate when 'read' then yuan else -yuan end) as difference_yuan
    from load_balance
    group by dataset
),
balance as (
    select
        coalesce(sum(row_count) filter (where fate = 'read'), 0)::bigint as read_rows,
        coalesce(sum(row_count) filter (where fate = 'accepted'), 0)::bigint as accepted_rows,
        coalesce(sum(row_count) filter (where fate = 'refused'), 0)::bigint as refused_rows,
        coalesce(sum(row_count) filter (where fate = 'unmatched'), 0)::bigint as unmatched_rows,
        coalesce(sum(yuan) filter (where fate = 'refused'), 0)::decimal(38, 2) as refused_yuan,
        coalesce(sum(yuan) filter (where fate = 'unmatched'), 0)::decimal(38, 2) as unmatched_yuan,
        coalesce(sum(rows_with_unreadable_yuan) filter (where fate = 'refused'), 0)::bigint as refused_unreadable_rows
    from load_balance
)
select
    files.file_count,
    files.unusable_count,
    parts.part_count,
    balance.*,
    (
        select coalesce(list(dataset order by dataset), [])
        from by_dataset
        where difference_rows <> 0 or difference_yuan <> 0
    ) as out_of_balance
from files, parts, balance
