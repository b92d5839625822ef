"""The process that reads files for a load: takes a path, writes its parts, says how it went. Started by `reading`.

It decides nothing about limits: whoever started it watches it, and kills it when a file costs too much.
"""

import fcntl
import gc
import os
import resource
import select
import signal
import sys
import threading
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

READ, NEEDS_MORE_MEMORY, WRITING_FAILED, FAILED = "read", "needs more memory", "writing failed", "failed"
IDLE_SECONDS = 300  # a page that loads once a month need not hold the memory of a reader


def main() -> None:
    """Serve until nobody asks any more."""
    connection: Connection[Any, Any] = Connection(int(sys.argv[1]))
    _end_with_the_load(int(sys.argv[2]))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the load, which ends this process
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _be_the_first_to_go()
    from data_pipeline import parts  # takes a second, during which the ends of the line are known already

    threading.Thread(target=_fetch_contracts).start()
    described = None
    while connection.poll(IDLE_SECONDS):
        try:
            asked = connection.recv()
        except EOFError:
            return
        if isinstance(asked, dict):
            described = asked
            connection.send(True)
            continue
        connection.send(_read(parts, described, *asked))


def _fetch_contracts() -> None:
    """Every file wants one, but not before its first rows are read."""
    from data_pipeline.contracts import every  # noqa: F401

    gc.freeze()  # what was imported stays, and need not be looked through again and again


def _read(parts: Any, described: Any, path: str, building: str, changes: Any, stays: bool) -> tuple[str, Any]:
    try:
        parts.read_into(Path(path), Path(building), described, changes, stays=stays)
    except MemoryError:
        return NEEDS_MORE_MEMORY, None
    except parts.WritingFailed as problem:
        return WRITING_FAILED, problem.args
    except BaseException as error:  # a library's panic is no Exception; whatever it is, the load has to go on
        return FAILED, f"{type(error).__name__}: {(str(error).splitlines() or [''])[0][:200]}"
    return READ, None


def _end_with_the_load(lifeline: int) -> None:
    """The kernel ends this process as soon as nobody holds the other end of the pipe, whatever it is doing."""
    fcntl.fcntl(lifeline, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(lifeline, fcntl.F_SETFL, fcntl.fcntl(lifeline, fcntl.F_GETFL) | os.O_ASYNC)
    if select.select([lifeline], [], [], 0)[0]:
        sys.exit(0)


def _be_the_first_to_go() -> None:
    """When the machine runs out of memory, this process should be ended and not the load."""
    try:
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")
    except OSError:
        return


if __name__ == "__main__":
    main()
