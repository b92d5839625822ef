"""What tests share: one built sample a run, a running dashboard on it, a Chromium that may not leave this machine.

Every fixture runs the real command or the real program. What a single module needs stays in that module.
"""

import atexit
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.small_district import TwoLoads, two_loads_in
from warehouse import snapshots

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parents[1]
SAMPLE_PROJECTS = 120
LOADED = (0, 1)  # 1: loaded, and some rows were refused; the made-up district has such rows on purpose
CHROMIUM_OPTIONS = [
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",  # nothing outside this machine can be reached
]
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")


@dataclass(frozen=True)
class BuiltSample:
    """The made-up district of a test run: its files, what is planted in them, the store, and what the load reported."""

    inbox: Path
    store: Path
    truths: dict[str, Any]
    report: dict[str, Any]


def pytest_configure() -> None:
    """Let the output end in pytest's summary.

    While Python takes itself apart, DuckDB's binding lists on standard error whatever of it is still referred to, and
    hypothesis refers to every fixture whose signature names one of its types.
    """
    atexit.register(lambda: os.dup2(os.open(os.devnull, os.O_WRONLY), 2))


# --- commands ----------------------------------------------------------------------------------------------------


def run_command(
    *arguments: object, expect: tuple[int, ...] = (0,), **environment: str
) -> "subprocess.CompletedProcess[str]":
    """`python -m …` as a user calls it, in the project's folder; fails with what the command said."""
    done = subprocess.run(  # noqa: S603 - our own commands
        [sys.executable, "-m", *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode not in expect:
        pytest.fail(f"{' '.join(map(str, arguments))}: exit {done.returncode}\n{done.stdout}\n{done.stderr}")
    return done


@pytest.fixture(scope="session", autouse=True)
def no_settings_of_this_machine() -> Iterator[None]:
    """The tests mean the same wherever they run: no DUAL_MONITOR_ setting of the caller reaches them."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("DUAL_MONITOR_")]:
            patch.delenv(name)
        yield


# --- the sample --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def built_sample(tmp_path_factory: pytest.TempPathFactory) -> BuiltSample:
    """The made-up district, small, made and loaded once a run by the two commands."""
    folder = tmp_path_factory.mktemp("sample")
    inbox, store, report = folder / "inbox", folder / "store", folder / "report.json"
    run_command("data_pipeline", "sample", "--out", inbox, "--projects", SAMPLE_PROJECTS)
    run_command("data_pipeline", "load", inbox, "--store", store, "--json", report, expect=LOADED)
    truths = folder / "inbox.truths.json"
    return BuiltSample(inbox, store, read_json(truths), read_json(report))


def read_json(path: Path) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return answer


@pytest.fixture(scope="session")
def two_loads(tmp_path_factory: pytest.TempPathFactory) -> TwoLoads:
    """The small district before and after what happened in October, made once a run."""
    return two_loads_in(tmp_path_factory.mktemp("two_loads"))


@pytest.fixture
def reader(built_sample: BuiltSample) -> snapshots.Reader:
    """The built sample, read-only and locked down, as pages and reports get it."""
    return snapshots.open_reader(built_sample.store)


@pytest.fixture
def empty_store(tmp_path: Path) -> Path:
    """A folder that nothing was loaded into."""
    store = tmp_path / "empty_store"
    store.mkdir()
    return store


@pytest.fixture
def store_of_my_own(built_sample: BuiltSample, tmp_path: Path) -> Path:
    """A copy of the built sample's store, for tests that load into it or break it."""
    copy = tmp_path / "store_of_my_own"
    shutil.copytree(built_sample.store, copy, symlinks=True)
    return copy


# --- the dashboard -----------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def dashboard(built_sample: BuiltSample, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a dashboard that runs on the built sample."""
    with running_dashboard(built_sample.store, tmp_path_factory.mktemp("dashboard"), built_sample.inbox) as address:
        yield address


@pytest.fixture
def start_dashboard(tmp_path: Path) -> Iterator[Callable[..., str]]:
    """Starts a dashboard on a store (and inbox) of the test's own, gives its address; all of them end with the test."""
    with ExitStack() as stack:
        yield lambda store, inbox=None: stack.enter_context(running_dashboard(store, tmp_path, inbox))


@contextmanager
def running_dashboard(store: Path, home: Path, inbox: Path | None = None) -> Iterator[str]:
    """`streamlit run app.py` with a clean home folder, on a free port of this machine."""
    port, log = free_port(), home / "streamlit.log"
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    environment = {
        **os.environ,
        "DUAL_MONITOR_STORE": str(store),
        "DUAL_MONITOR_INBOX": str(inbox or home / "inbox"),
        "HOME": str(home),
    }
    with log.open("w", encoding="utf-8") as output:
        server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output)  # noqa: S603 - ours
        try:
            wait_until_healthy(server, port, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(30)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_healthy(server: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    for _ in range(300):
        if server.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"the dashboard did not start:\n{log.read_text(encoding='utf-8')}")


# --- the browser -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def chromium() -> Iterator["Browser"]:
    """Debian's Chromium. One a module, not a session: while it runs, asyncio cannot be used by other tests."""
    from playwright.sync_api import sync_playwright

    executable = next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    if executable is None:
        browser_is_missing("no Chromium")
    if not chinese_font():
        browser_is_missing("no Chinese font")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=CHROMIUM_OPTIONS)
        yield browser
        browser.close()


def chinese_font() -> bool:
    fonts = shutil.which("fc-list")
    return fonts is not None and bool(subprocess.run([fonts, ":lang=zh-cn"], capture_output=True, check=False).stdout)  # noqa: S603


def browser_is_missing(what: str) -> None:
    reason = f"{what}; `make test` installs both where it may: apt install chromium fonts-noto-cjk fontconfig"
    if os.environ.get("CI", "").lower() in ("1", "true"):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture
def open_page(chromium: "Browser") -> Iterator[Callable[..., "Page"]]:
    """Opens an address in a fresh context: `open_page(dashboard, width=390, color_scheme="dark")`.

    The test fails when a page asked for anything outside this machine.
    """
    asked_outside: list[str] = []
    with ExitStack() as stack:

        def open_one(address: str, *, width: int = 1440, height: int = 2200, **options: Any) -> "Page":
            context = chromium.new_context(
                locale=options.pop("locale", "zh-CN"),
                timezone_id="Asia/Shanghai",
                reduced_motion="reduce",
                color_scheme=options.pop("color_scheme", "light"),
                viewport={"width": width, "height": height},
                accept_downloads=True,
                **options,
            )
            stack.callback(context.close)
            context.set_default_timeout(30_000)
            context.on(
                "request", lambda request: asked_outside.append(request.url) if is_outside(request.url) else None
            )
            page = context.new_page()
            page.goto(address)
            return page

        yield open_one
    assert asked_outside == [], "the page asked for something outside this machine"


def is_outside(url: str) -> bool:
    return not url.startswith(("http://127.0.0.1:", "ws://127.0.0.1:", "data:", "blob:", "about:"))
