/*
about = "Every business check with the number of records that break it and a few of them."
*/
select
    broken_checks.name,
    broken_checks.when_broken,
    broken_checks.zh,
    broken_checks.en,
    broken_checks.row_count,
    coalesce(
        list(broken_rows.content::varchar order by broken_rows.row_number)
            filter (where broken_rows.row_number <= $examples),
        []
    ) as examples
from broken_checks
left join broken_rows on broken_checks.name = broken_rows.name
group by all
order by broken_checks.row_count desc, broken_checks.name
