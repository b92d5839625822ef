/*
id = "L03"
subject = "area"
severity = "red"
outcome = { red = "expedite" }
clauses = ["S4.2"]
exempt = []
sources = ["payment"]

[title]
zh = "重点支付积压"
en = "Priority requests waiting"
[finding]
zh = "有{open_count:count}笔未支付申请，最早{oldest_requested_date:day}提出，已等{longest_wait_days:count}个工作日，超过{most_days:count}个。"
en = "{open_count:count} requests are open; the oldest of {oldest_requested_date:day} has waited {longest_wait_days:count} working days, more than {most_days:count}."
[clear]
zh = "支付或退回超期的申请。"
en = "Pay or return the requests that wait too long."

[threshold.most_days]
default = 5
unit = "working_days"
zh = "重点领域支付申请最多等几个工作日"
en = "Working days that a priority request may wait"
source_zh = "本系统默认，通知未规定"
source_en = "our default; not in the notice"

[[example]]
because = "等了六个工作日 / six working days"
given = { waiting_months = { area = "教育", open_count = 1, undated_count = 0, longest_wait_days = 6 } }
verdict = "flagged"

[[example]]
because = "正好五个工作日 / exactly five"
given = { waiting_months = { area = "教育", open_count = 1, undated_count = 0, longest_wait_days = 5 } }
verdict = "clear"

[[example]]
because = "没有未支付申请 / nothing waits"
given = { waiting_months = { area = "教育", open_count = 0, undated_count = 0 } }
verdict = "clear"

[[example]]
because = "有申请没有日期 / a request without date"
given = { waiting_months = { area = "教育", open_count = 2, undated_count = 1, longest_wait_days = 3 } }
verdict = "cannot_assess"
*/
select
    subject_id,
    as_of,
    area,
    open_count,
    oldest_requested_date,
    longest_wait_days,
    longest_wait_days - $most_days as distance,
    case
        when longest_wait_days > $most_days then true
        when undated_count = 0 then false
    end as is_flagged,
    'no_request_date' as missing
from waiting_months
