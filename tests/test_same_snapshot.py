"""The same inbox gives the same snapshot: every table of two loads, models and verdicts included."""

from pathlib import Path

import duckdb

from data_pipeline.__main__ import main
from tests.conftest import BuiltSample
from warehouse import snapshots

CLOCKLESS = "select table_name from duckdb_tables() where schema_name = 'main' order by table_name"


def fingerprints(connection: duckdb.DuckDBPyConnection) -> dict[str, object]:
    """Per table the number of its rows and a sum of their hashes, which no order of rows changes."""
    names = [row[0] for row in connection.execute(CLOCKLESS).fetchall()]
    return {
        name: connection.execute(
            f'select count(*), sum(hash(one_row::varchar)::hugeint) from "{name}" as one_row'  # noqa: S608 - names from the catalogue
        ).fetchone()
        for name in names
    }


def test_the_same_inbox_gives_the_same_snapshot(built_sample: BuiltSample, tmp_path: Path) -> None:
    """Loaded again into another store: equal in every table, and of the same id."""
    again = tmp_path / "store"

    assert main(["load", str(built_sample.inbox), "--store", str(again)]) in (0, 1)
    first, second = (snapshots.open_reader(store) for store in (built_sample.store, again))

    assert fingerprints(second.cursor()) == fingerprints(first.cursor())
    assert second.id == first.id
