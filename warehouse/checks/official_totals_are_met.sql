/*
when_broken = "warn"
[about]
zh = "对账数：支付、预算指标的合计与官方数一致（到分）。"
en = "Totals of payments and budget lines equal the official control totals, to the cent."
*/
with ours as (
    select
        control.dataset, control.fiscal_year, control.period_end, control.scope, control.amount_yuan as official_yuan,
        case control.dataset
            when '支付'
                then
                    (
                        select coalesce(sum(payments.counted_yuan), 0)
                        from payments
                        join project_years
                            on
                                payments.fiscal_year = project_years.fiscal_year
                                and payments.project_code = project_years.project_code
                        where
                            payments.month is not null
                            and payments.fiscal_year = control.fiscal_year
                            and payments.paid_date <= control.period_end
                            and control.scope in ('全区', project_years.department_code)
                    )
            else
                (
                    select coalesce(sum(budget_lines.amount_yuan), 0)
                    from budget_lines
                    join project_years
                        on
                            budget_lines.fiscal_year = project_years.fiscal_year
                            and budget_lines.project_code = project_years.project_code
                    where
                        budget_lines.fiscal_year = control.fiscal_year
                        and budget_lines.approved_date <= control.period_end
                        and control.scope in ('全区', project_years.department_code)
                )
        end as our_yuan
    from staged_control_total as control
)
select *
from ours
where official_yuan <> our_yuan
