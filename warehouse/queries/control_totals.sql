/*
about = "Every official control total beside what our rows add up to, those that differ first; all of a department's own."
*/
select
    totals.dataset, totals.fiscal_year, totals.period_end, totals.scope, totals.department_code,
    names.org_name as department_name, totals.official_yuan, totals.our_yuan, totals.difference_yuan,
    parts.file, parts.sheet, totals.source_row
from control_totals as totals
left join staged_organisation as names on totals.department_code = names.org_code
left join source_parts as parts on totals.source_id = parts.source_id
where $every_department or totals.department_code in (select unnest($departments))
order by totals.difference_yuan = 0, totals.fiscal_year desc, totals.period_end desc, totals.dataset, totals.scope
