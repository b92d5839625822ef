"""What lies between two snapshots: rows added, changed and withdrawn, their yuan, whose they are, where they stand."""

import json
import tempfile
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from data_pipeline import __main__ as command
from data_pipeline import staging
from tests.test_load_laws import INBOXES
from tests.test_staging import WHOLE
from tests.tiny_inbox import BUDGET_LINE, ORGANISATION, PAYMENT, PROJECT, Rows, line, payment, put
from warehouse import read, snapshots
from warehouse.snapshots import SnapshotProblem

BASICS: Mapping[str, Rows] = {
    "unit.csv": [*ORGANISATION, ["401", "区农业农村局", "部门", ""]],
    "project.csv": [*PROJECT, ["2026", "P3", "水渠", "401", "特定目标类"]],
}


def published(folder: Path, *inboxes: Mapping[str, Any]) -> read.Pair:
    """The last two of these inboxes side by side, staged and published one after the other."""
    for number, files in enumerate(inboxes, start=1):
        put(folder / str(number), {**BASICS, **files})
        with snapshots.draft(folder / "store") as draft:
            report = staging.stage(folder / str(number), draft.connection, folder / "store")
            draft.publish(report.content_hash)
    return read.pair(store=folder / "store")


def test_rows_added_changed_and_withdrawn_with_their_yuan(tmp_path: Path) -> None:
    """By dataset and department, worked out by hand."""
    two = published(
        tmp_path,
        {"pay.csv": [PAYMENT, payment("1", "10"), payment("2", "20"), payment("3", "30", project="P3")]},
        {"pay.csv": [PAYMENT, payment("1", "10"), payment("2", "25"), payment("4", "40"), payment("5", "5")]},
    )

    found = read.differences(two, read.EVERY_DEPARTMENT).to_dicts()

    nothing = {"changed_yuan_before": Decimal("0.00"), "changed_yuan_after": Decimal("0.00")}
    assert found == [
        {
            "dataset": "payment",
            "department_code": "302",
            "department_name": "区教育局",
            "added_rows": 2,
            "changed_rows": 1,
            "withdrawn_rows": 0,
            "added_yuan": Decimal("45.00"),
            "changed_yuan_before": Decimal("20.00"),
            "changed_yuan_after": Decimal("25.00"),
            "withdrawn_yuan": Decimal("0.00"),
            "yuan_before": Decimal("20.00"),
            "yuan_after": Decimal("70.00"),
        },
        {
            "dataset": "payment",
            "department_code": "401",
            "department_name": "区农业农村局",
            "added_rows": 0,
            "changed_rows": 0,
            "withdrawn_rows": 1,
            "added_yuan": Decimal("0.00"),
            **nothing,
            "withdrawn_yuan": Decimal("30.00"),
            "yuan_before": Decimal("30.00"),
            "yuan_after": Decimal("0.00"),
        },
    ]


def test_a_changed_row_says_what_changed_and_where_it_stands_in_both(tmp_path: Path) -> None:
    """Key, field from and to, file, sheet and row of the earlier and of the later delivery."""
    september = {"a-2026-09.csv": [["支付明细"], PAYMENT, payment("7", "10", "待审", "")]}
    two = published(tmp_path, september, {**september, "b-2026-10.csv": [PAYMENT, payment("7", "12")]})

    (row,) = read.difference_rows(two, read.EVERY_DEPARTMENT, ["payment"], [], None).to_dicts()

    assert json.loads(row["row_key"]) == {"request_no": "7"}
    assert json.loads(row["fields"]) == [
        {"field": "amount_yuan", "was": "10.00", "becomes": "12.00"},
        {"field": "paid_date", "was": None, "becomes": "2026-03-01"},
        {"field": "status", "was": "待审", "becomes": "已支付"},
    ]
    places = ("file_before", "sheet_before", "row_before", "file_after", "sheet_after", "row_after")
    assert [row[name] for name in places] == ["a-2026-09.csv", "", 3, "b-2026-10.csv", "", 2]
    assert (row["change"], row["yuan_before"], row["yuan_after"]) == ("changed", Decimal(10), Decimal(12))


