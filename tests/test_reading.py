"""Each file is read in a process beside the load: what one file costs or breaks never reaches the rest."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pytest

from data_pipeline import reading, sources, staging
from data_pipeline.archives import Delivered
from data_pipeline.reading import Limits, ReadingProblem
from tests.conftest import ROOT
from tests.tiny_inbox import ORGANISATION, PAYMENT, PROJECT, payment, put, stage

MANY = [PAYMENT, *(payment(f"many-{number}", "1.00") for number in range(75_000))]
FEW = [PAYMENT, payment("few", "7.00")]


def reader_processes(parent: int) -> list[int]:
    """The numbers of the reader processes that a process started."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            its_parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            is_reader = b"data_pipeline.reader_process" in (folder / "cmdline").read_bytes()
        except OSError:
            continue
        if its_parent == parent and is_reader:
            found.append(int(folder.name))
    return found


def is_alive(process: int) -> bool:
    """Whether a process runs; one that has ended and was not yet buried does not."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def is_at_work(store: Path) -> bool:
    """Whether a reader has been given a file."""
    return any((store / "staged").glob("*.building*"))


@contextmanager
def killing_a_reader_at_work(store: Path, number: int) -> Iterator[None]:
    """Meanwhile, the reader is sent a signal as soon as it has its first file."""
    stop = threading.Event()

    def kill() -> None:
        while not stop.is_set():
            if is_at_work(store):
                time.sleep(0.05)
                for process in reader_processes(os.getpid()):
                    os.kill(process, number)
                return
            time.sleep(0.005)

    killer = threading.Thread(target=kill)
    killer.start()
    try:
        yield
    finally:
        stop.set()
        killer.join()


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSEGV], ids=lambda number: number.name)
def test_a_file_whose_reader_dies_is_refused_and_the_rest_is_read(tmp_path: Path, number: signal.Signals) -> None:
    """Killed, or fallen over its own memory: that file is refused, nothing half-written is used, the load goes on."""
    stage(tmp_path / "before", {})  # a reader is up
    with killing_a_reader_at_work(tmp_path / "store", number):
        found = stage(tmp_path, {"a.csv": MANY, "b.csv": FEW})

    assert [(one["file"], one["code"]) for one in found.report.unusable_files] == [("a.csv", "reader_failed")]
    assert number.name in found.report.unusable_files[0]["reason"]
    assert (found.rows("read"), found.rows("accepted"), str(found.yuan("read"))) == (1, 1, "7.00")
    assert not list((tmp_path / "store" / "staged").glob("*.building*"))

    again = staging.stage(tmp_path / "inbox", duckdb.connect(), tmp_path / "store")

    assert again.unusable_files == []
    assert again.datasets["payment"]["accepted"].rows == 75_001


def test_a_file_that_takes_too_long_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The time a small file may take is a setting; what is refused for it is tried again when there is more."""
    monkeypatch.setenv("DUAL_MONITOR_READ_SECONDS", "0.02")
    found = stage(tmp_path, {"a.csv": MANY})

    assert ("a.csv", "took_too_long") in [(one["file"], one["code"]) for one in found.report.unusable_files]
    assert "DUAL_MONITOR_READ_SECONDS" in found.report.unusable_files[0]["reason"]
    assert not list((tmp_path / "store" / "staged").glob("*.building*"))

    monkeypatch.delenv("DUAL_MONITOR_READ_SECONDS")
    again = staging.stage(tmp_path / "inbox", duckdb.connect(), tmp_path / "store")

    assert again.unusable_files == []
    assert again.content_hash != found.report.content_hash  # the same bytes, and another snapshot


