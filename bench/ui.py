"""`make bench-ui`: how long a reader waits for the first page, for a click, and when thirty readers click at once.

    python -m bench.ui [--store DIR] [--sessions 30] [--rounds 3]

The real server runs on a sample of 850 projects, or on a store that is given. A page is timed in Chromium until its
numbers are visible, a click at the websocket until the page has run. Readers and server share the machine.
"""

import argparse
import asyncio
import json
import os
import platform
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack, contextmanager
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import streamlit
from playwright.sync_api import Browser, Page, sync_playwright

from bench.sample import MANY_PROJECTS, sample_store
from bench.sessions import HOST, Query, Run, session
from warehouse import read

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "bench" / "results-ui.json"
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM_OPTIONS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
COLD_STARTS = 3
MOST_SESSIONS = 50
SLOWEST_SHOWN = 8
SECTIONS = ("refused", "files", "checks", "fresh")
# milliseconds at sample size
AIMS = {"first page cold": 2000, "first page warm": 700, "click": 500, "page switch": 500, "all at once": 1500}


def main() -> None:
    """Measure, write bench/results-ui.json, print the table."""
    options = _options()
    with tempfile.TemporaryDirectory() as scratch:
        store = options.store or sample_store(Path(scratch))
        before = os.getloadavg()
        pages = list(_pages_in_chromium(store, Path(scratch), options.cold_starts))
        with _server(store, Path(scratch)) as port:
            one = asyncio.run(_one_reader(port, store, options.rounds))
            many = asyncio.run(_many_readers(port, store, options.sessions, options.rounds))
        result = {
            "machine": {
                "processors": os.cpu_count(),
                "load_before": [round(each, 1) for each in before],
                "load_after": [round(each, 1) for each in os.getloadavg()],
                "python": platform.python_version(),
                "streamlit": streamlit.__version__,
            },
            "settings": {
                "projects": _projects(store), "rounds": options.rounds, "sessions": options.sessions,
                "cold_starts": options.cold_starts,
            },
            "measured": [*_in_chromium(pages), *_at_the_websocket(one, many)],
            "aims_ms": {name: aim * (1 + (_projects(store) > MANY_PROJECTS)) for name, aim in AIMS.items()},
            "slowest": _slowest(one["click"] + one["page switch"]),
        }  # fmt: skip
    RESULTS.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    _say(result)


# --- server and store ---------------------------------------------------------------------------------------------


def _projects(store: Path) -> int:
    reader = read.current_reader(store)
    return read.project_quadrants(reader, read.EVERY_DEPARTMENT, _months(store)[0]).height


def _months(store: Path) -> list[Any]:
    """The judged month ends, newest first."""
    found: list[Any] = read.months(read.current_reader(store))["as_of"].to_list()[::-1]
    return found


@contextmanager
def _server(store: Path, home: Path) -> Iterator[int]:
    """The dashboard as `make run` starts it, with a home folder of its own; gives its port."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port = int(probe.getsockname()[1])
    environment = {**os.environ, "DUAL_MONITOR_STORE": str(store), "HOME": str(home)}
    command = [sys.executable, "serve.py", "--server.port", str(port), "--server.address", HOST]
    with (home / "server.log").open("w", encoding="utf-8") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)  # noqa: S603 - ours
        try:
            _wait_until_healthy(process, port)
            yield port
        finally:
            process.terminate()
            process.wait(30)


def _wait_until_healthy(process: "subprocess.Popen[bytes]", port: int) -> None:
    for _ in range(600):
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"http://{HOST}:{port}/_stcore/health", timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    sys.exit("the dashboard did not start")


# --- in the browser -----------------------------------------------------------------------------------------------


def _pages_in_chromium(store: Path, home: Path, cold_starts: int) -> Iterator[dict[str, float]]:
    """Seconds of one reader after each fresh start of the server, until the overview's numbers are visible."""
    executable = next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    if executable is None:
        sys.exit("No Chromium. Install it: apt install chromium fonts-noto-cjk")
    for _ in range(cold_starts):
        with _server(store, home) as port, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=executable, args=CHROMIUM_OPTIONS)
            yield _first_pages(browser, f"http://{HOST}:{port}")
            browser.close()


def _first_pages(browser: Browser, address: str) -> dict[str, float]:
    """cold: nothing was ever asked. another: the server knows the page, the browser nothing. warm: both know it."""
    with _fresh_page(browser) as page:
        taken = {"cold": _seconds_until_numbers(page, address)}
        taken["warm"] = median(_seconds_until_numbers(page, address) for _ in range(3))
    with _fresh_page(browser) as page:
        taken["another"] = _seconds_until_numbers(page, address)
    return taken


@contextmanager
def _fresh_page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    yield context.new_page()
    context.close()


def _seconds_until_numbers(page: Page, address: str) -> float:
    page.goto("about:blank")
    start = time.perf_counter()
    page.goto(address, wait_until="commit")
    page.locator(".dm-number").first.wait_for(timeout=60_000)
    return time.perf_counter() - start


# --- at the websocket ---------------------------------------------------------------------------------------------


