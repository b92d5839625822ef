/*
id = "P01"
subject = "project"
outcome = { yellow = "rectify", red = "rectify" }
clauses = ["S5.3", "S5.4"]
exempt = ["X5", "X8"]
sources = ["indicator", "monitoring_report", "cash_plan"]

[title]
zh = "产出进度滞后"
en = "Cumulative indicator behind"
[finding]
zh = "累计型指标中最慢的进度比为{lowest_cumulative_ratio:ratio}（绩效数据截至{performance_as_of:month}），黄线{behind:ratio}、红线{far_behind:ratio}。"
en = "The slowest cumulative indicator stands at {lowest_cumulative_ratio:ratio} of its pace (performance as of {performance_as_of:month}); yellow below {behind:ratio}, red below {far_behind:ratio}."
[clear]
zh = "分析原因并整改，使最慢指标的进度比达到{behind:ratio}，并在下一轮监控中填报。"
en = "Find the cause, rectify, and report in the next round a pace of at least {behind:ratio} for the slowest indicator."

[threshold.behind]
default = 0.80
unit = "ratio"
zh = "进度比低于此数为黄"
en = "Yellow below this ratio"
source_zh = "预算绩效管理软件通行默认值（60/80），非本区规定"
source_en = "default of performance software in use (60/80), not the district's own"
[threshold.far_behind]
default = 0.60
unit = "ratio"
zh = "进度比低于此数为红"
en = "Red below this ratio"
source_zh = "预算绩效管理软件通行默认值（60/80），非本区规定"
source_en = "default of performance software in use (60/80), not the district's own"

[[example]]
because = "恰好 0.60 为黄 / exactly 0.60 is yellow"
given = { project_months = { lowest_cumulative_ratio = 0.60 } }
verdict = "flagged"
severity = "yellow"
[[example]]
because = "低于 0.60 为红 / below 0.60 is red"
given = { project_months = { lowest_cumulative_ratio = 0.599999 } }
verdict = "flagged"
severity = "red"
[[example]]
because = "恰好 0.80 正常 / exactly 0.80 is on pace"
given = { project_months = { lowest_cumulative_ratio = 0.80 } }
verdict = "clear"
[[example]]
because = "没有已测的累计型指标 / no cumulative indicator measured"
given = { project_months = { indicator_count = 3 } }
verdict = "cannot_assess"
*/
select
    subject_id,
    as_of,
    performance_as_of,
    time_progress_then,
    lowest_cumulative_ratio,
    lowest_cumulative_ratio - $behind as distance,
    case when lowest_cumulative_ratio < $far_behind then 'red' else 'yellow' end as severity,
    lowest_cumulative_ratio < $behind as is_flagged,
    why_unmeasured(indicator_count, performance_as_of) as missing
from project_months
