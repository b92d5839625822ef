/*
Refused rows whose key is in force from an earlier delivery: they superseded nothing, and somebody should know.
*/
select
    refused.part_id,
    refused.source_row,
    in_force.delivery_date
from intake_beside_refused as refused
inner join intake_beside_refused as in_force
    on refused.row_key = in_force.row_key and refused.delivery_date > in_force.delivery_date
where refused.fate = 'refused' and in_force.fate is null
order by refused.part_id, refused.source_row
