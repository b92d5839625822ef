/*
grain = ["project_code", "as_of"]
[about]
zh = "每个有审计问题的项目每月：是否有未整改的严重问题，是否有未整改的截留挪用、虚报冒领。"
en = "For each project with audit findings and month: whether a serious one, or a diversion or false claim, is open."
[column]
project_code = "项目编码"
as_of = "月末"
has_serious_open = "有未整改的严重问题；空为无法判断"
has_diversion_open = "有未整改的截留挪用、虚报冒领问题；空为未知"
has_overdue = "有逾期未整改的问题；空为未知"
*/
with told as (
    select
        finding.project_code,
        months.as_of,
        case
            when finding.rectified_date <= months.as_of then false
            when finding.rectified_date > months.as_of then true
            when list_contains(part.columns_present, 'rectified_date') then true
        end as is_open,
        finding.is_serious,
        finding.finding_kind in ('截留挪用', '虚报冒领') as is_diversion,
        case
            when finding.rectify_by_date < months.as_of then true
            when list_contains(part.columns_present, 'rectify_by_date') then false
        end as is_due
    from staged_audit_finding as finding
    join source_parts as part on finding.source_id = part.source_id
    join months on finding.found_date <= months.as_of
)
select
    project_code,
    as_of,
    case
        when bool_or(is_serious and is_open) then true
        when count(*) filter (where (is_serious and is_open) is null) = 0 then false
    end as has_serious_open,
    case
        when bool_or(is_diversion and is_open) then true
        when count(*) filter (where (is_diversion and is_open) is null) = 0 then false
    end as has_diversion_open,
    case
        when bool_or(is_due and is_open) then true
        when count(*) filter (where (is_due and is_open) is null) = 0 then false
    end as has_overdue
from told
group by project_code, as_of
