/*
after_verdicts = true
grain = ["as_of", "rule", "department_code", "verdict", "severity"]
[about]
zh = "每月、每条规则、每个部门的判定数。"
en = "Verdicts counted by month, rule, department, verdict and severity."
[column]
as_of = "月末"
rule = "规则"
department_code = "主管部门编码（重点领域为空串）"
verdict = "判定"
severity = "级别（未预警为空串）"
verdict_count = "判定数"
money_yuan = "涉及金额（同一项目可能重复，不作合计）"
*/
select
    verdicts.as_of,
    verdicts.rule,
    coalesce(subjects.department_code, '') as department_code,
    verdicts.verdict::varchar as verdict,
    coalesce(verdicts.severity::varchar, '') as severity,
    count(*) as verdict_count,
    sum(verdicts.money_yuan)::decimal(38, 2) as money_yuan
from verdicts
join subjects on verdicts.subject_id = subjects.subject_id
group by all
