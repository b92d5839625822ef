"""The part of the data quality page that tells what a load changed."""

import io
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from data_pipeline import __main__ as command
from pages.shared import widgets
from tests import app_pages
from tests.conftest import BuiltSample
from tests.test_staging import WHOLE
from tests.tiny_inbox import PAYMENT, Rows, payment, put
from warehouse import snapshots


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
    by_dataset, by_department, rows = app_pages.tables(app)

    for table in (by_dataset, by_department):
        assert table[["added_rows", "changed_rows", "withdrawn_rows"]].to_numpy().tolist() == [[1, 1, 1]]
        assert table[["yuan_before", "yuan_after", "difference_yuan"]].to_numpy().tolist() == [[255, 560, 305]]
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


@pytest.fixture(scope="module")
def loaded_thrice(loaded_twice: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of one's own where a third load changed another payment; the ids in their order."""
    folder = tmp_path_factory.mktemp("loaded_thrice")
    shutil.copytree(loaded_twice, folder / "store", symlinks=True)
    put(folder / "third", {**WHOLE, "pay.csv": [PAYMENT, payment("1", "260"), payment("2", "310")]})
    assert command.main(["load", str(folder / "third"), "--store", str(folder / "store")]) == 0
    return folder / "store"


def compared(app: Any) -> list[list[int]]:
    """Rows added, changed and withdrawn of the table by department."""
    table = next(shown for shown in app_pages.tables(app) if "added_rows" in shown.columns)
    counts: list[list[int]] = table[["added_rows", "changed_rows", "withdrawn_rows"]].to_numpy().tolist()
    return counts


def test_any_two_loads_are_compared(loaded_thrice: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Chosen from the history and by the link alike; the older of the two is what the rows were."""
    first, second, third = snapshots.list_snapshots(loaded_thrice)
    app = app_pages.open_page("loading", loaded_thrice, monkeypatch, task="history", loaded=third)

    assert compared(app) == [[0, 1, 0]]
    app = app_pages.choose(app, "against", first)
    assert app_pages.in_url(app, "against") == [first]
    assert compared(app) == [[1, 1, 1]]
    assert f"{first} → {third}" in app_pages.said(app)
    link = {"task": "history", "loaded": first, "against": third}
    turned = app_pages.open_page("loading", loaded_thrice, monkeypatch, **link)
    assert compared(turned) == [[1, 1, 1]]
    assert f"{first} → {third}" in app_pages.said(turned)
    shown = app_pages.open_page("data_quality", loaded_thrice, monkeypatch, section="changed", against=second)
    assert compared(shown) == [[0, 1, 0]]
    chooser = next(each for each in shown.selectbox if each.key == "field.against")
    assert chooser.options[0] == f"上一次（{second}）"


def test_what_the_link_names_is_checked(loaded_thrice: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A load that is not kept, the same one twice, or nonsense: the one before is compared, and the link mended."""
    _, _, third = snapshots.list_snapshots(loaded_thrice)
    for unknown in ("000009-00000000", "../../etc", third, "checked/000004-00000000", ""):
        link = {"task": "history", "loaded": third, "against": unknown}
        app = app_pages.open_page("loading", loaded_thrice, monkeypatch, **link)

        assert compared(app) == [[0, 1, 0]]
        assert app_pages.in_url(app, "against") == []


def test_the_oldest_load_waits_for_another_to_be_chosen(loaded_thrice: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing comes before it, so nothing is compared until somebody says with what."""
    first, second, _ = snapshots.list_snapshots(loaded_thrice)
    app = app_pages.open_page("loading", loaded_thrice, monkeypatch, task="history", loaded=first)

    assert "这是保留的最早一次装载" in app_pages.said(app)
    assert compared(app_pages.choose(app, "against", second)) == [[1, 1, 1]]


def test_a_snapshot_that_cannot_be_read_is_said(
    loaded_thrice: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page says which and why instead of comparing with nothing."""
    shutil.copytree(loaded_thrice, tmp_path / "store", symlinks=True)
    first, _, third = snapshots.list_snapshots(tmp_path / "store")
    (tmp_path / "store" / "snapshots" / f"{first}.duckdb").write_bytes(b"no database")
    link = {"task": "history", "loaded": third, "against": first}
    app = app_pages.open_page("loading", tmp_path / "store", monkeypatch, **link)

    assert f"数据版本 {first} 无法读取" in app_pages.said(app)


def test_the_files_say_which_two_are_compared(loaded_thrice: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Their names and the sheet 说明 name both, also when neither is what is shown."""
    first, second, _ = snapshots.list_snapshots(loaded_thrice)
    link = {"task": "history", "loaded": second, "against": first}
    names = []
    monkeypatch.setattr(widgets, "download", lambda _label, _make, name, **_: names.append(name))
    app_pages.open_page("loading", loaded_thrice, monkeypatch, **link)
    assert f"装载差异_按部门_{first}_{second}.xlsx" in names
    monkeypatch.undo()
    made = app_pages.files_made("loading", loaded_thrice, monkeypatch, **link)
    told = openpyxl.load_workbook(io.BytesIO(made["xlsx_load_changes"]))["说明"]

    said = "\n".join(str(cell.value) for row in told.iter_rows() for cell in row)
    assert f"相比的数据版本：{first} → {second}" in said


def test_a_first_load_has_nothing_to_be_compared_with(
    built_sample: BuiltSample, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It says so instead of showing an empty table."""
    app = app_pages.open_page("data_quality", built_sample.store, monkeypatch, section="changed")

    assert "还没有可比的上一次装载" in app_pages.said(app)
