/*
The rows that share their key with another row; all others are accepted as they stand.
The hash of the key finds them cheaply among millions, the key itself decides.
says_no_more: a row of a printed form that only repeats what another row says (forms_that_say_no_more).
*/
create or replace temp table intake_contested as
select
    part_id,
    source_row,
    delivery_date,
    row_key,
    key_hash,
    content_hash,
    progress_rank,
    identity_hash,
    false as says_no_more
from intake_running
where fate is null and key_hash in (select key_hash from intake_shared_hashes)
