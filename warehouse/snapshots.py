"""Snapshot files: build a new one, publish it in one step, open the current one read-only.

    STORE/current                     link to snapshots/<id>.duckdb; flipping it is the publication
    STORE/snapshots/<id>.duckdb       never edited once it has this name; <id>.jsonl is the log of its load
    STORE/snapshots/*.building        a load at work, or what a killed one left (swept by the next)
    STORE/checked/<id>.duckdb         what the next snapshot would hold, without verdicts; never published
    STORE/lock                        held by the one load that may run

What stands in a snapshot is decided elsewhere (`build.py`, `judge.py`, the pipeline's staging).
An id is a running number and a fingerprint of the content; nothing here reads the clock.
"""

import contextlib
import fcntl
import getpass
import itertools
import json
import os
import re
import secrets
import shutil
import threading
import time
import tomllib
import weakref
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from warehouse import scratch_folders

FORMAT_VERSION = 3
DEFAULT_STORE = "data/store"
DEFAULT_MEMORY = "4GB"
DEFAULT_KEPT = 12  # a year of monthly loads
DEFAULT_WAIT_SECONDS = 60  # two loads of a district pass one after the other within this
READERS_KEPT_OPEN = 4  # the current snapshot, and a few earlier ones somebody looks at
ID_FORM = re.compile(r"(?P<number>\d{6,})-(?P<fingerprint>[0-9a-f]{8})")
BUILDING = ".building"
CHECKED = "checked/"  # begins the id of what was checked and not published
LOCK_POLL_SECONDS = 0.1

LOAD_AGAIN = "Load again: python -m data_pipeline load INBOX --store {store}"
SENTENCES = {
    "store_not_a_folder": "{store}: the store has to be a folder, this is something else."
    " Name another with --store or DUAL_MONITOR_STORE.",
    "store_not_writable": "{store}: the store cannot be written ({reason})."
    " Give this user the right to write there, or name another with --store or DUAL_MONITOR_STORE.",
    "store_full": "{store}: the load was stopped, nothing was published ({reason})."
    " Free space on that disk, then load again.",
    "out_of_memory": "{store}: the load was stopped at its memory limit of {memory_limit}, nothing was published."
    " Set DUAL_MONITOR_MEMORY higher (for example 8GB) or free disk space, then load again.",
    "lock_held": "{store}: another load is running here ({holder}); waited {seconds} s for it."
    " Try again when it has ended.",
    "no_snapshot": "{store}: no snapshot yet. Run: python -m data_pipeline load INBOX --store {store}",
    "unknown_snapshot": "{store}: there is no snapshot {snapshot}. Kept are: {kept}.",
    "unknown_format": "{store}: snapshot {snapshot} has format {found},"
    " this version of the program reads format {expected}. " + LOAD_AGAIN,
    "damaged": "{store}: snapshot {snapshot} cannot be read ({reason}). " + LOAD_AGAIN,
    "bad_setting": "{where}: {name} is {found}, expected {expected}.",
    "nothing_to_compare": "{store}: there is one snapshot only ({snapshot}), so nothing to compare it with."
    " Load again, or name two of those kept.",
    "cannot_compare": "snapshot {snapshot} does not say what identifies its rows: an older version made it."
    " Load again, then compare.",
    "month_not_judged": "snapshot {snapshot} judges no month end {as_of}; it judges those of {span}.",
    "older_version": "snapshot {snapshot} does not hold the SQL of its models: an older version made it. Load again.",
    "judged_otherwise": "snapshot {snapshot}, {as_of}: its list does not come out again as it is held;"
    " an older version judged it. Load again, then compare.",
    "draft_changed": "{store}: table {table} of the new snapshot cannot be read back as it was written ({reason})."
    " Nothing was published; check the disk, then load again.",
}


class SnapshotProblem(Exception):
    """What is wrong with the storage, where, and what next; `code` and `values` serve those who say it in Chinese."""

    def __init__(self, code: str, **values: object) -> None:
        self.code = code
        self.values = values
        super().__init__(SENTENCES[code].format(**values))


# --- where and which ---------------------------------------------------------------------------------------------


