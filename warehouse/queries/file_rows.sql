/*
about = "The files behind a count: all, those of one dataset, or (part unusable) those that were left out; without content of anybody."
order_by = "file"
*/
select source_files.file, source_files.delivery_date, source_files.size_bytes, source_files.problem
from source_files
where
    ($part is distinct from 'unusable' or source_files.problem is not null)
    and (
        $dataset is null
        or source_files.file in (select source_parts.file from source_parts where source_parts.dataset = $dataset)
    )
