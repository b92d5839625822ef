/*
about = "Every correction with its reason and what became of it, one row a corrected row; one without rows stands once."
*/
select
    corrections.number, corrections.state, corrections.dataset, corrections.key::varchar as row_key, corrections.field,
    corrections.was, corrections.becomes, corrections.reason, corrections.told, corrections.told_on,
    applied.file, applied.sheet, applied.source_row
from corrections_in_force as corrections
left join corrections_applied as applied on corrections.number = applied.number
order by corrections.number, applied.file, applied.sheet, applied.source_row
