/*
id = "C06"
subject = "budget_line"
outcome = { yellow = "notify", red = "reclaim" }
clauses = ["S4.4"]
exempt = []
sources = ["budget_line", "payment"]

[title]
zh = "上级结转到期"
en = "Transfer carry-over due"
[finding]
zh = "上级转移支付{receipt_month:month}到账，至今{age_months:count}个月，未用{unspent_yuan:yuan}（{warning_months:count}个月提醒，{limit_months:count}个月收回）。"
en = "Transfer received in {receipt_month:month}, {age_months:count} months ago, {unspent_yuan:yuan} unspent (warning at {warning_months:count}, reclaimed at {limit_months:count} months)."
[clear]
zh = "用完即消除；满{limit_months:count}个月由财政收回统筹使用，专款另有规定的登记有文号的例外。"
en = "Clears when used up; reclaimed at {limit_months:count} months, unless an exception with a document number is recorded."

[threshold.warning_months]
default = 9
unit = "months"
zh = "结转满此月数提醒"
en = "Warning from this age on"
source_zh = "本系统默认，通知未规定"
source_en = "our default; the notice gives no figure"
[threshold.limit_months]
default = 12
unit = "months"
zh = "结转满此月数收回"
en = "Reclaimed from this age on"
source_zh = "通知四：核算到月，结转1年即收回"
source_en = "the notice, four: counted by month, reclaimed after one year"

[[example]]
because = "恰好十二个月 / exactly twelve months"
given = { carry_over_months = { age_months = 12, budget_origin = "上年结转", unspent_yuan = 10.00, untold_paid_yuan = 0.00, untold_refund_yuan = 0.00 } }
verdict = "flagged"
severity = "red"
money = 10.00
[[example]]
because = "十一个月为提醒 / eleven months is a warning"
given = { carry_over_months = { age_months = 11, budget_origin = "上年结转", unspent_yuan = 10.00, untold_paid_yuan = 0.00, untold_refund_yuan = 0.00 } }
verdict = "flagged"
severity = "yellow"
[[example]]
because = "八个月不提醒 / eight months is early"
given = { carry_over_months = { age_months = 8, budget_origin = "上年结转", unspent_yuan = 10.00, untold_paid_yuan = 0.00, untold_refund_yuan = 0.00 } }
verdict = "clear"
[[example]]
because = "已用完 / used up"
given = { carry_over_months = { age_months = 30, budget_origin = "上年结转", unspent_yuan = 0.00, untold_paid_yuan = 0.00, untold_refund_yuan = 0.00 } }
verdict = "clear"
[[example]]
because = "到账月份未填 / receipt month empty"
given = { carry_over_months = { budget_origin = "上年结转", unspent_yuan = 10.00, untold_paid_yuan = 0.00, untold_refund_yuan = 0.00 } }
verdict = "cannot_assess"
*/
select
    subject_id,
    as_of,
    budget_origin,
    amount_yuan,
    receipt_month,
    age_months,
    line_paid_yuan,
    unspent_yuan,
    untold_paid_yuan,
    untold_refund_yuan,
    age_months - $limit_months as distance,
    case when age_months >= $limit_months then 'red' else 'yellow' end as severity,
    age_months >= $warning_months
    and case
        when unspent_yuan - untold_paid_yuan > 0 then true
        when unspent_yuan - untold_refund_yuan <= 0 then false
    end as is_flagged,
    case when age_months is null then 'no_receipt_month' else 'no_line' end as missing,
    never_below_zero(unspent_yuan) as money_yuan
from carry_over_months