def test_a_row_that_only_moved_to_another_file_is_no_difference(tmp_path: Path) -> None:
    """What counts is what a row says."""
    two = published(
        tmp_path,
        {"a-2026-09.csv": [PAYMENT, payment("1", "10")]},
        {"b-2026-10.csv": [["title"], PAYMENT, payment("2", "1"), payment("1", "10.00")]},
    )

    rows = read.difference_rows(two, read.EVERY_DEPARTMENT, [], [], None)

    assert rows.select("dataset", "change", "row_key").rows() == [("payment", "added", '{"request_no":"2"}')]


def test_empty_equals_empty_in_the_key(tmp_path: Path) -> None:
    """A budget line without unit code is the same line in both snapshots."""
    two = published(tmp_path, {"l.csv": [BUDGET_LINE, line("5")]}, {"l.csv": [BUDGET_LINE, line("6")]})

    (row,) = read.difference_rows(two, read.EVERY_DEPARTMENT, [], [], None).to_dicts()

    assert (row["change"], row["yuan_before"], row["yuan_after"]) == ("changed", Decimal(5), Decimal(6))


def test_a_row_of_no_department_is_shown_and_not_dropped(tmp_path: Path) -> None:
    """A monitoring round and a control total of the whole district belong to nobody; that of a department to it."""
    header = ["数据集", "预算年度", "截至", "口径", "金额(元)"]
    two = published(
        tmp_path,
        {},
        {
            "round.csv": [["预算年度", "监控截至", "填报截止日"], ["2026", "2026-06", "2026-07-15"]],
            "total.csv": [header, ["支付", "2026", "2026-06", "全区", "7"], ["支付", "2026", "2026-06", "302", "4"]],
        },
    )

    found = read.differences(two, read.EVERY_DEPARTMENT)

    assert found.select("dataset", "department_code", "added_rows", "added_yuan").rows() == [
        ("monitoring_round", None, 1, Decimal(0)),
        ("control_total", "302", 1, Decimal(4)),
        ("control_total", None, 1, Decimal(7)),
    ]


def test_a_department_sees_its_own_differences_only(tmp_path: Path) -> None:
    """The scope has no default, and rows of nobody are nobody's to see but the district's."""
    two = published(
        tmp_path,
        {"round.csv": [["预算年度", "监控截至", "填报截止日"], ["2026", "2026-06", "2026-07-15"]]},
        {"pay.csv": [PAYMENT, payment("1", "1"), payment("2", "2", project="P3")]},
    )

    assert read.differences(two, ["401"])["added_yuan"].to_list() == [Decimal(2)]
    assert read.difference_rows(two, ["401"], [], [], None)["project_code"].to_list() == ["P3"]
    assert read.differences(two, []).is_empty()


def test_exceptions_of_the_settings_are_no_delivery(tmp_path: Path) -> None:
    """What the store's configuration adds is no row of the inbox, in either snapshot."""
    (tmp_path / "store").mkdir()
    (tmp_path / "store" / "settings.toml").write_text(
        '[[exception]]\nrule = "E01"\nsubject_code = "P1"\nfrom_date = 2026-01-01\ndoc_no = "1号"\nreason = "尾款"\n',
        encoding="utf-8",
    )
    header = ["规则", "对象编码", "生效日期", "文号", "原因"]
    two = published(tmp_path, {}, {"x.csv": [header, ["E02", "P3", "2026-01-01", "2号", "尾款"]]})

    rows = read.difference_rows(two, read.EVERY_DEPARTMENT, [], [], None)

    assert rows.select("dataset", "change", "department_code").rows() == [("exception", "added", "401")]


