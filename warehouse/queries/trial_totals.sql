/*
about = "What a trial does to the flagged projects of one month end, each counted once at its gravest flag: all, by severity, proposal, area, department, and muted; before + entered - left = now, in projects and yuan. Areas overlap: never add them."
*/
with member_of as (
    select
        project_code, change, true as is_before, money_before_yuan as money_yuan,
        [
            struct_pack(kind := 'all', code := ''), struct_pack(kind := 'severity', code := severity_before),
            struct_pack(kind := 'outcome', code := outcome_before),
            struct_pack(kind := 'department', code := department_code)
        ]
        || list_transform(areas_before, lambda area: struct_pack(kind := 'area', code := area))
        || case when is_muted_before then [struct_pack(kind := 'muted', code := '')] else [] end as groups
    from standings_compared
    where rule_before is not null
    union all
    select
        project_code, change, false as is_before, money_now_yuan as money_yuan,
        [
            struct_pack(kind := 'all', code := ''), struct_pack(kind := 'severity', code := severity_now),
            struct_pack(kind := 'outcome', code := outcome_now),
            struct_pack(kind := 'department', code := department_code)
        ]
        || list_transform(areas_now, lambda area: struct_pack(kind := 'area', code := area))
        || case when is_muted_now then [struct_pack(kind := 'muted', code := '')] else [] end as groups
    from standings_compared
    where rule_now is not null
),
unfolded as (
    select project_code, change, is_before, money_yuan, unnest(groups) as grp
    from member_of
),
sided as (
    select
        grp.kind as kind, coalesce(grp.code, '') as code, project_code, min(change) as change,
        bool_or(is_before) as is_before, bool_or(not is_before) as is_now,
        sum(money_yuan) filter (where is_before) as before_yuan,
        sum(money_yuan) filter (where not is_before) as now_yuan
    from unfolded
    group by all
),
always (kind, code) as (
    values
        ('all', ''), ('severity', 'red'), ('severity', 'yellow'), ('severity', 'grey'), ('area', '教育'),
        ('area', '社会保障'), ('area', '扶贫'), ('muted', '')
),
counted as (
    select
        coalesce(sided.kind, always.kind) as kind,
        coalesce(sided.code, always.code) as code,
        count(*) filter (where sided.is_before) as before_count,
        count(*) filter (where sided.is_now and not sided.is_before) as entered_count,
        count(*) filter (where sided.is_before and not sided.is_now) as left_count,
        count(*) filter (where sided.is_before and sided.is_now and sided.change <> 'same') as changed_count,
        count(*) filter (where sided.is_now) as now_count,
        coalesce(sum(sided.before_yuan), 0)::decimal(38, 2) as before_yuan,
        coalesce(sum(sided.now_yuan) filter (where not sided.is_before), 0)::decimal(38, 2) as entered_yuan,
        coalesce(sum(sided.before_yuan) filter (where not sided.is_now), 0)::decimal(38, 2) as left_yuan,
        coalesce(
            sum(sided.now_yuan - sided.before_yuan) filter (where sided.is_before and sided.is_now), 0
        )::decimal(38, 2) as changed_yuan,
        coalesce(sum(sided.now_yuan), 0)::decimal(38, 2) as now_yuan
    from sided
    full join always on sided.kind = always.kind and sided.code = always.code
    group by all
)
select
    counted.*,
    departments.department_name
from counted
left join outcomes on counted.kind = 'outcome' and counted.code = outcomes.outcome
left join departments on counted.kind = 'department' and counted.code = departments.department_code
order by
    list_position(['all', 'muted', 'severity', 'outcome', 'area', 'department'], counted.kind),
    list_position(['red', 'yellow', 'grey', '教育', '社会保障', '扶贫'], counted.code),
    outcomes.gravity desc, counted.code
