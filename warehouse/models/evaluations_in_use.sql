/*
grain = ["subject_id", "as_of"]
[about]
zh = "每个被评价年度的项目在下一年度每个月末所用的评价结果：财政评价优先，其次部门评价，再次单位自评。"
en = "The evaluation in use for a project of the evaluated year at each month end of the next: finance, else department, else self."
[column]
subject_id = "对象序号（被评价年度的项目）"
as_of = "月末"
evaluated_year = "被评价年度"
evaluation_kind = "评价方式"
score = "metric"
grade = "metric"
evaluated_date = "评价日期（未给按次年一月一日）"
source_id = "来源"
source_row = "来源行"
*/
with dated as (
    select
        *,
        coalesce(evaluated_date, make_date(fiscal_year + 1, 1, 1)) as effective_date,
        case evaluation_kind when '财政评价' then 1 when '部门评价' then 2 else 3 end as precedence
    from staged_evaluation
)
select
    project_years.subject_id,
    months.as_of,
    dated.fiscal_year as evaluated_year,
    dated.evaluation_kind,
    rounded_score(dated.score) as score,
    grade(dated.score) as grade,
    dated.effective_date as evaluated_date,
    dated.source_id,
    dated.source_row
from dated
join project_years on dated.fiscal_year = project_years.fiscal_year and dated.project_code = project_years.project_code
join months on dated.fiscal_year + 1 = months.fiscal_year and dated.effective_date <= months.as_of
where dated.precedence < 3 or setting('self_evaluation_may_cut', months.as_of) = 1
qualify
    row_number() over (
        partition by project_years.subject_id, months.as_of order by dated.precedence, dated.evaluation_kind
    ) = 1
