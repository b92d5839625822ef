/*
about = """
The payments behind an amount, each with its place in its file; a refund is negative. Part: paid, refunded (as positive
amounts), of_no_line (of none of the lines approved so far), local (surely own money, of the whole year), control (as a control total counts them), asked and counted (one
request as it stands: what was asked, what counts as paid). A null coordinate leaves nothing out.
"""
order_by = "amount_yuan desc, file, sheet, source_row"
adds = ["amount_yuan"]
*/
select
    part.file,
    part.sheet,
    payment.source_row,
    project_years.department_name,
    payment.project_code,
    project_years.project_name,
    payment.request_no,
    payment.status,
    payment.requested_date,
    payment.paid_date,
    case $part
        when 'asked' then payment.amount_yuan
        when 'refunded' then -payment.counted_yuan
        else payment.counted_yuan
    end::decimal(18, 2) as amount_yuan
from payments as payment
join project_years
    on payment.fiscal_year = project_years.fiscal_year and payment.project_code = project_years.project_code
join source_parts as part on payment.source_id = part.source_id
where
    payment.fiscal_year = coalesce($fiscal_year, year($as_of))
    and case $part
        when 'asked' then true
        when 'counted' then true
        when 'control' then payment.month is not null and payment.paid_date <= $as_of and payment.counted_yuan <> 0
        when 'of_no_line'
            then
                payment.month <= month($as_of)
                and year(payment.paid_date) = payment.fiscal_year
                and payment.counted_yuan <> 0
                and (
                    payment.line_id is null
                    or payment.line_id in (
                        select line.line_id from budget_lines as line where line.approved_month > month($as_of)
                    )
                )
        when 'local'
            then
                payment.month is not null
                and year(payment.paid_date) = payment.fiscal_year
                and payment.line_fund_source = '本级'
                and payment.counted_yuan <> 0
        when 'refunded'
            then
                payment.month <= month($as_of)
                and year(payment.paid_date) = payment.fiscal_year
                and payment.counted_yuan < 0
        else
            payment.month <= month($as_of)
            and year(payment.paid_date) = payment.fiscal_year
            and payment.counted_yuan <> 0
    end
    and ($request_no is null or payment.request_no = $request_no)
    and ($project_code is null or payment.project_code = $project_code)
    and ($department is null or project_years.department_code = $department)
    and (
        $line is null
        or payment.line_id in (select line.line_id from budget_lines as line where line.subject_code = $line)
    )
    and case $series
        when 'overall' then payment.is_general
        when '教育' then payment.is_education and payment.is_in_four_books
        when '社会保障' then payment.is_social_security and payment.is_in_four_books
        when '扶贫' then payment.is_poverty_relief and payment.is_in_four_books
        when 'priority'
            then
                payment.is_in_four_books
                and (
                    coalesce(payment.is_education, false) or coalesce(payment.is_social_security, false)
                    or coalesce(payment.is_poverty_relief, false)
                )
        when 'rest'
            then
                payment.is_in_four_books
                and not (
                    coalesce(payment.is_education, false) or coalesce(payment.is_social_security, false)
                    or coalesce(payment.is_poverty_relief, false)
                )
        else true
    end
    and ($every_department or project_years.department_code in (select unnest($departments)))
