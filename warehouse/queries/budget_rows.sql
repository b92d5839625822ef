/*
about = """
The budget lines behind an amount, each with its place in its file. Part: current, initial, issued, frozen, overlap (of two
areas or more), local (own money of the whole year), initial_of_year (whatever the approval date), control (as a control
total counts them), line (one line as it stands). A null coordinate leaves nothing out.
"""
order_by = "amount_yuan desc, file, sheet, source_row"
adds = ["amount_yuan"]
*/
select
    part.file,
    part.sheet,
    line.source_row,
    project_years.department_name,
    line.project_code,
    project_years.project_name,
    line.doc_no,
    line.budget_origin,
    line.fund_source,
    line.fund_nature,
    line.func_item,
    line.approved_date,
    line.issued_date,
    line.receipt_month,
    case when $part = 'frozen' then line.frozen_yuan else line.amount_yuan end as amount_yuan
from budget_lines as line
join project_years
    on line.fiscal_year = project_years.fiscal_year and line.project_code = project_years.project_code
join source_parts as part on line.source_id = part.source_id
where
    line.fiscal_year = coalesce($fiscal_year, year($as_of))
    and case $part
        when 'issued' then line.issued_month <= month($as_of)
        when 'initial' then line.approved_month <= month($as_of) and line.budget_origin = '年初预算'
        when 'frozen' then line.approved_month <= month($as_of) and line.frozen_yuan <> 0
        when 'overlap'
            then
                line.approved_month <= month($as_of)
                and line.is_education::integer + line.is_social_security::integer + line.is_poverty_relief::integer > 1
        when 'local' then line.approved_month <= 12 and line.fund_source = '本级'
        when 'initial_of_year' then line.budget_origin = '年初预算'
        when 'control' then line.approved_date <= $as_of
        when 'line' then true
        else line.approved_month <= month($as_of)
    end
    and ($project_code is null or line.project_code = $project_code)
    and ($department is null or project_years.department_code = $department)
    and ($line is null or line.subject_code = $line)
    and case $series
        when 'overall' then line.is_general
        when '教育' then line.is_education and line.is_in_four_books
        when '社会保障' then line.is_social_security and line.is_in_four_books
        when '扶贫' then line.is_poverty_relief and line.is_in_four_books
        when 'priority'
            then line.is_in_four_books and (line.is_education or line.is_social_security or line.is_poverty_relief)
        when 'rest'
            then line.is_in_four_books and not (line.is_education or line.is_social_security or line.is_poverty_relief)
        else true
    end
    and ($every_department or project_years.department_code in (select unnest($departments)))
