/*
Refused rows whose key is in force from an earlier delivery: they superseded nothing, and somebody should know.
*/
with refused as (
    select
        running.part_id,
        running.source_row,
        running.row_key,
        running.key_hash,
        running.delivery_date
    from intake_running as running
    inner join intake_fates as fates on running.part_id = fates.part_id and running.source_row = fates.source_row
    where fates.fate = 'refused' and running.row_key is not null
),

in_force as (
    select
        running.row_key,
        running.delivery_date
    from intake_running as running
    left join intake_fates as fates on running.part_id = fates.part_id and running.source_row = fates.source_row
    where fates.part_id is null and running.key_hash in (select key_hash from refused)
)

select
    refused.part_id,
    refused.source_row,
    in_force.delivery_date
from refused
inner join in_force on refused.row_key = in_force.row_key and refused.delivery_date > in_force.delivery_date
order by refused.part_id, refused.source_row