@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(INBOXES, INBOXES)
def test_differences_add_up_to_what_became_of_the_accepted_rows(before: dict[str, Any], after: dict[str, Any]) -> None:
    """Per dataset: added less withdrawn rows, and yuan after less before, are those of the accepted rows of both."""
    with tempfile.TemporaryDirectory() as folder:
        two = published(Path(folder), before, after)
        found = read.differences(two, read.EVERY_DEPARTMENT)
        rows = read.difference_rows(two, read.EVERY_DEPARTMENT, [], [], None)
        accepted = two.cursor().execute(
            "select dataset, later.row_count - earlier.row_count, later.yuan - earlier.yuan "
            "from earlier.load_balance as earlier join later.load_balance as later using (dataset, fate) "
            "where fate = 'accepted' order by dataset"
        ).fetchall()  # fmt: skip

    for dataset, row_count, yuan in accepted:
        of_dataset = [one for one in found.to_dicts() if one["dataset"] == dataset]
        assert sum(one["added_rows"] - one["withdrawn_rows"] for one in of_dataset) == row_count
        assert sum((one["yuan_after"] - one["yuan_before"] for one in of_dataset), Decimal(0)) == yuan
        parts = ("added_rows", "changed_rows", "withdrawn_rows")
        assert sum(one[name] for one in of_dataset for name in parts) == sum(rows["dataset"] == dataset)
    assert not rows.filter(rows.is_duplicated()).height


def test_the_command_lists_them_and_writes_the_rows(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """By default the previous snapshot and the current one; a number names a snapshot too."""
    published(tmp_path, {"p.csv": [PAYMENT, payment("1", "1")]}, {}, {"p.csv": [PAYMENT, payment("2", "1234.5")]})
    store, report = tmp_path / "store", tmp_path / "report.json"
    first, second, third = snapshots.list_snapshots(store)

    assert command.main(["differences", "--store", str(store), "--json", str(report)]) == 0
    said = capsys.readouterr().out
    assert command.main(["differences", "1", second, "--store", str(store)]) == 0

    assert said.startswith(f"{second} → {third}")
    assert "1,234.50" in said
    assert capsys.readouterr().out.startswith(f"{first} → {second}")
    written = json.loads(report.read_text(encoding="utf-8"))
    assert (written["from"], written["to"]) == (second, third)
    assert written["datasets"]["payment"]["added_yuan"] == "1234.50"
    assert written["datasets"]["payment"]["departments"][0]["department_name"] == "区教育局"
    assert [row["row_key"] for row in written["rows"]] == [{"request_no": "2"}]


def test_what_cannot_be_compared_is_said_and_exits_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """No snapshot, only one, or one that is not kept."""
    put(tmp_path / "inbox", WHOLE)
    store = str(tmp_path / "store")

    assert command.main(["differences", "--store", store]) == 2
    assert command.main(["load", str(tmp_path / "inbox"), "--store", store]) == 0
    assert command.main(["differences", "--store", store]) == 2
    assert command.main(["differences", "9", "--store", store]) == 2

    said = capsys.readouterr().err
    assert "no snapshot yet" in said
    assert "one snapshot only" in said
    assert "there is no snapshot 9" in said


def test_two_snapshots_side_by_side_can_only_be_read(tmp_path: Path) -> None:
    """Locked down like any reader; a snapshot that does not name its keys says that it has to be loaded anew."""
    two = published(tmp_path, {}, {})

    for forbidden in ("create table later.x (i integer)", "attach 'x.duckdb' as more", "set threads = 1"):
        with pytest.raises(Exception, match=r"read-only|disabled|locked"):
            two.cursor().execute(forbidden)
    assert two is read.pair(store=tmp_path / "store")
    with snapshots.draft(tmp_path / "store") as draft:
        draft.publish("ab" * 32)
    with pytest.raises(SnapshotProblem, match="older version"):
        read.differences(read.pair(store=tmp_path / "store"), read.EVERY_DEPARTMENT)
