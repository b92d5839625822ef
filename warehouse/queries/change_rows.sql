/*
about = """
The projects whose standing changed since the month before in one way, with the money at stake before and now (none where it was not flagged) and the place
of the project in its file. {{changes}} is put in by read.py.
"""
order_by = "coalesce(money_now_yuan, money_before_yuan) desc, project_code"
adds = ["money_before_yuan", "money_now_yuan"]
*/
select
    part.file,
    part.sheet,
    project_years.source_row,
    changes.department_name,
    changes.project_code,
    changes.project_name,
    changes.rule,
    changes.outcome,
    changes.severity_before,
    changes.severity_now,
    coalesce(changes.money_before_yuan, 0)::decimal(18, 2) as money_before_yuan,
    coalesce(changes.money_now_yuan, 0)::decimal(18, 2) as money_now_yuan
from ({{changes}}) as changes
left join project_years
    on changes.project_code = project_years.project_code and year($as_of) = project_years.fiscal_year
left join source_parts as part on project_years.source_id = part.source_id
where changes.change = $change
