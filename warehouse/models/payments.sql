/*
kind = "view"
grain = ["payment_id"]
column_settings = [
    { columns = ["is_education"], settings = ["priority_education"] },
    { columns = ["is_social_security"], settings = ["priority_social_security"] },
    { columns = ["is_poverty_relief"], settings = ["priority_poverty_relief"] },
]
[about]
zh = "每个支付申请一行，带预算年度、计入金额、所属指标（不能唯一确定的为空，不作分摊）和重点领域。"
en = "One row per payment request with its year, the amount that counts as paid and its budget line (null where it cannot be told; never spread), and its priority areas."
[column]
payment_id = "支付序号"
request_no = "支付申请编号"
fiscal_year = "预算年度"
project_code = "项目编码"
month = "支付月份（未支付为空）"
paid_date = "支付日期"
requested_date = "申请日期"
status = "状态"
amount_yuan = "支付金额"
counted_yuan = "计入累计支付的金额（退回为负，被退回的申请为零）"
line_id = "所属指标序号；空为不能唯一确定"
line_combination = "支付所给编码的组合序号"
line_fund_source = "所属指标的资金来源；空为不能确定"
may_be_local = "来源不能确定时，是否可能为本级"
is_general = "一般公共预算（111、112）"
is_in_four_books = "四本预算之内"
is_education = "教育"
is_social_security = "社会保障"
is_poverty_relief = "扶贫"
source_id = "来源"
source_row = "来源行"
*/
select
    payment_id,
    request_no,
    fiscal_year,
    project_code,
    month,
    paid_date,
    requested_date,
    status,
    amount_yuan,
    counted_yuan,
    line_id,
    line_combination,
    line_fund_source,
    may_be_local,
    is_general,
    is_in_four_books,
    has_code_of('priority_education', func_item, make_date(fiscal_year, 1, 1)) as is_education,
    has_code_of('priority_social_security', func_item, make_date(fiscal_year, 1, 1)) as is_social_security,
    case
        when is_of_poor_project then true
        else has_code_of('priority_poverty_relief', func_item, make_date(fiscal_year, 1, 1))
    end as is_poverty_relief,
    source_id,
    source_row
from payments_by_line
