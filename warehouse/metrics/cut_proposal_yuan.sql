/*
unit = "yuan"
[about]
zh = "压减建议金额：压减基数 × 压减比例，进位到分（不低于 10%，故不舍）。"
en = "Base times ratio, rounded up to the cent, because the ratio is a floor."
[[example]]
given = { base_yuan = 333333.33, cut_ratio = 0.10 }
result = 33333.34
[[example]]
given = { base_yuan = 1000.00, cut_ratio = 0.10 }
result = 100.00
*/
create or replace macro cut_proposal_yuan(base_yuan, cut_ratio) as
    (
        ((cents(base_yuan) * millionths(cut_ratio) + 999999) // 1000000)::decimal(36, 0) * 0.01::decimal(2, 2)
    )::decimal(18, 2)
