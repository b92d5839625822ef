/*
about = "Budget lines of projects as an allotment freeze shows them at one month end: issued, surely paid, frozen, available. What belongs to no line is one row of its own, so that both available and proposed sum to the project's available."
*/
with projects as (
    select project_years.*, project_months.available_yuan as project_available_yuan
    from project_years
    join project_months on project_years.subject_id = project_months.subject_id
    where
        project_months.as_of = $as_of
        and project_years.fiscal_year = year($as_of)
        and ($every_project or project_years.project_code in (select unnest($project_codes)))
        and ($every_department or project_years.department_code in (select unnest($departments)))
),
paid as (
    select payments.project_code, payments.line_id, sum(payments.counted_yuan)::decimal(18, 2) as paid_yuan
    from payments
    join projects
        on payments.project_code = projects.project_code and payments.fiscal_year = projects.fiscal_year
    where year(payments.paid_date) = payments.fiscal_year and payments.month <= month($as_of)
    group by all
),
lines as (
    select
        line.*,
        case
            when not line.is_issue_known and line.approved_month <= month($as_of) then null
            when line.issued_month <= month($as_of) then line.amount_yuan
            else 0
        end::decimal(18, 2) as issued_yuan,
        coalesce(paid.paid_yuan, 0)::decimal(18, 2) as paid_yuan,
        case when line.approved_month <= month($as_of) then line.frozen_yuan else 0 end::decimal(18, 2) as frozen_so_far
    from budget_lines as line
    join projects on line.project_code = projects.project_code and line.fiscal_year = projects.fiscal_year
    left join paid on line.line_id = paid.line_id
),
listed as (
    select *, issued_yuan - paid_yuan - frozen_so_far as available_yuan
    from lines
    where issued_yuan is null or issued_month <= month($as_of) or paid_yuan <> 0 or frozen_so_far <> 0
),
areas as (
    select
        project_code,
        bool_or(is_education) as is_education,
        bool_or(is_social_security) as is_social_security,
        bool_or(is_poverty_relief) as is_poverty_relief
    from lines
    where approved_month <= month($as_of) or issued_month <= month($as_of)
    group by project_code
),
told_apart as (
    select project_code, sum(paid_yuan) as untold_paid_yuan, 0 as below_zero_yuan
    from paid
    where line_id is null
    group by project_code
    union all
    select project_code, 0, sum(least(available_yuan, 0))
    from listed
    group by project_code
),
of_no_line as (
    select
        project_code,
        sum(untold_paid_yuan) as untold_paid_yuan,
        coalesce(sum(below_zero_yuan), 0) as below_zero_yuan
    from told_apart
    group by project_code
),
freeze_rows as (
    select
        project_code, line_id, false as is_of_no_line, doc_no, agency_code, fund_nature, func_item, dept_econ, gov_econ,
        budget_origin, issued_yuan, paid_yuan, frozen_so_far as frozen_yuan, available_yuan,
        never_below_zero(available_yuan) as freeze_yuan, null as untold_paid_yuan, null as below_zero_yuan
    from listed
    union all
    select
        project_code, null, true, null, null, null, null, null, null, null, 0, untold_paid_yuan, 0, -untold_paid_yuan,
        below_zero_yuan - untold_paid_yuan, untold_paid_yuan, below_zero_yuan
    from of_no_line
    where untold_paid_yuan <> 0 or below_zero_yuan <> 0
)
select
    projects.project_code,
    projects.project_name,
    projects.department_code,
    projects.department_name,
    row.is_of_no_line,
    row.doc_no,
    row.agency_code,
    agency.org_name as agency_name,
    row.fund_nature,
    row.func_item,
    row.dept_econ,
    row.gov_econ,
    row.budget_origin,
    row.issued_yuan::decimal(18, 2) as issued_yuan,
    row.paid_yuan::decimal(18, 2) as paid_yuan,
    row.frozen_yuan::decimal(18, 2) as frozen_yuan,
    row.available_yuan::decimal(18, 2) as available_yuan,
    row.freeze_yuan::decimal(18, 2) as freeze_yuan,
    row.untold_paid_yuan::decimal(18, 2) as untold_paid_yuan,
    row.below_zero_yuan::decimal(18, 2) as below_zero_yuan,
    projects.project_available_yuan,
    coalesce(areas.is_education, false) as is_education,
    coalesce(areas.is_social_security, false) as is_social_security,
    projects.is_poverty_relief or coalesce(areas.is_poverty_relief, false) as is_poverty_relief
from freeze_rows as row
join projects on row.project_code = projects.project_code
left join areas on row.project_code = areas.project_code
left join staged_organisation as agency on row.agency_code = agency.org_code
order by projects.project_code, row.is_of_no_line, row.line_id
