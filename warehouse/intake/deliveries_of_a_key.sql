/*
Per key and delivery date: do its rows agree, and which stage of progress is the furthest (contract §1a.2 and §1a.3)?
Rows of equal stage have to be identical; rows of different stages have to be of one project and amount.
Stage and identity are the same for all rows of every dataset but payment, so there "agree" means identical.
*/
create or replace temp table intake_deliveries as
with stages as (
    select
        row_key,
        delivery_date,
        progress_rank,
        min(content_hash) = max(content_hash) as is_one_content,
        min(identity_hash) as least_identity,
        max(identity_hash) as greatest_identity
    from intake_contested
    group by row_key, delivery_date, progress_rank
),

deliveries as (
    select
        row_key,
        delivery_date,
        max(progress_rank) as furthest_rank,
        bool_and(is_one_content) and min(least_identity) = max(greatest_identity) as agrees
    from stages
    group by row_key, delivery_date
)

select
    row_key,
    delivery_date,
    furthest_rank,
    agrees,
    -- A delivery that contradicts itself supersedes nothing: the latest that agrees is in force.
    max(delivery_date) filter (where agrees) over (partition by row_key) as date_in_force
from deliveries
