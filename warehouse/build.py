"""Makes the metrics and models of a snapshot from its staging tables, and checks the result.

The meaning is in metrics/*.sql, models/*.sql and checks/*.sql; this module finds out the order, runs them, and refuses
a file whose head does not tell the truth. What is judged with the result belongs to judge.py.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import duckdb
import polars as pl

from warehouse import sql_files
from warehouse.sql_files import DefinitionProblem, SqlFile

Progress = Callable[[str], None]


@dataclass(frozen=True)
class BrokenCheck:
    """A check that found rows which should not exist."""

    name: str
    when_broken: str
    row_count: int


class ArithmeticProblem(Exception):
    """Our own sums do not add up: nothing may be published."""


def silent(_step: str) -> None:
    """Progress that nobody watches."""


def create_staging_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """The empty staging tables of staged_tables.sql: what the pipeline fills."""
    connection.execute(sql_files.plain_sql(".", "staged_tables"))


def build(
    connection: duckdb.DuckDBPyConnection,
    settings: Mapping[str, Any] | None = None,
    progress: Progress = silent,
) -> None:
    """Settings, macros and every model that needs no verdicts, in the order that their SQL implies.

    `settings` may override values of settings.toml: name -> value, or name -> {value, source_zh, source_en}.
    """
    create_settings(connection, settings or {})
    create_macros(connection)
    create_models(
        connection, [model for model in sql_files.read_folder("models") if not waits_for_verdicts(model)], progress
    )


def build_over_verdicts(connection: duckdb.DuckDBPyConnection, progress: Progress = silent) -> None:
    """The models over verdicts: flags, standings and what is counted from them."""
    create_models(
        connection, [model for model in sql_files.read_folder("models") if waits_for_verdicts(model)], progress
    )


def waits_for_verdicts(model: SqlFile) -> bool:
    """Whether a model is made after the judgement (its head says so)."""
    return bool(model.head.get("after_verdicts", False))


def create_settings(connection: duckdb.DuckDBPyConnection, overrides: Mapping[str, Any]) -> None:
    """The table settings_in_force and the macro that reads it."""
    rows = []
    for name, default in sql_files.default_settings().items():
        given = overrides.get(name)
        entry = {**default, **(given if isinstance(given, Mapping) else {} if given is None else {"value": given})}
        rows.append(
            (
                name,
                Decimal(entry["value"]),
                entry["unit"],
                entry["zh"],
                entry["en"],
                entry["source_zh"],
                entry["source_en"],
            )
        )
    connection.execute(
        "create or replace table settings_in_force (name varchar, value decimal(18, 6), unit varchar, "
        "zh varchar, en varchar, source_zh varchar, source_en varchar)"
    )
    connection.executemany("insert into settings_in_force values (?, ?, ?, ?, ?, ?, ?)", rows)
    # settings are constants of a snapshot: written into the macro, so that no query joins them
    branches = " ".join(f"when '{row[0]}' then {row[1]}::decimal(18, 6)" for row in rows)
    connection.execute(f"create or replace macro setting(wanted) as case wanted {branches} end")
    connection.execute(
        "create or replace macro has_dataset(wanted) as exists (select 1 from source_parts where dataset = wanted)"
    )


def create_macros(connection: duckdb.DuckDBPyConnection) -> None:
    """One macro per file of metrics/, helpers before those who call them, and the table of their words."""
    metrics = {metric.name: metric for metric in sql_files.read_folder("metrics")}
    calls = {
        name: {other for other in metrics if re.search(rf"\b{other}\(", metric.sql)} for name, metric in metrics.items()
    }
    connection.execute(
        "create or replace table metrics_in_force "
        "(name varchar, unit varchar, zh varchar, en varchar, is_helper boolean, sql varchar, version varchar)"
    )
    for name in sql_files.in_order(calls):
        metric = metrics[name]
        connection.execute(metric.sql)
        about = metric.need("about")
        connection.execute(
            "insert into metrics_in_force values (?, ?, ?, ?, ?, ?, ?)",
            [
                name,
                metric.need("unit"),
                about["zh"],
                about["en"],
                bool(metric.head.get("helper")),
                metric.sql,
                metric.version,
            ],
        )


def create_models(
    connection: duckdb.DuckDBPyConnection, models: Iterable[SqlFile], progress: Progress = silent
) -> None:
    """Each model as a table (or view), after those it reads, with its head checked."""
    by_name = {model.name: model for model in models}
    connection.execute(
        "create table if not exists models_in_force (name varchar, zh varchar, en varchar, grain varchar[], "
        "kind varchar, after_verdicts boolean, needs_earlier_months boolean, sql varchar, version varchar)"
    )
    reads = {name: tables_read(connection, model) for name, model in by_name.items()}
    for name in sql_files.in_order(reads):
        model = by_name[name]
        progress(name)
        kind = model.head.get("kind", "table")
        connection.execute(f"create or replace {kind} {name} as {model.sql}")
        verify_head(connection, model)
        about = model.need("about")
        connection.execute(
            "insert into models_in_force values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                name,
                about["zh"],
                about["en"],
                model.need("grain"),
                kind,
                waits_for_verdicts(model),
                bool(model.head.get("needs_earlier_months")),
                model.sql,
                model.version,
            ],
        )


def tables_read(connection: duckdb.DuckDBPyConnection, model: SqlFile) -> set[str]:
    """The tables that a statement names, read from DuckDB's own parse of it."""
    found = connection.execute("select json_serialize_sql(?)", [model.sql]).fetchone()
    parsed = json.loads(found[0]) if found else {"error": True}
    if parsed.get("error"):
        raise DefinitionProblem(f"{model.name}.sql does not parse: {parsed.get('error_message')}.")
    names: set[str] = set()
    collect_tables(parsed, names)
    return names


