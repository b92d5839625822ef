/*
grain = ["subject_id"]
[about]
zh = "每个项目（按年）的入库、评估、批准、集体决策各步骤，及各列是否报送过；本年度未入库的项目没有入库日期。"
en = "The steps of a project-year: pool entry, ex-ante evaluation, approval, decision chain, and whether each column was delivered."
[column]
subject_id = "对象序号"
is_made = "本年度未入库"
is_pilot = "是否试点"
is_pilot_known = "是否有“是否试点”这一列"
is_policy_livelihood = "是否政策类民生（X3）"
is_new_major = "是否新增重大"
special_fund_code = "专项资金编码"
is_fund_known = "是否有专项资金编码这一列"
start_year = "开始年度"
end_year = "结束年度"
pool_entry_date = "入库日期"
is_pool_known = "是否有入库日期这一列"
ex_ante_date = "事前评估日期"
is_ex_ante_known = "是否有事前评估日期这一列"
affordability_date = "承受能力评估日期"
is_affordability_known = "是否有承受能力评估日期这一列"
approval_doc_no = "批准文号"
is_approval_known = "是否有批准文号这一列"
party_meeting_date = "党组会议日期"
is_meeting_known = "是否有党组会议日期这一列"
leader_consent_date = "领导同意日期"
is_consent_known = "是否有领导同意日期这一列"
submitted_date = "报送日期"
is_submitted_known = "是否有报送日期这一列"
submitted_doc_no = "报送文号"
is_submitted_doc_known = "是否有报送文号这一列"
*/
select
    project_years.subject_id,
    project_years.is_made,
    project_years.is_pilot,
    list_contains(part.columns_present, 'is_pilot') as is_pilot_known,
    project_years.is_policy_livelihood,
    project.is_new_major,
    project_years.special_fund_code,
    list_contains(part.columns_present, 'special_fund_code') as is_fund_known,
    project_years.start_year,
    project_years.end_year,
    project_years.pool_entry_date,
    project_years.is_made or list_contains(part.columns_present, 'pool_entry_date') as is_pool_known,
    project.ex_ante_date,
    list_contains(part.columns_present, 'ex_ante_date') as is_ex_ante_known,
    project.affordability_date,
    list_contains(part.columns_present, 'affordability_date') as is_affordability_known,
    project.approval_doc_no,
    list_contains(part.columns_present, 'approval_doc_no') as is_approval_known,
    project.party_meeting_date,
    list_contains(part.columns_present, 'party_meeting_date') as is_meeting_known,
    project.leader_consent_date,
    list_contains(part.columns_present, 'leader_consent_date') as is_consent_known,
    project.submitted_date,
    list_contains(part.columns_present, 'submitted_date') as is_submitted_known,
    project.submitted_doc_no,
    list_contains(part.columns_present, 'submitted_doc_no') as is_submitted_doc_known
from project_years
join staged_project as project
    on project_years.source_id = project.source_id and project_years.source_row = project.source_row
join source_parts as part on project_years.source_id = part.source_id
