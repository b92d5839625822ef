/*
grain = ["line_combination"]
[about]
zh = "支付所给编码的每种组合对应哪条指标：同项目同年度、所给编码全部一致的指标；一条即确定，几条同来源可定来源，否则未知。"
en = "Which budget line each combination of codes on payments belongs to: one agreeing line is it; several of one source tell the source; otherwise unknown."
[column]
line_combination = "组合序号"
fiscal_year = "预算年度"
project_code = "项目编码"
agency_code = "单位编码（空串为未给）"
doc_no = "指标文号（空串为未给）"
func_item = "功能分类（空串为未给）"
dept_econ = "部门经济分类（空串为未给）"
fund_nature = "资金性质（空串为未给）"
agreeing_lines = "一致的指标条数"
candidate_line_ids = "可能的指标：一致的各条；无一致者为该项目该年度的全部指标"
line_id = "唯一一致的指标"
line_fund_source = "可确定的资金来源"
may_be_local = "来源不能确定时，是否可能为本级：一致的指标中有本级，或没有一致的指标"
line_func_item = "一致指标共同的功能分类"
line_fund_nature = "一致指标共同的资金性质"
*/
with given as (
    select distinct
        payment_year(status, amount_yuan, requested_date, paid_date) as fiscal_year,
        project_code,
        coalesce(agency_code, '') as agency_code,
        coalesce(doc_no, '') as doc_no,
        coalesce(func_item, '') as func_item,
        coalesce(dept_econ, '') as dept_econ,
        coalesce(fund_nature, '') as fund_nature
    from staged_payment
),
compared as (
    select
        given.*,
        line.line_id,
        line.fund_source,
        line.approved_month,
        line.func_item as line_func_item,
        line.fund_nature as line_fund_nature,
        given.agency_code in ('', coalesce(line.agency_code, ''))
        and given.doc_no in ('', line.doc_no)
        and given.func_item in ('', line.func_item)
        and given.dept_econ in ('', coalesce(line.dept_econ, ''))
        and given.fund_nature in ('', line.fund_nature) as agrees
    from given
    left join budget_lines as line
        on given.fiscal_year = line.fiscal_year and given.project_code = line.project_code
    where given.fiscal_year is not null
),
counted as (
    select
        fiscal_year,
        project_code,
        agency_code,
        doc_no,
        func_item,
        dept_econ,
        fund_nature,
        count(*) filter (where agrees) as agreeing_lines,
        list(line_id order by line_id) filter (where agrees) as agreeing_ids,
        list(line_id order by line_id) filter (where line_id is not null) as every_id,
        coalesce(bool_or(agrees and fund_source = '本级' and approved_month <= 12), false) as agrees_with_local,
        min(fund_source) filter (where agrees) as least_source,
        max(fund_source) filter (where agrees) as greatest_source,
        min(fund_source) as least_source_of_all,
        max(fund_source) as greatest_source_of_all,
        min(line_func_item) filter (where agrees) as least_func_item,
        max(line_func_item) filter (where agrees) as greatest_func_item,
        min(line_fund_nature) filter (where agrees) as least_fund_nature,
        max(line_fund_nature) filter (where agrees) as greatest_fund_nature
    from compared
    group by all
)
select
    row_number() over (
        order by fiscal_year, project_code, agency_code, doc_no, func_item, dept_econ, fund_nature
    )::integer as line_combination,
    fiscal_year,
    project_code,
    agency_code,
    doc_no,
    func_item,
    dept_econ,
    fund_nature,
    agreeing_lines,
    case when agreeing_lines > 0 then agreeing_ids else every_id end as candidate_line_ids,
    case when agreeing_lines = 1 then agreeing_ids[1] end as line_id,
    case
        when agreeing_lines > 0 and least_source = greatest_source then least_source
        when least_source_of_all = greatest_source_of_all then least_source_of_all
    end as line_fund_source,
    agreeing_lines = 0 or agrees_with_local as may_be_local,
    case when least_func_item = greatest_func_item then least_func_item end as line_func_item,
    case when least_fund_nature = greatest_fund_nature then least_fund_nature end as line_fund_nature
from counted
