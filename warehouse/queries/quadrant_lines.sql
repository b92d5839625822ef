/*
about = "Where the quadrants part (share of time progress), the gap that rule D01 tolerates, and calendar time at each month end of the year."
*/
select
    months.as_of,
    calendar_progress(months.as_of) as calendar_progress,
    setting('quadrant_line', $as_of) as quadrant_line,
    setting('enough_coverage', $as_of) as enough_coverage,
    (
        select value
        from thresholds_in_force
        where rule = 'D01' and name = 'tolerated_gap' and $as_of between valid_from and valid_to
    ) as tolerated_gap
from months
where months.fiscal_year = year($as_of) and months.as_of <= $as_of
order by months.as_of
