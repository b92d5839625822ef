/*
about = """
How many rows each department has to mend, and in how many files they stand: the rows of the query refused_rows that are
not outdated, a row of a file once. No code: the department cannot be told.
"""
*/
with refused as ({{refused_rows}})
select
    department_code, department_name,
    count(distinct file || chr(10) || sheet || chr(10) || source_row) as row_count,
    count(distinct file) as file_count
from refused
where not is_outdated
group by department_code, department_name
order by department_code nulls last
