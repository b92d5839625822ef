/*
about = "The subjects of a rule that are flagged at a month end only because their exit is not reached yet."
*/
select subject_id
from verdicts
where rule = $rule and as_of = $as_of and is_held
