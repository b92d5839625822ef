/*
id = "P09"
subject = "project"
severity = "grey"
outcome = { grey = "notify" }
clauses = ["S5.3"]
exempt = []
sources = ["indicator", "monitoring_report"]

[title]
zh = "可评覆盖不足"
en = "Too little measured"
[finding]
zh = "已测指标分值只占{coverage:rate}，低于{enough_coverage:rate}，标记为“未评”（绩效数据截至{performance_as_of:month}）。"
en = "Only {coverage:rate} of the weight is measured, below {enough_coverage:rate}: not assessed (performance as of {performance_as_of:month})."
[clear]
zh = "补报监控数据，使已测指标分值达到{enough_coverage:rate}。"
en = "Clears when at least {enough_coverage:rate} of the weight is reported."

[threshold.enough_coverage]
default = 0.50
unit = "share"
zh = "已测分值占比低于此数为覆盖不足"
en = "Too little below this share of weight"
source_zh = "本系统默认，通知未规定"
source_en = "our default; the notice gives no figure"

[[example]]
because = "不到一半 / less than half"
given = { project_months = { coverage = 0.499999 } }
verdict = "flagged"
severity = "grey"
[[example]]
because = "恰好一半 / exactly half"
given = { project_months = { coverage = 0.50 } }
verdict = "clear"
[[example]]
because = "没有指标 / no indicators"
given = { project_months = { indicator_count = 0 } }
verdict = "cannot_assess"
*/
select
    subject_id,
    as_of,
    performance_as_of,
    coverage,
    indicator_count,
    coverage - $enough_coverage as distance,
    coverage < $enough_coverage as is_flagged,
    why_unmeasured(indicator_count, performance_as_of) as missing
from project_months
