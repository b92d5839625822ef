"""Snapshots: published in one step, never mixed, never half there, whatever kills the load."""

import gc
import os
import random
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from warehouse import snapshots
from warehouse.snapshots import SnapshotProblem

ROOT = Path(__file__).resolve().parents[1]
HASH = "c0ffee0011223344"

# A small load as a process of its own, so that it can be killed: every table of a snapshot holds the same number.
LOADER = """
import sys
from pathlib import Path
from warehouse import snapshots

store, number = Path(sys.argv[1]), int(sys.argv[2])
print("started", flush=True)
with snapshots.draft(store) as draft:
    draft.log_path.write_text("{}")
    draft.connection.execute("create table plan as select ? as load, range as row from range(20000)", [number])
    draft.connection.execute("create table payment as select ? as load, range as row from range(20000)", [number])
    draft.publish(f"{number:08x}")
print("published", flush=True)
"""


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "store"


def publish(store: Path, value: int, content_hash: str = HASH) -> str:
    """A snapshot with one table `answer` of one row."""
    with snapshots.draft(store) as draft:
        draft.connection.execute("create table answer as select ? as value", [value])
        return draft.publish(content_hash)


def answer(reader: snapshots.Reader) -> int:
    return int(reader.cursor().execute("from answer").fetchall()[0][0])


def everything_in(store: Path) -> list[str]:
    return sorted(str(path.relative_to(store)) for path in store.rglob("*") if not path.is_dir())


# --- publishing --------------------------------------------------------------------------------------------------


def test_publish_makes_the_draft_current(store: Path) -> None:
    """A published draft is the current snapshot and holds what was built."""
    snapshot_id = publish(store, 42)

    assert snapshot_id == "000001-c0ffee00"
    assert snapshots.current_id(store) == snapshot_id
    assert answer(snapshots.open_reader(store)) == 42


def test_publish_leaves_no_working_files(store: Path) -> None:
    """No write-ahead log, no temporary folder and no unfinished file stay behind."""
    snapshot_id = publish(store, 1)

    assert everything_in(store) == ["current", "lock", f"snapshots/{snapshot_id}.duckdb"]


def test_log_is_published_with_its_snapshot(store: Path) -> None:
    """The line log written during the load stands beside the snapshot, under the same id."""
    with snapshots.draft(store) as draft:
        draft.log_path.write_text('{"phase": "read"}\n')
        snapshot_id = draft.publish(HASH)

    assert (store / "snapshots" / f"{snapshot_id}.jsonl").read_text() == '{"phase": "read"}\n'


def test_numbers_run_on(store: Path) -> None:
    """The running number grows by one with each publication, also when the content is the same."""
    ids = [publish(store, value) for value in (1, 1, 2)]

    assert ids == ["000001-c0ffee00", "000002-c0ffee00", "000003-c0ffee00"]
    assert snapshots.list_snapshots(store) == ids


def test_draft_without_publish_is_thrown_away(store: Path) -> None:
    """Leaving the block without publishing keeps the old snapshot and leaves no file."""
    first = publish(store, 1)
    with snapshots.draft(store) as draft:
        draft.connection.execute("create table answer as select 2 as value")

    assert snapshots.list_snapshots(store) == [first]
    assert everything_in(store) == ["current", "lock", f"snapshots/{first}.duckdb"]


def test_error_while_building_keeps_the_last_good_one(store: Path) -> None:
    """An exception inside the block passes through and nothing is published."""
    first = publish(store, 1)
    with pytest.raises(ZeroDivisionError), snapshots.draft(store):
        raise ZeroDivisionError

    assert snapshots.current_id(store) == first
    assert everything_in(store) == ["current", "lock", f"snapshots/{first}.duckdb"]


def test_cursors_of_the_draft_end_with_it(store: Path) -> None:
    """What a cursor wrote is published, and nothing can be written through it afterwards."""
    with snapshots.draft(store) as draft:
        cursor = draft.connection.cursor()
        cursor.execute("create table answer as select 5 as value")
        draft.publish(HASH)
        with pytest.raises(duckdb.ConnectionException):
            cursor.execute("update answer set value = 6")

    assert answer(snapshots.open_reader(store)) == 5


