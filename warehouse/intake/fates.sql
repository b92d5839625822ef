/*
The fate of every row that is not accepted, with its reasons: first what its own content decided, then by key
superseded, conflict (refused), progress (superseded), repeat, in this order (contract §1a.10).
Of identical rows the first by file, sheet and row is kept, that of a printed form only where it says as much.
*/
create or replace temp table intake_fates as
with compared as (
    select
        rows_of_key.part_id,
        rows_of_key.source_row,
        rows_of_key.key_hash,
        deliveries.date_in_force,
        case
            when rows_of_key.delivery_date < deliveries.date_in_force then 'superseded_by_later_delivery'
            when not deliveries.agrees then 'conflict_within_delivery'
            when rows_of_key.progress_rank < deliveries.furthest_rank then 'superseded_by_progress'
            when row_number() over (
                partition by rows_of_key.row_key, rows_of_key.delivery_date, rows_of_key.progress_rank
                order by rows_of_key.says_no_more, rows_of_key.part_id, rows_of_key.source_row
            ) > 1 then case when rows_of_key.says_no_more then 'form_says_no_more' else 'repeat_of_another_row' end
        end as reason
    from intake_contested as rows_of_key
    inner join intake_deliveries as deliveries
        on rows_of_key.row_key = deliveries.row_key
        and rows_of_key.delivery_date = deliveries.delivery_date
)

select
    part_id,
    source_row,
    case when row_key is not null then key_hash end as key_hash,
    fate,
    reasons
from intake_in_question
where fate is not null
union all
select
    part_id,
    source_row,
    key_hash,
    case reason
        when 'conflict_within_delivery' then 'refused'
        when 'repeat_of_another_row' then 'repeat'
        when 'form_says_no_more' then 'repeat'
        else 'superseded'
    end as fate,
    cast(json_array(json_object('code', reason)) as varchar) as reasons
from compared
where reason is not null
