/*
kind = "view"
grain = ["subject_id", "month"]
[about]
zh = "每个项目每月的钱：年初预算、全年预算、已下达、已支付、冻结、时间进度（分子、分母）。"
en = "The money of each project month by month, cumulative, with its clock as numerator and denominator."
[column]
subject_id = "对象序号"
fiscal_year = "预算年度"
project_code = "项目编码"
month = "月份"
as_of = "月末"
budget_initial_yuan = "年初预算数"
budget_current_yuan = "全年预算数（调整后）"
issued_yuan = "已下达指标；缺下达日期一列时为空"
paid_yuan = "累计支付"
frozen_yuan = "冻结金额"
available_yuan = "可用额度 = 已下达 − 已支付 − 冻结"
time_numerator = "时间进度分子"
time_denominator = "时间进度分母；空为无全年用款计划"
has_cash_plan = "是否有用款计划"
planned_yuan = "用款计划累计"
first_approved_month = "首次批复月份"
clock_basis = "时间进度口径：month / day / milestones / cash_plan / in_year"
*/
with clocked as (
    select
        *,
        is_planned and setting('own_plan', as_of) = 1 as has_cash_plan,
        not (is_planned and setting('own_plan', as_of) = 1)
        and not has_initial_budget
        and coalesce(first_approved_month, 1) > 1 as starts_in_year
    from money_so_far
)
select
    subject_id,
    fiscal_year,
    project_code,
    month,
    as_of,
    budget_initial_yuan,
    budget_current_yuan,
    issued_yuan,
    paid_yuan,
    frozen_yuan,
    available_yuan,
    case
        when has_cash_plan then cents(planned_yuan)
        else
            elapsed_of_year(fiscal_year, month, as_of)
            - case
                when starts_in_year then elapsed_of_year(fiscal_year, first_approved_month - 1, as_of) else 0
            end
    end::hugeint as time_numerator,
    case
        when has_cash_plan then nullif(cents(planned_year_yuan), 0)
        else
            length_of_year(fiscal_year, as_of)
            - case
                when starts_in_year then elapsed_of_year(fiscal_year, first_approved_month - 1, as_of) else 0
            end
    end::hugeint as time_denominator,
    has_cash_plan,
    planned_yuan,
    first_approved_month,
    case
        when has_cash_plan then 'cash_plan'
        when starts_in_year then 'in_year'
        when setting('curve', as_of) = 2 then 'milestones'
        when setting('calendar_basis', as_of) = 2 then 'day'
        else 'month'
    end as clock_basis
from clocked
