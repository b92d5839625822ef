/*
grain = ["line_id"]
column_settings = [
    { columns = ["is_education"], settings = ["priority_education"] },
    { columns = ["is_social_security"], settings = ["priority_social_security"] },
    { columns = ["is_poverty_relief"], settings = ["priority_poverty_relief"] },
]
[about]
zh = "每条预算指标一行，带预算本别、重点领域和对象编码。"
en = "One row per budget line with its budget book, priority areas and subject code."
[column]
line_id = "指标序号"
fiscal_year = "预算年度"
project_code = "项目编码"
subject_code = "对象编码：文号|项目|单位|功能|部门经济|资金性质|预算来源"
doc_no = "指标文号"
agency_code = "单位编码"
func_item = "功能分类"
dept_econ = "部门经济分类"
gov_econ = "政府经济分类"
fund_nature = "资金性质"
fund_source = "资金来源"
budget_origin = "预算来源"
amount_yuan = "指标金额"
frozen_yuan = "冻结金额（空按无冻结）"
approved_date = "批复日期"
issued_date = "下达日期"
is_issue_known = "是否有下达日期这一列"
receipt_month = "到账月份"
approved_month = "批复月份在本年度中的序号（年前为 1，年后为 13）"
issued_month = "下达月份在本年度中的序号"
is_general = "一般公共预算（111、112）"
is_in_four_books = "四本预算之内"
is_education = "教育"
is_social_security = "社会保障"
is_poverty_relief = "扶贫"
source_id = "来源"
source_row = "来源行"
*/
select
    row_number() over (
        order by
            line.fiscal_year, line.project_code, line.doc_no, line.agency_code, line.func_item,
            line.dept_econ, line.fund_nature, line.budget_origin
    )::integer as line_id,
    line.fiscal_year,
    line.project_code,
    concat_ws(
        '|', line.doc_no, line.project_code, coalesce(line.agency_code, ''), line.func_item,
        coalesce(line.dept_econ, ''), line.fund_nature, line.budget_origin
    ) as subject_code,
    line.doc_no,
    line.agency_code,
    line.func_item,
    line.dept_econ,
    line.gov_econ,
    line.fund_nature,
    line.fund_source,
    line.budget_origin,
    line.amount_yuan,
    coalesce(line.frozen_yuan, 0)::decimal(18, 2) as frozen_yuan,
    line.approved_date,
    line.issued_date,
    list_contains(part.columns_present, 'issued_date') as is_issue_known,
    line.receipt_month,
    case
        when year(line.approved_date) < line.fiscal_year then 1
        when year(line.approved_date) > line.fiscal_year then 13
        else month(line.approved_date)
    end::tinyint as approved_month,
    case
        when year(line.issued_date) < line.fiscal_year then 1
        when year(line.issued_date) > line.fiscal_year then 13
        else month(line.issued_date)
    end::tinyint as issued_month,
    left(line.fund_nature, 3) in ('111', '112') as is_general,
    left(line.fund_nature, 1) = '1' as is_in_four_books,
    has_code_of('priority_education', line.func_item, make_date(line.fiscal_year, 1, 1)) as is_education,
    has_code_of('priority_social_security', line.func_item, make_date(line.fiscal_year, 1, 1)) as is_social_security,
    coalesce(project_years.is_poverty_relief, false)
    or has_code_of('priority_poverty_relief', line.func_item, make_date(line.fiscal_year, 1, 1)) as is_poverty_relief,
    line.source_id,
    line.source_row
from staged_budget_line as line
join source_parts as part on line.source_id = part.source_id
join project_years on line.fiscal_year = project_years.fiscal_year and line.project_code = project_years.project_code