def store_folder(given: str | Path | None = None) -> Path:
    """The store a command works on: what was given, else DUAL_MONITOR_STORE, else data/store."""
    return Path(given or os.environ.get("DUAL_MONITOR_STORE") or DEFAULT_STORE)


def current_id(store: Path) -> str | None:
    """The id of the published snapshot; None when nothing was published yet. Costs one readlink."""
    try:
        return _id_of(Path(os.readlink(store / "current")))
    except OSError:
        return None


def list_snapshots(store: Path) -> list[str]:
    """The ids of all snapshots kept in the store, oldest first."""
    ids = (_id_of(path) for path in (store / "snapshots").glob("*.duckdb"))
    return sorted((found for found in ids if found is not None), key=_number)


def id_of(store: Path, given: str | None) -> str | None:
    """The id that was meant: a running number alone names its snapshot; what names none is given back as it is."""
    if given is None or not given.isdecimal():
        return given
    return next((known for known in list_snapshots(store) if _number(known) == int(given)), given)


def _id_of(path: Path) -> str | None:
    return path.stem if path.suffix == ".duckdb" and ID_FORM.fullmatch(path.stem) else None


def _number(snapshot_id: str) -> int:
    return int(snapshot_id.split("-")[0])


def _is_id(text: str) -> bool:
    return ID_FORM.fullmatch(text.removeprefix(CHECKED)) is not None


def _snapshot_path(store: Path, snapshot_id: str) -> Path:
    return store / ("" if snapshot_id.startswith(CHECKED) else "snapshots") / f"{snapshot_id}.duckdb"


def log_of(store: Path, snapshot_id: str) -> list[dict[str, Any]]:
    """The lines of the log of a snapshot's load, in their order; none where there is no log."""
    try:
        text = _snapshot_path(store, snapshot_id).with_suffix(".jsonl").read_text(encoding="utf-8")
    except OSError:
        return []
    return [json.loads(line) for line in text.splitlines() if line]


def running_load(store: Path) -> str | None:
    """Who holds the lock of the store just now; None when no load runs."""
    try:
        with (store / "lock").open(encoding="utf-8") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return _holder(store)
    except OSError:
        return None
    return None


def checked_id(store: Path) -> str | None:
    """The id of what was last checked and not published yet; open it as any snapshot."""
    found = [path.stem for path in (store / CHECKED).glob("*.duckdb") if ID_FORM.fullmatch(path.stem)]
    return CHECKED + max(found, key=_number) if found else None


# --- writing -----------------------------------------------------------------------------------------------------


class Draft:
    """A snapshot being built. Nobody sees it until `publish`; leaving the `with` block without it throws it away."""

    def __init__(
        self, store: Path, connection: duckdb.DuckDBPyConnection, path: Path, number: int, retention: "_Retention"
    ) -> None:
        self.store = store
        self.connection = connection
        self.path = path
        self.number = number
        self._retention = retention

    @property
    def log_path(self) -> Path:
        """Where the load may write its line log; it is published and removed together with the snapshot."""
        return self.path.with_name(self.path.name.replace(".duckdb", ".jsonl"))

    def publish(self, content_hash: str) -> str:
        """Close, read back and make current what was built; gives its id. `content_hash` is hexadecimal."""
        snapshot_id = f"{self.number:06d}-{content_hash[:8]}"
        if not ID_FORM.fullmatch(snapshot_id):
            raise ValueError(f"content_hash {content_hash!r}: expected at least 8 lower-case hexadecimal digits")
        self._close_and_read_back()
        self._make_current(snapshot_id)
        _prune(self.store, self._retention)
        _forget_checked(self.store)
        return snapshot_id

    def set_aside(self, content_hash: str) -> str:
        """Close what was built and keep it to be looked at, in place of what was kept before; gives its id."""
        kept = f"{CHECKED}{self.number:06d}-{content_hash[:8]}"
        final = _snapshot_path(self.store, kept)
        self.connection.execute("checkpoint")
        self.connection.close()
        final.parent.mkdir(exist_ok=True)
        _forget_checked(self.store)
        os.replace(self.path, final)
        self.log_path.unlink(missing_ok=True)
        return kept

    def _close_and_read_back(self) -> None:
        rows_written = {
            table: _row_count(self.connection, f"select count(*) from {table}")  # noqa: S608 - a quoted name
            for table in _tables(self.connection)
        }
        self.connection.execute("checkpoint")
        self.connection.close()
        _read_back(self.store, self.path, rows_written)

    def _make_current(self, snapshot_id: str) -> None:
        """The link to come is written first: a kill before the last step leaves it as the sign of what to sweep."""
        final, snapshots = _snapshot_path(self.store, snapshot_id), self.store / "snapshots"
        coming = self.store / f"current{BUILDING}"
        _sync(self.path)
        os.symlink(final.relative_to(self.store), coming)
        if self.log_path.exists():
            _sync(self.log_path)
            os.replace(self.log_path, final.with_suffix(".jsonl"))
        os.replace(self.path, final)
        _sync(snapshots)
        os.replace(coming, self.store / "current")
        _sync(self.store)


