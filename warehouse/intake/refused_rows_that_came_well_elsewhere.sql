/*
Refused rows whose key is in force from a later delivery, or from a later stage of the same request: nobody needs to mend
them, and a mended one would push the newer row aside.
*/
create or replace temp table intake_outdated as
select distinct
    refused.part_id,
    refused.source_row
from intake_beside_refused as refused
inner join intake_beside_refused as in_force
    on refused.row_key = in_force.row_key
    and (
        refused.delivery_date < in_force.delivery_date
        or (refused.delivery_date = in_force.delivery_date and refused.progress_rank < in_force.progress_rank)
    )
where refused.fate = 'refused' and in_force.fate is null
