/*
about = """
The requests of a line of payment pace that wait for payment at a month end, each with its place in its file. Part: waiting,
approved (approved and not paid), undated (it cannot be told since when they wait). What was bounced does not wait.
"""
order_by = "requested_date nulls last, amount_yuan desc, file, sheet, source_row"
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
    payment.amount_yuan
from payments as payment
left join project_years
    on payment.fiscal_year = project_years.fiscal_year and payment.project_code = project_years.project_code
join source_parts as part on payment.source_id = part.source_id
where
    payment.amount_yuan > 0
    and (
        payment.status in ('待审', '已审未支付')
        or (payment.status = '已支付' and last_day(payment.paid_date) > last_day(payment.requested_date))
    )
    and coalesce(year(payment.requested_date), payment.fiscal_year) = year($as_of)
    and (payment.requested_date is null or payment.requested_date <= $as_of)
    and (payment.status <> '已支付' or payment.paid_date > $as_of)
    and case $part
        when 'undated' then payment.requested_date is null
        when 'approved' then payment.requested_date is not null and payment.status = '已审未支付'
        else payment.requested_date is not null
    end
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
    end
    and ($every_department or project_years.department_code in (select unnest($departments)))
