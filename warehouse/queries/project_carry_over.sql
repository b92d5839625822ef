/*
about = "The transfer lines that one project carried over, at one month end: age in months, paid, unspent, and the verdict of rule C06."
*/
select
    line.subject_code,
    line.doc_no,
    line.func_item,
    line.fund_nature,
    carried.budget_origin,
    carried.receipt_month,
    carried.age_months,
    carried.amount_yuan,
    carried.line_paid_yuan,
    carried.unspent_yuan,
    verdicts.verdict::varchar as verdict,
    verdicts.severity::varchar as severity
from carry_over_months as carried
join budget_lines as line on carried.line_id = line.line_id
join project_years
    on line.fiscal_year = project_years.fiscal_year and line.project_code = project_years.project_code
left join verdicts
    on carried.subject_id = verdicts.subject_id and carried.as_of = verdicts.as_of and verdicts.rule = 'C06'
where
    carried.as_of = $as_of
    and line.project_code = $project_code
    and line.fiscal_year = year($as_of)
    and ($every_department or project_years.department_code in (select unnest($departments)))
order by carried.age_months desc nulls last, line.line_id