def collect_tables(node: Any, names: set[str]) -> None:
    """Adds to `names` every base table below `node`."""
    if isinstance(node, dict):
        if node.get("type") == "BASE_TABLE":
            names.add(node["table_name"])
        for value in node.values():
            collect_tables(value, names)
    elif isinstance(node, list):
        for value in node:
            collect_tables(value, names)


def verify_head(connection: duckdb.DuckDBPyConnection, model: SqlFile) -> None:
    """Refuses a model whose columns differ from its head or whose grain repeats; stores the words as comments."""
    described = model.need("column")
    actual = [row[0] for row in connection.execute(f"describe {model.name}").fetchall()]
    if actual != list(described):
        raise DefinitionProblem(
            f"models/{model.name}.sql: head and columns differ. Only in head: {sorted(set(described) - set(actual))};"
            f" only in the select: {sorted(set(actual) - set(described))}; or their order. "
            "Make the head say what the select gives."
        )
    is_view = model.head.get("kind") == "view"
    if not is_view:
        grain = ", ".join(model.need("grain"))
        repeated = connection.execute(
            f"select {grain} from {model.name} group by {grain} having count(*) > 1 order by all limit 3"  # noqa: S608
        ).fetchall()
        if repeated:
            raise ArithmeticProblem(f"models/{model.name}.sql: its grain ({grain}) repeats, for example {repeated}.")
        for column, words in described.items():
            connection.execute(f"comment on column {model.name}.{column} is {quoted(words)}")
    connection.execute(
        f"comment on {'view' if is_view else 'table'} {model.name} is {quoted(model.need('about')['zh'])}"
    )


def run_checks(connection: duckdb.DuckDBPyConnection) -> list[BrokenCheck]:
    """Runs every check, keeps the broken rows in the snapshot, and raises where our own arithmetic is at fault.

    Business identities warn only: the rules flag them.
    """
    connection.execute(
        "create or replace table broken_checks "
        "(name varchar, when_broken varchar, zh varchar, en varchar, row_count bigint)"
    )
    connection.execute("create or replace table broken_rows (name varchar, row_number integer, content json)")
    broken = []
    for check in sql_files.read_folder("checks"):
        connection.execute(
            "insert into broken_rows select ?, (row_number() over ())::integer, to_json(broken) "  # noqa: S608
            f"from (select * from ({check.sql}) order by all limit 1000) as broken",
            [check.name],
        )
        counted = connection.execute(f"select count(*) from ({check.sql})").fetchone()  # noqa: S608
        row_count = int(counted[0]) if counted else 0
        about = check.need("about")
        connection.execute(
            "insert into broken_checks values (?, ?, ?, ?, ?)",
            [check.name, check.need("when_broken"), about["zh"], about["en"], row_count],
        )
        if row_count:
            broken.append(BrokenCheck(check.name, check.need("when_broken"), row_count))
    stopping = [check for check in broken if check.when_broken == "stop"]
    if stopping:
        raise ArithmeticProblem(
            "; ".join(f"checks/{check.name}.sql found {check.row_count} rows that must not exist" for check in stopping)
        )
    return broken


def frame(connection: duckdb.DuckDBPyConnection, sql: str, parameters: Mapping[str, Any] | None = None) -> pl.DataFrame:
    """The rows of a query as a frame: the one place that turns SQL into polars."""
    found: pl.DataFrame = connection.sql(sql, params=dict(parameters or {})).pl()
    return found


def quoted(text: str) -> str:
    """`text` as an SQL string literal (for comments, which take no parameters)."""
    return "'" + text.replace("'", "''") + "'"
