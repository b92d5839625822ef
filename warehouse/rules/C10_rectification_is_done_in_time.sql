/*
id = "C10"
subject = "project"
severity = "red"
waits_for = "casebook"
outcome = { red = "talk" }
clauses = ["S5.4", "S5.10"]
exempt = []
sources = []

[title]
zh = "整改逾期"
en = "Rectification overdue"
[finding]
zh = "整改已逾期。"
en = "A rectification is overdue."
[clear]
zh = "完成整改并办结。"
en = "Clears when the case is closed."

[[example]]
because = "案件登记前没有对象 / no case is recorded"
given = { project_months = {} }
verdict = "not_applicable"
*/
-- the cases of rectification come with the casebook; until then no project is in scope
select
    subject_id,
    as_of,
    false as is_flagged
from project_months
where false
