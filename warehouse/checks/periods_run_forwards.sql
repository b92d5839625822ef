/*
when_broken = "warn"
[about]
zh = "起止有序：项目、专项资金的结束年度不早于开始年度，例外的失效不早于生效，审计问题的整改完成不早于发现。"
en = "No period ends before it begins: years of projects and special funds, exceptions, rectified audit findings."
*/
select 'project' as dataset, project_code as subject_code, start_year::varchar as begins, end_year::varchar as ends
from staged_project
where end_year < start_year
union all
select 'special_fund', special_fund_code, start_year::varchar, end_year::varchar
from staged_special_fund
where end_year < start_year
union all
select 'exception', rule || ' ' || subject_code, from_date::varchar, to_date::varchar
from staged_exception
where to_date < from_date
union all
select 'audit_finding', finding_no, found_date::varchar, rectified_date::varchar
from staged_audit_finding
where rectified_date < found_date
