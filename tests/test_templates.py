"""Blank workbooks: right headers, drop-downs, and a filled one loads."""

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from data_pipeline import recognition, sources, templates, workbooks
from data_pipeline.contracts import words
from tests.tiny_inbox import stage

SOURCES = sources.load()
SIGNS = {"operator": ("≥", ">", "=", "<", "≤")}  # written as the bureau writes them
FILLED: dict[str, list[list[Any]]] = {
    "单位.xlsx": [["302", "区教育局", "部门"]],
    "项目库.xlsx": [[2026, "P1", "校舍维修", "302", "", "特定目标类"]],
    "预算指标.xlsx": [
        [2026, "1号", "P1", "302001", "2050201", "", "", "111", "本级", "年初预算", 1200000.5, "2026-01-05"]
    ],
}


@pytest.fixture(scope="module")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One folder of blank templates."""
    folder = tmp_path_factory.mktemp("templates")
    templates.write(folder, SOURCES)
    return folder


@pytest.mark.parametrize("dataset", SOURCES)
def test_a_template_is_recognised_and_offers_the_allowed_words(blank: Path, dataset: str) -> None:
    """Required headers carry a star, amounts their unit, words a drop-down; the notes sheet disturbs nobody."""
    path = blank / f"{SOURCES[dataset].zh}.xlsx"
    (sheet, notes), hidden = workbooks.sheets(path)
    found = recognition.recognise(sheet.rows, SOURCES)

    assert found is not None
    assert (found.dataset.name, set(found.columns)) == (dataset, set(SOURCES[dataset].by_name))
    assert set(found.units.values()) <= {"元"}
    assert recognition.recognise(notes.rows, SOURCES) is None
    assert not hidden
    signs = SIGNS if dataset == "indicator" else {}
    choices = signs | {name: allowed for name, allowed in words(dataset).items() if name != "operator"}
    offered = {rule.formula1 for rule in openpyxl.load_workbook(path).worksheets[0].data_validations.dataValidation}
    assert {f'"{",".join(allowed)}"' for allowed in choices.values()} <= offered


@pytest.mark.parametrize("dataset", SOURCES)
def test_a_template_prints_one_page_wide_with_its_header(blank: Path, dataset: str) -> None:
    """Both sheets: across, the header on every page, pages numbered."""
    for sheet in openpyxl.load_workbook(blank / f"{SOURCES[dataset].zh}.xlsx"):
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.sheet_properties.pageSetUpPr is not None
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.print_title_rows == "$1:$1"
        assert "&P" in str(sheet.oddFooter.center.text)


def test_filled_templates_load(blank: Path, tmp_path: Path) -> None:
    """What a unit fills in is accepted as it is."""
    files = {}
    for name, rows in FILLED.items():
        book = openpyxl.load_workbook(blank / name)
        for row in rows:
            book.worksheets[0].append(row)
        book.save(tmp_path / name)
        files[name] = (tmp_path / name).read_bytes()

    found = stage(tmp_path, files, basics=False)

    assert [found.rows("accepted", name) for name in ("organisation", "project", "budget_line")] == [1, 1, 1]
    assert str(found.yuan("accepted", "budget_line")) == "1200000.50"
    assert not found.report.needs_a_person


def test_a_blank_form_gives_nothing_and_a_filled_one_its_rows(blank: Path, tmp_path: Path) -> None:
    """Both printed forms are among the templates; what is typed into their blanks is read."""
    names = ("项目支出绩效目标执行监控表.xlsx", "项目支出绩效自评表.xlsx")
    untouched = stage(tmp_path / "blank", {name: (blank / name).read_bytes() for name in names})
    assert untouched.rows("read", "monitoring_report") == 0
    assert untouched.notices() == ["form_without_indicators"] * 2

    book = openpyxl.load_workbook(blank / names[0])
    sheet = book.worksheets[0]
    place = {cell.value: cell for row in sheet.iter_rows() for cell in row if cell.value}
    sheet["A2"], sheet["C3"], sheet["C4"] = "（2026年度）", "校舍维修", "302-区教育局"
    header = place["1-  月执行情况"]
    header.value = "1-9月执行情况"
    row = header.row + 2
    for column, value in ((3, "维修学校数"), (4, "≥12所"), (5, 8), (13, "√")):
        sheet.cell(row, column).value = value
    sheet.cell(place["年度资金总额："].row, place["全年预计执行数"].column).value = 118.5
    book.save(tmp_path / "filled.xlsx")

    found = stage(tmp_path / "filled", {"filled.xlsx": (tmp_path / "filled.xlsx").read_bytes()})

    assert found.ask(
        "select project_code, indicator_l3, cast(period_end as varchar), actual_value, likelihood, "
        "cast(forecast_full_year_yuan as varchar) from staged_monitoring_report"
    ) == [("P1", "维修学校数", "2026-09-30", "8", "确定能", "1185000.00")]
