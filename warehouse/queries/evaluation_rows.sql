/*
about = "The evaluation of a project of one year and kind, with its place in its file."
order_by = "file, sheet, source_row"
adds = ["score"]
*/
select
    part.file,
    part.sheet,
    evaluation.source_row,
    project_years.department_name,
    evaluation.project_code,
    project_years.project_name,
    evaluation.fiscal_year as evaluated_year,
    evaluation.evaluation_kind,
    evaluation.evaluated_date,
    evaluation.doc_no,
    evaluation.score
from staged_evaluation as evaluation
join project_years
    on evaluation.fiscal_year = project_years.fiscal_year and evaluation.project_code = project_years.project_code
join source_parts as part on evaluation.source_id = part.source_id
where
    evaluation.project_code = $project_code
    and evaluation.fiscal_year = $fiscal_year
    and evaluation.evaluation_kind = $evaluation_kind
    and ($every_department or project_years.department_code in (select unnest($departments)))
