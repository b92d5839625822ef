/*
unit = "1e-16 shares"
helper = true
[about]
zh = "指标完成度的精确值（以 10⁻¹⁶ 为单位）：正向为 实际÷目标（不超过 1）；反向达标为 1，否则 目标÷实际；定性按三档；节点到期后为 1 或 0，未到期为空。"
en = "Completion of one indicator in units of 1e-16: positive actual/target capped at 1; reverse 1 if met, else target/actual; three tiers; a milestone 1 or 0 once due, null before."
[[example]]
given = { kind = "positive", actual = 30.0, target = 100.0, is_met = false, tier = 0, tier_2 = 0.70, tier_3 = 0.30 }
result = 3000000000000000
[[example]]
given = { kind = "reverse", actual = 120.0, target = 90.0, is_met = false, tier = 0, tier_2 = 0.70, tier_3 = 0.30 }
result = 7500000000000000
[[example]]
given = { kind = "reverse", actual = 1.0, target = 0.0, is_met = false, tier = 0, tier_2 = 0.70, tier_3 = 0.30 }
result = 0
[[example]]
given = { kind = "positive", actual = 1.0, target = 0.0, is_met = true, tier = 0, tier_2 = 0.70, tier_3 = 0.30 }
[[example]]
given = { kind = "qualitative", actual = 0.0, target = 0.0, is_met = false, tier = 2, tier_2 = 0.70, tier_3 = 0.30 }
result = 7000000000000000
[[example]]
given = { kind = "milestone", actual = 0.0, target = 0.0, is_met = true, tier = 0, tier_2 = 0.70, tier_3 = 0.30 }
result = 10000000000000000
*/
create or replace macro completion_exact(kind, actual, target, is_met, tier, tier_2, tier_3) as
    case
        when kind = 'positive' and target > 0 and actual >= target then 10000000000000000::hugeint
        when kind = 'positive' and target <> 0
            then (millionths(actual) * 10000000000000000::hugeint) // millionths(target)
        when kind = 'reverse' and is_met then 10000000000000000::hugeint
        when kind = 'reverse' and target = 0 and not is_met then 0::hugeint
        when kind = 'reverse' and not is_met and actual <> 0
            then (millionths(target) * 10000000000000000::hugeint) // millionths(actual)
        when kind = 'qualitative' and tier = 1 then 10000000000000000::hugeint
        when kind = 'qualitative' and tier = 2 then millionths(tier_2) * 10000000000::hugeint
        when kind = 'qualitative' and tier = 3 then millionths(tier_3) * 10000000000::hugeint
        when kind = 'milestone' and is_met then 10000000000000000::hugeint
        when kind = 'milestone' and not is_met then 0::hugeint
    end
