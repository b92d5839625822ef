/*
unit = "months"
[about]
zh = "结转月数：自收到上级资金的月份起，核算到月。"
en = "Months from the month in which the transfer was received to the as-of month."
[[example]]
given = { receipt_month = 2023-06-30, as_of = 2024-05-31 }
result = 11
[[example]]
given = { receipt_month = 2023-06-30, as_of = 2024-06-30 }
result = 12
*/
create or replace macro carry_over_age_months(receipt_month, as_of) as
    (year(as_of) - year(receipt_month)) * 12 + month(as_of) - month(receipt_month)
