/*
grain = ["subject_id", "month"]
[about]
zh = "每个项目每月的累计金额：年初预算、全年预算、已下达、已支付、冻结、用款计划。不含时间进度，因此不随任何设置变化。"
en = "The money of each project month by month, cumulative, and its cash plan. Nothing here depends on a setting."
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
has_initial_budget = "截至本月是否有年初预算指标"
first_approved_month = "首次批复月份"
is_planned = "是否报有用款计划"
planned_yuan = "用款计划累计"
planned_year_yuan = "全年用款计划；空为无 12 月的计划"
*/
with events as (
    select
        fiscal_year, project_code, approved_month as month,
        case when budget_origin = '年初预算' then amount_yuan else 0 end as initial_yuan,
        amount_yuan as current_yuan, 0 as issued_yuan, 0 as paid_yuan, frozen_yuan,
        1 as line_count,
        (budget_origin = '年初预算')::integer as initial_count,
        (not is_issue_known)::integer as unknown_issue_count
    from budget_lines
    union all
    select fiscal_year, project_code, issued_month, 0, 0, amount_yuan, 0, 0, 0, 0, 0
    from budget_lines
    where issued_month is not null
    union all
    select fiscal_year, project_code, month, 0, 0, 0, counted_yuan, 0, 0, 0, 0
    from payments
    where month is not null and year(paid_date) = fiscal_year
),
sums as (
    select
        fiscal_year, project_code, month,
        sum(initial_yuan) as initial_yuan, sum(current_yuan) as current_yuan, sum(issued_yuan) as issued_yuan,
        sum(paid_yuan) as paid_yuan, sum(frozen_yuan) as frozen_yuan, sum(line_count) as line_count,
        sum(initial_count) as initial_count, sum(unknown_issue_count) as unknown_issue_count
    from events
    where month <= 12
    group by all
),
spine as (
    select
        project_years.subject_id, project_years.fiscal_year, project_years.project_code, month.month,
        last_day(make_date(project_years.fiscal_year, month.month, 1)) as as_of
    from project_years
    cross join (select unnest(generate_series(1, 12))::tinyint as month) as month
    where
        project_years.fiscal_year in (select fiscal_year from months)
        or project_years.fiscal_year in (select fiscal_year - 1 from months)
),
running as (
    select
        spine.*,
        sum(sums.initial_yuan) over so_far as initial_yuan,
        sum(sums.current_yuan) over so_far as current_yuan,
        sum(sums.issued_yuan) over so_far as issued_yuan,
        sum(sums.paid_yuan) over so_far as paid_yuan,
        sum(sums.frozen_yuan) over so_far as frozen_yuan,
        sum(sums.initial_count) over so_far as initial_count,
        sum(sums.unknown_issue_count) over so_far as unknown_issue_count,
        min(case when sums.line_count > 0 then spine.month end) over so_far as first_approved_month
    from spine
    left join sums using (fiscal_year, project_code, month)
    window so_far as (partition by spine.subject_id order by spine.month rows unbounded preceding)
),
plan_totals as (
    select fiscal_year, project_code, max(planned_yuan) filter (where month = 12) as full_year_yuan
    from staged_cash_plan
    group by all
),
plans as (
    select
        spine.subject_id, spine.month, plan_totals.full_year_yuan,
        coalesce(
            last_value(plan.planned_yuan ignore nulls) over (
                partition by spine.subject_id order by spine.month rows unbounded preceding
            ),
            0
        )::decimal(18, 2) as planned_yuan
    from spine
    join plan_totals using (fiscal_year, project_code)
    left join staged_cash_plan as plan using (fiscal_year, project_code, month)
)
select
    running.subject_id,
    running.fiscal_year,
    running.project_code,
    running.month,
    running.as_of,
    coalesce(running.initial_yuan, 0)::decimal(18, 2) as budget_initial_yuan,
    coalesce(running.current_yuan, 0)::decimal(18, 2) as budget_current_yuan,
    case
        when coalesce(running.unknown_issue_count, 0) = 0 then coalesce(running.issued_yuan, 0)
    end::decimal(18, 2) as issued_yuan,
    coalesce(running.paid_yuan, 0)::decimal(18, 2) as paid_yuan,
    coalesce(running.frozen_yuan, 0)::decimal(18, 2) as frozen_yuan,
    case
        when coalesce(running.unknown_issue_count, 0) = 0
            then coalesce(running.issued_yuan, 0) - coalesce(running.paid_yuan, 0) - coalesce(running.frozen_yuan, 0)
    end::decimal(18, 2) as available_yuan,
    coalesce(running.initial_count, 0) > 0 as has_initial_budget,
    running.first_approved_month::tinyint as first_approved_month,
    plans.subject_id is not null as is_planned,
    plans.planned_yuan,
    plans.full_year_yuan as planned_year_yuan
from running
left join plans using (subject_id, month)
-- month by month: a page and a trial look at one
order by running.as_of, running.subject_id
