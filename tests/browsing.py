"""What the browser tests do with a page: wait for it, read its heading, choose, select, download. No test here."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

OpenPage = Callable[..., "Page"]
HEADER_HEIGHT, ROW_HEIGHT, CHECKBOX_X = 35, 35, 20  # of Streamlit's grid, in pixels


MILLISECONDS_OF_REST = 800
AT_REST = """rest => {
    const app = document.querySelector(".stApp"), drawn = document.querySelector(".stMain")?.innerHTML;
    const charts = [...document.querySelectorAll(".stPlotlyChart")];
    const isComing = document.querySelector("[data-testid=stSkeleton]") || charts.some(it => !it.querySelector("text"));
    if (app?.dataset.testScriptState !== "notRunning" || isComing || drawn !== window.lastDrawn) {
        window.lastDrawn = drawn;
        window.drawnAt = performance.now();
        return false;
    }
    return performance.now() - window.drawnAt > rest;
}"""


def settled(page: "Page") -> "Page":
    """The page when nothing runs any more and what is drawn has stayed the same for a while."""
    page.locator("h1").wait_for()
    page.wait_for_function(AT_REST, arg=MILLISECONDS_OF_REST, polling=100)
    return page


def heading(page: "Page") -> str:
    return page.locator("h1").inner_text()


def turn_to(page: "Page", name: str) -> "Page":
    """The page of the navigation that has this name."""
    page.get_by_role("link", name=name, exact=True).first.click()
    page.get_by_role("heading", name=name, exact=True).wait_for()
    return settled(page)


def choose_in(page: "Page", label: str, option: str) -> None:
    """Picks an option of a filter, by what it is called; typed, because a long list is not all drawn."""
    page.get_by_role("combobox", name=label).click()
    page.get_by_role("combobox", name=label).fill(option)
    page.get_by_role("option", name=option).first.click()
    page.keyboard.press("Escape")


def select_row(page: "Page", position: int, table: str = "table") -> None:
    """Ticks a row of the first table that can be selected, or of the one whose key starts with `table`."""
    grid = page.locator(f"[class*='st-key-{table}']").get_by_test_id("stDataFrame").first
    grid.locator("canvas").first.wait_for()
    grid.click(position={"x": CHECKBOX_X, "y": HEADER_HEIGHT + ROW_HEIGHT * position + ROW_HEIGHT / 2})


def downloaded(page: "Page", button: str) -> bytes:
    """The file that a click on the first button of this name gives."""
    with page.expect_download() as download:
        page.get_by_role("button", name=button).first.click()
    return Path(download.value.path()).read_bytes()
