/*
grain = ["subject_id", "as_of"]
[about]
zh = "每个重点领域每个月末未支付的申请：笔数、最久等待的工作日。退回的申请、退款不算未支付。"
en = "Requests of each priority area that are open at each month end, and the longest wait in working days. Bounced requests and refunds are not open."
[column]
subject_id = "对象序号"
area = "重点领域"
as_of = "月末"
open_count = "未支付申请笔数"
undated_count = "其中没有申请日期的笔数"
longest_wait_days = "最久等待的工作日"
oldest_requested_date = "最早的申请日期"
open_yuan = "未支付申请金额"
*/
with requests as (
    select
        requested_date, paid_date, amount_yuan,
        [
            case when is_education then '教育' end,
            case when is_social_security then '社会保障' end,
            case when is_poverty_relief then '扶贫' end
        ] as areas
    from payments
    where
        amount_yuan >= 0
        and status <> '已退回'
        and is_in_four_books
        -- paid within the month of its request: never open at a month end
        and (paid_date is null or requested_date is null or paid_date > last_day(requested_date))
),
by_area as (
    select requested_date, paid_date, amount_yuan, unnest(areas) as area
    from requests
),
waiting as (
    select
        by_area.area,
        months.as_of,
        count(*) as open_count,
        count(*) filter (where by_area.requested_date is null) as undated_count,
        max(working_days(by_area.requested_date, months.as_of)) as longest_wait_days,
        min(by_area.requested_date) as oldest_requested_date,
        sum(by_area.amount_yuan) as open_yuan
    from by_area
    join months
        on
            (by_area.requested_date is null or by_area.requested_date <= months.as_of)
            and (by_area.paid_date is null or by_area.paid_date > months.as_of)
    where by_area.area is not null
    group by by_area.area, months.as_of
)
select
    subjects.subject_id,
    subjects.subject_code as area,
    months.as_of,
    coalesce(waiting.open_count, 0) as open_count,
    coalesce(waiting.undated_count, 0) as undated_count,
    waiting.longest_wait_days,
    waiting.oldest_requested_date,
    coalesce(waiting.open_yuan, 0)::decimal(18, 2) as open_yuan
from subjects
cross join months
left join waiting on subjects.subject_code = waiting.area and months.as_of = waiting.as_of
where subjects.subject_kind = 'area'
