"""Times load and judge of the made-up district through the real command, and beside it the bare cost of the same bytes.

    python -m bench [--projects N] [--runs N]

Both are processes of their own, started anew each time; the best of the runs counts. The product imports none of this.
"""

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

import duckdb

from bench.bare import as_plain_files
from bench.sample import LOADED

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "bench" / "results.json"
WORK = ROOT / "data" / "bench"
MEBIBYTE = 1024 * 1024


@dataclass(frozen=True)
class Measured:
    """The best of some runs: wall-clock seconds, processor seconds, and the greatest memory of one process."""

    what: str
    seconds: float
    processor_seconds: float
    peak_mib: int
    all_seconds: list[float]


def main() -> None:
    """Make the sample, measure, write bench/results.json, print the table."""
    options = _options()
    shutil.rmtree(WORK, ignore_errors=True)
    inbox, plain = WORK / "inbox", WORK / "plain"

    made = measure(
        "make the sample", 1, _command("data_pipeline", "sample", "--out", inbox, "--projects", options.projects)
    )
    start = perf_counter()
    as_plain_files(inbox, plain)
    converting = perf_counter() - start

    database = WORK / "bare.duckdb"
    bare = measure("bare: DuckDB reads the same cells", options.runs, _command("bench.bare", plain, database), database)
    store, report = WORK / "store", WORK / "report.json"
    loading = _command("data_pipeline", "load", inbox, "--store", store, "--json", report)
    first = measure("load and judge, empty store", options.runs, loading, store)
    again = measure("the same again, files known", 1, loading)

    result = {
        "projects": options.projects,
        "machine": {"processors": os.cpu_count(), "python": platform.python_version(), "duckdb": duckdb.__version__},
        "inbox": {
            "files": len(_files(inbox)),
            "mib": round(sum(path.stat().st_size for path in _files(inbox)) / MEBIBYTE, 1),
        },
        "rows_read": _rows_read(report),
        "workbooks_and_gbk_to_csv_seconds": round(converting, 2),
        "snapshot_mib": round((store / "current").stat().st_size / MEBIBYTE, 1),
        "bare_mib": round(database.stat().st_size / MEBIBYTE, 1),
        "measured": [asdict(measured) for measured in (made, bare, first, again)],
        "ratio_to_bare": round(first.seconds / bare.seconds, 2),
        "phases": list(_phases(store)),
    }
    RESULTS.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    say(result)
    shutil.rmtree(WORK)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--projects", type=int, default=850, help="projects a year (default 850)")
    parser.add_argument("--runs", type=int, default=3, help="how often; the best counts (default 3)")
    return parser.parse_args()


def _command(*arguments: object) -> list[str]:
    return [sys.executable, "-m", *map(str, arguments)]


def measure(what: str, runs: int, command: list[str], fresh: Path | None = None) -> Measured:
    """Run a command some times; `fresh` is removed before each. Stops the bench when the command fails."""
    taken = []
    for _ in range(runs):
        if fresh is not None:
            shutil.rmtree(fresh) if fresh.is_dir() else fresh.unlink(missing_ok=True)
        taken.append(_run_once(command))
    seconds, processor_seconds, peak_mib = min(taken)
    return Measured(what, seconds, processor_seconds, peak_mib, [run[0] for run in taken])


def _run_once(command: list[str]) -> tuple[float, float, int]:
    with tempfile.TemporaryFile("w+") as said:
        start = perf_counter()
        with subprocess.Popen(command, cwd=ROOT, stdout=said, stderr=said) as process:  # noqa: S603 - our own commands
            _, status, usage = os.wait4(process.pid, 0)
            seconds = perf_counter() - start
            process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in LOADED:
            said.seek(0)
            sys.exit(f"{said.read()}\n{' '.join(command)}: exit {process.returncode}")
    return round(seconds, 2), round(usage.ru_utime + usage.ru_stime, 2), usage.ru_maxrss // 1024


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _rows_read(report: Path) -> int:
    datasets = json.loads(report.read_text(encoding="utf-8"))["datasets"]
    return sum(counts["read"]["rows"] for counts in datasets.values())


def _phases(store: Path) -> Iterator[dict[str, Any]]:
    """The line log of the last load: its phases with seconds and memory, where the load wrote one."""
    log = (store / "current").resolve().with_suffix(".jsonl")
    if log.exists():
        yield from map(json.loads, log.read_text(encoding="utf-8").splitlines())


def say(result: dict[str, Any]) -> None:
    """The table that a person reads."""
    inbox, converting = result["inbox"], result["workbooks_and_gbk_to_csv_seconds"]
    print(
        f"{result['projects']} projects a year, {result['rows_read']} rows, {inbox['files']} files, {inbox['mib']} MiB"
    )
    print(f"snapshot {result['snapshot_mib']} MiB, bare tables {result['bare_mib']} MiB")
    bare = result["measured"][1]["seconds"]
    print(f"{'':36}{'seconds':>9}{'processor':>11}{'peak MiB':>10}{'× bare':>8}")
    for measured in result["measured"]:
        ratio = measured["seconds"] / bare
        print(
            f"{measured['what']:36}{measured['seconds']:9.2f}{measured['processor_seconds']:11.2f}"
            f"{measured['peak_mib']:10d}{ratio:8.1f}"
        )
    print(f"Not in the bare cost: {converting} s to turn workbooks and GBK files into CSV.")
    print(f"Written to {RESULTS.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