def test_a_file_that_needs_too_much_memory_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Measured at the process that reads, whatever library asks for the memory."""
    stage(tmp_path / "before", {})  # a reader is up and rests at some 60 MiB of its own
    monkeypatch.setenv("DUAL_MONITOR_READ_MEMORY", "150MB")
    found = stage(tmp_path, {"a.csv": MANY, "b.csv": FEW})

    assert [(one["file"], one["code"]) for one in found.report.unusable_files] == [("a.csv", "too_much_memory")]
    assert "0.1 GB" in found.report.unusable_files[0]["reason"]
    assert found.rows("accepted") == 1


def test_the_time_allowed_grows_with_the_file() -> None:
    """Two MiB may take twice as long as next to nothing, four thrice."""
    allowed = Limits(seconds=6.0, memory=3_000_000_000)

    assert [allowed.seconds_for(size * 2**20) for size in (0, 2, 4)] == [6.0, 12.0, 18.0]


@pytest.mark.parametrize(
    ("seconds", "memory", "expected"),
    [
        ("", "", Limits(6.0, 3_000_000_000)),
        ("2.5", "512MiB", Limits(2.5, 2**29)),
        ("30", "8 GB", Limits(30, 8 * 10**9)),
    ],
)
def test_limits_are_settings(monkeypatch: pytest.MonkeyPatch, seconds: str, memory: str, expected: Limits) -> None:
    """Empty counts as not set; sizes are written as DuckDB writes them."""
    monkeypatch.setenv("DUAL_MONITOR_READ_SECONDS", seconds)
    monkeypatch.setenv("DUAL_MONITOR_READ_MEMORY", memory)

    assert reading.limits() == expected


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DUAL_MONITOR_READ_SECONDS", "soon"),
        ("DUAL_MONITOR_READ_SECONDS", "0"),
        ("DUAL_MONITOR_READ_MEMORY", "much"),
        ("DUAL_MONITOR_READ_MEMORY", "-1GB"),
    ],
)
def test_a_limit_that_cannot_be_used_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    """Which setting, what it is, and what was expected."""
    monkeypatch.setenv(name, value)

    with pytest.raises(ReadingProblem, match=f"{name} is {value}, expected"):
        reading.limits()


def test_readers_end_with_a_load_that_is_killed(tmp_path: Path) -> None:
    """No process goes on reading, and writing into the store, for a load that is no more."""
    put(tmp_path / "inbox", {"unit.csv": ORGANISATION, "project.csv": PROJECT, "a.csv": MANY})
    command = [sys.executable, "-m", "data_pipeline", "load", "inbox", "--store", "store"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, cwd=tmp_path, env=environment, stderr=subprocess.DEVNULL) as load:  # noqa: S603 - ours
        deadline = time.monotonic() + 60
        while not reader_processes(load.pid) and time.monotonic() < deadline:
            time.sleep(0.01)
        time.sleep(0.1)
        orphans = reader_processes(load.pid)
        load.kill()
        load.wait()
    ended = time.monotonic()
    while any(map(is_alive, orphans)) and time.monotonic() < ended + 10:
        time.sleep(0.01)

    assert len(orphans) == 1
    assert not any(map(is_alive, orphans))


@pytest.mark.parametrize("large", [0, reading.TWO_READERS_FROM])
def test_the_same_bytes_twice_are_kept_once_and_counted_twice(
    large: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two files of one content share their parts, though two large ones of a first load are both read."""
    monkeypatch.setattr(reading, "TWO_READERS_FROM", large)

    found = stage(tmp_path, {"a.csv": FEW, "b.csv": FEW})

    assert (found.rows("read"), found.rows("accepted"), found.rows("repeats")) == (2, 1, 1)
    assert len(list((tmp_path / "store" / "staged").iterdir())) == 3  # with the organisation and the projects


def test_a_file_that_vanishes_is_refused_by_name(tmp_path: Path) -> None:
    """Between the listing and the reading the file was taken away."""
    (tmp_path / "staged").mkdir()
    found = next(iter(reading.read_all([Delivered("gone.csv", tmp_path / "gone.csv", 1)], tmp_path / "staged", {})))

    assert found.found.problem == "cannot_be_opened"
    assert found.found.details == {"reason": "No such file or directory"}


def test_a_reader_keeps_its_memory_whatever_the_load_was_told() -> None:
    """Polars names a setting of its own to the process that imports it, and to those that process starts."""
    reading.end_readers()
    stated = os.environ["_RJEM_MALLOC_CONF"]
    reader = reading._Reader()
    try:
        reader._make_ready(sources.load())
        told = Path(f"/proc/{reader._pid}/environ").read_bytes().decode().split("\0")
    finally:
        reader.end()

    assert stated != reading.KEEPS_MEMORY["_RJEM_MALLOC_CONF"]
    assert {f"{name}={value}" for name, value in reading.KEEPS_MEMORY.items()} <= set(told)


@pytest.mark.parametrize(("most", "rest"), [(0, 0), (reading.MOST_AT_REST, 1)])
def test_a_reader_that_holds_much_does_not_rest(
    most: int, rest: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A dashboard that loads once a month does not hold the memory of a ledger."""
    reading.end_readers()
    monkeypatch.setattr(reading, "MOST_AT_REST", most)

    stage(tmp_path, {"a.csv": [PAYMENT, payment("1", "1")]})

    assert len(reading._resting) == rest
