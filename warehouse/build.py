"""Makes the metrics and models of a snapshot from its staging tables, and checks the result.

The meaning is in metrics/*.sql, models/*.sql and checks/*.sql; this module finds out the order, runs them, and refuses
a file whose head does not tell the truth. What is judged with the result belongs to judge.py.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import duckdb
import polars as pl

from warehouse import settings, sql_files
from warehouse.settings import Setting
from warehouse.sql_files import DefinitionProblem, SqlFile

Progress = Callable[[str], None]
ONE_SETTING = re.compile(r"\bsetting\('(\w+)',\s*([\w.]+)\)")
SOME_SETTING = re.compile(r"\bsetting\('(\w+_)' \|\| ([\w.:]+),\s*([\w.]+)\)")


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
    given: Mapping[str, Any] | None = None,
    progress: Progress = silent,
) -> None:
    """Settings, macros and every model that needs no verdicts, in the order that their SQL implies.

    `given` may override values of settings.toml: name -> value, {value, source_zh, source_en}, or a list of Setting.
    """
    create_settings(connection, given or {})
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
    """The table settings_in_force, a row a value and span of time, and the macros that read it."""
    spans = [
        span
        for default in settings.defaults().values()
        if not default.rule
        for span in settings.spans_of(default, overrides.get(default.name))
    ]
    connection.execute(sql_files.plain_sql(".", "settings_tables"))
    for span in spans:
        connection.execute(
            "insert into settings_in_force values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                span.name, span.value, span.codes, span.unit, span.zh, span.en, span.source_zh, span.source_en,
                span.valid_from, span.valid_to, span.origin, span.who, span.recorded,
            ],
        )  # fmt: skip
    for name, entry in sql_files.default_settings().items():
        for other, needed in entry.get("needs", {}).items():
            connection.execute("insert into setting_needs values (?, ?, ?)", [name, other, needed])
    create_setting_macros(connection, spans)
    connection.execute(
        "create or replace macro has_dataset(wanted) as exists (select 1 from source_parts where dataset = wanted)"
    )


def create_setting_macros(
    connection: duckdb.DuckDBPyConnection, spans: Iterable[Setting], kind: str = "or replace macro"
) -> None:
    """`setting(name, day)`: the number in force on that day; `has_code_of(name, code, day)`: whether a code begins with
    one of a setting's codes. Settings are constants of a snapshot: written into the macros, so that no query joins."""
    numbers: dict[str, list[tuple[Any, str]]] = {}
    codes: dict[str, list[tuple[Any, str]]] = {}
    for span in spans:
        if span.codes is None:
            numbers.setdefault(span.name, []).append((span.valid_from, f"{span.value}::decimal(18, 6)"))
        else:
            codes.setdefault(span.name, []).append((span.valid_from, _begins_with(span.codes)))
    connection.execute(f"create {kind} setting(wanted, on_date) as case wanted {_branches(numbers)} end")
    connection.execute(f"create {kind} has_code_of(wanted, code, on_date) as case wanted {_branches(codes)} end")


def values_in_force(connection: duckdb.DuckDBPyConnection) -> dict[str, list[tuple[Any, str]]]:
    """Of each shared number: from when it holds, and how SQL writes it."""
    rows = connection.execute(
        "select name, valid_from, value from settings_in_force where value is not null order by name, valid_from"
    ).fetchall()
    return written_values((name, valid_from, value) for name, valid_from, value in rows)


def written_values(values: Iterable[tuple[str, Any, Any]]) -> dict[str, list[tuple[Any, str]]]:
    """name -> (from when it holds, how SQL writes it), of names, days and numbers."""
    found: dict[str, list[tuple[Any, str]]] = {}
    for name, valid_from, value in values:
        found.setdefault(name, []).append((valid_from, f"{value}::decimal(18, 6)"))
    return found


def with_values(sql: str, numbers: Mapping[str, list[tuple[Any, str]]]) -> str:
    """The statement with numbers in place of `setting('name', day)`: nothing is looked up, and it is planned sooner.

    `setting('share_of_month_' || month, day)` looks among the settings that begin so.
    """

    def one(call: re.Match[str]) -> str:
        return f"({_by_day(numbers[call[1]], call[2])})" if call[1] in numbers else call[0]

    def some(call: re.Match[str]) -> str:
        branches = [
            f"when '{name}' then {_by_day(numbers[name], call[3])}" for name in numbers if name.startswith(call[1])
        ]
        return f"(case '{call[1]}' || {call[2]} {' '.join(branches)} end)" if branches else call[0]

    return SOME_SETTING.sub(some, ONE_SETTING.sub(one, sql))


def _branches(values: Mapping[str, list[tuple[Any, str]]]) -> str:
    return " ".join(f"when '{name}' then {_by_day(spans)}" for name, spans in values.items())


def _by_day(spans: list[tuple[Any, str]], on_date: str = "on_date") -> str:
    first, *later = sorted(spans)
    if not later:
        return first[1]
    cases = " ".join(f"when {on_date} >= date '{day}' then {value}" for day, value in reversed(later))
    return f"case {cases} else {first[1]} end"


def _begins_with(codes: str) -> str:
    by_length: dict[int, list[str]] = {}
    for code in codes.split():
        by_length.setdefault(len(code), []).append(quoted(code))
    tests = [f"left(code, {length}) in ({', '.join(held)})" for length, held in sorted(by_length.items())]
    return f"({' or '.join(tests)})" if tests else "(code <> code)"


