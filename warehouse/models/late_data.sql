/*
needs_earlier_months = true
grain = ["dataset", "as_of"]
[about]
zh = "迟报的数据：每个数据集、每个月末一行，只列迟报的。支付、预算指标：确知的报送截止日早于月末；绩效目标：本年度一条也没有；绩效监控：填报期限已过的批次没有任何单位填报。各有可设置的宽限天数；报送没有日期的，是否迟报未知，不列。"
en = "Data that are late: one row per dataset and month end, only where it is late. Payments and budget lines: known to reach less far than the month end; targets: none of the year at all; monitoring: nobody reported for a round whose deadline has passed. Each with days of grace as a setting; of deliveries without a date it is unknown, so they are not listed."
[column]
dataset = "数据集"
as_of = "月末"
data_until = "数据只到这一天（空：一条也没有）"
needed_until = "应当到这一天"
*/
with delivered as (
    select
        reach.dataset,
        months.as_of,
        reach.whole_until as data_until,
        months.as_of - setting('late_days_' || reach.dataset, months.as_of)::integer as needed_until
    from dataset_reaches as reach
    cross join months
    where reach.dataset in ('payment', 'budget_line', 'indicator') and reach.whole_until is not null
),
round_passed as (
    select months.as_of, max(round.period_end) as needed_until
    from months
    join staged_monitoring_round as round
        on
            round.filing_deadline + setting('late_days_monitoring_report', months.as_of)::integer < months.as_of
            and round.period_end <= months.as_of
    where round.fiscal_year >= (select min(fiscal_year) from months)
    group by months.as_of
),
reported as (
    select
        'monitoring_report' as dataset,
        round_passed.as_of,
        max(report.period_end) as data_until,
        round_passed.needed_until
    from round_passed
    left join (select distinct period_end from staged_monitoring_report) as report
        on round_passed.as_of >= report.period_end
    group by round_passed.as_of, round_passed.needed_until
),
every_one as (
    select dataset, as_of, data_until, needed_until from delivered
    union all
    select dataset, as_of, data_until, needed_until from reported
)
select dataset, as_of, data_until, needed_until
from every_one
where coalesce(data_until < needed_until, true)
