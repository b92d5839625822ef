/*
The refused rows that have a key, and every row that may share the key of one; two questions are asked of them.
A null fate: accepted.
*/
create or replace temp table intake_beside_refused as
with beside as (
    select
        part_id,
        source_row,
        row_key,
        delivery_date,
        progress_rank
    from intake_in_question
    where
        row_key is not null
        and key_hash in (select fates.key_hash from intake_fates as fates where fates.fate = 'refused')
)

select
    beside.part_id,
    beside.source_row,
    beside.row_key,
    beside.delivery_date,
    beside.progress_rank,
    fates.fate
from beside
left join intake_fates as fates on beside.part_id = fates.part_id and beside.source_row = fates.source_row
