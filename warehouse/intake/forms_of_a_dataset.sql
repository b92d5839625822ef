/*
The printed forms on which rows of one dataset stand, with the project of each, or why it has none (contract §1a.6).
*/
create or replace temp table intake_forms as
select
    parts.source_id as part_id,
    forms.token,
    forms.project_code,
    forms.department_code,
    forms.problem,
    case forms.problem when 'form_department_unknown' then forms.department else forms.project_name end as value
from printed_forms as forms
inner join source_parts as parts on forms.file = parts.file and forms.sheet = parts.sheet
where parts.dataset = $dataset
