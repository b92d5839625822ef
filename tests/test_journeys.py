"""Whole ways of a reader in a real Chromium: from the overview to a file that a bureau can file; by keyboard too.

What one page shows by itself is tested under AppTest; here pages, links, addresses and files have to fit together.
"""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import openpyxl
import polars as pl
import pytest

from pages.shared.widgets import PAGES
from tests.browsing import OpenPage, choose_in, downloaded, heading, select_row, settled, turn_to
from tests.conftest import BuiltSample, run_command
from warehouse import read, snapshots
from wording.say import LANGUAGES, NO_WORD, say, word

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
MOST_TABS = 60
# In Chromium each run speaks Chinese; the words of both languages are held against each page without it.
IN_TURN = [one if one == "zh" else pytest.param(one, marks=pytest.mark.soak) for one in LANGUAGES]


@pytest.fixture
def behind(reader: snapshots.Reader) -> dict[str, object]:
    """A flag of the largest project whose money and work both lag."""
    latest = read.months(reader)["as_of"].to_list()[-1]
    project = read.project_quadrants(reader, read.EVERY_DEPARTMENT, latest).filter(pl.col("quadrant") == "both_behind")[
        "project_code"
    ][0]
    return (
        read.project_verdicts(reader, read.EVERY_DEPARTMENT, latest, project)
        .filter(pl.col("verdict") == "flagged")
        .row(0, named=True)
    )


def in_address(page: "Page", name: str) -> list[str]:
    return parse_qs(urlsplit(page.url).query).get(name, [])


@contextmanager
def nothing_said_in_the_console(page: "Page") -> Iterator[None]:
    """Fails on an exception of the page's own scripts."""
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    yield
    assert problems == []


def test_from_the_overview_through_the_quadrant_to_the_filed_list(
    dashboard: str, open_page: OpenPage, built_sample: BuiltSample, behind: dict[str, object], tmp_path: Path
) -> None:
    """Overview, quadrant, project, flag with its evidence, list, files: both are what the command writes."""
    page = turn_to(settled(open_page(dashboard)), "双监控")
    choose_in(page, "象限", "▼")
    page.wait_for_url("**quadrant=both_behind**")
    select_row(settled(page), 0)
    page.wait_for_url(f"**project={behind['project_code']}**")
    page.locator(".st-key-link_project a").click()
    page.wait_for_url("**/project?**")
    page.get_by_text(str(behind["project_code"])).first.wait_for()

    select_row(settled(page), 0, "table-flags")
    page.get_by_text("规则版本").wait_for()
    assert in_address(page, "open") == [f"{behind['rule']}|{behind['subject_code']}"]

    turn_to(page, "预警清单")
    choose_in(page, "规则", str(behind["rule"]))
    page.wait_for_url(f"**rule={behind['rule']}**")
    choose_in(settled(page), "主管部门", str(behind["department_name"]))
    page.wait_for_url(f"**department={behind['department_code']}**")
    files = {"csv": downloaded(settled(page), "导出 CSV"), "xlsx": downloaded(page, "导出 Excel")}

    for kind, content in files.items():
        out = tmp_path / f"flags.{kind}"
        filters = ("--rule", behind["rule"], "--department", behind["department_code"], "--unit", "wan")
        where = ("--store", built_sample.store, "--out", out)
        run_command("reports", "flags", "--as-of", behind["as_of"], "--format", kind, *filters, *where)
        assert content == out.read_bytes()
    assert_filed(files["xlsx"], str(behind["subject_code"]))


@pytest.mark.parametrize("way", ["link", "browser", pytest.param("navigation", marks=pytest.mark.soak)])
def test_who_comes_back_from_a_project_finds_the_list_as_it_was(dashboard: str, open_page: OpenPage, way: str) -> None:
    """Filters and marked row of the quadrant are there again, by the page's link, the navigation or the back button."""
    page = settled(open_page(f"{dashboard}/dual_monitoring?quadrant=both_behind&category=特定目标类&unit=yi"))
    select_row(page, 0)
    page.wait_for_url("**project=**")
    address, said = settled(page).url, page.locator(".stMain").inner_text()
    page.locator(".st-key-link_project a").click()
    page.wait_for_url("**/project?**from=dual_monitoring**")
    settled(page)
    if way == "link":  # also after the reader has looked around there, in a browser that knows nothing but the address
        page.get_by_text("资金", exact=True).first.click()
        page.wait_for_url("**part=money**")
        page.goto(settled(page).url)
        settled(page).locator(".st-key-link_back a").click()
    elif way == "navigation":
        page.get_by_role("link", name="双监控", exact=True).first.click()
    else:
        page.go_back()
    page.get_by_role("heading", name="双监控", exact=True).wait_for()
    page.wait_for_url("**quadrant=both_behind**")

    assert parse_qs(urlsplit(settled(page).url).query) == parse_qs(urlsplit(address).query)
    assert page.locator(".stMain").inner_text() == said


