"""A reader's way through the dashboard in a real Chromium: overview to exported list, and back by its link."""

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.browsing import OpenPage, choose_in, downloaded, heading, select_row, settled
from tests.conftest import BuiltSample, run_command
from warehouse import read, snapshots

pytestmark = pytest.mark.browser


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


@pytest.fixture
def rule_with_flags(reader: snapshots.Reader) -> str:
    latest = read.months(reader)["as_of"].to_list()[-1]
    flagged = read.verdicts(reader, read.EVERY_DEPARTMENT, latest)
    return str(flagged["rule"][0])


def test_from_the_overview_to_the_exported_list(
    dashboard: str, open_page: OpenPage, built_sample: BuiltSample, rule_with_flags: str, tmp_path: Path
) -> None:
    """Overview, flags, filter, evidence, export: the downloaded file is what the command writes."""
    page = settled(open_page(dashboard))
    assert heading(page) == "总览"
    as_of = re.search(r"as_of=([\d-]+)", page.url)
    assert as_of

    page.get_by_role("link", name="预警清单").first.click()
    page.get_by_role("heading", name="预警清单").wait_for()
    choose_in(page, "规则", rule_with_flags)
    page.wait_for_url(f"**rule={rule_with_flags}**")
    select_row(settled(page), 0)
    page.get_by_text("所用数字").wait_for()
    assert f"open={rule_with_flags}" in page.url
    content = downloaded(page, "导出 CSV")

    out = tmp_path / "flags.csv"
    call = ("--as-of", as_of[1], "--format", "csv", "--out", out, "--store", built_sample.store)
    run_command("reports", "flags", *call, "--rule", rule_with_flags)
    assert rows(content) == rows(out.read_bytes())
    assert content == out.read_bytes()


def test_a_link_restores_the_whole_view_in_a_fresh_browser(
    dashboard: str, open_page: OpenPage, rule_with_flags: str
) -> None:
    """Month, unit, language, filter and open row come back from the address alone."""
    page = settled(open_page(f"{dashboard}/flags?lang=en&unit=yuan&rule={rule_with_flags}"))
    select_row(page, 0)
    page.get_by_text("Rule version").wait_for()  # the last line of the evidence
    evidence = settled(page).locator(".st-key-evidence").inner_text()

    fresh = settled(open_page(page.url))

    fresh.get_by_text("Rule version").wait_for()
    assert heading(fresh) == "Flags"
    assert fresh.locator(".st-key-evidence").inner_text() == evidence
    assert fresh.url == page.url


def test_one_switch_changes_the_language_of_everything(dashboard: str, open_page: OpenPage) -> None:
    """Headings, navigation and the address follow; and back."""
    page = settled(open_page(dashboard))
    page.get_by_role("radio", name="English").or_(page.get_by_role("button", name="English")).first.click()
    page.get_by_role("heading", name="Overview").wait_for()

    assert "lang=en" in page.url
    assert page.get_by_role("link", name="Data quality").first.is_visible()

    page.get_by_role("radio", name="中文").or_(page.get_by_role("button", name="中文")).first.click()
    page.get_by_role("heading", name="总览").wait_for()
    assert "lang=" not in page.url


def test_the_chosen_month_goes_along_to_the_next_page(
    dashboard: str, open_page: OpenPage, reader: snapshots.Reader
) -> None:
    """A reader who looks at an earlier month stays there when turning the page."""
    earlier = read.months(reader)["as_of"].to_list()[-3]
    page = settled(open_page(f"{dashboard}/?as_of={earlier}&unit=yi"))
    page.get_by_role("link", name="数据质量").first.click()
    page.get_by_role("heading", name="数据质量").wait_for()

    page.wait_for_url(f"**/data_quality?as_of={earlier}&unit=yi")


def test_the_back_button_leaves_the_page(dashboard: str, open_page: OpenPage) -> None:
    """Going back is never caught: a few steps lead from the flags to the overview again."""
    page = settled(open_page(dashboard))
    page.get_by_role("link", name="预警清单").first.click()
    page.get_by_role("heading", name="预警清单").wait_for()
    page.wait_for_url("**/flags?as_of=**")
    for _ in range(3):
        if heading(settled(page)) == "预警清单":
            page.go_back()
            page.wait_for_timeout(1500)

    page.get_by_role("heading", name="总览").wait_for()


def test_a_decision_leads_to_its_evidence(dashboard: str, open_page: OpenPage) -> None:
    """One click from a project to decide on to the numbers behind it."""
    page = settled(open_page(dashboard))
    name = page.locator(".dm-decision h3").first.inner_text().split(" ")[0].removeprefix("1").strip()
    page.get_by_role("link", name="看依据数据").first.click()
    page.get_by_text("规则版本").wait_for()

    assert name in page.locator(".st-key-evidence").inner_text()


def test_the_first_visitor_of_a_server_may_come_by_a_link(
    built_sample: BuiltSample, open_page: OpenPage, start_dashboard: Callable[[Path], str]
) -> None:
    """A link to a page has the navigation around it although nobody has opened the overview yet."""
    page = settled(open_page(f"{start_dashboard(built_sample.store)}/data_quality?section=fresh"))

    page.get_by_role("link", name="总览").first.wait_for()
    assert heading(page) == "数据质量"
    assert page.get_by_text("app", exact=True).count() == 0
    assert "section=fresh" in page.url


@pytest.mark.parametrize("width", [1440, 390])
def test_the_overview_is_one_screen_for_leaders_and_never_wider(
    dashboard: str, open_page: OpenPage, width: int
) -> None:
    """At 1440 x 900 the last line is in sight; on a telephone nothing sticks out at the side."""
    page = settled(open_page(dashboard, width=width, height=900))
    page.locator(".dm-decision").nth(2).wait_for()
    if width == 1440:
        box = page.get_by_text(re.compile("其余 .* 个红色预警项目")).first.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= 900

    assert page.evaluate("() => document.querySelector('.stMain').scrollWidth <= window.innerWidth")
