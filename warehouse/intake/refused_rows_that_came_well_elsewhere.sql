/*
Refused rows whose key is in force from a later delivery, or from a later stage of the same request: nobody needs to mend
them, and a mended one would push the newer row aside.
*/
create or replace temp table intake_outdated as
with refused as (
    select
        running.part_id,
        running.source_row,
        running.row_key,
        running.key_hash,
        running.delivery_date,
        running.progress_rank
    from intake_running as running
    inner join intake_fates as fates on running.part_id = fates.part_id and running.source_row = fates.source_row
    where fates.fate = 'refused' and running.row_key is not null
),

in_force as (
    select
        running.row_key,
        running.delivery_date,
        running.progress_rank
    from intake_running as running
    left join intake_fates as fates on running.part_id = fates.part_id and running.source_row = fates.source_row
    where fates.part_id is null and running.key_hash in (select key_hash from refused)
)

select distinct
    refused.part_id,
    refused.source_row
from refused
inner join in_force
    on refused.row_key = in_force.row_key
    and (
        refused.delivery_date < in_force.delivery_date
        or (refused.delivery_date = in_force.delivery_date and refused.progress_rank < in_force.progress_rank)
    )
