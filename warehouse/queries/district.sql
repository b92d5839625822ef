/*
about = "The district at one month end, with its output progress weighted by budget over the assessed projects."
*/
select
    district_months.*,
    whole.progress_completion,
    whole.progress_coverage
from district_months
left join department_standings as whole
    on district_months.as_of = whole.as_of and whole.department_code is null
where district_months.as_of = $as_of
