"""Folders for work in between are private, go when the work is done, and do not outlive a killed process for long."""

import os
import signal
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from tests.conftest import ROOT
from warehouse import scratch_folders

HOLDS_TWO = """
import time
from warehouse import scratch_folders
(scratch_folders.of_process("spilled") / "block").write_bytes(b"x")
with scratch_folders.folder("check"):
    print("holds", flush=True)
    time.sleep({seconds})
"""


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The machine's folder for temporary files."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def holder(temporary: Path, seconds: int) -> "subprocess.Popen[str]":
    """Another process that has two folders."""
    process = subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, "-c", HOLDS_TWO.format(seconds=seconds)],
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(temporary)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "holds\n"
    return process


def test_a_folder_is_private_and_goes_with_the_work(temporary: Path) -> None:
    """Only its owner may look in, and nothing stays."""
    with scratch_folders.folder("check") as folder:
        (folder / "file").write_text("text")
        assert folder.is_relative_to(temporary)
        assert [stat.S_IMODE(path.stat().st_mode) for path in temporary.iterdir()] == [0o700]

    assert list(temporary.iterdir()) == []


def test_a_folder_goes_when_the_work_fails(temporary: Path) -> None:
    """An error takes it along."""
    with pytest.raises(ValueError, match="failed"), scratch_folders.folder("check"):
        raise ValueError("failed")

    assert list(temporary.iterdir()) == []


def test_a_process_that_ends_takes_its_folders_along(temporary: Path) -> None:
    """The one for the whole process, too."""
    with holder(temporary, 0) as process:
        process.wait(60)

    assert process.returncode == 0
    assert list(temporary.iterdir()) == []


def test_what_a_killed_process_left_is_removed_by_the_next(temporary: Path) -> None:
    """Two folders after SIGKILL, and only the own one once another process has made it."""
    with holder(temporary, 600) as process:
        process.send_signal(signal.SIGKILL)
    left = set(temporary.iterdir())

    with scratch_folders.folder("check"):
        now = set(temporary.iterdir())

    assert len(left) == 2
    assert len(now) == 1
    assert not now & left


def test_what_is_in_use_and_what_is_not_ours_stays(temporary: Path) -> None:
    """A folder whose owner lives, and one without a lock in it."""
    (temporary / "dual-monitor-notes").mkdir()
    with holder(temporary, 600) as process:
        held = set(temporary.iterdir())

        with scratch_folders.folder("check"):
            pass

        assert set(temporary.iterdir()) == held
        process.kill()
