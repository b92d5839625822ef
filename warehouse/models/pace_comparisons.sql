/*
needs_earlier_months = true  # of the latest month end more is known
grain = ["series", "as_of"]
[about]
zh = "支付进度的各条线每月一行：总体、三个重点领域、重点合计（重叠只计一次）、其余；对比总体、序时和上年同月，另列退回和待支付。"
en = "Each line of payment pace by month: the whole, three areas, all priority spending once, the rest; against the whole, time and the same month last year, with refunds and waiting requests apart."
[column]
series = "线：overall、三个领域之一、priority、rest"
position = "排列次序"
as_of = "月末"
fiscal_year = "预算年度"
month = "月份"
budget_current_yuan = "全年预算数"
paid_yuan = "累计支付（扣除退回）"
refunded_yuan = "其中的退回（正数）"
pace = "支付进度"
overall_pace = "总体支付进度（111、112）"
time_progress = "metric"
lead_over_overall = "该线 − 总体"
lead_over_time = "该线 − 序时"
last_year_paid_yuan = "上年同月累计支付"
last_year_pace = "上年同月支付进度"
change_on_last_year = "该线 − 上年同月"
short_of_overall_yuan = "再付多少与总体持平（不为负）"
short_of_time_yuan = "再付多少与序时持平（不为负）"
waiting_count = "待支付申请数：本年度已申请、月末未付（被退回的不算）"
waiting_yuan = "待支付金额"
approved_count = "其中已审未支付的申请数；只有最近月份知道当时的状态，其他月份为空"
approved_yuan = "其中已审未支付的金额"
oldest_request_date = "最早一笔待支付的申请日期"
undated_count = "没有申请日期的未付申请数（不能判断何时起等待）"
*/
with lines as (
    select
        'overall' as series, 0 as position, as_of, fiscal_year, month, overall_budget_yuan as budget_current_yuan,
        overall_paid_yuan as paid_yuan, overall_budget_yuan, overall_paid_yuan
    from area_months
    where area = '教育'
    union all
    select
        area, -subject_id, as_of, fiscal_year, month, budget_current_yuan, paid_yuan, overall_budget_yuan,
        overall_paid_yuan
    from area_months
    union all
    select
        'priority', 4, priority_months.as_of, priority_months.fiscal_year, priority_months.month,
        priority_months.priority_budget_yuan, priority_months.priority_paid_yuan, area_months.overall_budget_yuan,
        area_months.overall_paid_yuan
    from priority_months
    join area_months on priority_months.as_of = area_months.as_of and area_months.area = '教育'
    union all
    select
        'rest', 5, priority_months.as_of, priority_months.fiscal_year, priority_months.month,
        priority_months.rest_budget_yuan, priority_months.rest_paid_yuan, area_months.overall_budget_yuan,
        area_months.overall_paid_yuan
    from priority_months
    join area_months on priority_months.as_of = area_months.as_of and area_months.area = '教育'
),
of_interest as (
    -- refunds, and requests that some month end found waiting
    select *
    from payments
    where
        counted_yuan < 0
        or status in ('待审', '已审未支付')
        or (status = '已支付' and amount_yuan > 0 and last_day(paid_date) > last_day(requested_date))
),
in_series as (
    select of_interest.*, named.series
    from of_interest
    cross join lateral (
        select
            unnest(['overall', '教育', '社会保障', '扶贫', 'priority', 'rest']) as series,
            unnest(
                [
                    is_general,
                    is_education and is_in_four_books,
                    is_social_security and is_in_four_books,
                    is_poverty_relief and is_in_four_books,
                    is_in_four_books
                    and (
                        coalesce(is_education, false) or coalesce(is_social_security, false)
                        or coalesce(is_poverty_relief, false)
                    ),
                    is_in_four_books
                    and not (
                        coalesce(is_education, false) or coalesce(is_social_security, false)
                        or coalesce(is_poverty_relief, false)
                    )
                ]
            ) as belongs
    ) as named
    where named.belongs
),
refunds as (
    select months.as_of, in_series.series, -sum(in_series.counted_yuan)::decimal(18, 2) as refunded_yuan
    from months
    join in_series
        on
            months.fiscal_year = in_series.fiscal_year
            and in_series.month <= months.month
            and year(in_series.paid_date) = in_series.fiscal_year
    where in_series.counted_yuan < 0
    group by months.as_of, in_series.series
),
requests as (
    -- a refund was never a request to pay
    select
        series, amount_yuan, requested_date, status,
        case when status = '已支付' then paid_date end as paid_date,
        coalesce(year(requested_date), fiscal_year) as requested_year
    from in_series
    where amount_yuan > 0
),
waiting as (
    select
        months.as_of,
        requests.series,
        count(*) filter (where requests.requested_date is not null) as waiting_count,
        sum(requests.amount_yuan) filter (where requests.requested_date is not null)::decimal(18, 2) as waiting_yuan,
        count(*) filter (where requests.requested_date is not null and requests.status = '已审未支付')
            as approved_count,
        sum(requests.amount_yuan) filter (where requests.requested_date is not null and requests.status = '已审未支付')
            as approved_yuan,
        min(requests.requested_date) as oldest_request_date,
        count(*) filter (where requests.requested_date is null) as undated_count
    from months
    join requests
        on
            months.fiscal_year = requests.requested_year
            and (requests.requested_date is null or requests.requested_date <= months.as_of)
            and (requests.paid_date is null or requests.paid_date > months.as_of)
    group by months.as_of, requests.series
)
select
    lines.series,
    lines.position::integer as position,
    lines.as_of,
    lines.fiscal_year,
    lines.month,
    lines.budget_current_yuan,
    lines.paid_yuan,
    coalesce(refunds.refunded_yuan, 0)::decimal(18, 2) as refunded_yuan,
    execution_rate(lines.paid_yuan, lines.budget_current_yuan) as pace,
    execution_rate(lines.overall_paid_yuan, lines.overall_budget_yuan) as overall_pace,
    calendar_progress(lines.as_of) as time_progress,
    case
        when lines.series <> 'overall'
            then
                lead_points(
                    lines.paid_yuan, lines.budget_current_yuan, lines.overall_paid_yuan, lines.overall_budget_yuan
                )
    end as lead_over_overall,
    pace_gap(lines.paid_yuan, lines.budget_current_yuan, elapsed_of_year(lines.fiscal_year, lines.month, lines.as_of),
        length_of_year(lines.fiscal_year, lines.as_of)
    ) as lead_over_time,
    last_year.paid_yuan as last_year_paid_yuan,
    execution_rate(last_year.paid_yuan, last_year.budget_current_yuan) as last_year_pace,
    lead_points(
        lines.paid_yuan, lines.budget_current_yuan, last_year.paid_yuan, last_year.budget_current_yuan
    ) as change_on_last_year,
    case
        when lines.series <> 'overall' and lines.budget_current_yuan > 0 and lines.overall_budget_yuan > 0
            then
                never_below_zero(
                    yuan_half_up(
                        cents(lines.budget_current_yuan) * cents(lines.overall_paid_yuan)
                        - cents(lines.paid_yuan) * cents(lines.overall_budget_yuan),
                        cents(lines.overall_budget_yuan)
                    )
                )
    end as short_of_overall_yuan,
    case
        when lines.budget_current_yuan > 0
            then
                never_below_zero(
                    pace_shortfall_yuan(
                        lines.paid_yuan, lines.budget_current_yuan,
                        elapsed_of_year(lines.fiscal_year, lines.month, lines.as_of),
                        length_of_year(lines.fiscal_year, lines.as_of)
                    )
                )
    end as short_of_time_yuan,
    coalesce(waiting.waiting_count, 0) as waiting_count,
    coalesce(waiting.waiting_yuan, 0)::decimal(18, 2) as waiting_yuan,
    case when lines.as_of = latest.as_of then coalesce(waiting.approved_count, 0) end as approved_count,
    case when lines.as_of = latest.as_of then coalesce(waiting.approved_yuan, 0) end::decimal(18, 2) as approved_yuan,
    waiting.oldest_request_date,
    coalesce(waiting.undated_count, 0) as undated_count
from lines
cross join (select max(as_of) as as_of from months) as latest
left join lines as last_year
    on
        lines.series = last_year.series
        and lines.fiscal_year - 1 = last_year.fiscal_year
        and lines.month = last_year.month
left join refunds on lines.as_of = refunds.as_of and lines.series = refunds.series
left join waiting on lines.as_of = waiting.as_of and lines.series = waiting.series
