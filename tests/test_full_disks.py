"""A store on a disk that is full, or that nobody may write to: said clearly, and the last good snapshot is served."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import LOADED, run_command
from tests.test_staging import WHOLE
from tests.tiny_inbox import PAYMENT, payment, put
from warehouse import snapshots

MEBIBYTE = 1024 * 1024
DISK_MEBIBYTES = 48


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small disk of its own, where this user may mount one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    options = f"size={DISK_MEBIBYTES}m"
    mounted = subprocess.run(  # noqa: S603 - our own command
        ["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder],  # noqa: S607 - wherever mount is
        capture_output=True,
        text=True,
        check=False,
    )
    if mounted.returncode:
        pytest.skip(f"no disk can be mounted here: {mounted.stderr.strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)  # noqa: S603, S607


def remount(disk: Path, option: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{option}", disk], check=True)  # noqa: S603, S607


def leave_free(disk: Path, kibibytes: int) -> Path:
    """Fill the disk but for so much."""
    junk = disk / "junk"
    free = os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize
    junk.write_bytes(bytes(max(free - kibibytes * 1024, 0)))
    return junk


def everything(store: Path) -> list[str]:
    return sorted(str(path.relative_to(store)) for path in store.rglob("*") if path.name != "lock")


def published(folder: Path, store: Path) -> str:
    """A good snapshot in the store, and more to load afterwards in the same inbox; gives its id."""
    put(folder / "inbox", WHOLE)
    run_command("data_pipeline", "load", folder / "inbox", "--store", store, expect=LOADED)
    put(folder / "inbox", {"more.csv": [PAYMENT, *(payment(f"more-{n}", "1") for n in range(60_000))]})
    found = snapshots.current_id(store)
    assert found is not None
    return found


@pytest.mark.parametrize(
    "free", [2048, *(pytest.param(free, marks=pytest.mark.soak) for free in (0, 256, 1024, 4096, 6144, 9216))]
)
def test_a_full_disk_stops_the_load_and_nothing_else(tmp_path: Path, disk: Path, free: int) -> None:
    """Wherever the room ends, in a part that is being read, in the snapshot or at its publication."""
    store = disk / "store"
    good = published(tmp_path, store)
    junk = leave_free(disk, free)

    stopped = run_command("data_pipeline", "load", tmp_path / "inbox", "--store", store, expect=(2,))

    assert "Traceback" not in stopped.stderr
    assert "nothing was published" in stopped.stderr
    assert "Free space on that disk, then load again." in stopped.stderr
    assert snapshots.current_id(store) == good
    assert len(snapshots.open_reader(store).cursor().execute("from payments").fetchall()) == 1
    assert not [path for path in everything(store) if ".building" in path]
    assert snapshots.list_snapshots(store) == [good]

    junk.unlink()
    run_command("data_pipeline", "load", tmp_path / "inbox", "--store", store, expect=LOADED)

    assert len(snapshots.open_reader(store).cursor().execute("from payments").fetchall()) == 60_001


def test_a_store_that_may_only_be_read_serves_and_says_so(tmp_path: Path, disk: Path) -> None:
    """The load ends at once with what and where; lists and pages go on."""
    store = disk / "store"
    good = published(tmp_path, store)
    before = everything(store)
    remount(disk, "ro")

    stopped = run_command("data_pipeline", "load", tmp_path / "inbox", "--store", store, expect=(2,))
    listed = tmp_path / "flags.csv"
    as_of = ("--as-of", "2026-03-31", "--format", "csv", "--out", listed)
    run_command("reports", "flags", *as_of, "--store", store)

    assert "Traceback" not in stopped.stderr
    assert f"{store}: the store cannot be written (Read-only file system)" in stopped.stderr
    assert (snapshots.current_id(store), everything(store)) == (good, before)
    assert listed.read_text(encoding="utf-8-sig").startswith("rule,")


def test_a_check_says_that_its_scratch_disk_is_full(tmp_path: Path, disk: Path) -> None:
    """`check` works in the folder for temporary files and touches no store."""
    put(tmp_path / "inbox", {**WHOLE, "more.csv": [PAYMENT, *(payment(f"more-{n}", "1") for n in range(60_000))]})
    leave_free(disk, 1024)

    inbox = tmp_path / "inbox"
    stopped = run_command("data_pipeline", "check", inbox, expect=(2,), TMPDIR=str(disk))

    assert "Traceback" not in stopped.stderr
    assert "Free space on that disk" in stopped.stderr
    assert [path.name for path in disk.iterdir()] == ["junk"]
