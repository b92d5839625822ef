/*
The hash of the key of every row, in no order. Whether a row is still in the running is asked of the few that share one:
asked here it would cost millions of rows more than their hash.
*/
select key_hash
from intake_rows
where row_key is not null