def clicks(store: Path, turn: int) -> list[tuple[str, list[Query]]]:
    """For each page what a reader chooses there, one after the other; another project, department and month a turn."""
    reader = read.current_reader(store)
    months = _months(store)
    flags = read.verdicts(reader, read.EVERY_DEPARTMENT, months[0])
    flags = flags.filter(flags["subject_kind"] == "project").unique("subject_code", keep="first", maintain_order=True)
    flag = flags.row((turn * 7) % flags.height, named=True)
    project, department = flag["subject_code"], flag["department_code"]
    evidence = f"{flag['rule']}|{project}"
    earlier = {"as_of": str(months[min(turn + 1, len(months) - 1)])}
    parts = [{"project": project, "part": part} for part in ("progress", "indicators", "money", "history")]
    unknown = [{"verdict": "cannot_assess"}, {"verdict": "cannot_assess", "department": department}]
    return [
        ("", [{}, {"unit": "yi"}, earlier, {"lang": "en"}]),
        ("dual_monitoring", [{}, {"quadrant": "both_behind"}, {"department": department}, {"project": project}]),
        ("priority_spending", [{}, {"unit": "yuan"}, earlier]),
        ("departments", [{}, {"order": "execution"}, {"chosen": department}]),
        ("project", [{}, {"find": project[-4:]}, *parts, {"project": project, "open": evidence}]),
        (
            "flags",
            [{}, {"rule": flag["rule"]}, {"department": department}, {"severity": "red"}, *unknown, {"open": evidence}],
        ),
        ("data_quality", [{}, {"section": "refused", "fate": "superseded"}, *({"section": each} for each in SECTIONS)]),
        ("definitions", [{}, {"topic": "metrics"}, {"item": flag["rule"]}]),
        ("loading", [{}, {"task": "sent_back"}, {"task": "history"}, {"task": "fresh"}]),
    ]


async def _one_reader(port: int, store: Path, rounds: int) -> dict[str, list[Run]]:
    """One session goes through everything twice a round: once new to the server, once known to it."""
    found: dict[str, list[Run]] = {"page switch": [], "click": [], "page switch, known": [], "click, known": []}
    async with session(port) as reader:
        await reader.click("", {})
        for turn in range(rounds):
            for known in ("", ", known"):
                for page, queries in clicks(store, turn):
                    runs = [await reader.click(page, query) for query in queries]
                    found["page switch" + known] += runs[:1]
                    found["click" + known] += runs[1:]
    return found


async def _many_readers(port: int, store: Path, sessions: int, rounds: int) -> list[Run]:
    """All sessions click at the same moment and wait for the slowest, each somewhere else; then again."""
    async with AsyncExitStack() as stack:
        readers = [await stack.enter_async_context(session(port)) for _ in range(sessions)]
        await asyncio.gather(*(reader.click("", {}) for reader in readers))
        places = [(page, query) for page, queries in clicks(store, rounds) for query in queries]
        runs: list[Run] = []
        for turn in range(rounds):
            chosen = [places[(number * 3 + turn * 5) % len(places)] for number in range(len(readers))]
            runs += await asyncio.gather(
                *(reader.click(page, query) for reader, (page, query) in zip(readers, chosen, strict=True))
            )
            await asyncio.sleep(1)
    return runs


# --- what is said -------------------------------------------------------------------------------------------------


def _in_chromium(pages: Sequence[dict[str, float]]) -> list[dict[str, Any]]:
    names = {"cold": "first page cold", "another": "first page, another browser", "warm": "first page warm"}
    return [_measured(name, [page[kind] for page in pages]) for kind, name in names.items()]


def _at_the_websocket(one: dict[str, list[Run]], many: list[Run]) -> list[dict[str, Any]]:
    runs = {**one, "all at once": many}
    return [
        {
            **_measured(name, [run.seconds for run in found]),
            "kib": round(median(run.sent_bytes for run in found) / 1024),
        }
        for name, found in runs.items()
    ]


def _measured(name: str, seconds: Sequence[float]) -> dict[str, Any]:
    cut = quantiles(seconds, n=20, method="inclusive") if len(seconds) > 1 else [seconds[0]] * 19
    return {
        "what": name,
        "count": len(seconds),
        "p50_ms": round(median(seconds) * 1000),
        "p95_ms": round(cut[18] * 1000),
        "most_ms": round(max(seconds) * 1000),
    }


def _slowest(runs: Sequence[Run]) -> list[dict[str, Any]]:
    ordered = sorted(runs, key=lambda run: -run.seconds)[:SLOWEST_SHOWN]
    return [
        {
            "page": run.page,
            "query": run.query,
            "ms": round(run.seconds * 1000),
            "kib": round(run.sent_bytes / 1024),
        }
        for run in ordered
    ]


def _say(result: dict[str, Any]) -> None:
    """The table that a person reads."""
    machine, settings = result["machine"], result["settings"]
    print(
        f"{settings['projects']} projects in the month shown; {machine['processors']} processors, load before "
        f"{machine['load_before']}, after {machine['load_after']}; Python {machine['python']}, "
        f"Streamlit {machine['streamlit']}; {settings['rounds']} rounds, {settings['sessions']} sessions at once, "
        f"{settings['cold_starts']} cold starts; readers and server share the machine"
    )
    print(f"{'':32}{'count':>6}{'p50 ms':>8}{'p95 ms':>8}{'most':>8}{'aim':>7}{'KiB':>7}")
    for row in result["measured"]:
        print(
            f"{row['what']:32}{row['count']:>6}{row['p50_ms']:>8}{row['p95_ms']:>8}{row['most_ms']:>8}"
            f"{result['aims_ms'].get(row['what'].removesuffix(', known'), ''):>7}{row.get('kib', ''):>7}"
        )
    print("slowest clicks:")
    for row in result["slowest"]:
        print(f"  {row['ms']:>6} ms {row['kib']:>6} KiB  {row['page'] or 'overview'}?{row['query']}")
    print(f"written: {RESULTS.relative_to(ROOT)}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.ui", description=__doc__)
    parser.add_argument("--store", type=Path, metavar="DIR", help="a loaded store; default: a new sample")
    parser.add_argument("--sessions", type=int, default=30, choices=range(1, MOST_SESSIONS + 1), metavar="N")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--cold-starts", type=int, default=COLD_STARTS)
    return parser.parse_args()


if __name__ == "__main__":
    main()
