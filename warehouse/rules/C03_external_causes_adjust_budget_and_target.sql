/*
id = "C03"
subject = "project"
severity = "yellow"
outcome = { yellow = "adjust" }
clauses = ["S5.4", "S4.5"]
exempt = []
sources = ["budget_line", "payment", "indicator", "monitoring_report"]

[title]
zh = "同步调整建议"
en = "Adjust budget and target"
[finding]
zh = "执行严重滞后（E02）：{verdict_e02:verdict}；目标难以完成（P04）：{verdict_p04:verdict}；原因为外部原因。建议预算与目标同步调整。"
en = "Far behind (E02): {verdict_e02:verdict}; targets unlikely (P04): {verdict_p04:verdict}; the cause is external. Adjust budget and target together."
[clear]
zh = "预算和目标按程序调整并报送调整后的预算指标、绩效目标，或进度恢复。"
en = "Clears when budget and target are adjusted and delivered, or progress recovers."

[[example]]
because = "外部原因且严重滞后 / external and far behind"
given = { project_months = { cause_class = "external" }, verdict_of = { E02 = "flagged", P04 = "clear" } }
verdict = "flagged"

[[example]]
because = "外部原因且“有可能” / external and possible only"
given = { project_months = { cause_class = "external" }, verdict_of = { E02 = "clear", P04 = "yellow" } }
verdict = "flagged"

[[example]]
because = "内部原因不适用 / internal causes are no ground"
given = { project_months = { cause_class = "internal" }, verdict_of = { E02 = "flagged", P04 = "clear" } }
verdict = "clear"

[[example]]
because = "外部原因而进度未知 / external, pace unknown"
given = { project_months = { cause_class = "external", indicator_count = 2 }, verdict_of = { E02 = "clear", P04 = "cannot_assess" } }
verdict = "cannot_assess"
*/
select
    project_months.subject_id,
    project_months.as_of,
    project_months.performance_as_of,
    far_behind.verdict::varchar as verdict_e02,
    unlikely.verdict::varchar as verdict_p04,
    coalesce(project_months.cause_class, 'none') as cause_class,
    (far_behind.is_true or unlikely.is_true)
    and coalesce(project_months.cause_class, 'none') = 'external' as is_flagged,
    case
        when unlikely.is_true is null
            then
                coalesce(
                    nullif(
                        why_unmeasured(project_months.indicator_count, project_months.performance_as_of), 'no_value'
                    ),
                    'no_likelihood'
                )
        else why_no_pace(project_months.budget_current_yuan)
    end as missing
from project_months
left join verdict_of('E02') as far_behind
    on project_months.subject_id = far_behind.subject_id and project_months.as_of = far_behind.as_of
left join verdict_of('P04') as unlikely
    on project_months.subject_id = unlikely.subject_id and project_months.as_of = unlikely.as_of
