"""The commands around staging: exit codes, the report, and what the configuration of the store adds."""

import json
from collections.abc import Mapping
from pathlib import Path

import duckdb
import pytest

from data_pipeline import __main__ as command
from data_pipeline import fates, staging
from data_pipeline.staging import ArithmeticProblem
from tests.tiny_inbox import (
    BUDGET_LINE,
    INDICATOR,
    MONITORING,
    ORGANISATION,
    PAYMENT,
    PROJECT,
    Rows,
    line,
    payment,
    put,
    stage,
)
from warehouse import snapshots

WHOLE: Mapping[str, Rows] = {
    "unit.csv": ORGANISATION,
    "project.csv": PROJECT,
    "line.csv": [BUDGET_LINE, line("1000")],
    "pay.csv": [PAYMENT, payment("1", "250")],
    "goal.csv": [INDICATOR, ["2026", "P1", "产出指标", "数量指标", "面积", "≥5亩", "10"]],
    "report.csv": [MONITORING, ["2026", "P1", "面积", "2026-03", "1"]],
}


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    """An inbox with a row of every dataset that is needed."""
    put(tmp_path / "inbox", WHOLE)
    return tmp_path / "inbox"


def test_a_clean_inbox_loads_and_exits_0(inbox: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Counts by dataset are printed, the same stands in the JSON, a snapshot is published with its log beside it."""
    store, report = tmp_path / "store", tmp_path / "report.json"

    assert _run("load", inbox, "--store", store, "--json", report) == 0

    said = json.loads(report.read_text(encoding="utf-8"))
    assert said["snapshot"] == snapshots.current_id(store)
    assert said["datasets"]["payment"] == {
        "read": {"rows": 1, "yuan": "250.00"},
        "accepted": {"rows": 1, "yuan": "250.00"},
        **{fate: {"rows": 0, "yuan": "0.00"} for fate in ("refused", "unmatched", "repeats", "superseded", "control")},
        "rows_with_unreadable_yuan": 0,
    }
    assert len(said["datasets"]) == 14
    assert (said["unusable_files"], said["refused_rows"], said["unmatched_rows"]) == ([], [], [])
    assert "支付 payment" in capsys.readouterr().out
    log = [json.loads(text) for text in (store / "snapshots" / f"{said['snapshot']}.jsonl").read_text().splitlines()]
    assert [entry["phase"] for entry in log] == ["read", "settle", "build", "judge", "check", "publish"]
    assert {"id", "phase", "rows", "seconds", "peak_memory_mib"} == set(log[0])


def test_refused_and_unmatched_rows_exit_1_and_are_listed(inbox: Path, tmp_path: Path) -> None:
    """File, sheet, row, dataset, reasons."""
    put(inbox, {"pay-2.csv": [PAYMENT, payment("2", "x"), payment("3", "5", project="P9")]})
    report = tmp_path / "report.json"

    assert _run("check", inbox, "--store", tmp_path / "store", "--json", report) == 1

    said = json.loads(report.read_text(encoding="utf-8"))
    place = {"file": "pay-2.csv", "sheet": "", "dataset": "payment"}
    assert said["refused_rows"] == [{**place, "row": 2, "reasons": ["amount_unreadable: 支付金额 'x'"]}]
    assert said["unmatched_rows"] == [{**place, "row": 3, "reasons": ["project_unknown: 项目编码 'P9'"]}]


def test_an_unusable_file_exits_1_and_the_rest_is_published(
    inbox: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is listed on standard error: what, where, what next."""
    put(inbox, {"pay-2.csv": [PAYMENT[1:], payment("2", "5")[1:]]})

    assert _run("load", inbox, "--store", tmp_path / "store") == 1
    assert "pay-2.csv: looks like 支付 (payment) but has no column 支付申请编号" in capsys.readouterr().err


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with one good snapshot, for loads that must leave it alone."""
    folder = tmp_path_factory.mktemp("published")
    put(folder / "inbox", WHOLE)
    assert _run("load", folder / "inbox", "--store", folder / "store") == 0
    return folder / "store"


@pytest.mark.parametrize("missing", ["unit.csv", "project.csv", "line.csv", "pay.csv", "goal.csv", "report.csv"])
def test_without_a_starred_dataset_nothing_is_published(
    inbox: Path, published: Path, capsys: pytest.CaptureFixture[str], missing: str
) -> None:
    """Exit 2, and the last good snapshot stays."""
    before = snapshots.current_id(published)
    (inbox / missing).unlink()

    assert _run("load", inbox, "--store", published) == 2

    assert snapshots.current_id(published) == before
    assert "no accepted row of" in capsys.readouterr().err


def test_check_says_so_too_when_a_starred_dataset_is_missing(inbox: Path, tmp_path: Path) -> None:
    """With the exit code that a load would have."""
    (inbox / "pay.csv").unlink()

    assert _run("check", inbox, "--store", tmp_path / "store") == 2


def test_an_empty_or_missing_inbox_exits_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """And makes no store."""
    (tmp_path / "inbox").mkdir()
    (tmp_path / "inbox" / ".DS_Store").touch()

    assert _run("load", tmp_path / "inbox", "--store", tmp_path / "store") == 2
    assert _run("load", tmp_path / "nowhere", "--store", tmp_path / "store") == 2
    assert not (tmp_path / "store").exists()
    assert "holds no files" in capsys.readouterr().err


def test_a_store_that_cannot_be_written_exits_2(inbox: Path, tmp_path: Path) -> None:
    """A file where the folder should be."""
    (tmp_path / "store").write_text("", encoding="utf-8")

    assert _run("load", inbox, "--store", tmp_path / "store") == 2


def test_check_reads_the_same_and_publishes_nothing(inbox: Path, tmp_path: Path) -> None:
    """No store is made; the counts are those of a load."""
    store = tmp_path / "store"

    assert _run("check", inbox, "--store", store, "--json", tmp_path / "c.json") == 0
    assert not store.exists()
    assert _run("load", inbox, "--store", store, "--json", tmp_path / "l.json") == 0

    checked, loaded = (json.loads((tmp_path / name).read_text(encoding="utf-8")) for name in ("c.json", "l.json"))
    assert {**loaded, "snapshot": None} == checked


def test_exceptions_of_the_settings_are_added_and_the_inboxs_wins(tmp_path: Path) -> None:
    """Equal keys: the inbox's. They are configuration and count as no rows read."""
    (tmp_path / "store").mkdir()
    (tmp_path / "store" / "settings.toml").write_text(
        """
        [[exception]]
        rule = "E01"
        subject_code = "P1"
        from_date = 2026-01-01
        doc_no = "设置1号"
        reason = "合同尾款"
        [[exception]]
        rule = "E01"
        subject_code = "P2"
        from_date = 2026-01-01
        doc_no = "设置2号"
        reason = "合同尾款"
        [[exception]]
        rule = "E02"
        subject_code = "P2"
        from_date = "某日"
        doc_no = "设置3号"
        reason = "合同尾款"
        """,
        encoding="utf-8",
    )
    header = ["规则", "对象编码", "生效日期", "文号", "原因"]

    found = stage(tmp_path, {"x.csv": [header, ["E01", "P1", "2026-01-01", "文件1号", "尾款"]]})

    assert found.ask("select subject_code, doc_no from staged_exception order by all") == [
        ("P1", "文件1号"),
        ("P2", "设置2号"),
    ]
    assert found.rows("read", "exception") == 1
    assert found.notices() == ["settings_exception_refused"]


def test_our_own_arithmetic_stops_a_publication(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A row that vanishes between reading and counting is a mistake of ours, never a warning."""
    put(tmp_path / "inbox", WHOLE)
    monkeypatch.setattr(fates, "_fill", lambda *_: None)

    with pytest.raises(ArithmeticProblem, match="read"):
        staging.stage(tmp_path / "inbox", duckdb.connect(), tmp_path / "store")


@pytest.mark.parametrize("arguments", [[], ["load"], ["check"], ["templates"]])
def test_every_command_has_help(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """`--help` of each; a call that cannot be understood exits 2."""
    with pytest.raises(SystemExit) as helped:
        _run(*arguments, "--help")
    with pytest.raises(SystemExit) as misunderstood:
        _run(*arguments, "--no-such-option")

    assert (helped.value.code, misunderstood.value.code) == (0, 2)
    assert "usage" in capsys.readouterr().out


def test_progress_is_told_phase_by_phase(inbox: Path, tmp_path: Path) -> None:
    """Bytes read, then datasets settled."""
    told: list[tuple[str, int]] = []

    class Listening:
        def phase(self, name: str, total: int) -> None:
            told.append((name, total))

        def advance(self, steps: int) -> None:
            told[-1] = (told[-1][0], told[-1][1] - steps)

    staging.stage(inbox, duckdb.connect(), tmp_path / "store", Listening())

    assert told == [("read", 0), ("settle", 0)]


def _run(*arguments: object) -> int:
    return command.main([str(one) for one in arguments])