@contextlib.contextmanager
def draft(
    store: Path,
    *,
    memory_limit: str | None = None,
    wait_seconds: int | None = None,
    on_wait: Callable[[str], None] | None = None,
) -> Iterator[Draft]:
    """A new, empty snapshot file to fill, while no other load can run on this store.

    Another load is waited for (`wait_seconds`, else DUAL_MONITOR_LOCK_WAIT, else 60); `on_wait` hears once who runs it.
    """
    memory = _memory_limit(memory_limit)
    seconds = _wait_seconds() if wait_seconds is None else wait_seconds
    with contextlib.ExitStack() as stack:
        with disk_problems(store, memory):
            _make_folders(store)
            stack.enter_context(_lock(store, seconds, on_wait))
            _sweep(store)
        try:
            with disk_problems(store, memory), _new_draft(store, memory, _retention(store)) as being_built:
                yield being_built
        finally:
            with contextlib.suppress(OSError):  # what is wrong was said already; the next load sweeps again
                _sweep(store)


@contextlib.contextmanager
def _new_draft(store: Path, memory_limit: str, retention: "_Retention") -> Iterator[Draft]:
    number = 1 + max((_number(known) for known in [*list_snapshots(store), current_id(store)] if known), default=0)
    # A fresh name every time: DuckDB gives back the old file for a name that somebody in this process still holds open.
    path = store / "snapshots" / f"{number:06d}-{secrets.token_hex(4)}.duckdb{BUILDING}"
    connection = duckdb.connect(
        path,
        config={
            "memory_limit": memory_limit,
            "temp_directory": f"{path}.tmp",
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            **_threads(),
        },
    )
    with contextlib.closing(connection):
        connection.execute("create table format_version (version integer not null)")
        connection.execute("insert into format_version values (?)", [FORMAT_VERSION])
        yield Draft(store, connection, path, number, retention)


def _read_back(store: Path, path: Path, rows_written: dict[str, int]) -> None:
    """Every value of every table once from the closed file: a lost row or an unreadable block stops the publication."""
    with contextlib.closing(_open_file(store, path)) as connection:
        for table, expected in rows_written.items():
            # The hash is there so that every value is read, not for its result.
            query = f"select count(*), bit_xor(hash(columns(*))) from {table}"  # noqa: S608 - a quoted name
            try:
                found = _row_count(connection, query)
            except duckdb.OutOfMemoryException:
                raise
            except duckdb.Error as error:
                raise SnapshotProblem("draft_changed", store=store, table=table, reason=_reason(error)) from error
            if found != expected:
                reason = f"{found} rows instead of {expected}"
                raise SnapshotProblem("draft_changed", store=store, table=table, reason=reason)


