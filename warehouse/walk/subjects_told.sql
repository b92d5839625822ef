/*
about = "Every subject of either side once, by its code: as the later side names it in its judged year, else in the nearest before."
*/
create or replace table subjects_told as
with told as (
    select 2 as side, * from subjects_2 where coalesce(fiscal_year, 0) <= $year_2
    union all by name
    select 1 as side, * from subjects_1 where coalesce(fiscal_year, 0) <= $year_1
)
select
    subject_kind, subject_code, subject_name, project_code, department_code, department_name,
    bool_or(side = 1) over every_one as is_in_1,
    bool_or(side = 2) over every_one as is_in_2
from told
window every_one as (partition by subject_kind, subject_code)
qualify row_number() over (partition by subject_kind, subject_code order by side desc, fiscal_year desc) = 1
