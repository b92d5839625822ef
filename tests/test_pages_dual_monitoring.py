"""The quadrant page by itself: chart, list, counts and files agree; selections go into the URL and come back."""

import io
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest

from pages.shared import markup, quadrant
from tests import app_pages
from tests.conftest import BuiltSample
from warehouse import read, snapshots


@pytest.fixture
def latest(reader: snapshots.Reader) -> date:
    last: date = read.months(reader)["as_of"].to_list()[-1]
    return last


@pytest.fixture
def every(reader: snapshots.Reader, latest: date) -> pl.DataFrame:
    return read.project_quadrants(reader, read.EVERY_DEPARTMENT, latest)


def listed(app: Any) -> list[str]:
    return list(app_pages.table_with(app, "project_code")["project_code"])


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_opens_in_both_languages(
    built_sample: BuiltSample, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    """Every head is in the reader's language, and all projects are listed."""
    app = app_pages.open_page("dual_monitoring", built_sample.store, monkeypatch, lang=language)

    assert all(bool(app_pages.CHINESE.search(head)) == (language == "zh") for head in app_pages.columns(app))
    assert len(app.get("plotly_chart")) == 1


def test_all_projects_are_listed_largest_first(
    built_sample: BuiltSample, monkeypatch: pytest.MonkeyPatch, every: pl.DataFrame
) -> None:
    """The unassessed ones too; the counts sum to the list."""
    app = app_pages.open_page("dual_monitoring", built_sample.store, monkeypatch)
    missing = every.filter(pl.col("quadrant") == "not_assessed").height

    assert listed(app) == every["project_code"].to_list()
    assert f"未评 {missing} 个" in app_pages.said(app)
    assert missing > 0


def test_every_unassessed_project_has_its_reason(every: pl.DataFrame) -> None:
    """And no other has one."""
    assert every.filter((pl.col("quadrant") == "not_assessed") != pl.col("why_not_assessed").is_not_null()).is_empty()


def test_a_department_sees_its_own_projects(reader: snapshots.Reader, latest: date, every: pl.DataFrame) -> None:
    """The scope of the reader is asked in the warehouse."""
    own = every["department_code"][0]
    seen = read.project_quadrants(reader, [own], latest)

    assert seen["project_code"].to_list() == every.filter(department_code=own)["project_code"].to_list()
    assert read.project_quadrants(reader, [], latest).is_empty()


@pytest.mark.parametrize(
    ("field", "column"), [("department", "department_code"), ("quadrant", "quadrant"), ("category", "project_category")]
)
def test_each_filter_leaves_its_projects(
    built_sample: BuiltSample, monkeypatch: pytest.MonkeyPatch, every: pl.DataFrame, field: str, column: str
) -> None:
    """The rows that have the value and no others; the URL names it."""
    value = every[column][-1]
    app = app_pages.choose(app_pages.open_page("dual_monitoring", built_sample.store, monkeypatch), field, [value])

    assert listed(app) == every.filter(pl.col(column) == value)["project_code"].to_list()
    assert app_pages.in_url(app, field) == [value]


def test_a_box_from_a_link_filters_the_list(
    built_sample: BuiltSample, monkeypatch: pytest.MonkeyPatch, every: pl.DataFrame
) -> None:
    """The sender's selection is the reader's; it can be lifted."""
    box = "0.0,60.0,50.0,104.0"
    app = app_pages.open_page("dual_monitoring", built_sample.store, monkeypatch, box=box)
    inside = quadrant.selected(every, (), box)

    assert 0 < inside.height < every.height
    assert listed(app) == inside["project_code"].to_list()
    app.button(key="clear_selection").click()
    assert listed(app_pages.rerun(app)) == every["project_code"].to_list()
    assert app_pages.in_url(app, "box") == []


def test_picked_points_filter_the_list(
    built_sample: BuiltSample, monkeypatch: pytest.MonkeyPatch, every: pl.DataFrame
) -> None:
    """Two codes in the link are two rows."""
    codes = every["project_code"].to_list()[:2]
    app = app_pages.open_page("dual_monitoring", built_sample.store, monkeypatch, point=codes)

    assert listed(app) == codes


def test_a_selected_row_is_marked_and_leads_to_its_project(
    built_sample: BuiltSample, monkeypatch: pytest.MonkeyPatch, every: pl.DataFrame
) -> None:
    """The URL names the project, and the way to it is offered."""
    app = app_pages.open_page("dual_monitoring", built_sample.store, monkeypatch)
    app_pages.select_row(app, 1)
    second = every.row(1, named=True)

    assert app_pages.in_url(app, "project") == [second["project_code"]]
    assert f"打开项目：{second['project_name']}" in app_pages.said(app)


def test_filters_that_nothing_meets_say_so(
    built_sample: BuiltSample, monkeypatch: pytest.MonkeyPatch, every: pl.DataFrame
) -> None:
    """The empty picture gives its reason and the number that there would be."""
    code = "no_such_department"
    app = app_pages.open_page(
        "dual_monitoring", built_sample.store, monkeypatch, point=code, quadrant=["money_ahead"], category=["人员类"]
    )
    left = quadrant.filtered(every, (), ("money_ahead",), (), ("人员类",))
    said = app_pages.said(app)

    assert ("所选范围里没有符合条件的项目" if left.height else f"当月共有 {every.height} 个项目") in said


def test_without_performance_data_nothing_is_drawn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One paid project without indicators: no chart, one unassessed, its reason said."""
    store = app_pages.publish(tmp_path, *app_pages.QUIET)
    app = app_pages.open_page("dual_monitoring", store, monkeypatch)

    assert len(app.get("plotly_chart")) == 0
    assert "未评 1 个" in app_pages.said(app)
    assert list(app_pages.table_with(app, "why_not_assessed")["why_not_assessed"]) == ["没有在用的绩效指标"]


def test_the_file_holds_exactly_the_shown_rows(
    built_sample: BuiltSample, monkeypatch: pytest.MonkeyPatch, every: pl.DataFrame
) -> None:
    """Title, header, rows and total of the workbook; yuan are real numbers, codes text, states shape and word."""
    behind = every.filter(pl.col("quadrant") == "both_behind")
    link = {"quadrant": "both_behind", "unit": "yuan"}
    made = app_pages.files_made("dual_monitoring", built_sample.store, monkeypatch, **link)["xlsx_dual_monitoring"]
    sheet = openpyxl.load_workbook(io.BytesIO(made)).worksheets[0]
    cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
    head = next(number for number, row in enumerate(cells) if "象限" in row)
    listed = cells[head + 1 : head + 1 + behind.height]
    code, budget = cells[head].index("项目编码"), cells[head].index("全年预算数（调整后）")

    assert cells[0][0] == "预算执行与绩效目标双监控项目清单"
    assert [row[code] for row in listed] == behind["project_code"].to_list()
    assert [row[budget] for row in listed] == [pytest.approx(float(each)) for each in behind["budget_current_yuan"]]
    assert {row[0] for row in listed} == {markup.quadrant_mark("both_behind", "zh")}
    assert cells[head + 1 + behind.height][0] == "合计"
    assert cells[head + 1 + behind.height][budget] == pytest.approx(float(behind["budget_current_yuan"].sum()))
