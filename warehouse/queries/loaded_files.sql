/*
about = "Every file that a snapshot was made of, with its size, its fingerprint, its delivery date, and why it could not be used."
*/
select file, size_bytes, fingerprint, delivery_date, problem
from source_files
order by file
