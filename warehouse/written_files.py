"""Files of the store that hold what people decide: one writer at a time, the whole file or none of it.

What stands in them belongs to settings.py and proposals.py.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def alone(store: Path) -> Iterator[None]:
    """Whoever else wants to write a decision waits; the kernel ends the wait with the process that holds it."""
    store.mkdir(parents=True, exist_ok=True)
    folder = os.open(store, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def text_of(path: Path) -> str:
    """What stands there; nothing where there is no file."""
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def with_entry(text: str, entry: str) -> str:
    """The text with an entry after an empty line; nothing of what was there changes."""
    gap = "" if not text or text.endswith("\n\n") else "\n" if text.endswith("\n") else "\n\n"
    return text + gap + entry


def put(path: Path, text: str) -> None:
    """The whole text or none of it, on the disk when this returns."""
    beside = path.with_name(f"{path.name}.writing-{os.getpid()}")
    try:
        with beside.open("w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, path)
    finally:
        beside.unlink(missing_ok=True)


def quoted(text: str) -> str:
    """A TOML string of one line that holds any text; half a character, which no file can hold, becomes `?`."""
    whole = text.encode("utf-8", "replace").decode("utf-8")
    escaped = "".join(f"\\u{ord(sign):04x}" if ord(sign) < 32 or sign in '"\\\x7f' else sign for sign in whole)
    return f'"{escaped}"'
