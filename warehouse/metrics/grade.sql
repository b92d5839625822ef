/*
unit = "grade"
[about]
zh = "评价等级：优 ≥ 90，良 ≥ 80，中 ≥ 60，差 < 60（按两位小数的得分）。"
en = "优 from 90, 良 from 80, 中 from 60, 差 below, on the score of two places."
[[example]]
given = { score = 80.00 }
result = "良"
[[example]]
given = { score = 79.99 }
result = "中"
[[example]]
given = { score = 59.99 }
result = "差"
*/
create or replace macro grade(score) as
    case
        when rounded_score(score) >= 90 then '优'
        when rounded_score(score) >= 80 then '良'
        when rounded_score(score) >= 60 then '中'
        when rounded_score(score) < 60 then '差'
    end
