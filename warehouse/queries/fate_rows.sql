/*
about = """
The rows of a load behind a count or an amount, accepted or not, each with its place in its file. Fate read is all of them;
part unreadable: those whose amount could not be read; file, sheet and
row: one row alone. A dataset without amounts of its own counts no yuan.
"""
order_by = "dataset, file, sheet, source_row, fate"
adds = ["amount_yuan", "yuan"]
*/
with staged as (
    select 'organisation' as dataset, source_id, source_row, null as project_code, org_code as department_code,
        null::decimal(18, 2) as amount_yuan
    from staged_organisation
    union all
    select 'project', source_id, source_row, project_code, department_code, null
    from staged_project
    union all
    select 'budget_line', source_id, source_row, project_code, null, amount_yuan
    from staged_budget_line
    union all
    select 'payment', source_id, source_row, project_code, null, amount_yuan
    from staged_payment
    union all
    select 'indicator', source_id, source_row, project_code, null, null
    from staged_indicator
    union all
    select 'monitoring_report', source_id, source_row, project_code, null, null
    from staged_monitoring_report
    union all
    select 'evaluation', source_id, source_row, project_code, null, null
    from staged_evaluation
    union all
    select 'special_fund', source_id, source_row, null, department_code, null
    from staged_special_fund
    union all
    select 'supplement_request', source_id, source_row, project_code, department_code, amount_yuan
    from staged_supplement_request
    union all
    select 'audit_finding', source_id, source_row, project_code, null, null
    from staged_audit_finding
    union all
    select 'cash_plan', source_id, source_row, project_code, null, null
    from staged_cash_plan
    union all
    select 'monitoring_round', source_id, source_row, null, null, null
    from staged_monitoring_round
    union all
    select 'exception', source_id, source_row, null, null, null
    from staged_exception
    union all
    select 'control_total', source_id, source_row, null, nullif(scope, '全区'), amount_yuan
    from staged_control_total
),
owners as (
    select project_code, arg_max(department_code, fiscal_year) as department_code
    from staged_project
    group by project_code
),
accepted as (
    select
        staged.dataset, part.file, part.sheet, staged.source_row, 'accepted' as fate, staged.project_code,
        coalesce(staged.department_code, owners.department_code) as department_code, staged.amount_yuan,
        false as is_unreadable
    from staged
    join source_parts as part on staged.source_id = part.source_id
    semi join source_files on part.file = source_files.file
    left join owners on staged.project_code = owners.project_code
    where
        ($fate in ('read', 'accepted'))
        and ($dataset is null or staged.dataset = $dataset)
        and $part is distinct from 'unreadable'
),
others as (
    select
        dataset, file, sheet, source_row, case fate when 'repeat' then 'repeats' else fate end as fate, project_code,
        department_code, amount_yuan,
        amount_yuan is null and dataset in ('budget_line', 'payment', 'supplement_request', 'control_total')
            as is_unreadable
    from rows_not_accepted
    where
        ($fate = 'read' or case fate when 'repeat' then 'repeats' else fate end = $fate)
        and ($dataset is null or dataset = $dataset)
)
select
    file, sheet, source_row, dataset, fate, project_code, department_code, amount_yuan,
    coalesce(amount_yuan, 0)::decimal(18, 2) as yuan
from (select * from accepted union all by name select * from others)
where
    ($part is distinct from 'unreadable' or is_unreadable)
    and ($file is null or (file = $file and sheet = $sheet and source_row = $source_row))
    and ($every_department or department_code in (select unnest($departments)))
