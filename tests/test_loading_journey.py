"""The person who loads, in a real Chromium: from an empty store to a district on the overview, without a command."""

import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browsing import OpenPage, settled
from tests.conftest import run_command
from warehouse import snapshots

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

pytestmark = pytest.mark.browser
FEW_PROJECTS = 12
MILLISECONDS_FOR_A_LOAD = 180_000


@pytest.fixture(scope="module")
def deliveries(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The files of a small made-up district."""
    folder = tmp_path_factory.mktemp("district") / "files"
    run_command("data_pipeline", "sample", "--out", folder, "--projects", FEW_PROJECTS, "--years", 1)
    return sorted(path for path in folder.rglob("*") if path.is_file())


def dropped(page: "Page", files: list[Path]) -> None:
    """The page after these files were dropped on it and put into the inbox."""
    page.locator("input[type=file]").set_input_files([str(path) for path in files])
    page.get_by_role("button", name="放入收件夹").click()
    page.get_by_text("已放入：").wait_for()


def checked(page: "Page") -> None:
    """The page after a check that lets publish."""
    page.get_by_role("button", name="检查收件夹").click()
    publish_button(page).and_(page.locator(":enabled")).wait_for(timeout=MILLISECONDS_FOR_A_LOAD)


def publish_button(page: "Page") -> "Locator":
    return page.get_by_role("button", name="发布", exact=True)


def test_from_dropped_files_to_the_overview(
    deliveries: list[Path], tmp_path: Path, open_page: OpenPage, start_dashboard: Callable[..., str]
) -> None:
    """Drop, see what is recognised, publish: the overview shows it, also to one who had it open."""
    published_from_the_page(deliveries, tmp_path, open_page, start_dashboard)


@pytest.mark.soak  # its parts are tested in each run, in `test_pages_loading` and `test_sent_back`
def test_one_file_more_while_somebody_reads_and_what_is_sent_back(
    deliveries: list[Path], tmp_path: Path, open_page: OpenPage, start_dashboard: Callable[..., str]
) -> None:
    """A second publication holds up nobody; then the workbooks for the departments are downloaded."""
    address, onlooker = published_from_the_page(deliveries[:-1], tmp_path, open_page, start_dashboard)
    store = tmp_path / "store"
    (first,) = snapshots.list_snapshots(store)

    page = settled(open_page(f"{address}/loading"))
    dropped(page, deliveries[-1:])
    page.get_by_text("新文件 1 个").wait_for()
    checked(page)
    publish_button(page).click()
    page.get_by_text("正在发布").wait_for()
    onlooker.get_by_role("link", name="预警清单").first.click()  # nobody waits for a load
    onlooker.get_by_role("heading", name="预警清单", exact=True).wait_for()
    page.get_by_text("已发布数据版本 000002").wait_for(timeout=MILLISECONDS_FOR_A_LOAD)
    assert snapshots.list_snapshots(store) == [first, snapshots.current_id(store)]

    page.get_by_text("退回更正", exact=True).click()
    page.get_by_role("button", name="生成退回表").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="下载全部").click()
    with zipfile.ZipFile(download.value.path()) as packed:
        assert packed.namelist() == sorted(name for name in packed.namelist() if re.fullmatch(r"退回-.+\.xlsx", name))
        assert len(packed.namelist()) > 1


def published_from_the_page(
    files: list[Path], tmp_path: Path, open_page: OpenPage, start_dashboard: Callable[..., str]
) -> tuple[str, "Page"]:
    """The address of a dashboard on which the files were dropped and published, and the page of one who looked on."""
    store, inbox = tmp_path / "store", tmp_path / "inbox"
    address = start_dashboard(store, inbox)
    onlooker = settled(open_page(address))
    onlooker.get_by_text("还没有可以显示的数据").wait_for()
    page = settled(open_page(f"{address}/loading"))

    dropped(page, files)
    assert sorted(path.name for path in inbox.iterdir()) == sorted(path.name for path in files)
    checked(page)
    page.get_by_text("识别出的表").wait_for()
    assert snapshots.current_id(store) is None
    publish_button(page).click()
    page.get_by_text("已发布数据版本").wait_for(timeout=MILLISECONDS_FOR_A_LOAD)
    first = snapshots.current_id(store)
    assert first is not None
    page.get_by_role("link", name="看总览").click()
    page.get_by_role("heading", name="总览", exact=True).wait_for()
    settled(page).get_by_text("预算执行率").first.wait_for()
    onlooker.get_by_text("预算执行率").first.wait_for()  # moved over by itself
    return address, onlooker
