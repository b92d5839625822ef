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
        payments.project_code, payments.fiscal_year, payments.requested_date, payments.paid_date, payments.amount_yuan,
        list_contains(part.columns_present, 'requested_date') as is_date_known,
        [
            case when payments.is_education then '教育' end,
            case when payments.is_social_security then '社会保障' end,
            -- a payment without any day has no year, so its project's tag is that of the month's year
            case when payments.is_poverty_relief or payments.fiscal_year is null then '扶贫' end
        ] as areas,
        payments.is_poverty_relief
    from payments
    join source_parts as part on payments.source_id = part.source_id
    where
        payments.amount_yuan >= 0
        and payments.status <> '已退回'
        and case
            -- paid within the month of its request: never open at a month end
            when payments.requested_date is not null
                then payments.paid_date is null or payments.paid_date > last_day(payments.requested_date)
            -- paid without a day of request: nobody applied, unless the column was not delivered
            else payments.paid_date is null or not list_contains(part.columns_present, 'requested_date')
        end
),
by_area as (
    select
        project_code, fiscal_year, requested_date, paid_date, amount_yuan, is_poverty_relief, unnest(areas) as area
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
            (by_area.paid_date is null or by_area.paid_date > months.as_of)
            and case
                when by_area.requested_date is not null then by_area.requested_date <= months.as_of
                else by_area.paid_date is null or year(by_area.paid_date) = months.fiscal_year
            end
    left join project_years
        on months.fiscal_year = project_years.fiscal_year and by_area.project_code = project_years.project_code
    where
        by_area.area is not null
        and (
            by_area.area <> '扶贫'
            or coalesce(by_area.is_poverty_relief, false)
            or (by_area.fiscal_year is null and coalesce(project_years.is_poverty_relief, false))
        )
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
