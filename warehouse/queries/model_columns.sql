/*
about = "The columns of the models with the words of their heads, as the snapshot keeps them in comments."
*/
select columns.table_name as model, columns.column_name as name, columns.comment as zh
from duckdb_columns() as columns
join models_in_force on columns.table_name = models_in_force.name
where columns.comment is not null
order by columns.table_name, columns.column_index
