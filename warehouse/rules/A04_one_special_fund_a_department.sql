/*
id = "A04"
subject = "department"
severity = "yellow"
outcome = { yellow = "merge_funds" }
clauses = ["S3.11"]
exempt = []
sources = ["special_fund"]

[title]
zh = "专项数超限"
en = "More than one special fund"
[finding]
zh = "当年执行期内有{active_count:count}项专项资金，原则上只管理{most_funds:count}项。"
en = "{active_count:count} special funds are active this year; in principle a department runs {most_funds:count}."
[clear]
zh = "归并专项资金，或登记有文号的例外。"
en = "Merge the funds, or record an approved exception."

[threshold.most_funds]
default = 1
unit = "count"
zh = "每个业务主管部门只管理几个专项"
en = "How many special funds a department may run"
source_zh = "通知第三条：原则上只管理1个专项"
source_en = "the notice, part 3: in principle one"

[[example]]
because = "两项 / two funds"
given = { departments = { department_id = 1, department_code = "302" }, special_funds = [{ fund_id = 1, department_code = "302" }, { fund_id = 2, department_code = "302" }], fund_months = [{ fund_id = 1, is_active = true }, { fund_id = 2, is_active = true }], source_parts = { dataset = "special_fund" } }
verdict = "flagged"

[[example]]
because = "一项在执行期内 / one of them active"
given = { departments = { department_id = 1, department_code = "302" }, special_funds = [{ fund_id = 1, department_code = "302" }, { fund_id = 2, department_code = "302" }], fund_months = [{ fund_id = 1, is_active = false }, { fund_id = 2, is_active = true }], source_parts = { dataset = "special_fund" } }
verdict = "clear"

[[example]]
because = "没有专项资金 / no fund"
given = { departments = { department_id = 1, department_code = "302" }, source_parts = { dataset = "special_fund" } }
verdict = "not_applicable"

[[example]]
because = "没有专项资金数据 / the dataset is missing"
given = { departments = { department_id = 1, department_code = "302" } }
verdict = "cannot_assess"
*/
with counted as (
    select
        departments.department_id,
        fund_months.as_of,
        count(*) filter (where fund_months.is_active) as active_count,
        count(*) filter (where coalesce(fund_months.is_active, true)) as possible_count
    from departments
    join special_funds on departments.department_code = special_funds.department_code
    join fund_months on special_funds.fund_id = fund_months.fund_id
    group by departments.department_id, fund_months.as_of
)
select
    department_id as subject_id,
    as_of,
    active_count,
    case when active_count > $most_funds then true when possible_count <= $most_funds then false end as is_flagged,
    'no_end_year' as missing
from counted
union all
select departments.department_id, months.as_of, null, null, 'no_funds'
from departments
cross join months
where not has_dataset('special_fund')
