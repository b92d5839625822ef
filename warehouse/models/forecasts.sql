/*
grain = ["fiscal_year", "project_code", "period_end"]
[about]
zh = "项目每期监控给出的全年预计执行数；同月数值不一的为空。"
en = "Full-year forecast of each project and month that gives one; null where one month gives different values."
[column]
fiscal_year = "预算年度"
project_code = "项目编码"
period_end = "监控截至"
forecast_full_year_yuan = "全年预计执行数"
is_contradictory = "同月数值不一"
*/
select
    fiscal_year,
    project_code,
    period_end,
    case
        when min(forecast_full_year_yuan) = max(forecast_full_year_yuan) then min(forecast_full_year_yuan)
    end as forecast_full_year_yuan,
    min(forecast_full_year_yuan) <> max(forecast_full_year_yuan) as is_contradictory
from staged_monitoring_report
where forecast_full_year_yuan is not null
group by all
