/*
grain = ["revision_id"]
[about]
zh = "每个绩效指标的每次批复一行，带计量方式、类别和生效期间；分值为零视为不在用。"
en = "One row per approved revision of an indicator with its accrual, kind and the span in which it is in force."
[column]
revision_id = "批复序号"
indicator_id = "指标序号（项目、年度、三级指标）"
fiscal_year = "预算年度"
project_code = "项目编码"
indicator_l1 = "一级指标"
indicator_l2 = "二级指标"
indicator_l3 = "三级指标"
valid_from = "批复日期；未给为最早"
valid_before = "下一次批复日期"
polarity = "指标性质"
operator = "指标方向"
target_value = "目标值原文"
target_number = "目标值"
unit = "计量单位"
weight_points = "分值"
accrual = "计量方式：累计/水平/节点"
kind = "计算类别：positive/reverse/qualitative/milestone"
due_date = "完成时限"
source_id = "来源"
source_row = "来源行"
*/
with ordered as (
    select
        *,
        coalesce(approved_date, date '0001-01-01') as valid_from,
        lead(approved_date) over (
            partition by project_code, fiscal_year, indicator_l3
            order by approved_date nulls first
        ) as valid_before,
        coalesce(
            accrual,
            case
                when unit in ('%', '％') then '水平'
                when indicator_l2 like '%数量指标%' then '累计'
                when indicator_l2 like '%时效指标%' then '节点'
                else '水平'
            end
        ) as effective_accrual
    from staged_indicator
)
select
    row_number() over (order by fiscal_year, project_code, indicator_l3, valid_from)::integer as revision_id,
    dense_rank() over (order by fiscal_year, project_code, indicator_l3)::integer as indicator_id,
    fiscal_year,
    project_code,
    indicator_l1,
    indicator_l2,
    indicator_l3,
    valid_from,
    valid_before,
    polarity,
    operator,
    target_value,
    target_number,
    unit,
    weight_points,
    effective_accrual as accrual,
    case
        when effective_accrual = '节点' then 'milestone'
        when polarity = '定性' then 'qualitative'
        when polarity = '反向' then 'reverse'
        when polarity = '正向' then 'positive'
    end as kind,
    due_date,
    source_id,
    source_row
from ordered
