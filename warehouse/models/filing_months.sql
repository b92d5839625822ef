/*
grain = ["subject_id", "as_of"]
[about]
zh = "每个项目每月的监控填报：应报的最近一轮、是否已报、最近两轮是否连续未报。"
en = "Filing of each project and month: the round whose deadline passed last, whether it is filed, whether the last two were missed."
[column]
subject_id = "对象序号"
as_of = "月末"
round_period_end = "监控截至（本年度规则所看的一轮）"
round_fiscal_year = "该轮的预算年度"
round_deadline = "该轮填报截止日"
owes_filing = "该轮所属年度是否有在用指标"
is_filed = "是否已报"
missed_last = "最近一轮（不分年度）是否未报"
missed_before_last = "再前一轮是否未报"
*/
with passed as (
    select
        months.as_of, months.fiscal_year, months.month,
        round.fiscal_year as round_fiscal_year, round.period_end, round.filing_deadline,
        row_number() over (
            partition by months.as_of order by round.filing_deadline desc, round.period_end desc, round.fiscal_year desc
        ) as recency,
        row_number() over (
            partition by months.as_of
            order by
                case
                    when round.fiscal_year = months.fiscal_year then 1
                    when round.fiscal_year = months.fiscal_year - 1 and month(round.period_end) = 12 then 2
                    else 3
                end,
                round.filing_deadline desc, round.period_end desc
        ) as preference,
        round.fiscal_year = months.fiscal_year
        or (round.fiscal_year = months.fiscal_year - 1 and month(round.period_end) = 12) as is_of_this_year
    from months
    join staged_monitoring_round as round on round.filing_deadline < months.as_of
),
round_in_force as (
    select * from passed where preference = 1 and is_of_this_year
),
last_round as (
    select * from passed where recency = 1
),
round_before_last as (
    select * from passed where recency = 2
),
filings as (
    select
        project_code, fiscal_year, period_end,
        min(coalesce(reported_date, date '0001-01-01')) as first_filed
    from staged_monitoring_report
    group by all
),
indicator_counts as (
    select project_years.project_code, project_years.fiscal_year, performance.month, performance.indicator_count
    from project_performance as performance
    join project_years on performance.subject_id = project_years.subject_id
),
asked as (
    select
        project_years.subject_id, project_years.project_code, months.as_of,
        round_in_force.period_end as round_period_end,
        round_in_force.round_fiscal_year,
        round_in_force.filing_deadline as round_deadline,
        last_round.period_end as last_period_end,
        last_round.round_fiscal_year as last_fiscal_year,
        round_before_last.period_end as before_period_end,
        round_before_last.round_fiscal_year as before_fiscal_year,
        -- indicators are counted at the as-of month in its own year, at December in an earlier one
        case when round_in_force.round_fiscal_year < months.fiscal_year then 12 else months.month end as round_month,
        case when last_round.round_fiscal_year < months.fiscal_year then 12 else months.month end as last_month,
        case when round_before_last.round_fiscal_year < months.fiscal_year then 12 else months.month end as before_month
    from project_years
    join months on project_years.fiscal_year = months.fiscal_year
    left join round_in_force on months.as_of = round_in_force.as_of
    left join last_round on months.as_of = last_round.as_of
    left join round_before_last on months.as_of = round_before_last.as_of
)
select
    asked.subject_id,
    asked.as_of,
    asked.round_period_end,
    asked.round_fiscal_year,
    asked.round_deadline,
    coalesce(round_counts.indicator_count, 0) > 0 as owes_filing,
    coalesce(round_filings.first_filed <= asked.as_of, false) as is_filed,
    coalesce(last_counts.indicator_count, 0) > 0
    and not coalesce(last_filings.first_filed <= asked.as_of, false) as missed_last,
    coalesce(before_counts.indicator_count, 0) > 0
    and not coalesce(before_filings.first_filed <= asked.as_of, false) as missed_before_last
from asked
left join indicator_counts as round_counts
    on
        asked.project_code = round_counts.project_code
        and asked.round_fiscal_year = round_counts.fiscal_year
        and asked.round_month = round_counts.month
left join indicator_counts as last_counts
    on
        asked.project_code = last_counts.project_code
        and asked.last_fiscal_year = last_counts.fiscal_year
        and asked.last_month = last_counts.month
left join indicator_counts as before_counts
    on
        asked.project_code = before_counts.project_code
        and asked.before_fiscal_year = before_counts.fiscal_year
        and asked.before_month = before_counts.month
left join filings as round_filings
    on
        asked.project_code = round_filings.project_code
        and asked.round_fiscal_year = round_filings.fiscal_year
        and asked.round_period_end = round_filings.period_end
left join filings as last_filings
    on
        asked.project_code = last_filings.project_code
        and asked.last_fiscal_year = last_filings.fiscal_year
        and asked.last_period_end = last_filings.period_end
left join filings as before_filings
    on
        asked.project_code = before_filings.project_code
        and asked.before_fiscal_year = before_filings.fiscal_year
        and asked.before_period_end = before_filings.period_end
