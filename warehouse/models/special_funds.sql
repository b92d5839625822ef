/*
grain = ["fund_id"]
[about]
zh = "每项专项资金一行，各日期、文号标明是否有这一列：没有这一列为未知，有列而空为没有。"
en = "One row per special fund; for each step whether its column was delivered: no column is unknown, an empty cell is none."
[column]
fund_id = "对象序号"
special_fund_code = "专项资金编码"
special_fund_name = "专项资金名称"
department_code = "主管部门编码"
department_name = "主管部门"
fund_type = "类型"
start_year = "开始年度"
end_year = "结束年度"
is_end_known = "是否有结束年度这一列"
reapply_doc_no = "重新申请文号"
is_reapply_known = "是否有重新申请文号这一列"
last_review_date = "上次评估日期"
review_result = "评估结论"
task_list_disclosed_date = "任务清单公开日期"
is_task_list_known = "是否有任务清单公开日期这一列"
policy_disclosed_date = "支出政策公开日期"
is_policy_known = "是否有支出政策公开日期这一列"
self_evaluation_disclosed_date = "自评报告公开日期"
is_self_evaluation_known = "是否有自评报告公开日期这一列"
source_id = "来源"
source_row = "来源行"
*/
select
    1900000000 + row_number() over (order by fund.special_fund_code)::integer as fund_id,
    fund.special_fund_code,
    fund.special_fund_name,
    fund.department_code,
    coalesce(department.org_name, fund.department_code) as department_name,
    fund.fund_type,
    fund.start_year,
    fund.end_year,
    list_contains(part.columns_present, 'end_year') as is_end_known,
    fund.reapply_doc_no,
    list_contains(part.columns_present, 'reapply_doc_no') as is_reapply_known,
    fund.last_review_date,
    fund.review_result,
    fund.task_list_disclosed_date,
    list_contains(part.columns_present, 'task_list_disclosed_date') as is_task_list_known,
    fund.policy_disclosed_date,
    list_contains(part.columns_present, 'policy_disclosed_date') as is_policy_known,
    fund.self_evaluation_disclosed_date,
    list_contains(part.columns_present, 'self_evaluation_disclosed_date') as is_self_evaluation_known,
    fund.source_id,
    fund.source_row
from staged_special_fund as fund
join source_parts as part on fund.source_id = part.source_id
left join staged_organisation as department on fund.department_code = department.org_code
