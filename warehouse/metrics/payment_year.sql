/*
unit = "year"
helper = true
[about]
zh = "支付所属年度：支付日期的年度，未支付的按申请日期；被退回的申请（金额不为负）按申请日期。"
en = "The year of a payment: of its paid date, else of its request; of a bounced request (amount not negative) that of the request."
[[example]]
given = { status = "已支付", amount_yuan = 5.00, requested_date = 2025-12-30, paid_date = 2026-01-04 }
result = 2026
[[example]]
given = { status = "已退回", amount_yuan = 5.00, requested_date = 2025-12-30, paid_date = 2026-01-04 }
result = 2025
[[example]]
given = { status = "已退回", amount_yuan = -5.00, requested_date = 2025-12-30, paid_date = 2026-01-04 }
result = 2026
*/
create or replace macro payment_year(status, amount_yuan, requested_date, paid_date) as
    year(
        case
            when status = '已退回' and amount_yuan >= 0 then coalesce(requested_date, paid_date)
            else coalesce(paid_date, requested_date)
        end
    )::integer
