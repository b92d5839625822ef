/*
about = "The payment requests of one project and year up to one month end, newest first; what counts as paid stands apart from what was asked."
*/
select
    coalesce(payment.paid_date, payment.requested_date) as happened,
    payment.request_no,
    request.voucher_no,
    payment.requested_date,
    payment.paid_date,
    payment.status,
    payment.amount_yuan,
    payment.counted_yuan,
    line.doc_no,
    line.fund_source,
    request.pay_type,
    request.payee,
    request.purpose
from payments as payment
join project_years
    on payment.fiscal_year = project_years.fiscal_year and payment.project_code = project_years.project_code
join staged_payment as request
    on payment.source_id = request.source_id and payment.source_row = request.source_row
left join budget_lines as line on payment.line_id = line.line_id
where
    payment.project_code = $project_code
    and payment.fiscal_year = year($as_of)
    and coalesce(payment.requested_date, payment.paid_date) <= $as_of
    and ($every_department or project_years.department_code in (select unnest($departments)))
order by happened desc, payment.request_no desc
