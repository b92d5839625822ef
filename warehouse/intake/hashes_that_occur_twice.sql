/*
The hashes of keys that more than one row in the running has: a table of its own, because it is looked up in millions of
rows once it is known.
*/
create or replace temp table intake_shared_hashes as
select key_hash
from intake_running
where fate is null
group by key_hash
having count(*) > 1
