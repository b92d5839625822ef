"""The inbox as a folder that people put files into: where it is, what lies in it, putting in and taking away.

Nothing is ever overwritten or deleted: what is taken away or replaced moves to STORE/removed. What the files mean is
found out by a check or a load; nothing is read here but names, sizes and fingerprints.
"""

import errno
import hashlib
import os
import re
import secrets
import shutil
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import Literal

from data_pipeline import archives, listing, parts
from data_pipeline.archives import Delivered
from data_pipeline.delivery import delivery_date

DEFAULT_INBOX = "data/inbox"
REMOVED = "removed"
LONGEST_NAME = 180  # bytes, so that a number and a hidden draft of it still have a name
NAMELESS = "文件"
FORBIDDEN = re.compile(r'[\x00-\x1f\x7f-\x9f<>:"|?*\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]')
DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)  # no file can have these on Windows
HASHED_UP_TO = 64 * 1024**2  # a larger file of the same size counts as the same until a check has read it

State = Literal["new", "changed", "loaded"]
Collision = Literal["both", "instead"]


class InboxProblem(Exception):
    """What was asked cannot be done to the inbox: `code` and `values` serve those who say it."""

    def __init__(self, code: str, **values: object) -> None:
        self.code = code
        self.values = {name: str(value) for name, value in values.items()}
        super().__init__(f"{code}: {self.values}")


@dataclass(frozen=True)
class Held:
    """One thing in the inbox as its folder lists it; `delivered` is the date of its name or its folders' names."""

    file: str
    path: Path
    size: int
    modified: datetime | None
    delivered: date | None


@dataclass(frozen=True)
class Removed:
    """A file that was taken away: where it lies now, and where it was."""

    path: Path
    file: str
    taken: datetime


def folder(given: str | Path | None = None) -> Path:
    """The inbox: what was given, else DUAL_MONITOR_INBOX, else data/inbox."""
    return Path(given or os.environ.get("DUAL_MONITOR_INBOX") or DEFAULT_INBOX)


def is_made_up(inbox: Path) -> bool:
    """Whether the folder is the made-up district, which has its ledger beside it."""
    return inbox.with_name(f"{inbox.name}.truths.json").is_file()


# --- what lies there -------------------------------------------------------------------------------------------------


def held(inbox: Path) -> list[Held]:
    """Everything in the inbox, by name; nothing where there is no such folder."""
    return [_held(entry) for entry in _entries(inbox)]


def mark(inbox: Path, store: Path) -> str:
    """Changes whenever a file is put in, taken away or written to, or what the store says about reading them."""
    told = [(one.file, one.size, one.modified and one.modified.timestamp()) for one in held(inbox)]
    said = [(path.name, path.stat().st_size, path.stat().st_mtime_ns) for path in sorted(store.glob("*.toml"))]
    return hashlib.sha256(repr((told, said)).encode()).hexdigest()[:16]


def states(inbox: Path, loaded: Mapping[str, tuple[int, str]]) -> dict[str, State]:
    """Each thing in the inbox against what a snapshot was made of: file -> size and fingerprint.

    An archive is as its members are.
    """
    return {entry.file: _worst(_state(one, loaded) for one in listing.deliveries([entry])) for entry in _entries(inbox)}


def gone(inbox: Path, loaded: Iterable[str]) -> list[str]:
    """The files that a snapshot was made of and that are not in the inbox any more, in their order."""
    here = {one.file for one in listing.deliveries(_entries(inbox))}
    return sorted(set(loaded) - here)


def delivered(file: str) -> date | None:
    """The date of a delivery as its name and its folders tell it; its title, which is not looked at here, may too."""
    return delivery_date(file, "")


def _entries(inbox: Path) -> list[listing.Entry]:
    return listing.entries(inbox) if inbox.is_dir() else []


def _held(entry: listing.Entry) -> Held:
    try:
        modified = datetime.fromtimestamp(entry.path.lstat().st_mtime).astimezone()
    except OSError:
        modified = None
    return Held(entry.file, entry.path, entry.size, modified, delivered(entry.file))


def _state(one: Delivered, loaded: Mapping[str, tuple[int, str]]) -> State:
    if one.file not in loaded:
        return "new"
    size, fingerprint = loaded[one.file]
    if size != one.size:
        return "changed"
    if one.member is not None or one.problem is not None or one.size > HASHED_UP_TO:
        return "loaded"
    return "loaded" if _fingerprint(one.path) == fingerprint else "changed"


def _worst(found: Iterable[State]) -> State:
    states = set(found)
    if "loaded" not in states:
        return "new" if states <= {"new"} else "changed"
    return "loaded" if states == {"loaded"} else "changed"


def _fingerprint(path: Path) -> str | None:
    try:
        found = path.stat()
        return _hash(path, found.st_size, found.st_mtime_ns)
    except OSError:
        return None


@lru_cache(maxsize=4096)
def _hash(path: Path, _size: int, _modified: int) -> str:
    return parts.fingerprint(path)


# --- putting in ------------------------------------------------------------------------------------------------------


