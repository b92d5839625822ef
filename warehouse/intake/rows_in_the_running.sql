/*
What a row's own content decides, before it is compared with any other row (contract §1a.10, first two steps):
control rows apart, then unreadable or a `!` empty or a payment date out of reach -> refused, then unknown project -> unmatched.
Reads `intake_rows` (every row of one dataset) and `known_projects`. A null fate: still in the running.
*/
create or replace temp view intake_running as
select
    part_id,
    source_row,
    delivery_date,
    row_key,
    key_hash,
    content_hash,
    progress_rank,
    identity_hash,
    case
        when is_control then 'control'
        when reasons is not null then 'refused'
        when not paid_within_reach then 'refused'
        when not project_is_known then 'unmatched'
    end as fate,
    case
        when is_control then '[{"code":"control_row"}]'
        when reasons is not null then reasons
        when not paid_within_reach
            then cast(json_array(json_object(
                'code', 'paid_date_out_of_reach', 'field', 'paid_date', 'value', cast(paid_date as varchar)
            )) as varchar)
        when form_problem is not null and not project_is_known
            then cast(json_array(json_object(
                'code', form_problem, 'field', 'project_name', 'value', form_value
            )) as varchar)
        when not project_is_known
            then cast(json_array(json_object(
                'code', 'project_unknown', 'field', 'project_code', 'value', project_code
            )) as varchar)
    end as reasons
from (
    select
        intake_rows.*,
        coalesce(paid_date between reach.first_day and reach.last_day, true) as paid_within_reach,
        not belongs_to_project or known_projects.project_code is not null as project_is_known
    from intake_rows
    cross join (
        select
            make_date(cast(min(fiscal_year) - 1 as bigint), 1, 1) as first_day,
            make_date(cast(max(fiscal_year) + 1 as bigint), 12, 31) as last_day
        from staged_project
    ) as reach
    left join known_projects on intake_rows.project_code = known_projects.project_code
)
