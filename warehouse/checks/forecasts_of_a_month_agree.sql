/*
when_broken = "warn"
[about]
zh = "同一项目同一期监控给出的全年预计执行数应一致；不一致的按未知处理。"
en = "One project's full-year forecasts of one month agree; where they do not, the forecast is unknown."
*/
select fiscal_year, project_code, period_end
from forecasts
where is_contradictory
