"""Files to their parts, each read in a process beside the load, so that no file can take the load with it.

A reader process is started once and reads one file after the other. One that takes too long, needs too much memory or
breaks down is ended and replaced, and the file it was at is refused. How bytes become parts stands in `parts`, what
the process does in `reader_process`; here is only who reads what, for how long, and what is kept of it.
"""

import atexit
import itertools
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection, Pipe
from pathlib import Path
from typing import IO, Any

from data_pipeline import corrections, parts, readers
from data_pipeline.archives import Delivered
from data_pipeline.corrections import Correction, Met
from data_pipeline.originals import Source
from data_pipeline.parts import BUILDING, Changes, ReadFile
from data_pipeline.problems import SourceProblem
from data_pipeline.reader_process import NEEDS_MORE_MEMORY, READ, WRITING_FAILED
from data_pipeline.sources import Sources

MEBIBYTE = 1024 * 1024
DEFAULT_SECONDS = 6.0  # of processor time for a small file; the largest real workbook of a district needs one
DEFAULT_MEMORY = "3GB"
SECONDS_DOUBLE_EVERY = 2 * MEBIBYTE  # a file of 2 MiB may take twice as long as an empty one, one of 4 three times
WAITING_FACTOR = 4  # by the clock on the wall a reader may take this much longer: other programs want the processor too
SECONDS_TO_START = 120
STARTS = 3
MOST_AT_REST = 512 * MEBIBYTE  # a reader that holds more when a load is over is ended: it gives nothing back
LOOK_EVERY = 0.03  # seconds between two looks at what a reader uses; it can claim some 50 MiB in that time
TWO_READERS_FROM = 4 * MEBIBYTE  # beside the largest file; a second reader takes a second to start, which has to pay
PACKED = ".packed"  # in the name of parts whose file does not stay: they keep its text themselves
# Blocks of a ledger come one after the other, so their memory need not be given back each time: for polars (which sets
# the first itself when it is imported, and would hand that on), for Python.
KEEPS_MEMORY = {
    "_RJEM_MALLOC_CONF": "dirty_decay_ms:3000,muzzy_decay_ms:-1",
    "MALLOC_ARENA_MAX": "1",
    "MALLOC_MMAP_THRESHOLD_": str(1024 * MEBIBYTE),
    "MALLOC_TRIM_THRESHOLD_": str(4096 * MEBIBYTE),
}
_SIZE = re.compile(r"(\d+(?:\.\d+)?) ?([KMGT]?)(i?)B", re.IGNORECASE)


class ReadingProblem(Exception):
    """Files cannot be read here at all, whatever is in them: what, where, what next."""


@dataclass(frozen=True)
class Limits:
    """What reading one file may cost: seconds of processor time for a small file, and bytes of memory."""

    seconds: float
    memory: int

    def seconds_for(self, size: int) -> float:
        """Seconds of processor time for a file of so many bytes."""
        return self.seconds * (1 + size / SECONDS_DOUBLE_EVERY)


@dataclass(frozen=True)
class FileRead:
    """A file as it was read: the fingerprint of its bytes, what they hold, where its parts lie.

    `met`: the rows that corrections are about; what they say is in the parts already.
    """

    mark: str
    found: ReadFile
    folder: Path
    met: Sequence[Met] = ()


def limits() -> Limits:
    """The limits in force: DUAL_MONITOR_READ_SECONDS and DUAL_MONITOR_READ_MEMORY, else the defaults."""
    seconds = os.environ.get("DUAL_MONITOR_READ_SECONDS") or str(DEFAULT_SECONDS)
    if not re.fullmatch(r"\d{1,6}(\.\d{1,3})?", seconds) or float(seconds) <= 0:
        raise ReadingProblem(f"environment: DUAL_MONITOR_READ_SECONDS is {seconds}, expected a number such as 6.")
    memory = os.environ.get("DUAL_MONITOR_READ_MEMORY") or DEFAULT_MEMORY
    size = _SIZE.fullmatch(memory)
    if size is None:
        raise ReadingProblem(f"environment: DUAL_MONITOR_READ_MEMORY is {memory}, expected a size such as 3GB.")
    number, unit, is_binary = size.groups()
    power = " KMGT".index(unit.upper()) if unit else 0
    return Limits(float(seconds), int(float(number) * (1024 if is_binary else 1000) ** power))


