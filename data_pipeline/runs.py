"""Checks and loads as processes of their own, for the page of the person who loads: start one, watch it, stop it.

A run writes how far it is into STORE/runs (`status`); whoever looks there sees the runs of every session. That one load
at a time has the store is the lock's business, not ours. Workbooks to be sent back are made beside the dashboard too,
and waited for.
"""

import json
import os
import secrets
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from data_pipeline import status
from data_pipeline.status import Status

Command = Literal["check", "load"]
RUNS = "runs"
KEPT = 8
SECONDS_TO_WAIT = "2"  # for another load; who clicks wants an answer
LINES_OF_LOG = 12
SECONDS_TO_SEND_BACK = 900
NOTHING_MADE = 2

_children: dict[Path, "subprocess.Popen[bytes]"] = {}


def start(command: Command, inbox: Path, store: Path) -> Path:
    """Start a check or a load of the inbox; gives the file that will say how far it is."""
    folder = store / RUNS
    folder.mkdir(parents=True, exist_ok=True)
    _forget_old(folder)
    path = folder / f"{command}-{secrets.token_hex(6)}.json"
    arguments = [command, str(inbox.absolute()), "--store", str(store.absolute()), "--status", str(path.absolute())]
    with _log(path).open("wb") as log:
        _children[path] = subprocess.Popen(  # noqa: S603 - our own command
            [sys.executable, "-m", "data_pipeline", *arguments, *(["--keep"] if command == "check" else [])],
            env=_environment(),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,  # a dashboard that is stopped does not take the load with it
        )
    return path


def _environment() -> dict[str, str]:
    home = str(Path(__file__).parent.parent)
    return {
        "DUAL_MONITOR_THREADS": str(max(1, (os.cpu_count() or 2) - 1)),  # the others go on reading meanwhile
        **os.environ,
        "DUAL_MONITOR_LOCK_WAIT": SECONDS_TO_WAIT,
        "PYTHONPATH": os.pathsep.join(filter(None, (home, os.environ.get("PYTHONPATH")))),
    }


def running(store: Path) -> list[tuple[Path, Status | None]]:
    """The runs at work, each with its status (None while it starts)."""
    seen = [(path, state(path)) for path in _newest_first(store) if _is_alive(path)]
    return [(path, found) for path, found in seen if found is None or found.exit is None]


def last(store: Path, command: Command) -> Status | None:
    """The run of this kind that ended last."""
    ended = [
        found
        for path in _newest_first(store)
        if path.name.startswith(f"{command}-") and (found := state(path)) is not None and found.exit is not None
    ]
    return max(ended, key=lambda one: one.ended or "", default=None)


def state(path: Path) -> Status | None:
    """How far a run is. One that has gone without a word is over, with the end of what it said as its text."""
    is_alive, found = _is_alive(path), status.read(path)
    if is_alive or (found is not None and found.exit is not None):
        return found
    kind = path.name.split("-")[0]
    found = found or Status(kind, 0, "", "", "", "")
    return replace(found, exit=2, ended=found.ended or found.started, problem="run_broke_off", text=_end_of_log(path))


def stop(path: Path) -> None:
    """Ask a run to end; it publishes nothing then."""
    process = _process(path)
    if process is not None:
        os.kill(process, signal.SIGINT)


# --- what goes back --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class SentBack:
    """Workbooks with refused rows: name -> content; `told` is what `sent_back.write_json` writes."""

    files: dict[str, bytes]
    told: dict[str, Any]


class NotMade(Exception):
    """No workbook could be made: what the command said."""


def send_back(inbox: Path, store: Path, snapshot: str, departments: Sequence[str]) -> SentBack:
    """The workbooks of these departments for the refused rows of a snapshot; all departments where none is named."""
    with tempfile.TemporaryDirectory(prefix="dual-monitor-sent-back-") as folder:
        out, told = Path(folder) / "out", Path(folder) / "told.json"
        call = [str(inbox.absolute()), "--store", str(store.absolute()), "--snapshot", snapshot]
        call += [f"--department={code}" for code in departments]
        try:
            ended = subprocess.run(  # noqa: S603 - our own command
                [sys.executable, "-m", "data_pipeline", "sent-back", *call, "--out", str(out), "--json", str(told)],
                env=_environment(),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=SECONDS_TO_SEND_BACK,
                check=False,
            )
        except subprocess.TimeoutExpired as problem:
            raise NotMade(f"{SECONDS_TO_SEND_BACK} s") from problem
        if ended.returncode == NOTHING_MADE or not told.is_file():
            lines = ended.stderr.decode(errors="replace").strip().splitlines()
            raise NotMade("\n".join(lines[-LINES_OF_LOG:]) or f"exit {ended.returncode}")
        made = {path.name: path.read_bytes() for path in sorted(out.glob("*.xlsx"))}
        return SentBack(made, json.loads(told.read_text(encoding="utf-8")))


# --- processes -------------------------------------------------------------------------------------------------------


def _is_alive(path: Path) -> bool:
    return _process(path) is not None


def _process(path: Path) -> int | None:
    """The process of a run; a number that another program has got since is told by its command."""
    child = _children.get(path)
    if child is not None:
        return child.pid if child.poll() is None else None
    found = status.read(path)
    number = 0 if found is None else found.process
    try:
        command = Path(f"/proc/{number}/cmdline").read_bytes()
    except OSError:
        return None
    return number if os.fsencode(path.name) in command else None


def _newest_first(store: Path) -> list[Path]:
    found = [(path.stat().st_mtime, path) for path in (store / RUNS).glob("*.json")]
    starting = [(float("inf"), path) for path in _children if path.parent == store / RUNS and not path.exists()]
    return [path for _, path in sorted([*found, *starting], reverse=True)]


def _forget_old(folder: Path) -> None:
    for path in _newest_first(folder.parent)[KEPT:]:
        if not _is_alive(path):
            _children.pop(path, None)
            path.unlink(missing_ok=True)
            _log(path).unlink(missing_ok=True)


def _log(path: Path) -> Path:
    return path.with_suffix(".log")


def _end_of_log(path: Path) -> str:
    try:
        lines = _log(path).read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    return "\n".join(lines[-LINES_OF_LOG:])
