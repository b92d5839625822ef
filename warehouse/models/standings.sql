/*
after_verdicts = true
grain = ["as_of", "project_code"]
[about]
zh = "每个项目每个月末最重的一个预警：处理建议最重者，其次级别、金额。涉及金额按此只计一次。"
en = "The gravest flag of each project and month end: by outcome, then severity, then money. Money at stake counts a project once, here."
[column]
as_of = "月末"
project_code = "项目编码"
rule = "规则"
subject_id = "对象序号"
severity = "级别"
worst_severity = "该项目各预警中最重的级别"
outcome = "处理建议"
gravity = "处理建议的轻重"
money_yuan = "涉及金额"
flag_count = "预警数"
*/
select
    as_of,
    project_code,
    rule,
    subject_id,
    severity,
    min(severity) over (partition by as_of, project_code) as worst_severity,
    outcome,
    gravity,
    money_yuan,
    count(*) over (partition by as_of, project_code) as flag_count
from flags
where project_code is not null
qualify
    row_number() over (
        partition by as_of, project_code order by gravity desc, severity, money_yuan desc, rule, subject_id
    ) = 1
