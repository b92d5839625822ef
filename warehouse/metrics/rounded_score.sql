/*
unit = "points_of_100"
[about]
zh = "评价得分，四舍五入到两位小数，等级按此数判定。"
en = "Evaluation score rounded half-up to two places; the grade follows from it."
[[example]]
given = { score = 79.995 }
result = 80.00
[[example]]
given = { score = 79.994 }
result = 79.99
*/
create or replace macro rounded_score(score) as score::decimal(9, 4)::decimal(9, 2)
