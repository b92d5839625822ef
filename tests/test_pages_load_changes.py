"""The part of the data quality page that tells what a load changed."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from data_pipeline import __main__ as command
from tests import app_pages
from tests.conftest import BuiltSample
from tests.test_staging import WHOLE
from tests.tiny_inbox import PAYMENT, Rows, payment, put


@pytest.fixture(scope="module")
def loaded_twice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store whose second load changed one payment, added one and withdrew one."""
    folder = tmp_path_factory.mktemp("loaded_twice")
    later: Mapping[str, Rows] = {"pay.csv": [PAYMENT, payment("1", "260"), payment("2", "300")]}
    for name, files in (("first", {"more.csv": [PAYMENT, payment("3", "5")]}), ("second", later)):
        put(folder / name, {**WHOLE, **files})
        assert command.main(["load", str(folder / name), "--store", str(folder / "store")]) == 0
    return folder / "store"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_the_load_changed_stands_there_row_by_row(
    loaded_twice: Path, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    """By dataset and department, then every row with what changed in it; heads in the reader's language."""
    app = app_pages.open_page("data_quality", loaded_twice, monkeypatch, section="changed", lang=language, unit="yuan")
    by_department, rows = app_pages.tables(app)

    assert by_department[["added_rows", "changed_rows", "withdrawn_rows"]].to_numpy().tolist() == [[1, 1, 1]]
    assert by_department[["yuan_before", "yuan_after", "difference_yuan"]].to_numpy().tolist() == [[255, 560, 305]]
    heads = app_pages.columns(app)
    assert [head for head in heads if bool(app_pages.CHINESE.search(head)) != (language == "zh")] == []
    if language == "zh":
        assert rows[["change", "key", "what"]].to_numpy().tolist() == [
            ["变更", "申请编号 1", "金额 250.00 → 260.00"],
            ["新增", "申请编号 2", ""],
            ["撤回", "申请编号 3", ""],
        ]
        assert rows["file_before"].fillna("").tolist() == ["pay.csv", "", "more.csv"]


def test_both_tables_leave_as_files(loaded_twice: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """CSV for machines with the key and what changed; XLSX beside it."""
    made = app_pages.files_made("data_quality", loaded_twice, monkeypatch, section="changed")

    text = made["csv_load_change_rows"].decode("utf-8-sig").splitlines()
    assert len(text) == 4
    assert "250.00 → 260.00" in text[1]
    assert {name for name in made if name.startswith("xlsx_")} == {"xlsx_load_changes", "xlsx_load_change_rows"}


def test_a_first_load_has_nothing_to_be_compared_with(
    built_sample: BuiltSample, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It says so instead of showing an empty table."""
    app = app_pages.open_page("data_quality", built_sample.store, monkeypatch, section="changed")

    assert "还没有可比的上一次装载" in app_pages.said(app)
