/*
id = "D03"
subject = "project"
severity = "red"
outcome = { red = "verify" }
clauses = ["S5.5"]
exempt = ["X1", "X4", "X6"]
sources = ["budget_line", "payment", "indicator", "monitoring_report"]
uses = ["materiality_yuan"]

[title]
zh = "双红"
en = "Both far behind"
[finding]
zh = "执行严重滞后（进度比{pace_ratio:ratio}），同时目标灯为{goal_light:light}，红灯指标分值占{red_weight_share:rate}（线：{red_share:rate}；绩效数据截至{performance_as_of:month}）。"
en = "Execution far behind (pace ratio {pace_ratio:ratio}) and goal light {goal_light:light}; red indicators hold {red_weight_share:rate} of the weight (line {red_share:rate}; performance as of {performance_as_of:month})."
[clear]
zh = "任一方面恢复即消除：进度比回到0.60以上，或红灯指标分值占比低于{red_share:rate}。覆盖足够时进入暂缓拨款判定（C01）。"
en = "Clears when either side recovers. With enough coverage it leads into C01."

[threshold.red_share]
default = 0.30
unit = "share"
zh = "红灯指标分值占比达到此数"
en = "Red indicators hold at least this share of the weight"
source_zh = "本系统默认：避免个别次要指标导致暂缓，通知未规定"
source_en = "our default, so that one minor red indicator cannot lead to suspension"

[[example]]
because = "双红且占三成 / both red, exactly 30 % of the weight"
given = { project_months = { budget_current_yuan = 100000.00, goal_light = "red", red_weight_share = 0.30 }, verdict_of = { E02 = "flagged" } }
verdict = "flagged"
[[example]]
because = "红灯分值不足三成 / less than 30 % red"
given = { project_months = { budget_current_yuan = 100000.00, goal_light = "red", red_weight_share = 0.299999 }, verdict_of = { E02 = "flagged" } }
verdict = "clear"
[[example]]
because = "执行不严重滞后，绩效未知也不影响 / execution not far behind: the unknown light does not decide"
given = { project_months = { budget_current_yuan = 100000.00, goal_light = "grey" }, verdict_of = { E02 = "clear" } }
verdict = "clear"
[[example]]
because = "执行严重滞后而绩效未评 / far behind and the goal light grey"
given = { project_months = { budget_current_yuan = 100000.00, goal_light = "grey", red_weight_share = 0.50 }, verdict_of = { E02 = "flagged" } }
verdict = "cannot_assess"
[[example]]
because = "三保项目 / protected project"
given = { project_months = { budget_current_yuan = 100000.00, goal_light = "red", red_weight_share = 0.50, is_protected = true }, verdict_of = { E02 = "flagged" } }
verdict = "not_applicable"
exemption = "X1"
[[example]]
because = "外部原因 / external cause"
given = { project_months = { budget_current_yuan = 100000.00, goal_light = "red", red_weight_share = 0.50, cause_class = "external" }, verdict_of = { E02 = "flagged" } }
verdict = "not_applicable"
exemption = "X4"
*/
select
    project_months.subject_id,
    project_months.as_of,
    project_months.performance_as_of,
    project_months.pace_ratio,
    far_behind.verdict::varchar as verdict_e02,
    project_months.goal_light,
    project_months.red_weight_share,
    project_months.red_weight_share - $red_share as distance,
    case
        when project_months.is_protected then 'X1'
        when project_months.cause_class = 'external' then 'X4'
        when project_months.budget_current_yuan < $materiality_yuan then 'X6'
    end as exemption,
    far_behind.is_true
    and nullif(project_months.goal_light, 'grey') = 'red'
    and project_months.red_weight_share >= $red_share as is_flagged,
    case
        when far_behind.is_true is null then why_no_pace(project_months.budget_current_yuan)
        else why_unmeasured(project_months.indicator_count, project_months.performance_as_of)
    end as missing
from project_months
left join verdict_of('E02') as far_behind
    on project_months.subject_id = far_behind.subject_id and project_months.as_of = far_behind.as_of