def create_macros(connection: duckdb.DuckDBPyConnection) -> None:
    """One macro per file of metrics/, helpers before those who call them, and the table of their words."""
    metrics = {metric.name: metric for metric in sql_files.read_folder("metrics")}
    numbers = values_in_force(connection)
    calls = {
        name: {other for other in metrics if re.search(rf"\b{other}\(", metric.sql)} for name, metric in metrics.items()
    }
    connection.execute(
        "create or replace table metrics_in_force "
        "(name varchar, unit varchar, zh varchar, en varchar, is_helper boolean, sql varchar, version varchar)"
    )
    for name in sql_files.in_order(calls):
        metric = metrics[name]
        connection.execute(with_values(metric.sql, numbers))
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
    connection.execute(sql_files.plain_sql(".", "model_tables"))
    reads = {name: tables_read(connection, model) for name, model in by_name.items()}
    numbers = values_in_force(connection)
    for name in sql_files.in_order(reads):
        model = by_name[name]
        progress(name)
        kind = model.head.get("kind", "table")
        connection.execute(f"create or replace {kind} {name} as {with_values(model.sql, numbers)}")
        verify_head(connection, model)
        about = model.need("about")
        connection.execute(
            "insert into models_in_force values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                name, about["zh"], about["en"], model.need("grain"), kind, waits_for_verdicts(model),
                bool(model.head.get("needs_earlier_months")), model.sql, model.version,
            ],
        )  # fmt: skip
        note_dependencies(connection, "model", name, model.sql, reads[name])
        note_column_settings(connection, model)


def note_dependencies(
    connection: duckdb.DuckDBPyConnection, kind: str, name: str, sql: str, tables: Iterable[str]
) -> None:
    """What a statement rests on, for who runs a part again: tables, settings (also through metrics), other rules.

    Of a table whose head says which column rests on which settings, only the columns that the statement names count;
    such a table is noted as `columns`, and the settings by themselves.
    """
    by_column: dict[str, list[tuple[str, str]]] = {}
    told = connection.execute("select model, column_name, setting from column_settings").fetchall()
    for table, column, setting in told:
        by_column.setdefault(table, []).append((column, setting))
    words = set(re.findall(r"\w+", sql))
    found = [("columns" if table in by_column else "table", table) for table in tables]
    found += [("rule", rule) for rule in rules_named(sql)]
    known = [row[0] for row in connection.execute("select name from settings_in_force").fetchall()]
    found += [("setting", setting) for setting in settings_named(_with_metrics(sql), known)]
    found += [
        ("setting", setting)
        for table in tables
        for column, setting in by_column.get(table, [])
        if column in words or takes_all(sql, table)
    ]
    for each in sorted(set(found)):
        connection.execute("insert into dependencies values (?, ?, ?, ?)", [kind, name, *each])


def takes_all(sql: str, table: str) -> bool:
    """Whether a statement takes every column of a table: a star before a `from` that names it, or its alias's star."""
    names = {table, *re.findall(rf"\b{table}\s+as\s+(\w+)", sql)}
    stars = rf"\bselect\s+(?:distinct\s+)?\*(?:(?!\bfrom\b).)*\bfrom\b(?:(?!\bselect\b|\)).)*\b{table}\b"
    return any(re.search(rf"\b{name}\.\*", sql) for name in names) or bool(re.search(stars, sql, re.DOTALL))


def note_column_settings(connection: duckdb.DuckDBPyConnection, model: SqlFile) -> None:
    """What a model's head says of its columns: which shared settings each rests on; the others rest on none."""
    known = [row[0] for row in connection.execute("select distinct name from settings_in_force").fetchall()]
    for told in model.head.get("column_settings", []):
        for column in told["columns"]:
            for wanted in told["settings"]:
                found = [name for name in known if name == wanted or (wanted.endswith("_") and name.startswith(wanted))]
                if not found or column not in model.need("column"):
                    raise DefinitionProblem(f"models/{model.name}.sql: column_settings: no such {column} or {wanted}.")
                for name in found:
                    connection.execute("insert into column_settings values (?, ?, ?)", [model.name, column, name])


def rules_named(sql: str) -> set[str]:
    """The ids of the rules whose verdicts a statement reads."""
    return set(re.findall(r"verdict_of\('(\w+)'\)", sql))


def settings_named(sql: str, known: Iterable[str]) -> set[str]:
    """The shared settings that a statement reads; `setting('share_of_month_' || …` reads all that begin so."""
    found: set[str] = set()
    for name, more in re.findall(r"\b(?:setting|has_code_of)\(\s*'(\w+)'(\s*\|\|)?", sql):
        found |= {each for each in known if each == name or (more and each.startswith(name))}
    return found


@cache
def _metric_calls() -> dict[str, str]:
    """Each metric with the text of all that it calls."""
    metrics = {metric.name: metric.sql for metric in sql_files.read_folder("metrics")}
    calls = {name: {other for other in metrics if re.search(rf"\b{other}\(", sql)} for name, sql in metrics.items()}
    whole: dict[str, str] = {}
    for name in sql_files.in_order(calls):
        whole[name] = " ".join([metrics[name], *(whole[other] for other in sorted(calls[name] - {name}))])
    return whole


def _with_metrics(sql: str) -> str:
    called = (text for name, text in _metric_calls().items() if re.search(rf"\b{name}\(", sql))
    return " ".join([sql, *called])


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
