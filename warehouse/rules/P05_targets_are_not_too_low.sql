/*
id = "P05"
subject = "project"
severity = "grey"
outcome = { grey = "review_target" }
clauses = ["S5.1"]
exempt = []
sources = ["indicator", "monitoring_report"]

[title]
zh = "目标设定偏低"
en = "Target set too low"
[finding]
zh = "正向数值指标的实际值最高达全年目标的{highest_target_ratio:rate}，超过{overshoot:rate}（绩效数据截至{performance_as_of:month}）。"
en = "A positive indicator stands at {highest_target_ratio:rate} of its annual target, above {overshoot:rate} (performance as of {performance_as_of:month})."
[clear]
zh = "复核目标值：说明依据，或按程序调整目标。"
en = "Review the target: justify it, or adjust it by procedure."

[threshold.overshoot]
default = 1.30
unit = "ratio"
zh = "实际值超过全年目标的这一倍数"
en = "Actual above this multiple of the annual target"
source_zh = "多地自评办法对偏离30%以上的做法，本系统默认"
source_en = "local self-evaluation rules on deviations above 30 %; our default"

[[example]]
because = "超过一点三倍 / above 1.3 times"
given = { project_months = { highest_target_ratio = 1.300001 } }
verdict = "flagged"
[[example]]
because = "恰好一点三倍 / exactly 1.3 times"
given = { project_months = { highest_target_ratio = 1.30 } }
verdict = "clear"
[[example]]
because = "未测 / none measured"
given = { project_months = { indicator_count = 3 } }
verdict = "cannot_assess"
*/
select
    subject_id,
    as_of,
    performance_as_of,
    highest_target_ratio,
    highest_target_ratio - $overshoot as distance,
    highest_target_ratio > $overshoot as is_flagged,
    why_unmeasured(indicator_count, performance_as_of) as missing
from project_months
