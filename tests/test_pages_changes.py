"""The page of what lies between two lists, and the command that writes the same."""

import csv
import io
import json
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook

from pages.shared import waterfall
from pages.shared.waterfall import Bar
from reports.__main__ import main as report
from tests.app_pages import CHINESE, columns, in_url, open_page, said, tables
from tests.conftest import BuiltSample
from tests.small_district import TwoLoads
from warehouse import read

LINK = {"as_of": "2026-10-31", "unit": "yuan"}


def written(two_loads: TwoLoads, out: Path, form: str, *more: str) -> bytes:
    """The file that the command writes of the two loads' Octobers."""
    code = report(
        [
            "changes", "--from", "2026-10-31", "--to", "2026-10-31", "--from-snapshot", two_loads.earlier,
            "--to-snapshot", two_loads.later, "--format", form, "--out", str(out), "--store", str(two_loads.store),
            *more,
        ]
    )  # fmt: skip
    assert code == 0
    return out.read_bytes()


def test_page_tells_the_month_before_and_adds_up(two_loads: TwoLoads, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a choice it is the month before; every cause has its line, and the last line is the whole."""
    app = open_page("changes", two_loads.store, monkeypatch, **LINK)
    causes, flags = tables(app)

    assert "2026年9月" in said(app)
    assert {"时间推移", "预算", "支付", "绩效目标", "绩效监控", "例外", "审计问题"} <= set(causes["name"])
    assert len(flags) > 10
    assert {"变化", "原因", "起点判定", "终点判定", "时间推移"} <= set(columns(app))


def test_page_is_whole_in_english(two_loads: TwoLoads, monkeypatch: pytest.MonkeyPatch) -> None:
    """No Chinese is left but the switch's own name and names from the data."""
    app = open_page("changes", two_loads.store, monkeypatch, lang="en", **LINK)

    causes, _ = tables(app)
    assert "time passing" in set(causes["name"])
    assert CHINESE.findall(said(app).replace("语言", "").replace("中文", "").replace("区住建局", "")) == []


def test_link_names_the_other_list_and_the_row(two_loads: TwoLoads, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another snapshot at the start, one rule and an open row come from the link and stay in it."""
    link = LINK | {"since": "2026-10-31", "since_kept": two_loads.earlier, "rule": "E02", "open": "E02|PPAY"}

    app = open_page("changes", two_loads.store, monkeypatch, **link)

    assert in_url(app, "since_kept") == [two_loads.earlier]
    assert in_url(app, "open") == ["E02|PPAY"]
    assert two_loads.earlier in said(app)
    _, shown = tables(app)
    assert set(shown["rule_title"]) == {"E02 进度严重滞后"} or all(
        str(name).startswith("E02") for name in shown["rule_title"]
    )
    assert "-250,000.00" in said(app)


def test_two_equal_lists_say_so(two_loads: TwoLoads, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same month of the same snapshot on both sides: a sentence, no table."""
    app = open_page("changes", two_loads.store, monkeypatch, since="2026-10-31", **LINK)

    assert "完全相同" in said(app)


def test_command_writes_csv_whose_parts_add_up(two_loads: TwoLoads, tmp_path: Path) -> None:
    """Every row's parts are its change; entered and left are told with their cause."""
    content = written(two_loads, tmp_path / "changes.csv", "csv").decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(content)))
    by_flag = {(row["rule"], row["subject_code"]): row for row in rows}

    assert rows
    for row in rows:
        parts = [Decimal(row[f"{cause}_part_yuan"]) for cause in read.CAUSES]
        assert sum(parts) == Decimal(row["change_yuan"])
    entered = by_flag["E02", "PNEW"]
    assert (entered["change"], entered["entered_by"], entered["project_part_yuan"]) == (
        "entered",
        "project",
        "700000.00",
    )
    assert by_flag["E02", "PEXEMPT"]["exemption_after"] == "准1"
    assert "1笔→2笔" in by_flag["E02", "PPAY"]["why"]


def test_command_writes_json_with_both_sides_and_sums(two_loads: TwoLoads, tmp_path: Path) -> None:
    """The sums by cause lead from the first list to the last, in flags and in yuan."""
    content = json.loads(written(two_loads, tmp_path / "changes.json", "json"))
    causes = content["causes"]

    assert content["from"] == {"snapshot": two_loads.earlier, "as_of": "2026-10-31"}
    assert content["count_before"] + sum(each["entered"] - each["left"] for each in causes) == content["count_after"]
    yuan = sum((Decimal(each["yuan"]) for each in causes), Decimal(content["yuan_before"]))
    assert yuan == Decimal(content["yuan_after"])


def test_command_writes_a_workbook(two_loads: TwoLoads, tmp_path: Path) -> None:
    """The sums by cause, the flags, and the sheet that explains them, narrowed to a rule and a department."""
    path = tmp_path / "changes.xlsx"
    written(two_loads, path, "xlsx", "--rule", "E02", "--department", "301")

    book = load_workbook(path, read_only=True)
    said_in = " ".join(str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell)
    assert book.sheetnames == ["变化原因汇总", "变化明细", "说明"]
    assert two_loads.earlier in said_in
    assert "用款计划" in said_in


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (("--to", "2026-12-31"), "2026-12-31"),
        (("--from-snapshot", "000099"), "000099"),
        (("--rule", "Z99"), "Z99"),
        (("--department", "999"), "999"),
    ],
)
def test_unusable_call_is_refused(
    two_loads: TwoLoads, tmp_path: Path, capsys: pytest.CaptureFixture[str], more: tuple[str, ...], told: str
) -> None:
    """Exit 2, the reason on standard error, no file."""
    out = tmp_path / "changes.csv"
    call = ["changes", "--from", "2026-09-30", "--to", "2026-10-31", "--format", "csv", "--out", str(out)]

    assert report([*call, "--store", str(two_loads.store), *more]) == 2
    assert told in capsys.readouterr().err
    assert not out.exists()


def test_scope_narrows_everything(built_sample: BuiltSample, monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader of one department sees its flags, its sums, and no priority area."""
    monkeypatch.setenv("DUAL_MONITOR_STORE", str(built_sample.store))
    reader = read.current_reader()
    months = read.months(reader)["as_of"].to_list()
    pair = read.side(None, months[-2]), read.side(None, months[-1])
    every = read.changes_between(read.EVERY_DEPARTMENT, *pair)
    one = every.flags["department_code"].drop_nulls().mode()[0]

    found = read.changes_between([one], *pair)

    assert set(found.flags["department_code"]) == {one}
    assert set(found.parts["department_code"]) == set(found.balance["department_code"]) == {one}
    assert found.flags["change_yuan"].sum() == found.parts["part_yuan"].sum()
    assert 0 < found.flags.height < every.flags.height
    assert "area" not in set(found.flags["subject_kind"])


def test_waterfall_ends_where_its_parts_lead() -> None:
    """Start, parts one on the other, end; every bar has its number beside it."""
    bars = (Bar("a", 10.0, "10", is_end=True), Bar("b", -4.0, "-4"), Bar("c", 6.0, "6", is_end=True))

    drawn = waterfall.figure(bars)

    assert list(drawn.data[0].measure) == ["absolute", "relative", "absolute"]
    assert list(drawn.data[0].x) == [10.0, -4.0, 6.0]
    assert [each.text for each in drawn.layout.annotations] == ["10", "-4", "6"]
