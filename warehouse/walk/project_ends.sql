/*
about = "Each project that is flagged on either side, with its standing's money on both."
*/
select
    coalesce(after.project_code, before.project_code) as project_code,
    subjects_told.subject_name as project_name,
    subjects_told.department_code,
    before.project_code is not null as was_flagged,
    after.project_code is not null as is_flagged,
    before.money_yuan as money_before_yuan,
    after.money_yuan as money_after_yuan
from (select * from project_stakes where step = 0) as before
full join (select * from project_stakes where step = $steps) as after on before.project_code = after.project_code
left join subjects_told
    on
        subjects_told.subject_kind = 'project'
        and coalesce(after.project_code, before.project_code) = subjects_told.subject_code
order by project_code
