/*
about = "The spans of indicators, cut to the months of one year that a trial judges."
*/
create temp table indicator_spans as
select * replace (greatest(from_month, $first)::tinyint as from_month, least(to_month, $last)::tinyint as to_month)
from {{stored}}.indicator_spans
where fiscal_year = $year and from_month <= $last and to_month >= $first
