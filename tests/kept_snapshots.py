"""Snapshots made straight from rows of the staging tables, for tests that compare what several of them say.

The rows are such as the pipeline would have accepted; build, judgement and publication are the real ones.
"""

import hashlib
from calendar import monthrange
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Any

import duckdb
import polars as pl

from tests import random_districts
from warehouse import build, judge, snapshots

Rows = Mapping[str, Sequence[Mapping[str, Any]]]
YEAR = 2026
LIVELY = ("payment", "budget_line", "indicator", "monitoring_report", "exception", "evaluation", "audit_finding",
          "special_fund", "supplement_request", "cash_plan", "project", "monitoring_round", "organisation")  # fmt: skip
AMOUNTS = {"payment": "amount_yuan", "budget_line": "amount_yuan", "cash_plan": "planned_yuan"}


def publish(
    store: Path,
    fill: Callable[[duckdb.DuckDBPyConnection], None],
    thresholds: Mapping[str, Mapping[str, Any]] | None = None,
    settings: Mapping[str, Any] | None = None,
) -> str:
    """The id of a new snapshot of what `fill` writes into its staging tables."""
    with snapshots.draft(store, wait_seconds=0) as draft:
        fill(draft.connection)
        build.build(draft.connection, settings)
        judge.judge(draft.connection, thresholds)
        return draft.publish(hashlib.sha256(str(draft.number).encode()).hexdigest())


def filled_with(rows: Rows) -> Callable[[duckdb.DuckDBPyConnection], None]:
    """Writes these rows: every dataset named is one file with all columns."""

    def fill(connection: duckdb.DuckDBPyConnection) -> None:
        connection.execute(random_districts.STAGED_TABLES.read_text(encoding="utf-8"))
        for source_id, (dataset, given) in enumerate(rows.items(), 1):
            described = connection.execute(f"describe staged_{dataset}").fetchall()
            columns = [row[0] for row in described if row[0] not in ("source_id", "source_row")]
            connection.execute("insert into source_files values (?, ?, 1, null, null, null)", [dataset, dataset])
            connection.execute(
                "insert into source_parts values (?, ?, '', ?, null, ?, null)", [source_id, dataset, dataset, columns]
            )
            marks = ", ".join("?" * (len(columns) + 2))
            values = [[source_id, row, *map(one.get, columns)] for row, one in enumerate(given, 2)]
            if values:
                connection.executemany(f"insert into staged_{dataset} values ({marks})", values)  # noqa: S608

    return fill


def random_district(seed: int) -> Callable[[duckdb.DuckDBPyConnection], None]:
    """Writes the random district of this seed."""
    return lambda connection: _copy(_district(seed), connection)


def random_district_later(seed: int, change: int) -> Callable[[duckdb.DuckDBPyConnection], None]:
    """Writes the same district as another delivery has it: of a few datasets some rows gone, amounts and days moved."""

    def fill(connection: duckdb.DuckDBPyConnection) -> None:
        _copy(_district(seed), connection)
        random = Random(f"{seed} {change}")
        for dataset in random.sample(LIVELY, random.randint(1, len(LIVELY))):
            _move_rows(connection, dataset, random)

    return fill


@lru_cache(maxsize=1)
def _district(seed: int) -> dict[str, pl.DataFrame]:
    """The rows of every staging table of the district, made once for its snapshots."""
    with duckdb.connect(config={"threads": "1"}) as connection:
        random_districts.fill(connection, seed)
        tables = connection.execute("select table_name from duckdb_tables()").fetchall()
        return {table: connection.sql(f"from {table}").pl() for (table,) in tables}


def _copy(rows: Mapping[str, pl.DataFrame], connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute(random_districts.STAGED_TABLES.read_text(encoding="utf-8"))
    for table, content in rows.items():
        connection.register("content", content.to_arrow())
        connection.execute(f"insert into {table} from content")
        connection.unregister("content")


def _move_rows(connection: duckdb.DuckDBPyConnection, dataset: str, random: Random) -> None:
    """Takes some rows of a dataset away and changes amounts of others; a source may get another number."""
    share, table = random.choice((3, 7, 20)), f"staged_{dataset}"
    salt = random.randint(0, 1000)
    connection.execute(
        f"delete from {table} where hash(source_id, source_row, {salt}) % {share} = 0"  # noqa: S608 - our own names
        + (" and fiscal_year > (select min(fiscal_year) from staged_project)" if dataset == "project" else "")
    )
    if dataset in AMOUNTS:
        column = AMOUNTS[dataset]
        connection.execute(
            f"update {table} set {column} = ({column} * ?)::decimal(18, 2) "  # noqa: S608
            f"where hash(source_row, {salt}) % {share} = 1",
            [random.choice((Decimal("0.5"), Decimal("1.1"), Decimal(2)))],
        )
    if dataset == "monitoring_report":
        connection.execute(f"update {table} set actual_number = actual_number * 2 where source_row % {share} = 1")  # noqa: S608
    if random.random() < 0.3:
        connection.execute(f"update {table} set source_id = source_id + 100")  # noqa: S608
        connection.execute("update source_parts set source_id = source_id + 100 where dataset = ?", [dataset])


def month_end(month: int, year: int = YEAR) -> date:
    """The last day of a month."""
    return date(year, month, monthrange(year, month)[1])
