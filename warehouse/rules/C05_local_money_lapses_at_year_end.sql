/*
id = "C05"
subject = "project"
severity = "red"
outcome = { red = "reclaim" }
clauses = ["S4.3"]
exempt = []
sources = ["budget_line", "payment"]

[title]
zh = "本级结余收回"
en = "Local balance lapses"
[finding]
zh = "年度终了，本级安排{local_budget_yuan:yuan}，已支付{local_paid_yuan:yuan}，未用{unspent_yuan:yuan}全部作为结余资金由区财政收回。"
en = "At year end {unspent_yuan:yuan} of {local_budget_yuan:yuan} local money is unspent ({local_paid_yuan:yuan} paid): all of it lapses."
[clear]
zh = "收回后消除；通知未规定例外。"
en = "Clears when reclaimed; the notice knows no exception."

[[example]]
because = "年末本级未用完 / local money left in December"
given = { local_balances = { local_budget_yuan = 100.00, local_paid_yuan = 99.99, unspent_yuan = 0.01, untold_paid_yuan = 0.00, untold_refund_yuan = 0.00 } }
verdict = "flagged"
money = 0.01
[[example]]
because = "用完 / all used"
given = { local_balances = { unspent_yuan = 0.00, untold_paid_yuan = 0.00, untold_refund_yuan = 0.00 } }
verdict = "clear"
[[example]]
because = "来源不明的支付可能已用完 / payments of unknown source may have used it"
given = { local_balances = { unspent_yuan = 50.00, untold_paid_yuan = 50.00, untold_refund_yuan = 0.00 } }
verdict = "cannot_assess"
[[example]]
because = "来源不明的支付不影响结论 / payments of unknown source do not decide"
given = { local_balances = { unspent_yuan = 50.01, untold_paid_yuan = 50.00, untold_refund_yuan = 0.00 } }
verdict = "flagged"
money = 50.01
*/
select
    subject_id,
    as_of,
    local_budget_yuan,
    local_paid_yuan,
    unspent_yuan,
    untold_paid_yuan,
    untold_refund_yuan,
    case
        when unspent_yuan - untold_paid_yuan > 0 then true
        when unspent_yuan - untold_refund_yuan <= 0 then false
    end as is_flagged,
    'no_line' as missing,
    never_below_zero(unspent_yuan) as money_yuan
from local_balances
