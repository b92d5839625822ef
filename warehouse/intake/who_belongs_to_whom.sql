/*
The codes that the project dataset knows in any year, and the department of each project and unit.
Made again after each dataset that may change them, before the rows of the next are judged.
*/
create or replace temp table project_departments as
select
    project_code,
    arg_max(department_code, fiscal_year) as department_code
from staged_project
group by project_code;

create or replace temp table known_projects as
select project_code
from project_departments;

create or replace temp table unit_departments as
select
    org_code as agency_code,
    coalesce(department_code, org_code) as department_code
from staged_organisation
