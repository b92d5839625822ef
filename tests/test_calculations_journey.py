"""The way from a figure to its rows in a real Chromium: two clicks at most, by keyboard too, and by a link."""

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.browsing import HEADER_HEIGHT, ROW_HEIGHT, OpenPage, settled
from warehouse import read, snapshots

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
FIRST_FIGURE_X = 330  # of the departments' table: behind its checkbox, code and name


def asked(page: "Page") -> list[str]:
    """The figure that the address names."""
    return parse_qs(urlsplit(page.url).query).get("calc", [])


def opened(page: "Page") -> "Page":
    """The page when the calculation stands there with its rows."""
    page.get_by_role("dialog").locator(".dm-formula").wait_for()
    page.get_by_role("dialog").get_by_test_id("stDataFrame").first.wait_for()
    return settled(page)


def click_cell(page: "Page", row: int, x: int) -> None:
    """A click on a number of the first table, as a hand makes it: the grid wants to see the pointer come."""
    box = page.get_by_test_id("stDataFrame").first.bounding_box()
    assert box is not None
    y = box["y"] + HEADER_HEIGHT + ROW_HEIGHT * (row + 0.5)
    page.mouse.move(box["x"] + x, y - ROW_HEIGHT / 4)
    page.mouse.move(box["x"] + x, y)
    page.mouse.down()
    page.mouse.up()


def test_a_number_in_a_table_is_two_clicks_from_its_rows(
    dashboard: str, open_page: OpenPage, reader: snapshots.Reader
) -> None:
    """The number, then 查看计算: formula, files and rows of that department; the link shows the same to others."""
    month = read.months(reader)["as_of"].to_list()[-1]
    second = read.department_standings(reader, read.EVERY_DEPARTMENT, month).row(2, named=True)
    page = settled(open_page(f"{dashboard}/departments"))
    click_cell(page, 1, FIRST_FIGURE_X)
    button = page.get_by_role("button", name=second["department_name"])
    button.first.wait_for()
    button.first.click()
    dialog = opened(page).get_by_role("dialog")

    assert asked(page) == [f"execution_rate?department={second['department_code']}"]
    assert "与页面所示一致" in dialog.inner_text()
    assert f"{second['paid_yuan']:,}元 ÷ {second['budget_current_yuan']:,}元" in dialog.inner_text()
    with page.expect_download() as download:
        dialog.get_by_role("button", name="导出 CSV").first.click()
    content = Path(download.value.path()).read_text(encoding="utf-8-sig")
    assert content.splitlines()[0].startswith("amount_yuan,file,sheet,source_row")

    fresh = opened(open_page(page.url))
    assert fresh.get_by_role("dialog").locator(".dm-formula").inner_text() == dialog.locator(".dm-formula").inner_text()


def test_a_card_opens_by_keyboard_and_closes_by_escape(dashboard: str, open_page: OpenPage) -> None:
    """Enter on the card's button, the dialog holds the focus, Escape leaves the page and its address as they were."""
    page = settled(open_page(dashboard))
    address = page.url
    page.locator(".st-key-calculation_figures_0 button").focus()
    page.keyboard.press("Enter")
    opened(page)

    assert asked(page) == ["execution_rate"]
    assert page.evaluate("() => document.querySelector('[role=dialog]').contains(document.activeElement)")

    page.keyboard.press("Escape")
    page.get_by_role("dialog").wait_for(state="detached")
    page.wait_for_url(address)


def test_a_mark_of_a_picture_opens_its_own_figure(dashboard: str, open_page: OpenPage) -> None:
    """A click on the bar of an area opens the pace of that area."""
    page = settled(open_page(dashboard))
    page.locator(".stPlotlyChart").first.locator(".bars .point path").nth(1).click(force=True)
    opened(page)

    assert asked(page) == ["execution_rate?series=%E6%95%99%E8%82%B2"]


def test_on_a_telephone_the_calculation_is_no_wider_than_the_screen(dashboard: str, open_page: OpenPage) -> None:
    """Tables scroll within themselves; nothing sticks out."""
    page = opened(open_page(f"{dashboard}/?calc=execution_rate", width=390, height=900))

    assert page.evaluate("() => document.querySelector('[role=dialog]').getBoundingClientRect().right <= 390")
    assert page.evaluate("() => document.querySelector('.stMain').scrollWidth <= window.innerWidth")
