/*
The hashes of keys that more than one row has: a table of its own, because it is looked up in millions of rows once it is
known. Whether a row is still in the running is asked there: it would cost millions of rows more than their hash.
*/
create or replace temp table intake_shared_hashes as
select key_hash
from intake_rows
where row_key is not null
group by key_hash
having count(*) > 1
