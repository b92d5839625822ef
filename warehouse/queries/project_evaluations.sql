/*
about = "The evaluations of one project known at one month end, newest year first; the one in use of each year is marked."
*/
select
    evaluation.fiscal_year as evaluated_year,
    evaluation.evaluation_kind,
    rounded_score(evaluation.score) as score,
    grade(evaluation.score) as grade,
    evaluation.evaluated_date,
    evaluation.doc_no,
    used.subject_id is not null as is_in_use
from staged_evaluation as evaluation
join project_years
    on evaluation.fiscal_year = project_years.fiscal_year and evaluation.project_code = project_years.project_code
left join evaluations_in_use as used
    on
        project_years.subject_id = used.subject_id
        and used.as_of = $as_of
        and evaluation.evaluation_kind = used.evaluation_kind
        and evaluation.source_id = used.source_id
        and evaluation.source_row = used.source_row
where
    evaluation.project_code = $project_code
    and coalesce(evaluation.evaluated_date, make_date(evaluation.fiscal_year + 1, 1, 1)) <= $as_of
    and ($every_department or project_years.department_code in (select unnest($departments)))
order by evaluation.fiscal_year desc, evaluation.evaluation_kind, evaluation.source_id, evaluation.source_row
