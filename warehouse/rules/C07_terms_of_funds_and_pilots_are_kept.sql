/*
id = "C07"
subject = "special_fund,project"
severity = "red"
outcome = { red = "revise_fund" }
clauses = ["S3.6", "S3.7"]
exempt = []
sources = ["special_fund", "project"]

[title]
zh = "专项期限超限"
en = "Fund or pilot term too long"
[finding]
zh = "{start_year:year}年至{end_year:year}年，执行期{term_years:count}年，超过{limit_years:count}年。"
en = "{start_year:year} to {end_year:year}: a term of {term_years:count} years, more than {limit_years:count}."
[clear]
zh = "缩短执行期限或退出；具有阶段性目标的专项资金确需延长的，登记有文号的例外。"
en = "Shorten the term or end it; for a staged goal an approved exception may be recorded."

[threshold.staged_years]
default = 5
unit = "years"
zh = "具有阶段性目标的专项资金执行期限不超过几年"
en = "Longest term of a fund with a staged goal"
source_zh = "通知第三条：一般不超过5年"
source_en = "the notice, part 3: generally no more than 5 years"

[threshold.pilot_years]
default = 3
unit = "years"
zh = "试点类项目不超过几年"
en = "Longest term of a pilot"
source_zh = "通知第三条：不超过3年"
source_en = "the notice, part 3: no more than 3 years"

[[example]]
because = "六年的阶段性目标 / six years"
given = { special_funds = { fund_id = 1, fund_type = "阶段性目标", start_year = 2021, end_year = 2026 } }
verdict = "flagged"

[[example]]
because = "正好五年 / exactly five"
given = { special_funds = { fund_id = 1, fund_type = "阶段性目标", start_year = 2022, end_year = 2026 } }
verdict = "clear"

[[example]]
because = "四年的试点 / a pilot of four years"
given = { special_funds = { fund_id = 1, fund_type = "试点", start_year = 2023, end_year = 2026 } }
verdict = "flagged"

[[example]]
because = "其他类型无期限 / other funds have no limit"
given = { special_funds = { fund_id = 1, fund_type = "其他", start_year = 2010, end_year = 2026 } }
verdict = "not_applicable"

[[example]]
because = "没有结束年度 / no end year"
given = { special_funds = { fund_id = 1, fund_type = "试点", start_year = 2023 } }
verdict = "cannot_assess"

[[example]]
because = "试点项目 / a pilot project"
given = { project_years = {}, project_steps = { is_pilot = true, start_year = 2023, end_year = 2026 } }
verdict = "flagged"

[[example]]
because = "项目不是试点 / no pilot"
given = { project_years = {}, project_steps = { is_pilot = false, start_year = 2010, end_year = 2026 } }
verdict = "not_applicable"

[[example]]
because = "是否试点未知 / unknown whether a pilot"
given = { project_years = {}, project_steps = { is_pilot_known = false, start_year = 2020, end_year = 2026 } }
verdict = "cannot_assess"
*/
with terms as (
    select
        special_funds.fund_id as subject_id, months.as_of, special_funds.start_year, special_funds.end_year,
        case special_funds.fund_type when '阶段性目标' then $staged_years when '试点' then $pilot_years end as limit_years,
        true as is_limited,
        'no_end_year' as lacking
    from special_funds
    cross join months
    where special_funds.fund_type in ('阶段性目标', '试点')
    union all
    select
        project_years.subject_id, months.as_of, project_steps.start_year, project_steps.end_year, $pilot_years,
        project_steps.is_pilot,
        case when project_steps.is_pilot is null then 'no_pilot_mark' else 'no_term' end
    from project_steps
    join project_years on project_steps.subject_id = project_years.subject_id
    join months on project_years.fiscal_year = months.fiscal_year
    where project_steps.is_pilot or (project_steps.is_pilot is null and not project_steps.is_pilot_known)
)
select
    subject_id,
    as_of,
    start_year,
    end_year,
    end_year - start_year + 1 as term_years,
    limit_years::integer as limit_years,
    end_year - start_year + 1 - limit_years as distance,
    end_year - start_year + 1 > limit_years and is_limited as is_flagged,
    lacking as missing
from terms
