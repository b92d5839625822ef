"""`python -m tests.screenshots`: photographs every page, in both languages, light and dark, wide and narrow.

The pictures are for looking at, one by one; nothing is compared. Without --store a made-up district is loaded first.
"""

import argparse
import shutil
import sys
import tempfile
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

from pages.shared.scope import PARTS, TASKS, TOPICS
from tests.conftest import CHROMIUM_NAMES, CHROMIUM_OPTIONS, LOADED, ROOT, run_command, running_dashboard
from warehouse import read

if TYPE_CHECKING:
    from playwright.sync_api import Browser

DEFAULT_FOLDER = ROOT / "data" / "screenshots"
WIDTHS = {1440: 900, 390: 844}
TALLEST = 4000
MILLISECONDS_TO_SETTLE = 1500


def views(store: Path) -> dict[str, str]:
    """What is photographed: a name and the address behind the dashboard's own."""
    reader = read.current_reader(store)
    latest = read.months(reader)["as_of"].to_list()[-1]
    first = read.verdicts(reader, read.EVERY_DEPARTMENT, latest).row(0, named=True)
    projects = read.project_quadrants(reader, read.EVERY_DEPARTMENT, latest)
    largest = projects["project_code"][0]
    untold = projects.filter(projects["quadrant"] == "not_assessed")["project_code"][0]
    sections = ("received", "refused", "files", "checks", "fresh")
    return {
        "overview": "?",
        "dual_monitoring": "dual_monitoring?",
        "dual_monitoring-selected": f"dual_monitoring?box=60,110,0,60&project={largest}&",
        "dual_monitoring-nothing": "dual_monitoring?quadrant=both_behind&box=90,99,0,1&",
        "project": "project?",
        **{f"project-{part}": f"project?project={largest}&part={part}&" for part in PARTS},
        "project-not-assessed": f"project?project={untold}&",
        "project-absent": "project?project=none&",
        "priority_spending": "priority_spending?",
        "priority_spending-evidence": "priority_spending?open=L01|扶贫&",
        "departments": "departments?",
        "departments-chosen": f"departments?order=red&chosen={projects['department_code'][0]}&",
        **{f"definitions-{topic}": f"definitions?topic={topic}&" for topic in TOPICS},
        "definitions-rule": "definitions?item=E01&",
        "definitions-nothing": "definitions?search=zzz&",
        "flags": "flags?",
        "flags-evidence": f"flags?open={first['rule']}|{first['subject_code']}&",
        "flags-cannot-assess": "flags?verdict=cannot_assess&",
        "flags-nothing": "flags?rule=E06&severity=grey&",
        **{f"data_quality-{section}": f"data_quality?section={section}&" for section in sections},
        **{f"loading-{task}": f"loading?task={task}&" for task in TASKS},
    }


def photograph(browser: "Browser", address: str, store: Path, folder: Path) -> Iterator[Path]:
    """One picture a view, language, ground and width; as tall as the page is, so that nothing is left out."""
    for (name, path), language, ground, width in product(views(store).items(), ("zh", "en"), ("light", "dark"), WIDTHS):
        context = browser.new_context(
            viewport={"width": width, "height": WIDTHS[width]},
            color_scheme=ground,  # type: ignore[arg-type]
            locale="zh-CN" if language == "zh" else "en-GB",
            timezone_id="Asia/Shanghai",
            reduced_motion="reduce",
        )
        page = context.new_page()
        page.goto(f"{address}/{path}lang={language}")
        page.locator("h1").wait_for()
        page.wait_for_timeout(MILLISECONDS_TO_SETTLE)
        needed = page.evaluate("() => document.querySelector('.stMain').scrollHeight")
        page.set_viewport_size({"width": width, "height": min(max(needed, WIDTHS[width]), TALLEST)})
        page.wait_for_timeout(MILLISECONDS_TO_SETTLE)
        picture = folder / f"{name}-{language}-{ground}-{width}.png"
        page.screenshot(path=picture)
        context.close()
        yield picture


def main(arguments: list[str] | None = None) -> int:
    """Makes all pictures; gives the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.screenshots", description="Photograph every page.")
    parser.add_argument("--out", type=Path, default=DEFAULT_FOLDER, metavar="DIR")
    parser.add_argument("--store", type=Path, metavar="DIR", help="a store that was loaded; default: a new sample")
    parser.add_argument("--projects", type=int, default=120, help="of the sample that is made without --store")
    call = parser.parse_args(arguments)
    executable = next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    if executable is None:
        print("No Chromium. Install it: apt install chromium fonts-noto-cjk", file=sys.stderr)
        return 2
    call.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        store = call.store or _sample(Path(scratch), call.projects)
        with running_dashboard(store, Path(scratch)) as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=executable, args=CHROMIUM_OPTIONS)
            pictures = list(photograph(browser, address, store, call.out))
            browser.close()
    print(f"{len(pictures)} pictures in {call.out}")
    return 0


def _sample(folder: Path, projects: int) -> Path:
    run_command("data_pipeline", "sample", "--out", folder / "inbox", "--projects", projects)
    run_command("data_pipeline", "load", folder / "inbox", "--store", folder / "store", expect=LOADED)
    return folder / "store"


if __name__ == "__main__":
    sys.exit(main())
