/*
after_verdicts = true
grain = ["rule", "subject_id", "fiscal_year", "run_number"]
[about]
zh = "预警的经过：同一规则、同一对象在一个预算年度内，每段连续预警的月份一行：自何月至何月、如何结束、第几次。只有下一个月判为正常才算解除。"
en = "The history of flags: one row per rule, subject, fiscal year and run of consecutive flagged months: from, to, how it ended, which run of the year. Cleared only where the next verdict is clear."
[column]
rule = "规则"
subject_id = "对象序号"
project_code = "项目编码"
fiscal_year = "预算年度"
run_number = "本年度第几次（2 起为再次预警）"
first_flagged = "这一段的首个月末"
last_flagged = "这一段的最后一个月末"
months_flagged = "连续预警月数"
ended = "如何结束：cleared 解除，not_applicable 不再适用，cannot_assess 无法判定（不算解除），year_ended 年度结束，running 仍在预警"
ended_by = "不再适用时的豁免"
largest_money_yuan = "这一段中最大的涉及金额"
last_money_yuan = "最后一个月末的涉及金额"
*/
with runs as (
    select
        rule,
        subject_id,
        project_code,
        year(first_flagged)::integer as fiscal_year,
        first_flagged,
        max(as_of) as last_flagged,
        count(*)::integer as months_flagged,
        max(money_yuan) as largest_money_yuan,
        arg_max_null(money_yuan, as_of) as last_money_yuan
    from flags
    group by rule, subject_id, project_code, first_flagged
),
judged as (
    select max(as_of) as until from months
)
select
    runs.rule,
    runs.subject_id,
    runs.project_code,
    runs.fiscal_year,
    (
        row_number() over (
            partition by runs.rule, runs.subject_id, runs.fiscal_year order by runs.first_flagged
        )
    )::integer as run_number,
    runs.first_flagged,
    runs.last_flagged,
    runs.months_flagged,
    case
        when month(runs.last_flagged) = 12 then 'year_ended'
        when runs.last_flagged = judged.until then 'running'
        when after_run.verdict = 'clear' then 'cleared'
        when after_run.verdict = 'cannot_assess' then 'cannot_assess'
        else 'not_applicable'
    end as ended,
    after_run.exemption as ended_by,
    runs.largest_money_yuan,
    runs.last_money_yuan
from runs
cross join judged
left join verdicts as after_run
    on
        runs.rule = after_run.rule
        and runs.subject_id = after_run.subject_id
        and last_day(runs.last_flagged + interval 1 day) = after_run.as_of
        and month(runs.last_flagged) < 12
