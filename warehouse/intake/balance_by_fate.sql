/*
Rows and yuan of one dataset by fate, from the tables as they were filled: the other side of what was counted while
reading. A dataset without an amount of its own counts no yuan.
*/
insert into load_balance
with fates as (
    select unnest(['refused', 'unmatched', 'repeat', 'superseded', 'control']) as fate
),

found as (
    select
        fate,
        count(*) as row_count,
        sum(amount_yuan) as yuan,
        count(*) filter (where amount_yuan is null) as rows_without_yuan
    from rows_not_accepted
    where dataset = $dataset
    group by fate
)

select
    $dataset as dataset,
    case fates.fate when 'repeat' then 'repeats' else fates.fate end as fate,
    coalesce(found.row_count, 0) as row_count,
    coalesce(found.yuan, 0) as yuan,
    case when $counts_yuan then coalesce(found.rows_without_yuan, 0) else 0 end as rows_with_unreadable_yuan
from fates
left join found on fates.fate = found.fate
order by fates.fate
