"""Checks and loads beside the dashboard: started, watched, stopped; the lock respected; a broken one told."""

import os
import signal
import time
from pathlib import Path

import pytest

from data_pipeline import runs, status
from data_pipeline.status import Status
from tests import tiny_inbox
from warehouse import read, snapshots

MOST_SECONDS = 120
FILES = {
    "unit.csv": tiny_inbox.ORGANISATION,
    "project.csv": tiny_inbox.PROJECT,
    "line.csv": [tiny_inbox.BUDGET_LINE, tiny_inbox.line("100")],
    "payment.csv": [tiny_inbox.PAYMENT, tiny_inbox.payment("Z1", "40"), tiny_inbox.payment("Z2", "不清楚")],
    "target.csv": [tiny_inbox.INDICATOR, ["2026", "P1", "产出指标", "数量指标", "数量", "≥10", "10"]],
    "report.csv": [tiny_inbox.MONITORING, ["2026", "P1", "数量", "2026-03", "5"]],
}


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    tiny_inbox.put(tmp_path / "inbox", FILES)
    return tmp_path / "inbox"


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "store"


def ended(path: Path) -> Status:
    """The run after its end."""
    for _ in range(MOST_SECONDS * 20):
        found = runs.state(path)
        if found is not None and found.exit is not None:
            return found
        time.sleep(0.05)
    pytest.fail("the run did not end")


def test_a_check_shows_everything_and_publishes_nothing(inbox: Path, store: Path) -> None:
    """Rows, refusals and checks can be asked of what it keeps; the load after it publishes and clears that away."""
    found = ended(runs.start("check", inbox, store))

    assert (found.command, found.exit, found.problem, found.missing) == ("check", 1, None, [])
    assert snapshots.current_id(store) is None
    assert found.snapshot == snapshots.checked_id(store)
    checked = snapshots.open_reader(store, found.snapshot)
    assert read.load_summary(checked)["refused_rows"] == 1
    assert read.broken_checks(checked, 0).height > 0

    loaded = ended(runs.start("load", inbox, store))

    assert (loaded.exit, loaded.snapshot) == (1, snapshots.current_id(store))
    assert snapshots.checked_id(store) is None
    assert runs.last(store, "check") == found
    assert runs.last(store, "load") == loaded
    published = snapshots.log_of(store, str(loaded.snapshot))[-1]
    assert (published["phase"], published["by"], published["inbox"]) == ("publish", snapshots.user(), str(inbox))
    assert str(loaded.started) <= published["at"] <= str(loaded.ended)


def test_another_load_is_respected_and_named(inbox: Path, store: Path) -> None:
    """While somebody else holds the store, the run gives up soon and says who it is."""
    with snapshots.draft(store):
        assert snapshots.running_load(store) == f"process {os.getpid()}, {snapshots.user()}"
        found = ended(runs.start("load", inbox, store))

    assert (found.exit, found.problem) == (2, "lock_held")
    assert str(os.getpid()) in found.values["holder"]
    assert snapshots.running_load(store) is None


def test_a_run_is_seen_while_it_runs_and_can_be_stopped(inbox: Path, store: Path) -> None:
    """Every session sees it; asked to end it publishes nothing and says so."""
    with snapshots.draft(store):  # it has to wait, so that there is time to look
        path = runs.start("load", inbox, store)
        while (seen := runs.state(path)) is None:
            time.sleep(0.02)

        assert (seen.command, seen.exit) == ("load", None)
        assert [each for each, _ in runs.running(store)] == [path]
        runs.stop(path)
        found = ended(path)

    assert (found.exit, found.problem) == (2, "stopped")
    assert snapshots.current_id(store) is None
    assert runs.running(store) == []


def test_a_run_that_was_killed_is_told_as_broken_off(inbox: Path, store: Path) -> None:
    """It cannot say so itself; whoever looks is told by the process that is gone."""
    with snapshots.draft(store):
        path = runs.start("load", inbox, store)
        while (seen := runs.state(path)) is None:
            time.sleep(0.02)
        os.kill(seen.process, signal.SIGKILL)
        found = ended(path)

    assert (found.exit, found.problem) == (2, "run_broke_off")


def test_a_number_that_another_program_has_now_is_no_run(store: Path) -> None:
    """A status file left by a machine that went down names a process that is somebody else's today."""
    path = store / "runs" / "load-0123456789ab.json"
    path.parent.mkdir(parents=True)
    status.StatusFile(path, "load", "somebody", Path("inbox"), "mark")

    assert runs.running(store) == []
    found = runs.state(path)
    assert found is not None
    assert found.problem == "run_broke_off"
