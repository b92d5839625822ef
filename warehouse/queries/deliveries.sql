/*
about = "Every file of the load: fingerprint, date of delivery, the problem of one that could not be used."
*/
select file, fingerprint, delivery_date, problem
from source_files
order by file
