/*
grain = ["payment_id"]
[about]
zh = "每个支付申请一行，带预算年度、计入金额和所属指标（不能唯一确定的为空，不作分摊），不分重点领域，因此不随任何设置变化。"
en = "One row per payment request with its year, the amount that counts as paid and its budget line (null where it cannot be told; never spread), not told by priority areas: nothing here depends on a setting."
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
func_item = "功能分类：支付所给，否则所属指标的"
is_of_poor_project = "项目库标为扶贫"
source_id = "来源"
source_row = "来源行"
*/
with dated as (
    select
        *,
        payment_year(status, amount_yuan, requested_date, paid_date) as fiscal_year,
        case
            when status = '已支付' or (status = '已退回' and amount_yuan < 0) then amount_yuan
            else 0
        end::decimal(18, 2) as counted_yuan
    from staged_payment
)
select
    row_number() over (order by dated.request_no)::integer as payment_id,
    dated.request_no,
    dated.fiscal_year,
    dated.project_code,
    case when dated.status in ('已支付', '已退回') then month(dated.paid_date) end::tinyint as month,
    dated.paid_date,
    dated.requested_date,
    dated.status,
    dated.amount_yuan,
    dated.counted_yuan,
    payment_lines.line_id,
    payment_lines.line_combination,
    payment_lines.line_fund_source,
    coalesce(payment_lines.may_be_local, true) as may_be_local,
    left(coalesce(dated.fund_nature, payment_lines.line_fund_nature), 3) in ('111', '112') as is_general,
    left(coalesce(dated.fund_nature, payment_lines.line_fund_nature), 1) = '1' as is_in_four_books,
    coalesce(dated.func_item, payment_lines.line_func_item) as func_item,
    coalesce(project_years.is_poverty_relief, false) as is_of_poor_project,
    dated.source_id,
    dated.source_row
from dated
left join payment_lines
    on
        dated.fiscal_year = payment_lines.fiscal_year
        and dated.project_code = payment_lines.project_code
        and coalesce(dated.agency_code, '') = payment_lines.agency_code
        and coalesce(dated.doc_no, '') = payment_lines.doc_no
        and coalesce(dated.func_item, '') = payment_lines.func_item
        and coalesce(dated.dept_econ, '') = payment_lines.dept_econ
        and coalesce(dated.fund_nature, '') = payment_lines.fund_nature
left join project_years
    on dated.fiscal_year = project_years.fiscal_year and dated.project_code = project_years.project_code
