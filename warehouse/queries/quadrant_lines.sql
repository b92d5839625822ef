/*
about = "Where the quadrants part (share of time progress), the gap that rule D01 tolerates, and calendar time at each month end of the year."
*/
select
    months.as_of,
    time_progress(months.month, 12) as calendar_progress,
    (select value from settings_in_force where name = 'quadrant_line') as quadrant_line,
    (select value from settings_in_force where name = 'enough_coverage') as enough_coverage,
    (select value from thresholds_in_force where rule = 'D01' and name = 'tolerated_gap') as tolerated_gap
from months
where months.fiscal_year = year($as_of) and months.as_of <= $as_of
order by months.as_of