def warm_up(files: Sequence[Delivered], staged: Path) -> None:
    """Where nothing was read before, all of it will have to be: readers can start while the load prepares itself."""
    if _holds_nothing(staged):
        with _resting_lock:
            for _ in range(_readers_for(files) - len(_resting)):
                _resting.append(_Reader())
                _resting[-1].start()


def read_all(
    files: Sequence[Delivered], staged: Path, described: Sources, corrected: Sequence[Correction] = ()
) -> Iterator[FileRead]:
    """What each file holds, in the order given. Parts that were read before are taken from `staged`."""
    work = _Work(staged, described, limits(), corrected)
    with ThreadPoolExecutor(_readers_for(files), thread_name_prefix="reading") as threads:
        try:
            yield from threads.map(work.read, files)
        finally:
            work.is_over.set()
            threads.shutdown(cancel_futures=True)
            _end_the_large_ones()


def _readers_for(files: Sequence[Delivered]) -> int:
    beside_the_largest = sum(one.size for one in files) - max((one.size for one in files), default=0)
    return min(2, len(os.sched_getaffinity(0))) if beside_the_largest >= TWO_READERS_FROM else 1


def _holds_nothing(folder: Path) -> bool:
    return folder.is_dir() and not any(folder.iterdir())


# --- one file ------------------------------------------------------------------------------------------------------


class _Work:
    """What the files of one load have in common."""

    def __init__(self, staged: Path, described: Sources, limits: Limits, corrected: Sequence[Correction]) -> None:
        self.is_over = threading.Event()
        self._is_first = _holds_nothing(staged)
        self._staged = staged
        self._described = described
        self._limits = limits
        self._corrected = corrected
        self._version = parts.reader_version(described)
        self._naming = threading.Lock()
        self._numbers = itertools.count()

    def read(self, one: Delivered) -> FileRead:
        """What a file holds; one that cannot be opened is refused with its reason."""
        scratch = self._staged / f"opened{BUILDING}-{os.getpid()}-{next(self._numbers)}"
        try:
            with one.opened(scratch) as path:
                return self._read(path, stays=one.member is None)
        except SourceProblem as problem:
            return FileRead(one.mark, ReadFile(problem.code, problem.details, "", [], []), self._staged)

    def _read(self, path: Path, *, stays: bool) -> FileRead:
        try:
            before = Source.of(path, path.stat())
            kind = path.suffix.lower() if path.suffix.lower() in readers.KINDS else ""
            kind = kind if stays else f"{kind}{PACKED}"
            with ThreadPoolExecutor(1, thread_name_prefix="marking") as beside:
                marking = beside.submit(parts.fingerprint, path)

                def own() -> Path:
                    return self._staged / f"{marking.result()}{kind}-{self._version}"

                found = self._kept_or_read(before, own, {}, stays=stays)
                folder, mark = own(), marking.result()
            met = corrections.met(self._corrected, found, folder) if self._corrected else []
            changes = corrections.changes(self._corrected, met)
            if changes:
                folder = self._staged / f"{mark}{kind}-{corrections.mark(changes)}-{self._version}"
                found = self._kept_or_read(before, lambda: folder, changes, stays=stays)
            after = Source.of(path, path.stat())
        except OSError as error:
            if error.filename is None or os.fsdecode(error.filename) != str(path):
                raise
            raise SourceProblem("cannot_be_opened", reason=error.strerror) from error
        if before != after:
            raise SourceProblem("changed_while_read")
        return FileRead(mark, found, folder, met)

    def _kept_or_read(self, source: Source, folder: Callable[[], Path], changes: Changes, *, stays: bool) -> ReadFile:
        # Where nothing was read before, a large file need not be known by its fingerprint before it is read.
        is_surely_new = self._is_first and not changes and source.size >= TWO_READERS_FROM
        found = None if is_surely_new else parts.kept(folder())
        found = found or self._read_and_keep(source, folder, changes, stays=stays)
        parts.say_where_it_lies(found, source)
        return found

    def _read_and_keep(self, source: Source, folder: Callable[[], Path], changes: Changes, *, stays: bool) -> ReadFile:
        """Only what a reader has finished gets its name; refused for its cost it is tried again by the next load."""
        building = self._staged / f"parts{BUILDING}-{os.getpid()}-{next(self._numbers)}"
        building.mkdir(parents=True)
        try:
            with _a_reader() as reader:
                asked = (source.path, str(building), changes, stays)
                problem = reader.read(asked, self._described, self._limits, source.size, self.is_over)
            found = problem or parts.kept(building)
            if found is None:
                return _refused("reader_failed", reason="its parts are gone")
            if problem is None:
                self._name(building, folder())
            return found
        finally:
            shutil.rmtree(building, ignore_errors=True)

    def _name(self, building: Path, folder: Path) -> None:
        """Two files of the same bytes may be read at the same time; the first to end counts."""
        with self._naming:
            if parts.kept(folder) is None:
                shutil.rmtree(folder, ignore_errors=True)
                building.rename(folder)


