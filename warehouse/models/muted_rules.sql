/*
after_verdicts = true
needs_earlier_months = true
grain = ["rule", "as_of"]
[about]
zh = "暂不提示：规则所用的数据在这个月末迟报的，每条规则每个月末一行。判定不变，预警照列，只是暂不作为处理依据。"
en = "Muted: one row per rule and month end where data that the rule uses are late. The verdict stays and the flag is listed; only nobody is to act on it yet."
[column]
rule = "规则"
as_of = "月末"
muted_by = "迟报的数据集"
data_until = "各自只到哪一天（空：一条也没有）"
*/
with used as (
    select
        rule,
        subject_year,
        unnest(sources) as dataset,
        unnest(range(len(sources))) as position
    from rules_in_force
),
needed as (
    -- a rule about the year before needs the data of that year, not of this one
    select
        used.rule,
        used.dataset,
        used.position,
        months.as_of,
        case when used.subject_year = 'previous' then make_date(months.fiscal_year - 1, 12, 31) else months.as_of end
            as data_of
    from used
    cross join months
    where setting('mute_when_late', months.as_of) = 1
)
select
    needed.rule,
    needed.as_of,
    list(needed.dataset order by needed.position) as muted_by,
    list(late.data_until order by needed.position) as data_until
from needed
join late_data as late on needed.dataset = late.dataset and needed.data_of = late.as_of
group by needed.rule, needed.as_of
