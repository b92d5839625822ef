"""Two loads of one store at once: the second waits, or is told that it has to; both deliveries are in."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.conftest import LOADED, ROOT
from tests.test_staging import WHOLE
from tests.tiny_inbox import PAYMENT, payment, put
from warehouse import snapshots


def load(inbox: Path, store: Path, **environment: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "data_pipeline", "load", str(inbox), "--store", str(store)]
    return subprocess.Popen(  # noqa: S603 - our own command
        command,
        cwd=ROOT,
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )


def wait_until_at_work(store: Path) -> None:
    deadline = time.monotonic() + 60
    while not list((store / "snapshots").glob("*.building")) and time.monotonic() < deadline:
        time.sleep(0.005)


def requests(store: Path) -> list[str]:
    found = snapshots.open_reader(store).cursor().execute("select request_no from payments order by all").fetchall()
    return [request for (request,) in found]


def test_two_loads_at_once_and_both_deliveries_are_in(tmp_path: Path) -> None:
    """Each puts its delivery into the inbox and loads; the later one sees both, and nothing is left behind.

    A third that will not wait is told so, publishes nothing and leaves the others alone.
    """
    inbox, store = tmp_path / "inbox", tmp_path / "store"
    put(inbox, {**WHOLE, "2026-03/a.csv": [PAYMENT, payment("from-a", "1")]})
    first = load(inbox, store)
    wait_until_at_work(store)
    put(inbox, {"2026-03/b.csv": [PAYMENT, payment("from-b", "2")]})
    second, third = load(inbox, store), load(inbox, store, DUAL_MONITOR_LOCK_WAIT="0")
    said = [process.communicate(timeout=240)[1] for process in (first, second, third)]

    assert [first.returncode in LOADED, second.returncode in LOADED, third.returncode] == [True, True, 2]
    assert "another load is running here (process " in said[2]
    assert said[1].startswith(f"Another load is running (process {first.pid}")
    assert len(snapshots.list_snapshots(store)) == 2
    assert requests(store) == ["1", "from-a", "from-b"]
    assert not list(store.rglob("*.building*"))


@pytest.mark.soak
def test_four_loads_at_once_give_four_whole_snapshots(tmp_path: Path) -> None:
    """Whatever the order in which they come to it, each number is given once."""
    inbox, store = tmp_path / "inbox", tmp_path / "store"
    put(inbox, WHOLE)
    loads = [load(inbox, store) for _ in range(4)]
    for one in loads:
        one.communicate(timeout=240)

    assert all(one.returncode in LOADED for one in loads)
    assert [name[:6] for name in snapshots.list_snapshots(store)] == ["000001", "000002", "000003", "000004"]
    assert requests(store) == ["1"]
