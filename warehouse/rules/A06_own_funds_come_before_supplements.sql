/*
id = "A06"
subject = "department"
severity = "yellow"
outcome = { yellow = "adjust" }
clauses = ["S4.6"]
exempt = []
sources = ["supplement_request", "special_fund"]

[title]
zh = "有专项余额仍申请追加"
en = "Asks while its own fund has a balance"
[finding]
zh = "当年申请追加{request_count:count}笔、{requested_yuan:yuan}，而本部门专项资金可用额度还有{available_yuan:yuan}。"
en = "{request_count:count} supplement request(s) for {requested_yuan:yuan} this year, while its own special funds have {available_yuan:yuan} available."
[clear]
zh = "先通过本部门主管专项资金统筹解决。"
en = "Use the department's own special fund first."

[[example]]
because = "有余额仍申请 / balance and request"
given = { departments = { department_id = 1, department_code = "302" }, special_funds = { fund_id = 5, department_code = "302" }, fund_months = { fund_id = 5, is_active = true, available_yuan = 1.00, available_above_yuan = 1.00, available_below_yuan = 0.00 }, supplements = { department_code = "302", requested_date = 2026-03-01, amount_yuan = 2.00 }, fundless_months = { available_above_yuan = 0.00, available_below_yuan = 0.00, unknown_available_count = 0 }, source_parts = [{ dataset = "special_fund" }, { dataset = "supplement_request" }] }
verdict = "flagged"

[[example]]
because = "没有余额 / no balance"
given = { departments = { department_id = 1, department_code = "302" }, special_funds = { fund_id = 5, department_code = "302" }, fund_months = { fund_id = 5, is_active = true, available_yuan = 0.00, available_above_yuan = 0.00, available_below_yuan = 0.00 }, supplements = { department_code = "302", requested_date = 2026-03-01, amount_yuan = 2.00 }, fundless_months = { available_above_yuan = 0.00, available_below_yuan = 0.00, unknown_available_count = 0 }, source_parts = [{ dataset = "special_fund" }, { dataset = "supplement_request" }] }
verdict = "clear"

[[example]]
because = "没有申请 / no request"
given = { departments = { department_id = 1, department_code = "302" }, special_funds = { fund_id = 5, department_code = "302" }, fund_months = { fund_id = 5, is_active = true }, fundless_months = { available_above_yuan = 0.00, available_below_yuan = 0.00, unknown_available_count = 0 }, source_parts = [{ dataset = "special_fund" }, { dataset = "supplement_request" }] }
verdict = "clear"

[[example]]
because = "余额未知 / balance unknown"
given = { departments = { department_id = 1, department_code = "302" }, special_funds = { fund_id = 5, department_code = "302" }, fund_months = { fund_id = 5, is_active = true }, supplements = { department_code = "302", requested_date = 2026-03-01, amount_yuan = 2.00 }, fundless_months = { available_above_yuan = 0.00, available_below_yuan = 0.00, unknown_available_count = 0 }, source_parts = [{ dataset = "special_fund" }, { dataset = "supplement_request" }] }
verdict = "cannot_assess"

[[example]]
because = "没有专项资金 / no fund"
given = { departments = { department_id = 1, department_code = "302" }, supplements = { department_code = "302", requested_date = 2026-03-01, amount_yuan = 2.00 }, fundless_months = { available_above_yuan = 0.00, available_below_yuan = 0.00, unknown_available_count = 0 }, source_parts = [{ dataset = "special_fund" }, { dataset = "supplement_request" }] }
verdict = "not_applicable"
*/
with balances as (
    select
        departments.department_id,
        departments.department_code,
        fund_months.as_of,
        fund_months.fiscal_year,
        sum(fund_months.available_yuan) filter (where fund_months.is_active)::decimal(18, 2) as available_yuan,
        count(*) filter (where fund_months.available_yuan is null) as unknown_count,
        coalesce(sum(fund_months.available_yuan) filter (where fund_months.is_active), 0) as sure_yuan,
        coalesce(sum(fund_months.available_above_yuan) filter (where fund_months.is_active is null), 0) as may_add_yuan,
        coalesce(sum(fund_months.available_below_yuan) filter (where fund_months.is_active is null), 0) as may_take_yuan
    from departments
    join special_funds on departments.department_code = special_funds.department_code
    join fund_months on special_funds.fund_id = fund_months.fund_id
    where coalesce(fund_months.is_active, true)
    group by departments.department_id, departments.department_code, fund_months.as_of, fund_months.fiscal_year
),
requested as (
    select
        balances.department_id, balances.as_of, count(*) as request_count,
        sum(supplements.amount_yuan)::decimal(18, 2) as requested_yuan
    from balances
    join supplements
        on
            balances.department_code = supplements.department_code
            and balances.fiscal_year = supplements.fiscal_year
            and balances.as_of >= supplements.requested_date
    group by balances.department_id, balances.as_of
)
select
    balances.department_id as subject_id,
    balances.as_of,
    coalesce(requested.request_count, 0) as request_count,
    coalesce(requested.requested_yuan, 0)::decimal(18, 2) as requested_yuan,
    case when balances.unknown_count = 0 then balances.available_yuan end as available_yuan,
    case
        when has_dataset('supplement_request')
            then
                coalesce(requested.request_count, 0) > 0
                and case
                    when balances.unknown_count > 0 or fundless_months.unknown_available_count > 0 then null
                    when balances.sure_yuan + balances.may_take_yuan + fundless_months.available_below_yuan > 0
                        then true
                    when balances.sure_yuan + balances.may_add_yuan + fundless_months.available_above_yuan <= 0
                        then false
                end
    end as is_flagged,
    case when has_dataset('supplement_request') then 'no_issue_date' else 'no_supplements' end as missing
from balances
join fundless_months on balances.as_of = fundless_months.as_of
left join requested on balances.department_id = requested.department_id and balances.as_of = requested.as_of
union all
select departments.department_id, months.as_of, null, null, null, null, 'no_funds'
from departments
cross join months
where not has_dataset('special_fund')
