/*
For a source whose deliveries are full: rows in force that its latest delivery does not hold any more are withdrawn.
A row that the latest delivery holds but that was refused there is not missing: the earlier one stays.
What was sent back and came in again holds a few mended rows and is never a full delivery.
*/
insert into intake_fates
with latest as (
    select max(delivery_date) as delivery_date
    from intake_batches
    where not is_returned
),

present as (
    select distinct running.row_key
    from intake_running as running
    inner join latest on running.delivery_date = latest.delivery_date
    where running.row_key is not null and coalesce(running.fate, '') != 'control'
)

select
    running.part_id,
    running.source_row,
    running.key_hash,
    'superseded' as fate,
    '[{"code":"withdrawn_by_full_delivery"}]' as reasons
from intake_running as running
inner join latest on running.delivery_date < latest.delivery_date
left join intake_fates as fates on running.part_id = fates.part_id and running.source_row = fates.source_row
left join present on running.row_key = present.row_key
where fates.part_id is null and present.row_key is null