def assert_filed(content: bytes, subject: str) -> None:
    """A workbook with title, unit, frozen header, the subject's long code as text, and the sheet that explains it."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    cells = [cell for row in book.worksheets[0].iter_rows() for cell in row if cell.value is not None]
    said = "\n".join(str(cell.value) for cell in cells)
    assert cells[0].value == "预警清单" or "预警" in str(cells[0].value)
    assert "单位：万元" in said
    assert [cell.data_type for cell in cells if cell.value == subject] == ["s"]
    assert book.worksheets[0].freeze_panes
    assert book.worksheets[-1].title == "说明"


@pytest.mark.parametrize("language", IN_TURN)
def test_every_page_opens_in_both_languages_and_asks_nobody_else(
    dashboard: str, open_page: OpenPage, language: str
) -> None:
    """Each page has its heading, misses no word and runs without error; `open_page` sees every request."""
    page = settled(open_page(f"{dashboard}/?lang={language}"))
    with nothing_said_in_the_console(page):
        for name in PAGES:
            turn_to(page, word("page", name, language))
            said = page.locator("body").inner_text()
            assert NO_WORD not in said
            assert page.get_by_test_id("stException").count() == 0
            assert in_address(page, "lang") == ([] if language == "zh" else [language])


VIEWS = {
    "dual_monitoring": "quadrant=both_behind&category=特定目标类&unit=yi&lang=en",
    "project": "project={project}&part=money&unit=yuan",
    "flags": "rule={rule}&severity=red&unit=yi",
    "priority_spending": "unit=yi&lang=en",
    "departments": "order=progress&unit=yuan",
    "data_quality": "section=refused&dataset=payment&fate=refused&fate=superseded",
    "definitions": "topic=metrics&lang=en",
}
OFTEN = ("dual_monitoring", "project", "flags", "data_quality")  # the others with the long counts


@pytest.mark.parametrize(
    "name", [name if name in OFTEN else pytest.param(name, marks=pytest.mark.soak) for name in VIEWS]
)
def test_an_address_brings_back_the_whole_view(
    dashboard: str, open_page: OpenPage, reader: snapshots.Reader, behind: dict[str, object], name: str
) -> None:
    """Filters, unit, language and an earlier month: a fresh browser shows the same words, and the address stays."""
    month = read.months(reader)["as_of"].to_list()[-2]
    view = VIEWS[name].format(project=behind["project_code"], rule=behind["rule"])
    first = settled(open_page(f"{dashboard}/{name}?as_of={month}&{view}"))
    said, address = first.locator(".stMain").inner_text(), first.url

    fresh = settled(open_page(address))

    assert parse_qs(urlsplit(address).query) == parse_qs(f"as_of={month}&{view}")
    assert fresh.url == address
    assert fresh.locator(".stMain").inner_text() == said


@pytest.mark.parametrize("language", IN_TURN)
def test_payments_are_turned_page_by_page(
    dashboard: str, open_page: OpenPage, reader: snapshots.Reader, language: str
) -> None:
    """A click on a page's number, on next and on previous shows those payments and stands in the address."""
    latest = read.months(reader)["as_of"].to_list()[-1]
    projects = read.project_quadrants(reader, read.EVERY_DEPARTMENT, latest)["project_code"]
    about = (reader, read.EVERY_DEPARTMENT, latest)
    counts = {code: read.project_payments(*about, code).height for code in projects}
    project = next(code for code, count in counts.items() if count > 20)
    page = settled(open_page(f"{dashboard}/project?project={project}&part=money&lang={language}"))
    pager = page.get_by_test_id("stPagination")

    for button, turn in (("Page 2", 2), ("Previous page", 1), ("Next page", 2), ("Page 1", 1)):
        pager.get_by_role("button", name=button, exact=True).click()
        first = (turn - 1) * 20 + 1
        shown = say("project.payments_page", language, first=first, last=min(first + 19, counts[project]))
        page.get_by_text(shown, exact=True).wait_for()
        assert in_address(settled(page), "turn") == ([] if turn == 1 else [str(turn)])
        assert pager.locator("[aria-current=page]").inner_text() == str(turn)
        assert page.get_by_test_id("stException").count() == 0


def test_the_keyboard_reaches_the_switches_and_turns_the_page(dashboard: str, open_page: OpenPage) -> None:
    """Tab comes to the navigation, the month, the unit and the language; Enter on a link opens its page."""
    page = settled(open_page(dashboard))
    met = [tabbed_to(page) for _ in range(MOST_TABS)]
    for control in ("预警清单", "截至", "万元", "English"):
        assert any(control in each for each in met), f"{control} not among {met}"

    settled(page).goto(dashboard)
    settled(page)
    assert any(tabbed_to(page) == "A:预警清单" for _ in range(MOST_TABS))
    page.keyboard.press("Enter")

    page.get_by_role("heading", name="预警清单", exact=True).wait_for()
    assert heading(page) == "预警清单"


def tabbed_to(page: "Page") -> str:
    """Tag and name of what the keyboard acts on after another press of Tab."""
    page.keyboard.press("Tab")
    return str(
        page.evaluate(
            "() => { const it = document.activeElement; const label = it.getAttribute('aria-label') || it.innerText;"
            " return it.tagName + ':' + (label || '').trim() }"
        )
    )
