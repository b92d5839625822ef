"""How far a run is and how it ended, kept in a file for those who watch it from another process.

The file is written whole or not at all. It is read by `data_pipeline.runs`; nothing here decides anything.
"""

import json
import os
import time
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

SECONDS_BETWEEN_WRITES = 0.2


@dataclass(frozen=True)
class Status:
    """One run as it stands. `exit` is null while it runs; `problem` is a code with its values, `text` the plain words.

    `inbox_mark` stands for the names, sizes and times of the inbox's files at the start; `snapshot` is what was
    published, or kept by a check; `missing` the datasets without which nothing can be published.
    """

    command: str
    process: int
    user: str
    inbox: str
    inbox_mark: str
    started: str
    phase: str = ""
    done: int = 0
    total: int = 0
    ended: str | None = None
    exit: int | None = None
    snapshot: str | None = None
    missing: list[str] = field(default_factory=list)
    problem: str | None = None
    values: dict[str, str] = field(default_factory=dict)
    text: str = ""


class StatusFile:
    """The status of this process, written as it changes; a `Progress` of the load."""

    def __init__(self, path: Path, command: str, user: str, inbox: Path, inbox_mark: str) -> None:
        self._path = path
        self._values = asdict(Status(command, os.getpid(), user, str(inbox.absolute()), inbox_mark, now()))
        self._written = 0.0
        self._write()

    def phase(self, name: str, total: int) -> None:
        """A new stretch of work of `total` steps begins."""
        self.set(phase=name, done=0, total=total)

    def advance(self, steps: int) -> None:
        """So many more steps are done."""
        self._values["done"] += steps
        if time.monotonic() - self._written > SECONDS_BETWEEN_WRITES:
            self._write()

    def set(self, **values: Any) -> None:
        """Note what is known now."""
        self._values |= values
        self._write()

    def end(self, code: int) -> None:
        """The run is over."""
        self.set(exit=code, ended=now())

    def _write(self) -> None:
        coming = self._path.with_name(f"{self._path.name}.coming")
        coming.write_text(json.dumps(self._values, ensure_ascii=False), encoding="utf-8")
        coming.replace(self._path)
        self._written = time.monotonic()


def read(path: Path) -> Status | None:
    """The status in a file; None where there is none yet."""
    try:
        return Status(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def now() -> str:
    """The moment, for people only: no number of a snapshot depends on it."""
    return datetime.now().astimezone().isoformat(timespec="seconds")
