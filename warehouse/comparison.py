"""Two snapshots side by side: puts the names of every dataset into the queries that compare their accepted rows.

What a difference is stands in queries/difference_rows_of_a_dataset.sql; the questions themselves stand in read.py.
"""

import contextlib
from collections.abc import Mapping, Sequence
from typing import Any, Final

import duckdb
import polars as pl

from warehouse import sql_files
from warehouse.build import frame
from warehouse.snapshots import Pair, SnapshotProblem

PLACE: Final = ("source_id", "source_row")
# What tells whose a row is. 全区 is the scope of a control total that belongs to no department.
OWN_PROJECT: Final = ("project_code", "subject_code")
OWN_DEPARTMENT: Final = {
    "department_code": "department_code",
    "org_code": "org_code",
    "scope": "nullif(scope, '全区')",
}
Columns = dict[str, tuple[str, ...]]


def ask(two: Pair, query: str, parameters: Mapping[str, Any]) -> pl.DataFrame:
    """The frame that a query over both snapshots answers with."""
    return frame(two.cursor(), statement(two, query), parameters)


def statement(two: Pair, query: str) -> str:
    """A query over both snapshots with every dataset put in."""
    cursor = two.cursor()
    before, after = _staged_columns(cursor, "earlier"), _staged_columns(cursor, "later")
    each = [
        _of_a_dataset(position, dataset, key, before.get(dataset, ()), after[dataset])
        for position, dataset, key in _keys(two, cursor)
    ]
    return sql_files.plain_sql("queries", query).replace("{{every_dataset}}", " union all ".join(each))


def _keys(two: Pair, cursor: duckdb.DuckDBPyConnection) -> list[tuple[int, str, list[str]]]:
    """Position, dataset and key columns as the later snapshot names them."""
    with contextlib.suppress(duckdb.CatalogException):
        keys: list[tuple[int, str, list[str]]] = cursor.execute(
            "select position, dataset, key from later.dataset_keys order by position"
        ).fetchall()
        return keys
    raise SnapshotProblem("cannot_compare", snapshot=two.later)


def _staged_columns(cursor: duckdb.DuckDBPyConnection, snapshot: str) -> Columns:
    """The columns of the accepted rows of each dataset, in their order."""
    found = cursor.execute(
        "select table_name, list(column_name order by column_index) from duckdb_columns() "
        "where database_name = $snapshot and starts_with(table_name, 'staged_') group by all order by table_name",
        {"snapshot": snapshot},
    ).fetchall()
    return {table.removeprefix("staged_"): tuple(names) for table, names in found}


def _of_a_dataset(position: int, dataset: str, key: Sequence[str], before: Sequence[str], after: Sequence[str]) -> str:
    """The select over one dataset. Columns are those of the later snapshot; what the earlier lacks was empty there."""
    content = [name for name in after if name not in PLACE]
    told = [f"{{field: '{name}', was: before.{name}::varchar, becomes: after.{name}::varchar}}" for name in content]
    put_in = {
        "position": str(position),
        "dataset": dataset,
        "key": "{" + ", ".join(f"{name}: coalesce(after.{name}, before.{name})::varchar" for name in key) + "}",
        "fields": f"[{', '.join(told)}]",
        "before": _rows(dataset, "earlier", before, after),
        "after": _rows(dataset, "later", after, after),
        "same_key": " and ".join(f"before.{name} is not distinct from after.{name}" for name in key),
        "differs": " or ".join(f"before.{name} is distinct from after.{name}" for name in content),
    }
    told_of = sql_files.plain_sql("queries", "difference_rows_of_a_dataset")
    for name, text in put_in.items():
        told_of = told_of.replace("{{" + name + "}}", text)
    return told_of


def _rows(dataset: str, snapshot: str, held: Sequence[str], wanted: Sequence[str]) -> str:
    """A dataset's accepted rows of the inbox's files, with the wanted columns and whose they are."""
    owners = {
        "own_project": [name for name in OWN_PROJECT if name in held],
        "own_department": [text for name, text in OWN_DEPARTMENT.items() if name in held],
    }
    columns = [name if name in held else f"null as {name}" for name in wanted]
    columns += [
        f"coalesce({', '.join([*names, 'null', 'null'])})::varchar as {owner}" for owner, names in owners.items()
    ]
    columns += [] if "amount_yuan" in wanted else ["null::decimal(18, 2) as amount_yuan"]
    table = f"{snapshot}.staged_{dataset}" if held else "(select null::integer as source_id where false)"
    return (
        f"select {', '.join(columns)} from {table} where source_id in (select source_id from "  # noqa: S608 - our names
        f"{snapshot}.source_parts semi join {snapshot}.source_files using (file))"
    )
