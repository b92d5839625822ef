/*
about = """
The rows of one dataset that were added, changed or withdrawn between two snapshots: of one department (null: it cannot be
told whose they are), of the whole, or one row by its key. {{difference_rows}} is put in by read.py.
"""
order_by = "row_key, change"
adds = ["yuan_before", "yuan_after", "was_yuan", "is_yuan"]
*/
select
    changed.file_before, changed.sheet_before, changed.row_before,
    changed.file_after, changed.sheet_after, changed.row_after,
    changed.change, changed.row_key, changed.department_code, changed.project_code,
    changed.yuan_before, changed.yuan_after,
    coalesce(changed.yuan_before, 0)::decimal(18, 2) as was_yuan,
    coalesce(changed.yuan_after, 0)::decimal(18, 2) as is_yuan
from ({{difference_rows}}) as changed
where
    ($change is null or changed.change = $change)
    and ($row_key is null or changed.row_key = $row_key)
    and (
        $row_key is not null
        or coalesce($whole, false)
        or changed.department_code is not distinct from $department
    )
