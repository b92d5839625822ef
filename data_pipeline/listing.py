"""What stands in the inbox: every file under a name that can be shown, and whatever there is no file to be read.

Names are bytes to the operating system: one written on a Chinese Windows is shown as it was meant, and control marks
are shown as none. Nothing is opened here, and nothing outside the inbox is looked at.
"""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from data_pipeline import archives
from data_pipeline.archives import Delivered
from data_pipeline.problems import CONTROL_MARKS, SourceProblem


@dataclass(frozen=True)
class Entry:
    """One thing in the inbox, under the name that is shown; `problem`: why it will not be opened at all."""

    file: str
    path: Path
    size: int
    problem: SourceProblem | None = None


def entries(inbox: Path) -> list[Entry]:
    """Everything in the inbox and its folders that is a delivery or looks like one, in the order of the names."""
    real = os.path.realpath(inbox)
    names = sorted(_names(inbox), key=os.fsencode)
    return [
        Entry(shown, inbox / name, *_looked_at(inbox / name, real))
        for shown, name in zip(_shown(names), names, strict=True)
    ]


def deliveries(found: list[Entry]) -> list[Delivered]:
    """The files and the members of the archives among them, in the order of their names."""
    everything = [one for entry in found for one in _contents(entry)]
    return sorted(everything, key=lambda one: one.file)


def _contents(entry: Entry) -> list[Delivered]:
    if entry.problem is not None:
        return [Delivered(entry.file, entry.path, entry.size, problem=entry.problem)]
    return archives.contents(entry.path, entry.file, entry.size)


def _names(inbox: Path) -> Iterator[str]:
    """Paths inside the inbox. A folder that cannot be looked into stands for what may be in it."""
    folders = [""]
    while folders:
        folder = folders.pop()
        try:
            with os.scandir(inbox / folder) as entries_of_folder:
                found = [(entry.name, entry.is_dir(follow_symlinks=False)) for entry in entries_of_folder]
        except OSError:
            if not folder:
                raise
            yield folder
            continue
        for name, is_folder in found:
            path = f"{folder}/{name}" if folder else name
            if archives.is_ignored(PurePosixPath(name)):
                continue
            if is_folder:
                folders.append(path)
            else:
                yield path


def _looked_at(path: Path, inbox: str) -> tuple[int, SourceProblem | None]:
    """The size of a file, and what speaks against opening it."""
    try:
        real = os.path.realpath(path, strict=True)
        found = os.stat(real)  # noqa: PTH116 - the same path as the line above
    except OSError as error:
        return 0, SourceProblem("cannot_be_opened", reason=error.strerror)
    is_link = path.is_symlink()
    if is_link and (os.path.commonpath([real, inbox]) != inbox or stat.S_ISDIR(found.st_mode)):
        return 0, SourceProblem("link_leads_out")
    if stat.S_ISDIR(found.st_mode):
        return 0, SourceProblem("folder_not_readable")
    return (found.st_size, None) if stat.S_ISREG(found.st_mode) else (0, SourceProblem("not_a_file"))


def _shown(names: list[str]) -> Iterator[str]:
    return archives.distinct([CONTROL_MARKS.sub("\ufffd", _text(os.fsencode(name))) for name in names])


def _text(name: bytes) -> str:
    for encoding in ("utf-8", "gb18030"):
        try:
            return name.decode(encoding)
        except UnicodeDecodeError:
            continue
    return name.decode("utf-8", errors="replace")
