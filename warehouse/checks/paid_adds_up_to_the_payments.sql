/*
when_broken = "stop"
[about]
zh = "各项目年末累计支付之和等于计入的支付之和。"
en = "Paid of all projects at the end of each year equals the payments counted in it."
*/
with by_project as (
    select fiscal_year, sum(paid_yuan) as yuan
    from project_money
    where month = 12
    group by fiscal_year
),
by_payment as (
    select fiscal_year, sum(counted_yuan) as yuan
    from payments
    where month is not null and year(paid_date) = fiscal_year
    group by fiscal_year
)
select by_project.fiscal_year, by_project.yuan as by_project_yuan, coalesce(by_payment.yuan, 0) as by_payment_yuan
from by_project
left join by_payment on by_project.fiscal_year = by_payment.fiscal_year
where by_project.yuan <> coalesce(by_payment.yuan, 0)
