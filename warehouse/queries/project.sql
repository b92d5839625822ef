/*
about = "One project at one month end in the reader's scope: who, what, how much, how far, what of the paid belongs to no listed line; no row where its year does not hold it."
*/
with areas as (
    select
        bool_or(is_education) as is_education,
        bool_or(is_social_security) as is_social_security,
        bool_or(is_poverty_relief) as is_poverty_relief
    from budget_lines
    where project_code = $project_code and fiscal_year = year($as_of) and approved_month <= month($as_of)
),
untold as (
    select coalesce(sum(payment.counted_yuan), 0)::decimal(18, 2) as untold_paid_yuan
    from payments as payment
    left join budget_lines as line
        on payment.line_id = line.line_id and line.approved_month <= month($as_of)
    where
        payment.project_code = $project_code
        and payment.fiscal_year = year($as_of)
        and year(payment.paid_date) = payment.fiscal_year
        and payment.month <= month($as_of)
        and line.line_id is null
)
select
    project_years.* exclude (is_poverty_relief, source_id, source_row),
    special_fund.special_fund_name,
    coalesce(areas.is_education, false) as is_education,
    coalesce(areas.is_social_security, false) as is_social_security,
    coalesce(project_years.is_poverty_relief, false) or coalesce(areas.is_poverty_relief, false) as is_poverty_relief,
    untold.untold_paid_yuan,
    project_months.* exclude (subject_id, fiscal_year, project_code, is_protected, three_guarantee_tier, is_made)
from project_months
join project_years on project_months.subject_id = project_years.subject_id
left join areas on true
cross join untold
left join staged_special_fund as special_fund on project_years.special_fund_code = special_fund.special_fund_code
where
    project_months.as_of = $as_of
    and project_years.project_code = $project_code
    and ($every_department or project_years.department_code in (select unnest($departments)))
