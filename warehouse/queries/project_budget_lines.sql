/*
about = "The budget lines of one project approved by one month end, with what is surely paid from each; they sum to its current budget."
*/
with paid as (
    select line_id, sum(counted_yuan)::decimal(18, 2) as line_paid_yuan
    from payments
    where
        project_code = $project_code
        and fiscal_year = year($as_of)
        and year(paid_date) = fiscal_year
        and month <= month($as_of)
        and line_id is not null
    group by line_id
)
select
    line.subject_code,
    line.doc_no,
    line.agency_code,
    agency.org_name as agency_name,
    line.func_item,
    line.dept_econ,
    line.gov_econ,
    line.fund_nature,
    line.fund_source,
    line.budget_origin,
    line.amount_yuan,
    coalesce(paid.line_paid_yuan, 0)::decimal(18, 2) as line_paid_yuan,
    line.frozen_yuan,
    line.approved_date,
    case when line.issued_date <= $as_of then line.issued_date end as issued_date,
    line.receipt_month
from budget_lines as line
join project_years
    on line.fiscal_year = project_years.fiscal_year and line.project_code = project_years.project_code
left join staged_organisation as agency on line.agency_code = agency.org_code
left join paid on line.line_id = paid.line_id
where
    line.project_code = $project_code
    and line.fiscal_year = year($as_of)
    and line.approved_month <= month($as_of)
    and ($every_department or project_years.department_code in (select unnest($departments)))
order by line.approved_date, line.line_id