def _row_count(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    return int(connection.execute(query).fetchall()[0][0])


def _tables(connection: duckdb.DuckDBPyConnection) -> list[str]:
    names = connection.execute(
        "select schema_name, table_name from duckdb_tables()"
        " where not temporary and database_name = current_database() order by all"
    ).fetchall()
    return [".".join(_quoted(part) for part in name) for name in names]


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _make_folders(store: Path) -> None:
    if store.exists() and not store.is_dir():
        raise SnapshotProblem("store_not_a_folder", store=store)
    (store / "snapshots").mkdir(parents=True, exist_ok=True)


@contextlib.contextmanager
def _lock(store: Path, wait_seconds: int, on_wait: Callable[[str], None] | None) -> Iterator[None]:
    """The kernel frees the lock of a killed load by itself, so there is never a stale one to remove by hand."""
    with (store / "lock").open("a+", encoding="utf-8") as file:
        for attempt in itertools.count():
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                holder = _holder(store)
                if attempt * LOCK_POLL_SECONDS >= wait_seconds:
                    raise SnapshotProblem("lock_held", store=store, holder=holder, seconds=wait_seconds) from None
                if attempt == 0 and on_wait is not None:
                    on_wait(holder)
                time.sleep(LOCK_POLL_SECONDS)
        file.truncate(0)
        file.write(f"process {os.getpid()}, {user()}")
        file.flush()
        yield


def user() -> str:
    """Who runs this process, as the operating system knows them."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a user without a name, as in a container
        return f"user {os.getuid()}"


def _holder(store: Path) -> str:
    return (store / "lock").read_text(encoding="utf-8") or "its process has not given its number yet"


def _sweep(store: Path) -> None:
    """Remove what a killed load left. A snapshot that got its name but was never made current goes too."""
    coming = store / f"current{BUILDING}"
    if coming.is_symlink():
        unpublished = _id_of(Path(os.readlink(coming)))
        if unpublished is not None and unpublished != current_id(store):
            _remove_snapshot(store, unpublished)
        coming.unlink()
    for left_over in [path for folder in ("snapshots", "staged") for path in (store / folder).glob(f"*{BUILDING}*")]:
        if left_over.is_dir():
            shutil.rmtree(left_over, ignore_errors=True)  # a killed load may write on for a moment
        else:
            left_over.unlink(missing_ok=True)


def _prune(store: Path, retention: "_Retention") -> None:
    """Keep the newest few, the current one and the pinned ones. A reader with an old file open goes on reading it."""
    kept = {current_id(store), *retention.pinned, *list_snapshots(store)[-retention.kept :]}
    for snapshot_id in list_snapshots(store):
        if snapshot_id not in kept:
            _remove_snapshot(store, snapshot_id)


def _remove_snapshot(store: Path, snapshot_id: str) -> None:
    path = _snapshot_path(store, snapshot_id)
    path.with_suffix(".jsonl").unlink(missing_ok=True)
    path.unlink(missing_ok=True)


def _forget_checked(store: Path) -> None:
    for path in (store / CHECKED).glob("*.duckdb"):
        path.unlink(missing_ok=True)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def disk_problems(store: Path, memory_limit: str = DEFAULT_MEMORY) -> Iterator[None]:
    """What the operating system or DuckDB say about the disk and the memory, as a problem a person can act on."""
    try:
        yield
    except duckdb.OutOfMemoryException as error:
        raise SnapshotProblem("out_of_memory", store=store, memory_limit=memory_limit) from error
    except (OSError, duckdb.Error) as error:
        # To DuckDB a commit that finds no room left is an error of transactions, not of input and output.
        if "space left" in str(error) or "quota exceeded" in str(error).lower():
            raise SnapshotProblem("store_full", store=store, reason=_reason(error)) from error
        if isinstance(error, OSError | duckdb.IOException) and _is_about(error, store):
            raise SnapshotProblem("store_not_writable", store=store, reason=_reason(error)) from error
        raise


def _is_about(error: Exception, store: Path) -> bool:
    """Only files of the store: a source file that cannot be read is somebody else's problem to report."""
    named = [str(name) for name in (getattr(error, "filename", None), getattr(error, "filename2", None)) if name]
    where = named or [str(error)]
    return any(str(store) in name for name in where)


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error).splitlines()[0]


# --- reading -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Reader:
    """One snapshot, open read-only. Take a `cursor()` for each use: a connection serves one thread at a time."""

    id: str
    connection: duckdb.DuckDBPyConnection

    def cursor(self) -> duckdb.DuckDBPyConnection:
        """A connection of one's own to the same snapshot, in well under a millisecond."""
        return self.connection.cursor()


