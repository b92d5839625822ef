/*
The rows that something has to be decided about, few among millions: those that their own content decides, and those that
may share their key with another row. All others are accepted as they stand.
*/
create or replace temp table intake_in_question as
from intake_running
where fate is not null or key_hash in (select key_hash from intake_shared_hashes)
