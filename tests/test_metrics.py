"""Every metric proves itself by the examples in its own head."""

from collections.abc import Iterator
from typing import Any

import duckdb
import pytest

from warehouse import build, sql_files
from warehouse.sql_files import SqlFile


@pytest.fixture(scope="module")
def macros() -> Iterator[duckdb.DuckDBPyConnection]:
    """An empty database that knows the metrics."""
    connection = duckdb.connect()
    build.create_staging_tables(connection)
    build.create_settings(connection, {})
    build.create_macros(connection)
    yield connection
    connection.close()


EXAMPLES = [
    pytest.param(metric, example, id=f"{metric.name}-{number}")
    for metric in sql_files.read_folder("metrics")
    for number, example in enumerate(metric.head.get("example", []), start=1)
]


@pytest.mark.parametrize("metric", sql_files.read_folder("metrics"), ids=lambda metric: metric.name)
def test_a_metric_has_an_example(metric: SqlFile) -> None:
    """No metric goes unproved."""
    assert metric.head.get("example")


@pytest.mark.parametrize(("metric", "example"), EXAMPLES)
def test_example(macros: duckdb.DuckDBPyConnection, metric: SqlFile, example: dict[str, Any]) -> None:
    """A metric gives what its own example says; an example without a result expects null."""
    names = list(example["given"])
    call = f"select {metric.name}({', '.join(f'${name}' for name in names)})"

    found = macros.execute(call, example["given"]).fetchone()

    assert found == (example.get("result"),)