def test_content_hash_must_be_one(store: Path) -> None:
    """A content hash that is not hexadecimal is a mistake of the caller, not a file name."""
    with pytest.raises(ValueError, match="hexadecimal"), snapshots.draft(store) as draft:
        draft.publish("../../etc")

    assert snapshots.list_snapshots(store) == []


def test_only_the_last_few_are_kept(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The oldest snapshots and their logs go; pinned ones stay."""
    monkeypatch.setenv("DUAL_MONITOR_KEPT", "2")
    store.mkdir()
    (store / "settings.toml").write_text('[snapshots]\nkept = 5\npinned = ["000001-c0ffee00"]\n', encoding="utf-8")
    for value in range(5):
        publish(store, value)

    assert snapshots.list_snapshots(store) == ["000001-c0ffee00", "000004-c0ffee00", "000005-c0ffee00"]


def test_twelve_are_kept_by_default(store: Path) -> None:
    """Without a setting a year of monthly loads stays."""
    for value in range(14):
        publish(store, value)

    assert [snapshot.split("-")[0] for snapshot in snapshots.list_snapshots(store)] == [
        f"{n:06d}" for n in range(3, 15)
    ]


# --- reading -----------------------------------------------------------------------------------------------------


def test_reader_is_shared_within_the_process(store: Path) -> None:
    """Asking twice for the same snapshot gives the same connection."""
    publish(store, 1)

    assert snapshots.open_reader(store) is snapshots.open_reader(store)


def test_readers_move_over_by_themselves(store: Path) -> None:
    """A reader asked for after a publication is the new snapshot; the one in use stays what it was."""
    publish(store, 1)
    before = snapshots.open_reader(store)
    publish(store, 2)
    after = snapshots.open_reader(store)

    assert (answer(before), answer(after)) == (1, 2)


def test_earlier_snapshot_can_be_opened_by_its_id(store: Path) -> None:
    """The list of a past snapshot can be shown again."""
    first = publish(store, 1)
    publish(store, 2)

    assert answer(snapshots.open_reader(store, first)) == 1


def test_reader_in_use_survives_removal_of_its_file(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that is being drawn goes on reading a snapshot that was removed meanwhile."""
    monkeypatch.setenv("DUAL_MONITOR_KEPT", "1")
    publish(store, 1)
    reader = snapshots.open_reader(store)
    second = publish(store, 2)

    assert snapshots.list_snapshots(store) == [second]
    assert answer(reader) == 1


def test_old_readers_are_closed(store: Path) -> None:
    """A reader that nobody holds and nobody asked for lately no longer keeps its file open."""
    first = publish(store, 0)
    snapshots.open_reader(store)
    for value in range(1, snapshots.READERS_KEPT_OPEN + 1):
        publish(store, value)
        snapshots.open_reader(store)
    gc.collect()

    open_files = [os.readlink(link) for link in Path("/proc/self/fd").iterdir() if link.is_symlink() and link.exists()]
    assert not [name for name in open_files if first in name and str(store) in name]


@pytest.mark.parametrize(
    "forbidden",
    [
        "create table intruder (a integer)",
        "delete from answer",
        "select * from read_csv('/etc/passwd')",
        "attach '/tmp/other.duckdb'",
        "copy answer to '/tmp/answer.csv'",
        "set threads = 1",
        "set enable_external_access = true",
        "install httpfs",
    ],
)
def test_reader_can_do_nothing_but_read(store: Path, forbidden: str) -> None:
    """Writing, other files, settings and extensions are refused on a reader."""
    publish(store, 1)
    with pytest.raises(duckdb.Error):
        snapshots.open_reader(store).cursor().execute(forbidden)

    assert answer(snapshots.open_reader(store)) == 1


def test_cursors_serve_threads_at_once(store: Path) -> None:
    """Sixteen threads with a cursor each get the same answer."""
    publish(store, 7)
    reader = snapshots.open_reader(store)
    answers: list[int] = []
    threads = [threading.Thread(target=lambda: answers.append(answer(reader))) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert answers == [7] * 16


def test_sort_larger_than_memory_works_and_leaves_nothing(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A big export may spill to disk, outside the store."""
    monkeypatch.setenv("DUAL_MONITOR_MEMORY", "100MB")
    with snapshots.draft(store, memory_limit="2GB") as draft:
        draft.connection.execute("create table many as select hash(range)::varchar as word from range(3000000)")
        draft.publish(HASH)
    last = (
        snapshots.open_reader(store)
        .cursor()
        .execute("select word from many order by word desc, hash(word) limit 1 offset 2999999")
        .fetchall()
    )

    assert len(last) == 1
    assert len(everything_in(store)) == 3


def test_pages_never_see_two_snapshots(store: Path) -> None:
    """While twenty snapshots are published and removed, every page reads one and the same in all its questions."""
    ids = [publish(store, 0)]
    done = threading.Event()
    wrong: list[str] = []

    def draw_pages() -> None:
        while not done.is_set():
            reader = snapshots.open_reader(store)
            seen = {answer(reader) for _ in range(3)}
            if len(seen) != 1 or seen != {int(reader.id.split("-")[0]) - 1}:
                wrong.append(f"{reader.id}: {seen}")

    pages = [threading.Thread(target=draw_pages) for _ in range(2)]
    for page in pages:
        page.start()
    ids.extend(publish(store, value) for value in range(1, 21))
    done.set()
    for page in pages:
        page.join()

    assert wrong == []
    assert snapshots.current_id(store) == ids[-1]


# --- killed loads ------------------------------------------------------------------------------------------------


def start_load(store: Path, number: int) -> "subprocess.Popen[str]":
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", LOADER, str(store), str(number)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)  # noqa: S603 - our own code


def run_load(store: Path, number: int) -> None:
    process = start_load(store, number)
    process.communicate(timeout=60)
    assert process.returncode == 0


def kill_load(store: Path, number: int, seconds: float) -> bool:
    """Kill a load some time after it started; whether it had said that it was published."""
    process = start_load(store, number)
    assert process.stdout is not None
    process.stdout.readline()
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
    rest, _ = process.communicate()
    return "published" in rest


def loads_seen(store: Path) -> set[int]:
    cursor = snapshots.open_reader(store).cursor()
    plan = cursor.execute("select load, count(*) from plan group by all order by all").fetchall()
    payment = cursor.execute("select load, count(*) from payment group by all order by all").fetchall()
    assert plan == payment == [(plan[0][0], 20000)]
    return {load for load, _ in plan}


def check_killed_loads(store: Path, kills: int, seed: int) -> None:
    moments = random.Random(seed)
    run_load(store, 0)
    last_good = {0}
    for number in range(1, kills + 1):
        said_published = kill_load(store, number, moments.uniform(0.0, 0.25))
        seen = loads_seen(store)
        assert seen == {number} if said_published else seen <= last_good | {number}
        last_good = seen
    run_load(store, kills + 1)

    assert loads_seen(store) == {kills + 1}
    allowed = {"current", "lock"} | {
        f"snapshots/{snapshot}.{ending}"
        for snapshot in snapshots.list_snapshots(store)
        for ending in ("duckdb", "jsonl")
    }
    assert set(everything_in(store)) == allowed


def test_killed_load_leaves_the_last_good_snapshot(store: Path) -> None:
    """Killed at five random moments: a whole snapshot is served, the next load works, nothing is left behind."""
    check_killed_loads(store, kills=5, seed=20261031)


@pytest.mark.soak
def test_two_hundred_killed_loads(store: Path) -> None:
    """The same two hundred times."""
    check_killed_loads(store, kills=200, seed=20261130)


KILLED_AT = """
import os, signal, sys
from pathlib import Path
from warehouse import snapshots

step, skipped = sys.argv[2], int(sys.argv[3])
original = getattr(os, step)

def killed(*arguments, **options):
    global skipped
    skipped -= 1
    if skipped < 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return original(*arguments, **options)

with snapshots.draft(Path(sys.argv[1])) as draft:
    draft.log_path.write_text("{}")
    draft.connection.execute("create table answer as select 2 as value")
    setattr(os, step, killed)
    draft.publish("abcdef01")
"""


@pytest.mark.parametrize(
    ("step", "skipped"),
    [("fsync", 0), ("symlink", 0), ("fsync", 1), ("replace", 0), ("replace", 1), ("fsync", 2), ("replace", 2)],
)
def test_killed_between_any_two_steps_of_publishing(store: Path, step: str, skipped: int) -> None:
    """Just before each system call of the publication: the old snapshot stays, and the next load sweeps the rest."""
    first = publish(store, 1)
    command = [sys.executable, "-c", KILLED_AT, str(store), step, str(skipped)]
    killed = subprocess.run(command, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=False)  # noqa: S603 - our own code

    assert killed.returncode == -signal.SIGKILL
    assert snapshots.current_id(store) == first
    assert answer(snapshots.open_reader(store)) == 1

    third = publish(store, 3)

    assert answer(snapshots.open_reader(store)) == 3
    assert everything_in(store) == ["current", "lock", f"snapshots/{first}.duckdb", f"snapshots/{third}.duckdb"]


# --- two loads at once -------------------------------------------------------------------------------------------


def test_second_load_is_told_who_holds_the_store(store: Path) -> None:
    """When the wait is over, the message names the process that is loading."""
    with (
        snapshots.draft(store),
        pytest.raises(SnapshotProblem, match=f"process {os.getpid()}") as problem,
        snapshots.draft(store, wait_seconds=0),
    ):
        pass

    assert problem.value.code == "lock_held"


def test_second_load_waits_for_the_first(store: Path) -> None:
    """A load that starts while another runs comes after it, and both are published."""
    holders: list[str] = []
    with snapshots.draft(store) as draft:
        second = threading.Thread(target=lambda: publish_waiting(store, holders))
        second.start()
        while not holders:
            threading.Event().wait(0.01)
        first = draft.publish(HASH)
    second.join()

    assert holders == [f"process {os.getpid()}, {snapshots.user()}"]
    assert snapshots.list_snapshots(store) == [first, "000002-c0ffee00"]


def publish_waiting(store: Path, holders: list[str]) -> None:
    with snapshots.draft(store, wait_seconds=30, on_wait=holders.append) as draft:
        draft.publish(HASH)


# --- problems ----------------------------------------------------------------------------------------------------


def unwritable_stores(folder: Path) -> Iterator[tuple[Path, str]]:
    (folder / "file").write_text("not a folder")
    yield folder / "file", "store_not_a_folder"
    yield folder / "file" / "below", "store_not_writable"
    yield Path("/proc/dual-monitor"), "store_not_writable"
    if os.geteuid() != 0:  # root writes there all the same
        (folder / "closed").mkdir(mode=0o500)
        yield folder / "closed", "store_not_writable"


def test_store_that_cannot_be_written(tmp_path: Path) -> None:
    """A file in place of the folder, or a folder that takes nothing, is named with what to do."""
    for unwritable, code in unwritable_stores(tmp_path):
        with pytest.raises(SnapshotProblem) as problem, snapshots.draft(unwritable):
            pass

        assert problem.value.code == code
        assert str(unwritable) in str(problem.value)


def test_no_snapshot_yet(store: Path) -> None:
    """An empty store says which command fills it."""
    with pytest.raises(SnapshotProblem, match="python -m data_pipeline load") as problem:
        snapshots.open_reader(store)

    assert snapshots.current_id(store) is None
    assert problem.value.code == "no_snapshot"


@pytest.mark.parametrize("wanted", ["000009-c0ffee00", "../../etc/passwd", "answer"])
def test_unknown_snapshot(store: Path, wanted: str) -> None:
    """An id that is not kept, or is no id at all, is refused with the ids that are."""
    first = publish(store, 1)
    with pytest.raises(SnapshotProblem, match=first) as problem:
        snapshots.open_reader(store, wanted)

    assert problem.value.code == "unknown_snapshot"


@pytest.mark.parametrize("statement", ["update format_version set version = 99", "drop table format_version"])
def test_unknown_format(store: Path, statement: str) -> None:
    """A snapshot written by another version of the program says: load again."""
    snapshot_id = publish(store, 1)
    with duckdb.connect(store / "snapshots" / f"{snapshot_id}.duckdb") as connection:
        connection.execute(statement)
    with pytest.raises(SnapshotProblem, match="Load again") as problem:
        snapshots.open_reader(store)

    assert problem.value.code == "unknown_format"


def test_damaged_file(store: Path) -> None:
    """A file that is no database any more is named, not shown as a traceback."""
    snapshot_id = publish(store, 1)
    (store / "snapshots" / f"{snapshot_id}.duckdb").write_bytes(b"x" * 5000)
    with pytest.raises(SnapshotProblem, match="cannot be read") as problem:
        snapshots.open_reader(store)

    assert problem.value.code == "damaged"


def test_reading_back_finds_a_broken_block(store: Path) -> None:
    """A block that the disk gave back differently stops the publication, although the file opens."""
    with snapshots.draft(store) as draft:
        draft.connection.execute("create table many as select hash(range)::varchar as word from range(500000)")
        path = store / "snapshots" / f"{draft.publish(HASH)}.duckdb"
    content = bytearray(path.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 64] = bytes(64)
    path.write_bytes(content)

    with pytest.raises(SnapshotProblem, match="cannot be read back as it was written"):
        snapshots._read_back(store, path, {"many": 500000})


def test_reading_back_finds_lost_rows(store: Path) -> None:
    """A table with fewer rows than were written stops the publication."""
    path = store / "snapshots" / f"{publish(store, 1)}.duckdb"

    with pytest.raises(SnapshotProblem, match="1 rows instead of 2"):
        snapshots._read_back(store, path, {"answer": 2})


def test_memory_limit_is_a_clear_stop(store: Path) -> None:
    """A load that does not fit says which setting to raise, and publishes nothing."""
    with (
        pytest.raises(SnapshotProblem, match="DUAL_MONITOR_MEMORY") as problem,
        snapshots.draft(store, memory_limit="50MB") as draft,
    ):
        draft.connection.execute(
            "create table many as select array_agg(hash(range)::varchar) as words from range(5000000)"
        )
        draft.publish(HASH)

    assert problem.value.code == "out_of_memory"
    assert everything_in(store) == ["lock"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DUAL_MONITOR_KEPT", "0"),
        ("DUAL_MONITOR_KEPT", "many"),
        ("DUAL_MONITOR_MEMORY", "much"),
        ("DUAL_MONITOR_LOCK_WAIT", "-1"),
        ("DUAL_MONITOR_THREADS", "0"),
    ],
)
def test_bad_setting_is_named(store: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    """A setting that makes no sense stops the load before anything is built."""
    monkeypatch.setenv(name, value)
    with pytest.raises(SnapshotProblem, match=name) as problem, snapshots.draft(store):
        pass

    assert problem.value.code == "bad_setting"


def test_settings_file_that_is_no_toml(store: Path) -> None:
    """A store's settings.toml that cannot be parsed is named."""
    store.mkdir()
    (store / "settings.toml").write_text("kept 3", encoding="utf-8")
    with pytest.raises(SnapshotProblem, match=r"settings\.toml"), snapshots.draft(store):
        pass


def test_source_file_problems_are_not_ours(store: Path, tmp_path: Path) -> None:
    """A missing source file met during a load is not reported as a store that cannot be written."""
    with pytest.raises(FileNotFoundError), snapshots.draft(store):
        (tmp_path / "inbox" / "payments.csv").read_text()


def test_store_folder_is_found_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the command line says wins over the environment, that over data/store."""
    monkeypatch.delenv("DUAL_MONITOR_STORE", raising=False)
    assert snapshots.store_folder() == Path("data/store")

    monkeypatch.setenv("DUAL_MONITOR_STORE", "/srv/monitor")
    assert snapshots.store_folder() == Path("/srv/monitor")
    assert snapshots.store_folder("here") == Path("here")