@dataclass(frozen=True, eq=False)
class Pair(Reader):
    """Two snapshots side by side, as the schemas `earlier` and `later` of one locked connection."""

    earlier: str
    later: str


_open_readers: "weakref.WeakValueDictionary[tuple[Path, str], Reader]" = weakref.WeakValueDictionary()
_open_pairs: "weakref.WeakValueDictionary[tuple[Path, str], Pair]" = weakref.WeakValueDictionary()
_lately_used: deque[Reader] = deque(maxlen=READERS_KEPT_OPEN)
_opening = threading.Lock()


def open_reader(store: Path, snapshot_id: str | None = None) -> Reader:
    """The current snapshot, or the one named; the same `Reader` for the same id throughout the process.

    A reader is closed when it is neither among the few last asked for nor held by anybody.
    """
    with _opening:
        wanted = snapshot_id or current_id(store)
        if wanted is None:
            raise SnapshotProblem("no_snapshot", store=store)
        key = (store.resolve(), wanted)
        reader = _open_readers.get(key) or _open_existing(store, wanted, follow=snapshot_id is None)
        _open_readers[(store.resolve(), reader.id)] = reader
        _lately_used.append(reader)
        return reader


def open_pair(store: Path, earlier: str | None = None, later: str | None = None) -> Pair:
    """Two snapshots to compare: those named, else the current one and the one published before it."""
    with _opening:
        after = later or current_id(store)
        if after is None:
            raise SnapshotProblem("no_snapshot", store=store)
        before = earlier or _published_before(store, after)
        key = (store.resolve(), f"{before}..{after}")
        pair = _open_pairs.get(key) or Pair(
            key[1], _open_attached(store, {"earlier": before, "later": after}), before, after
        )
        _open_pairs[key] = pair
        _lately_used.append(pair)
        return pair


def _published_before(store: Path, snapshot_id: str) -> str:
    older = [known for known in list_snapshots(store) if _is_older(known, snapshot_id)]
    if not older:
        raise SnapshotProblem("nothing_to_compare", store=store, snapshot=snapshot_id)
    return older[-1]


def _is_older(snapshot_id: str, than: str) -> bool:
    return bool(ID_FORM.fullmatch(than)) and _number(snapshot_id) < _number(than)


@contextlib.contextmanager
def workbench(store: Path, snapshot_ids: Iterable[str]) -> Iterator[tuple[duckdb.DuckDBPyConnection, dict[str, str]]]:
    """A database in memory to work in, with snapshots attached read-only: the connection, and id -> its schema."""
    schemas = {f"snapshot_{number}": snapshot_id for number, snapshot_id in enumerate(dict.fromkeys(snapshot_ids), 1)}
    with contextlib.closing(_open_attached(store, schemas)) as connection:
        yield connection, {snapshot_id: schema for schema, snapshot_id in schemas.items()}


def _open_attached(store: Path, schemas: Mapping[str, str]) -> duckdb.DuckDBPyConnection:
    """Snapshots (schema -> id) attached read-only to a database of nothing, then locked as any reader is."""
    for snapshot_id in schemas.values():
        path = _snapshot_path(store, snapshot_id)
        if not _is_id(snapshot_id) or not path.exists():
            kept = ", ".join(list_snapshots(store)) or "none"
            raise SnapshotProblem("unknown_snapshot", store=store, snapshot=snapshot_id, kept=kept)
        _open_file(store, path).close()  # a damaged file or a foreign format is said as for any reader
    connection = duckdb.connect(
        config={
            **_threads(),
            "memory_limit": _memory_limit(),
            "temp_directory": str(scratch_folders.of_process("spilled")),
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
        }
    )
    for name, snapshot_id in schemas.items():
        path_text = str(_snapshot_path(store, snapshot_id)).replace("'", "''")
        connection.execute(f"attach '{path_text}' as {name} (read_only)")
    connection.execute("set enable_external_access = false")
    connection.execute("set lock_configuration = true")
    return connection


