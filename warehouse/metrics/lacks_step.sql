/*
unit = "code"
helper = true
[about]
zh = "某一步骤到月末时是否缺失：没有日期或日期在月末之后为缺失；没有这一列为未知。"
en = "Whether a step is missing at a month end: no date, or a later one; unknown where its column was not delivered."
[[example]]
given = { day = 2026-09-30, is_known = true, as_of = 2026-09-30 }
result = false
[[example]]
given = { day = 2026-10-01, is_known = true, as_of = 2026-09-30 }
result = true
*/
create or replace macro lacks_step(day, is_known, as_of) as
    case
        when day <= as_of then false
        when day > as_of then true
        when is_known then true
    end