def safe_name(given: str) -> str:
    """A name for a file of the inbox: no folders, no signs that another system forbids, not hidden, not too long."""
    text = unicodedata.normalize("NFC", given.encode("utf-8", "replace").decode()).replace("\\", "/").rpartition("/")[2]
    text = FORBIDDEN.sub("_", text)
    while text.startswith((".", "~$", " ")) or text.endswith((".", " ")):
        text = text.removeprefix("~$").strip(" .")
    if DEVICES.fullmatch(text) or archives.is_ignored(PurePosixPath(text)):
        text = f"_{text}"
    stem, dot, kind = text.rpartition(".")
    stem, ending = (stem, dot + kind) if stem and len(kind) <= 8 else (text, "")
    return (_shortened(stem, LONGEST_NAME - len(ending.encode())) or NAMELESS) + ending


def there(inbox: Path, name: str, content: bytes) -> Literal["same", "other"] | None:
    """Whether a file of this name lies in the inbox already: with the same bytes, with others, or none (None)."""
    path = inbox / safe_name(name)
    if not os.path.lexists(path):
        return None
    is_same = path.is_file() and path.stat().st_size == len(content) and path.read_bytes() == content
    return "same" if is_same else "other"


def place_beside(inbox: Path, name: str, today: date) -> str:
    """Where a file goes whose name is taken: into a folder named for the day, under a name that is free there."""
    name, day, number = safe_name(name), today.isoformat(), 1
    while os.path.lexists(inbox / day) and not (inbox / day).is_dir():
        number += 1
        day = f"{today.isoformat()} ({number})"
    path, number = PurePosixPath(day, name), 1
    while os.path.lexists(inbox / path):
        number += 1
        stem, dot, kind = name.rpartition(".")
        path = path.with_name(f"{stem} ({number}).{kind}" if stem and dot else f"{name} ({number})")
    return path.as_posix()


def put(inbox: Path, name: str, content: bytes, collision: Collision | None, today: date, store: Path) -> str:
    """Write a file into the inbox; gives where, as the inbox calls it. The same file again changes nothing.

    A name that is taken by another file needs a decision: `both` keeps the two side by side, `instead` takes the other
    away first.
    """
    inbox.mkdir(parents=True, exist_ok=True)
    file, found = safe_name(name), there(inbox, name, content)
    if found == "same":
        return file
    if found == "other":
        if collision is None:
            raise InboxProblem("name_is_taken", file=file)
        if collision == "both" or (inbox / file).is_dir():
            file = place_beside(inbox, name, today)
        else:
            take_away(inbox, file, store)
    _write(inbox, inbox / file, content)
    return file


def _write(inbox: Path, path: Path, content: bytes) -> None:
    """The whole file or none of it, and never over another one."""
    path.parent.mkdir(exist_ok=True)
    if path.parent.resolve() not in (inbox.resolve(), inbox.resolve() / path.parent.name):
        raise InboxProblem("leads_out", file=path.name)
    coming = inbox / f".coming-{secrets.token_hex(8)}"  # hidden, so a load that starts now passes it by
    try:
        with coming.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        _name(coming, path)
    finally:
        coming.unlink(missing_ok=True)


def _name(coming: Path, path: Path) -> None:
    """Give a finished file its name; a link refuses where a rename would overwrite."""
    try:
        os.link(coming, path)
    except FileExistsError:
        raise InboxProblem("name_is_taken", file=path.name) from None
    except OSError as error:
        if error.errno not in (errno.EPERM, errno.ENOTSUP, errno.EMLINK) or os.path.lexists(path):
            raise
        coming.rename(path)  # a disk without links


def _shortened(text: str, most: int) -> str:
    return text.encode()[:most].decode(errors="ignore").rstrip(" .")


# --- taking away -----------------------------------------------------------------------------------------------------


def take_away(inbox: Path, file: str, store: Path) -> Path:
    """Move a file of the inbox to a numbered folder in STORE/removed; gives where it lies now."""
    found = next((one for one in held(inbox) if one.file == file), None)
    if found is None or not os.path.lexists(found.path):
        raise InboxProblem("is_gone", file=file)
    target = _next_folder(store) / found.path.relative_to(inbox)
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(found.path, target)
    _drop_empty_folders(found.path.parent, inbox)
    return target


def taken_away(store: Path) -> list[Removed]:
    """What was taken away, the latest first."""
    folders = sorted((path for path in (store / REMOVED).glob("*") if path.name.isdecimal()), reverse=True)
    return [
        Removed(path, path.relative_to(each).as_posix(), datetime.fromtimestamp(each.stat().st_mtime).astimezone())
        for each in folders
        for path in sorted(each.rglob("*"))
        if not path.is_dir()
    ]


def put_back(inbox: Path, removed: Removed) -> str:
    """Move a file that was taken away to where it was; gives where, as the inbox calls it."""
    target = inbox / removed.file
    if os.path.lexists(target):
        raise InboxProblem("name_is_taken", file=removed.file)
    if not os.path.lexists(removed.path):
        raise InboxProblem("is_gone", file=removed.file)
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(removed.path, target)
    _drop_empty_folders(removed.path.parent, removed.path.parents[len(PurePosixPath(removed.file).parts)])
    return removed.file


def _next_folder(store: Path) -> Path:
    while True:
        known = [int(path.name) for path in (store / REMOVED).glob("*") if path.name.isdecimal()]
        path = store / REMOVED / f"{max(known, default=0) + 1:06d}"
        try:
            path.mkdir(parents=True)
        except FileExistsError:
            continue  # somebody else took a file away just now
        return path


def _drop_empty_folders(path: Path, upto: Path) -> None:
    while path != upto and not any(path.iterdir()):
        path.rmdir()
        path = path.parent
