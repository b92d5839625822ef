"""Times what-if: how soon the whole answer to one changed value is there, beside making and judging everything anew.

    python -m bench.trials [--store DIR] [--changes 100] [--seed 5]

Each value that a list can rest on is moved once, in a random order, then again from the start, until all changes are
made: numbers by up to a quarter, choices to another one, lists by one more class. An answer is what the page asks for:
who enters and leaves, money, areas, every table of it. Without a store the made-up district of 850 projects a year is
made and loaded. The full run beside it is the build and the judging of the load that made the snapshot, by its log.
"""

import argparse
import json
import os
import platform
import tempfile
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import cycle, islice
from pathlib import Path
from random import Random
from statistics import median, quantiles
from time import perf_counter
from typing import Any

import duckdb

from bench.sample import MANY_PROJECTS, sample_store
from warehouse import read, settings, snapshots, what_if

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "bench" / "results-trials.json"
CHANGES, SEED = 100, 5
MOST_MS, MOST_MS_LARGE = 300, 2000
SLOWEST_SHOWN = 6
STEP = Decimal("0.000001")
ANOTHER_CLASS = "204"


def main() -> None:
    """Measure, write bench/results-trials.json, print the figures."""
    options = _options()
    with tempfile.TemporaryDirectory() as scratch:
        store = options.store or sample_store(Path(scratch))
        reader = snapshots.open_reader(store)
        months = read.months(reader)["as_of"].to_list()
        as_of = months[-1]
        changes = list(islice(moves(reader, as_of, Random(options.seed)), options.changes))  # noqa: S311
        before = os.getloadavg()[0]
        taken = sorted(timed(reader, as_of, changes), reverse=True)
        projects = read.project_quadrants(reader, read.EVERY_DEPARTMENT, as_of).height
        full = _full_run(store)
    told = [milliseconds for milliseconds, _ in taken]
    result = {
        "settings": {
            "projects": projects, "month_ends": len(months), "as_of": as_of.isoformat(), "changes": len(taken),
            "seed": options.seed, "processors": len(os.sched_getaffinity(0)), "load_before": round(before, 1),
            "python": platform.python_version(), "duckdb": duckdb.__version__,
        },
        "aim_ms": MOST_MS_LARGE if projects > MANY_PROJECTS else MOST_MS,
        "median_ms": round(median(told)),
        "of_100_within_95_ms": round(quantiles(told, n=100, method="inclusive")[94]),
        "most_ms": told[0],
        "full_run_seconds": full,
        "times_faster_than_full_run": round(full * 1000 / median(told)) if full else None,
        "taken": taken,
    }  # fmt: skip
    RESULTS.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    say(result)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.trials", description=__doc__)
    parser.add_argument("--store", type=Path, help="a loaded store; default: the made-up district, made and loaded")
    parser.add_argument("--changes", type=int, default=CHANGES, help=f"how many (default {CHANGES})")
    parser.add_argument("--seed", type=int, default=SEED, help=f"of the values that are tried (default {SEED})")
    return parser.parse_args()


def moves(reader: snapshots.Reader, as_of: date, random: Random) -> Iterator[str]:
    """Changed values as a link writes them, without end: every one once in each round."""
    values = what_if.values_to_try(reader, as_of).to_dicts()
    random.shuffle(values)
    for value in cycle(values):
        yield f"{value['key']}={_moved(value, random)}"


def _moved(value: dict[str, Any], random: Random) -> str:
    """Another value that the setting can have."""
    if value["codes"] is not None:
        return "+".join([*value["codes"].split(), ANOTHER_CLASS])
    default, now = settings.defaults()[value["key"]], value["value"]
    least, most = default.least, default.most
    if value["unit"] == "yes_no":
        return str(1 - now)
    if value["unit"] == "choice":
        return str(most if now != most else least)
    number = (now * Decimal(random.randint(75, 125)) / 100).quantize(STEP) if now else Decimal(1)
    number = number if least is None else max(number, least)
    return str(number if most is None else min(number, most))


def timed(reader: snapshots.Reader, as_of: date, changes: list[str]) -> Iterator[tuple[int, str]]:
    """Milliseconds until the whole answer is there, and the change."""
    for change in changes:
        start = perf_counter()
        what_if.what_if(reader, read.EVERY_DEPARTMENT, as_of, [change])
        yield round((perf_counter() - start) * 1000), change


def _full_run(store: Path) -> float | None:
    """Seconds of build and judging when the snapshot was made, of all its months."""
    log = (store / "current").resolve().with_suffix(".jsonl")
    if not log.exists():
        return None
    phases = {phase["phase"]: phase.get("seconds") for phase in map(json.loads, log.read_text("utf-8").splitlines())}
    return round(float(phases["build"] + phases["judge"]), 2)


def say(result: dict[str, Any]) -> None:
    """The figures that a person reads."""
    settled = result["settings"]
    print(
        f"{settled['projects']:,} projects at {settled['as_of']}, {settled['month_ends']} month ends;"
        f" {settled['changes']} changes, seed {settled['seed']};"
        f" {settled['processors']} processors, load {settled['load_before']}"
    )
    print(
        f"  95 of 100 within {result['of_100_within_95_ms']} ms (aim {result['aim_ms']} ms);"
        f" half within {result['median_ms']} ms, the slowest {result['most_ms']} ms"
    )
    for milliseconds, change in result["taken"][:SLOWEST_SHOWN]:
        print(f"    {milliseconds:6} ms  {change}")
    if result["full_run_seconds"]:
        print(
            f"  build and judge everything: {result['full_run_seconds']} s,"
            f" {result['times_faster_than_full_run']} times the median answer"
        )
    print(f"Written to {RESULTS.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
