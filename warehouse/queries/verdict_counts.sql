/*
about = "Verdicts counted by rule, verdict and severity at one month end in the reader's scope."
*/
select rule, verdict, severity, sum(verdict_count)::bigint as verdict_count
from flag_counts
where
    as_of = $as_of
    and ($every_department or department_code in (select unnest($departments)))
group by rule, verdict, severity
order by rule, verdict, severity
