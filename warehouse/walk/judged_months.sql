/*
about = "The month end that a world is judged at and those before it: of its year, or of all years."
*/
create or replace table judged_months as
select
    last_day(make_date(years.year, months.month, 1)) as as_of,
    years.year::integer as fiscal_year,
    months.month::integer as month,
    years.year = $first_year as is_first_year
from (
    select
        unnest(
            generate_series(
                case when $is_whole then least($first_year, year($as_of)) else year($as_of) end, year($as_of)
            )
        ) as year
) as years
cross join (select unnest(generate_series(1, 12)) as month) as months
where make_date(years.year, months.month, 1) <= $as_of
