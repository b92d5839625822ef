/*
when_broken = "stop"
[about]
zh = "每个数据集：读入 = 接收 + 退回 + 未匹配 + 重复 + 被取代 + 合计行（行数和金额）。"
en = "For each dataset: read = accepted + refused + unmatched + repeats + superseded + control, in rows and in yuan."
*/
with sums as (
    select
        dataset,
        sum(row_count) filter (where fate = 'read') as read_rows,
        sum(row_count) filter (where fate <> 'read') as other_rows,
        sum(yuan) filter (where fate = 'read') as read_yuan,
        sum(yuan) filter (where fate <> 'read') as other_yuan
    from load_balance
    group by dataset
)
select *
from sums
where read_rows <> other_rows or read_yuan <> other_yuan
