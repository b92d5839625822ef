"""Private folders for work in between, outside the store. What a killed process left is removed by the next one.

Who made a folder holds a lock on a file in it for as long as it lives, so that no process takes the folder of another.
"""

import atexit
import fcntl
import functools
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

PREFIX = "dual-monitor-"
LOCK = "in-use"


@contextmanager
def folder(purpose: str) -> Iterator[Path]:
    """An empty private folder with the purpose in its name, removed afterwards."""
    made, lock = _make(purpose)
    try:
        yield made / purpose
    finally:
        shutil.rmtree(made, ignore_errors=True)
        os.close(lock)


@functools.cache
def of_process(purpose: str) -> Path:
    """A folder that stays until the process ends; always the same for one purpose."""
    made, _lock = _make(purpose)  # the lock is held until the process is no more
    owner = os.getpid()

    def remove() -> None:
        if os.getpid() == owner:  # and not a child that has a copy of this
            shutil.rmtree(made, ignore_errors=True)

    atexit.register(remove)
    return made / purpose


def _make(purpose: str) -> tuple[Path, int]:
    """The folder, and the lock in it, which is there only once it is held."""
    _sweep()
    made = Path(tempfile.mkdtemp(prefix=PREFIX))
    lock = os.open(made / "new", os.O_CREAT | os.O_RDWR, 0o600)
    fcntl.flock(lock, fcntl.LOCK_EX)
    (made / "new").rename(made / LOCK)
    (made / purpose).mkdir()
    return made, lock


def _sweep() -> None:
    """Remove the folders of processes that are no more."""
    for left in Path(tempfile.gettempdir()).glob(f"{PREFIX}*/{LOCK}"):
        with suppress(OSError):  # still held, or gone in this moment
            if left.parent.is_symlink() or left.parent.stat().st_uid != os.getuid():
                continue
            lock = os.open(left, os.O_RDWR | os.O_NOFOLLOW)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(left.parent)
            finally:
                os.close(lock)
