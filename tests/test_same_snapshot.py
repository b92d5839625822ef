"""The same inbox gives the same snapshot: every table of two loads, models and verdicts included."""

from pathlib import Path

import duckdb
import pytest

from data_pipeline.__main__ import main
from tests.conftest import BuiltSample
from tests.tiny_inbox import stage
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


def test_settings_of_the_environment_are_part_of_what_a_snapshot_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another value gives another fingerprint, the same number in other digits the same one; so does a check."""

    def loaded(value: str | None, codes: str | None = None) -> str:
        with monkeypatch.context() as patch:
            for name, given in (("DUAL_MONITOR_SET_E01_BEHIND", value), ("DUAL_MONITOR_SET_PRIORITY_EDUCATION", codes)):
                if given is not None:
                    patch.setenv(name, given)
            return stage(tmp_path, {}).report.content_hash

    usual, lower = loaded(None), loaded("0.7")

    assert len({usual, lower, loaded("0.6"), loaded(None, "205"), loaded(None, "205 206")}) == 5
    assert loaded("0.70") == lower
    assert loaded(None, "206 205") == loaded(None, "205 206")
    assert loaded(None) == usual
