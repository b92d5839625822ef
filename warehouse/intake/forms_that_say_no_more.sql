/*
Rows of printed forms beside a row of a plain table of the same key and date that agrees in everything the form gives:
what a form does not have is unknown, not empty (contract §1a.6), so the two do not contradict each other. Such a row
counts as having the other's content. It is a repeat, and the other, which says more, is kept.
`fields_agree` is put in by `fates`, a condition for each field.
*/
update intake_contested
set content_hash = agreeing.content_hash, says_no_more = true
from (
    select
        form_rows.part_id,
        form_rows.source_row,
        min(others.content_hash) as content_hash
    from intake_contested as of_forms
    inner join intake_contested as others
        on of_forms.row_key = others.row_key
        and of_forms.delivery_date = others.delivery_date
    inner join intake_rows as form_rows
        on of_forms.part_id = form_rows.part_id
        and of_forms.source_row = form_rows.source_row
    inner join intake_rows as plain_rows
        on others.part_id = plain_rows.part_id
        and others.source_row = plain_rows.source_row
    inner join source_parts as form_parts on of_forms.part_id = form_parts.source_id
    where
        of_forms.part_id in (select intake_forms.part_id from intake_forms)
        and others.part_id not in (select intake_forms.part_id from intake_forms)
        and of_forms.row_key = form_rows.row_key
        and fields_agree
    group by form_rows.part_id, form_rows.source_row
) as agreeing
where
    intake_contested.part_id = agreeing.part_id
    and intake_contested.source_row = agreeing.source_row
