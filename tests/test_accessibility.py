"""What axe finds on each page, light and dark: nothing serious but what is known to be Streamlit's own.

Runs in the same Chromium as the journeys. What axe cannot see (does Tab get there, does the text make sense) is not
tested here.
"""

from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]

from pages.shared.widgets import PAGES
from tests.browsing import OpenPage, settled
from warehouse import read, snapshots

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
GRAVE = ("serious", "critical")
# Rule and selector of what axe finds in Streamlit's own elements -> why it stays. A finding that starts so is known.
KNOWN: dict[tuple[str, str], str] = {}
OPENED = {
    "one project": "project?project={project}",
    "money of a project": "project?project={project}&part=money",
    "evidence": "flags?open={rule}|{subject}",
    "cannot assess": "flags?verdict=cannot_assess",
    "rows not accepted": "data_quality?section=refused",
    "a calculation": "overview?calc=execution_rate",
    "a definition": "definitions?item={rule}",
    "a trial": "what_if?tried=E01.behind%3D0.6",
    "a setting": "settings?setting=E01.behind",
    "history of loads": "loading?task=history",
    "rows sent back": "loading?task=sent_back",
}


@pytest.fixture
def addresses(reader: snapshots.Reader) -> dict[str, str]:
    """Every page as it opens, and the larger things that open on it."""
    latest = read.months(reader)["as_of"].to_list()[-1]
    flagged = read.verdicts(reader, read.EVERY_DEPARTMENT, latest)
    flag = flagged.filter(pl.col("subject_kind") == "project").row(0, named=True)
    named = {"project": flag["project_code"], "rule": flag["rule"], "subject": flag["subject_code"]}
    return {name: name for name in PAGES} | {name: view.format(**named) for name, view in OPENED.items()}


# Every page on one ground in each run, in turn light and dark, with some of what opens on it; the rest in `make soak`.
OFTEN = (*PAGES, "one project", "evidence", "rows not accepted")
VIEWS_AND_GROUNDS = [
    pytest.param(
        name,
        ground,
        marks=() if name in OFTEN and (number + shift) % 2 == 0 else pytest.mark.soak,
        id=f"{name}-{ground}",
    )
    for number, name in enumerate([*PAGES, *OPENED])
    for shift, ground in enumerate(["light", "dark"])
]


@pytest.mark.parametrize(("name", "ground"), VIEWS_AND_GROUNDS)
def test_axe_finds_nothing_serious(
    dashboard: str, open_page: OpenPage, addresses: dict[str, str], name: str, ground: str
) -> None:
    """Contrast, names, roles and focus of everything that the page shows."""
    page = settled(open_page(f"{dashboard}/{addresses[name]}", color_scheme=ground))

    assert [each for each in grave_findings(page) if not is_known(*each[:2])] == []


def grave_findings(page: "Page") -> list[tuple[str, str, str]]:
    """Rule, selector and explanation of each serious finding."""
    found: list[dict[str, Any]] = Axe().run(page).response["violations"]
    return [
        (finding["id"], str(node["target"][0]), str(node.get("failureSummary")))
        for finding in found
        if finding["impact"] in GRAVE
        for node in finding["nodes"]
    ]


def is_known(rule: str, selector: str) -> bool:
    return any(rule == known and selector.startswith(start) for known, start in KNOWN)
