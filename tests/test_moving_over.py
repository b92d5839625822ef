"""An open dashboard moves over to a new snapshot by itself, and no page ever shows two."""

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browsing import settled
from tests.conftest import running_dashboard
from tests.small_district import TwoLoads
from warehouse import snapshots

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

SECONDS_BETWEEN_FLIPS = 0.15


@pytest.fixture(scope="module")
def store_with_two(two_loads: TwoLoads, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with two snapshots of the small district, of which the later is the current one."""
    store = tmp_path_factory.mktemp("store_with_two") / "store"
    shutil.copytree(two_loads.store, store, symlinks=True)
    return store


@pytest.fixture(scope="module")
def dashboard_of_two(store_with_two: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a dashboard on that store."""
    with running_dashboard(store_with_two, tmp_path_factory.mktemp("home")) as address:
        yield address


def make_current(store: Path, snapshot_id: str) -> None:
    """Move the link, as publishing does."""
    coming = store / f"coming-{threading.get_ident()}"
    coming.symlink_to(Path("snapshots") / f"{snapshot_id}.duckdb")
    os.replace(coming, store / "current")


@contextmanager
def flipping(store: Path, ids: list[str]) -> Iterator[None]:
    """Two snapshots that take turns at being the current one, several times a second."""
    done = threading.Event()

    def flip() -> None:
        while not done.wait(SECONDS_BETWEEN_FLIPS):
            for snapshot_id in ids:
                make_current(store, snapshot_id)
                done.wait(SECONDS_BETWEEN_FLIPS)

    flipper = threading.Thread(target=flip)
    flipper.start()
    try:
        yield
    finally:
        done.set()
        flipper.join()


def text_of(page: "Page") -> str:
    """What the page says once it no longer changes."""
    settled(page).locator(".js-plotly-plot .main-svg").first.wait_for()
    text = None
    while text != (text := page.locator("body").inner_text()):
        page.wait_for_timeout(400)
    return text


def test_open_page_moves_over_by_itself(
    store_with_two: Path, dashboard_of_two: str, open_page: Callable[..., "Page"]
) -> None:
    """A page that stays open shows the new snapshot without anybody touching it, and just as a new page shows it."""
    first, second = snapshots.list_snapshots(store_with_two)
    make_current(store_with_two, first)
    page = open_page(dashboard_of_two)
    before = text_of(page)
    make_current(store_with_two, second)
    fresh = text_of(open_page(dashboard_of_two))
    page.wait_for_function("fresh => document.body.innerText === fresh", arg=fresh)

    assert fresh != before
    assert page.locator("[data-testid=stException]").count() == 0


@pytest.mark.parametrize("reloads", [2, pytest.param(30, marks=pytest.mark.soak)])
def test_no_page_ever_mixes_two_snapshots(
    store_with_two: Path, dashboard_of_two: str, open_page: Callable[..., "Page"], reloads: int
) -> None:
    """While the current snapshot changes several times a second, every page is wholly the one or wholly the other."""
    ids, whole = snapshots.list_snapshots(store_with_two), set()
    for snapshot_id in ids:
        make_current(store_with_two, snapshot_id)
        whole.add(text_of(open_page(dashboard_of_two)))
    with flipping(store_with_two, ids):
        shown = {text_of(open_page(dashboard_of_two)) for _ in range(reloads)}

    assert len(whole) == len(ids)
    assert shown <= whole


@pytest.mark.soak  # in each run the onlooker of `test_loading_journey` waits for the first load
def test_dashboard_on_an_empty_store_waits_for_the_first_load(
    store_with_two: Path, empty_store: Path, start_dashboard: Callable[[Path], str], open_page: Callable[..., "Page"]
) -> None:
    """Before the first load a page says what to run; after it the same page shows the district."""
    page = open_page(start_dashboard(empty_store))
    page.get_by_text("python -m data_pipeline load").first.wait_for()
    shutil.copytree(store_with_two / "snapshots", empty_store / "snapshots")
    make_current(empty_store, snapshots.list_snapshots(empty_store)[0])

    page.locator(".js-plotly-plot .main-svg").first.wait_for()
    assert page.locator("[data-testid=stException]").count() == 0