def _open_existing(store: Path, snapshot_id: str, *, follow: bool) -> Reader:
    """`follow`: a snapshot that was replaced and removed between looking and opening gives way to the newer one."""
    path = _snapshot_path(store, snapshot_id)
    if _is_id(snapshot_id):
        try:
            return Reader(snapshot_id, _open_file(store, path))
        except SnapshotProblem:
            if path.exists():
                raise
    newer = current_id(store)
    if follow and newer is not None and newer != snapshot_id:
        return _open_existing(store, newer, follow=True)
    kept = ", ".join(list_snapshots(store)) or "none"
    raise SnapshotProblem("unknown_snapshot", store=store, snapshot=snapshot_id, kept=kept)


def _open_file(store: Path, path: Path) -> duckdb.DuckDBPyConnection:
    """Read-only, then locked: no writing, no other files, no change of settings, no extensions."""
    snapshot = path.name.split(".")[0]
    try:
        connection = duckdb.connect(
            path,
            read_only=True,
            config={
                **_threads(),
                "memory_limit": _memory_limit(),
                "autoinstall_known_extensions": "false",
                "autoload_known_extensions": "false",
                "lock_configuration": "true",
                "enable_external_access": "false",
                "temp_directory": str(scratch_folders.of_process("spilled")),  # sorts too big for the memory, where
                # readers need no right to write to the store; DuckDB refuses it when it stands before the line above
            },
        )
    except duckdb.Error as error:
        raise SnapshotProblem("damaged", store=store, snapshot=snapshot, reason=_reason(error)) from error
    found = _format_of(connection)
    if found != str(FORMAT_VERSION):
        connection.close()
        raise SnapshotProblem("unknown_format", store=store, snapshot=snapshot, found=found, expected=FORMAT_VERSION)
    return connection


def _format_of(connection: duckdb.DuckDBPyConnection) -> str:
    try:
        return ", ".join(str(version) for (version,) in connection.execute("from format_version order by 1").fetchall())
    except duckdb.CatalogException:
        return "unknown"


# --- settings ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Retention:
    kept: int
    pinned: tuple[str, ...]


def _retention(store: Path) -> _Retention:
    """`[snapshots] kept = 12, pinned = ["000003-1a2b3c4d"]` of STORE/settings.toml; DUAL_MONITOR_KEPT wins."""
    file = store / "settings.toml"
    try:
        section: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8")).get("snapshots", {})
    except FileNotFoundError:
        section = {}
    except ValueError as error:
        raise SnapshotProblem("bad_setting", where=file, name="the file", found=error, expected="TOML") from error
    kept = os.environ.get("DUAL_MONITOR_KEPT") or section.get("kept", DEFAULT_KEPT)
    pinned = tuple(str(snapshot_id) for snapshot_id in section.get("pinned", ()))
    return _Retention(_whole_number(file, "snapshots.kept (or DUAL_MONITOR_KEPT)", kept, least=1), pinned)


def _wait_seconds() -> int:
    seconds = os.environ.get("DUAL_MONITOR_LOCK_WAIT") or DEFAULT_WAIT_SECONDS
    return _whole_number("environment", "DUAL_MONITOR_LOCK_WAIT", seconds, least=0)


def _whole_number(where: Path | str, name: str, value: object, *, least: int) -> int:
    if not re.fullmatch(r"[0-9]{1,9}", str(value)) or int(str(value)) < least:
        raise SnapshotProblem("bad_setting", where=where, name=name, found=value, expected=f"a number from {least}")
    return int(str(value))


def _memory_limit(given: str | None = None) -> str:
    limit = given or os.environ.get("DUAL_MONITOR_MEMORY") or DEFAULT_MEMORY
    if not re.fullmatch(r"[0-9]+(\.[0-9]+)? ?([KMGT]i?)?B", limit, flags=re.IGNORECASE):
        raise SnapshotProblem(
            "bad_setting", where="environment", name="DUAL_MONITOR_MEMORY", found=limit, expected="a size such as 4GB"
        )
    return limit


def _threads() -> dict[str, str]:
    """DuckDB takes every core unless DUAL_MONITOR_THREADS names fewer."""
    threads = os.environ.get("DUAL_MONITOR_THREADS")
    return {"threads": str(_whole_number("environment", "DUAL_MONITOR_THREADS", threads, least=1))} if threads else {}
