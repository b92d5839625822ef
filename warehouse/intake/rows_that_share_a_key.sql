/*
The rows still in the running that may share their key with another row: they have its hash, the key itself decides.
says_no_more: a row of a printed form that only repeats what another row says (forms_that_say_no_more).
*/
create or replace temp table intake_contested as
select
    * exclude (fate, reasons),
    false as says_no_more
from intake_in_question
where fate is null
