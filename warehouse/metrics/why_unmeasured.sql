/*
unit = "code"
[about]
zh = "绩效方面缺什么：没有在用指标，没有监控数据，或有数据而缺这条规则要的数。"
en = "What lacks on the side of results: no indicator in force, no report, or a report without the value that the rule needs."
[[example]]
given = { indicators = 0, reported = 2026-08-31 }
result = "no_indicators"
[[example]]
given = { indicators = 3 }
result = "no_report"
[[example]]
given = { indicators = 3, reported = 2026-08-31 }
result = "no_value"
*/
create or replace macro why_unmeasured(indicators, reported := null) as
    case
        when indicators = 0 then 'no_indicators'
        when reported is null then 'no_report'
        else 'no_value'
    end
