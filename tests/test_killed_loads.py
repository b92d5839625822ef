"""A real load, killed at any moment, leaves the last good snapshot; the next one works and nothing is left behind."""

import os
import random
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import pytest

from tests.conftest import LOADED, ROOT, run_command
from tests.test_staging import WHOLE
from tests.tiny_inbox import PAYMENT, payment, put
from warehouse import snapshots

FEW_PROJECTS, MORE_PROJECTS = 12, 18
RowCounts = dict[str, int]


@dataclass(frozen=True)
class Inboxes:
    """Two small inboxes, the rows of the snapshot that each gives, and how long a load takes."""

    inboxes: list[Path]
    rows: list[RowCounts]
    seconds: float


@pytest.fixture
def tiny_inboxes(tmp_path: Path) -> Inboxes:
    """Two of a few rows, with everything that a load needs."""
    put(tmp_path / "few", WHOLE)
    put(tmp_path / "more", {**WHOLE, "more.csv": [PAYMENT, *(payment(f"more-{n}", "1") for n in range(5))]})
    return loaded_once(tmp_path, [tmp_path / "few", tmp_path / "more"])


@pytest.fixture
def two_districts(tmp_path: Path) -> Inboxes:
    """Two made-up districts."""
    inboxes = [tmp_path / "few", tmp_path / "more"]
    for inbox, projects in zip(inboxes, (FEW_PROJECTS, MORE_PROJECTS), strict=True):
        run_command("data_pipeline", "sample", "--out", inbox, "--projects", projects, "--years", 1)
    return loaded_once(tmp_path, inboxes)


def loaded_once(folder: Path, inboxes: list[Path]) -> Inboxes:
    """The inboxes, which give different snapshots, each loaded once undisturbed."""
    rows, start = [], perf_counter()
    for inbox in inboxes:
        run_command("data_pipeline", "load", inbox, "--store", folder / "undisturbed", expect=LOADED)
        rows.append(row_counts(snapshots.open_reader(folder / "undisturbed")))
    return Inboxes(inboxes, rows, (perf_counter() - start) / 2)


def row_counts(reader: snapshots.Reader) -> RowCounts:
    cursor = reader.cursor()
    tables = [name for (name,) in cursor.execute("select table_name from duckdb_tables() order by all").fetchall()]
    return {name: cursor.execute(f'select count(*) from "{name}"').fetchall()[0][0] for name in tables}  # noqa: S608


def kill_a_load(inbox: Path, store: Path, seconds: float) -> bool:
    """Start a load and kill it after a while; whether it had ended by itself before."""
    command = [sys.executable, "-m", "data_pipeline", "load", str(inbox), "--store", str(store)]
    with subprocess.Popen(  # noqa: S603 - our own command
        command, cwd=ROOT, env=dict(os.environ), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            return process.wait(seconds) in LOADED
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            return False


def left_behind(store: Path) -> list[str]:
    """Everything in the store that is neither a kept snapshot with its log nor what was read before."""
    kept = {f"snapshots/{name}{ending}" for name in snapshots.list_snapshots(store) for ending in (".duckdb", ".jsonl")}
    found = (path.relative_to(store) for path in store.rglob("*") if not path.is_dir())
    return sorted(
        str(path)
        for path in found
        if str(path) not in kept | {"current", "lock"} and (path.parts[0] != "staged" or ".building" in path.name)
    )


def check_killed_loads(two: Inboxes, store: Path, kills: int, seed: int) -> None:
    moments = random.Random(seed)
    run_command("data_pipeline", "load", two.inboxes[0], "--store", store, expect=LOADED)
    before = snapshots.open_reader(store)
    for kill in range(kills):
        ended = kill_a_load(two.inboxes[(kill + 1) % 2], store, moments.uniform(0.0, two.seconds))
        after = snapshots.open_reader(store)

        assert row_counts(after) in two.rows
        assert after.id != before.id or not ended
        before = after
    run_command("data_pipeline", "load", two.inboxes[1], "--store", store, expect=LOADED)
    last = snapshots.open_reader(store)

    assert last.id != before.id
    assert row_counts(last) == two.rows[1]
    assert left_behind(store) == []


def test_killed_load_leaves_the_last_good_snapshot(tiny_inboxes: Inboxes, tmp_path: Path) -> None:
    """Killed at four random moments of reading, building, judging and publishing."""
    check_killed_loads(tiny_inboxes, tmp_path / "store", kills=4, seed=20261031)


@pytest.mark.soak
def test_two_hundred_killed_loads(two_districts: Inboxes, tmp_path: Path) -> None:
    """The same two hundred times, with files such as a bureau has."""
    check_killed_loads(two_districts, tmp_path / "store", kills=200, seed=20261130)
