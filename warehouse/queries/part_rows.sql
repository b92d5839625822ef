/*
about = "The tables that were found in the files, behind a count: what each is, of when and in which unit; without content of anybody."
order_by = "file, sheet, dataset"
*/
select part.file, part.sheet, part.dataset, part.delivery_date, part.unit
from source_parts as part
where $dataset is null or part.dataset = $dataset
