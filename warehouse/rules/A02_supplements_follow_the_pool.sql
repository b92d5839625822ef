/*
id = "A02"
subject = "project"
severity = "red"
outcome = { red = "return" }
clauses = ["S2.5"]
exempt = []
sources = ["project", "supplement_request"]

[title]
zh = "先追加后入库"
en = "Supplement before pool entry"
[finding]
zh = "{requested_date:day}申请追加，{pool_entry_date:day}才入库。"
en = "A supplement was requested on {requested_date:day}, before the pool entry on {pool_entry_date:day}."
[clear]
zh = "退回；入库后重新提出追加申请。"
en = "Returned; to be requested again after the entry."

[[example]]
because = "先申请后入库 / requested first"
given = { project_months = { project_code = "P" }, project_steps = { pool_entry_date = 2026-04-01 }, supplements = { project_code = "P", requested_date = 2026-03-31 }, source_parts = { dataset = "supplement_request" } }
verdict = "flagged"

[[example]]
because = "同日 / the same day"
given = { project_months = { project_code = "P" }, project_steps = { pool_entry_date = 2026-03-31 }, supplements = { project_code = "P", requested_date = 2026-03-31 }, source_parts = { dataset = "supplement_request" } }
verdict = "clear"

[[example]]
because = "没有申请 / no request"
given = { project_months = { project_code = "P" }, project_steps = {}, source_parts = { dataset = "supplement_request" } }
verdict = "clear"

[[example]]
because = "没有入库日期 / no pool date"
given = { project_months = { project_code = "P" }, project_steps = {}, supplements = { project_code = "P", requested_date = 2026-03-31 }, source_parts = { dataset = "supplement_request" } }
verdict = "cannot_assess"

[[example]]
because = "没有追加申请数据 / the dataset is missing"
given = { project_months = { project_code = "P" }, project_steps = { pool_entry_date = 2026-03-31 } }
verdict = "cannot_assess"
*/
with first_requests as (
    select project_months.subject_id, project_months.as_of, min(supplements.requested_date) as requested_date
    from project_months
    join supplements
        on
            project_months.project_code = supplements.project_code
            and project_months.fiscal_year = supplements.fiscal_year
            and project_months.as_of >= supplements.requested_date
    group by project_months.subject_id, project_months.as_of
)
select
    project_months.subject_id,
    project_months.as_of,
    first_requests.requested_date,
    project_steps.pool_entry_date,
    case
        when not has_dataset('supplement_request') then null
        when first_requests.requested_date is null then false
        else first_requests.requested_date < project_steps.pool_entry_date
    end as is_flagged,
    case when has_dataset('supplement_request') then 'no_pool_date' else 'no_supplements' end as missing
from project_months
join project_steps on project_months.subject_id = project_steps.subject_id
left join first_requests
    on project_months.subject_id = first_requests.subject_id and project_months.as_of = first_requests.as_of
