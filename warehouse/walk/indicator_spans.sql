/*
about = "The spans of indicators, cut to the months that a world is judged by: those of its year, and December of the years before."
*/
create or replace table indicator_spans as
with spans as (
    {{select}}
),
needed as (
    select
        *,
        case when fiscal_year = $year then $first else 12 end as first_month,
        case when fiscal_year = $year then $last else 12 end as last_month
    from spans
    where fiscal_year <= $year
)
select
    * exclude (first_month, last_month)
    replace (
        greatest(from_month, first_month)::tinyint as from_month, least(to_month, last_month)::tinyint as to_month
    )
from needed
where from_month <= last_month and to_month >= first_month
