/*
when_broken = "warn"
[about]
zh = "支付日期不早于申请日期。"
en = "No payment is made before it was requested."
*/
select payments.request_no, payments.project_code, payments.requested_date, payments.paid_date, payments.amount_yuan
from payments
where payments.paid_date < payments.requested_date