def _refused(code: str, **details: object) -> ReadFile:
    return ReadFile(code, {name: str(value) for name, value in details.items()}, "", [], [])


# --- reader processes ----------------------------------------------------------------------------------------------

_resting: list["_Reader"] = []
_resting_lock = threading.Lock()


@contextmanager
def _a_reader() -> Iterator["_Reader"]:
    """A reader process nobody else talks to; afterwards it rests until the next file or load, if it is still sound."""
    with _resting_lock:
        reader = _resting.pop() if _resting else _Reader()
    try:
        yield reader
    finally:
        if reader.is_sound:
            with _resting_lock:
                _resting.append(reader)
        else:
            reader.end()


def _end_the_large_ones() -> None:
    """To take back their memory takes a while, which nobody has to wait for."""
    with _resting_lock:
        for reader in [one for one in _resting if one.memory() > MOST_AT_REST]:
            _resting.remove(reader)
            threading.Thread(target=reader.end).start()


@atexit.register
def end_readers() -> None:
    """End every reader process that rests."""
    with _resting_lock:
        while _resting:
            _resting.pop().end()


class _Reader:
    """A reader process, seen from the load. It ends with this process, however that ends: it holds a pipe to it."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._connection: Connection[Any, Any]
        self._lifeline: int
        self._errors: IO[bytes]
        self.is_sound = False

    def read(
        self,
        asked: tuple[str, str, Changes, bool],
        described: Sources,
        limits: Limits,
        size: int,
        is_over: threading.Event,
    ) -> ReadFile | None:
        """Have a file read into a folder; gives the refusal where the file is to blame, null where all went well."""
        self._make_ready(described)
        self.is_sound = False
        self._connection.send(asked)
        watch = _Watch(self._pid, limits, size, is_over)
        try:
            while not self._connection.poll(LOOK_EVERY):
                if (problem := watch.problem()) is not None:
                    return problem
            answer, reason = self._connection.recv()
        except (EOFError, ConnectionError):
            return _refused("reader_failed", reason=self._cause_of_death())
        match answer:
            case _ if answer == READ:
                self.is_sound = watch.memory() < limits.memory // 2
                return None
            case _ if answer == WRITING_FAILED:
                raise OSError(*reason)
            case _ if answer == NEEDS_MORE_MEMORY:
                return watch.too_much_memory()
        return _refused("reader_failed", reason=reason)

    @property
    def _pid(self) -> int:
        assert self._process is not None  # noqa: S101 - said to the type checker
        return self._process.pid

    def memory(self) -> int:
        """Bytes that the process holds of its own."""
        return _memory_of(self._pid)

    def end(self) -> None:
        """Kill the process and forget it."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._connection.close()
            os.close(self._lifeline)
            self._errors.close()
            self._process = None

    def _make_ready(self, described: Sources) -> None:
        """Start the process where there is none, or where it went home; tell it what the sources look like."""
        if self._process is not None and not self._greet(described):
            self.end()
        said = ""
        for _ in range(STARTS):
            if self._process is not None:
                return
            self.start()
            if not self._greet(described):
                said = self._cause_of_death()
                self.end()
        if self._process is None:
            raise ReadingProblem(f"{sys.executable}: the process that reads files does not start ({said}).")

    def _greet(self, described: Sources) -> bool:
        try:
            self._connection.send(described)
            return self._connection.poll(SECONDS_TO_START) and bool(self._connection.recv())
        except (EOFError, OSError):
            return False

    def start(self) -> None:
        """Start the process, without waiting for it."""
        self._connection, theirs = Pipe()
        holding, self._lifeline = os.pipe()
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - closed by end()
        home = str(Path(__file__).parent.parent)
        path = os.pathsep.join(filter(None, (home, os.environ.get("PYTHONPATH"))))
        command = [sys.executable, "-m", "data_pipeline.reader_process", str(theirs.fileno()), str(holding)]
        try:
            self._process = subprocess.Popen(  # noqa: S603 - our own command
                command,
                env={**os.environ, **KEEPS_MEMORY, "PYTHONPATH": path, "RUST_BACKTRACE": "0"},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=self._errors,
                pass_fds=(theirs.fileno(), holding),
            )
        finally:
            theirs.close()
            os.close(holding)

    def _cause_of_death(self) -> str:
        assert self._process is not None  # noqa: S101 - said to the type checker
        try:
            code = self._process.wait(5)
        except subprocess.TimeoutExpired:
            return "no answer"
        if code < 0:
            return signal.Signals(-code).name
        self._errors.seek(0)
        lines = self._errors.read().decode(errors="replace").strip().splitlines()
        return lines[-1][:200] if lines else f"exit {code}"


class _Watch:
    """What a reader process uses while it reads one file, held against the limits."""

    def __init__(self, pid: int, limits: Limits, size: int, is_over: threading.Event) -> None:
        self._pid = pid
        self._limits = limits
        self._seconds = limits.seconds_for(size)
        self._is_over = is_over
        self._at_start = self._processor_seconds()
        self._started = time.monotonic()

    def problem(self) -> ReadFile | None:
        """The refusal where a limit is passed, or where the load is being stopped."""
        if self._is_over.is_set():
            return _refused("reader_failed", reason="stopped")
        if self.memory() > self._limits.memory:
            return self.too_much_memory()
        used, waited = self._processor_seconds() - self._at_start, time.monotonic() - self._started
        if used > self._seconds or waited > self._seconds * WAITING_FACTOR:
            return _refused("took_too_long", seconds=f"{self._seconds:.0f}")
        return None

    def too_much_memory(self) -> ReadFile:
        """The refusal of a file that needs more memory than it may."""
        return _refused("too_much_memory", gigabytes=f"{self._limits.memory / 1e9:.1f}")

    def memory(self) -> int:
        """Bytes that the process holds of its own."""
        return _memory_of(self._pid)

    def _processor_seconds(self) -> float:
        try:
            fields = Path(f"/proc/{self._pid}/stat").read_bytes().rpartition(b")")[2].split()
        except OSError:
            return 0.0
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _memory_of(process: int) -> int:
    """Pages of files that a process looks at are not its own."""
    try:
        status = Path(f"/proc/{process}/status").read_bytes()
    except OSError:
        return 0
    return sum(1024 * int(size) for size in re.findall(rb"^Rss(?:Anon|Shmem):\s*(\d+) kB", status, re.MULTILINE))
