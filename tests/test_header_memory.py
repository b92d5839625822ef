"""Headers nobody told us of: the nearest known ones are named, and what a person confirms is kept and used."""

import threading
from pathlib import Path

import pytest

from data_pipeline import __main__ as command
from data_pipeline import header_memory, sources
from data_pipeline.sources import SourcesProblem
from tests.one_file import read
from tests.tiny_inbox import PAYMENT, payment, stage

RENAMED = ["支付申请编号", "项目编码", "实付金额(万元)", "申请日期", "支付日期", "状态"]


def test_a_refused_file_names_the_headers_that_its_missing_columns_may_be() -> None:
    """In the sentence for a person, and as pairs that a page can offer."""
    found = read("a.csv", [["支付申请单号", *RENAMED[1:]], payment("1", "5")])

    assert found.problem == "missing_column"
    details = found.found.details
    assert (details["missing"], details["missing_count"]) == ("支付申请编号、支付金额", "2")
    assert details["nearest"] == "支付申请单号 ≈ 支付申请编号（支付）、实付金额(万元) ≈ 支付金额（支付）"
    offered = header_memory.suggestions(details)
    assert [(one.header, one.dataset, one.field) for one in offered] == [
        ("支付申请单号", "payment", "request_no"),
        ("实付金额(万元)", "payment", "amount_yuan"),
    ]


def test_a_table_that_is_not_recognised_names_the_nearest_headers_of_any_dataset() -> None:
    """Those that are known as they stand are not named."""
    found = read("a.csv", [["申请号", "项目代码", "实付数", "状态"], ["1", "P1", "5", "x"]])

    assert found.problem == "not_recognised"
    assert found.found.details["nearest"].split("、")[0] == "申请号 ≈ 申请编号（追加申请）"
    assert "状态" not in found.found.details["nearest"]
    assert "项目编码（项目库）" in found.found.details["nearest"]


def test_nothing_alike_is_said_too() -> None:
    """Rather no hint than a wrong one."""
    found = read("a.csv", [["甲", "乙", "丙"], ["1", "2", "3"]])

    assert (found.found.details["nearest"], header_memory.suggestions(found.found.details)) == ("—", [])


def test_a_column_left_out_that_looks_like_a_missing_field_is_named() -> None:
    """部门支出经济分类 beside no 部门经济分类; other columns nobody asked for are passed over in silence."""
    found = read("a.csv", [[*PAYMENT, "部门支出经济分类", "备注"], [*payment("1", "5"), "30201", "x"]])

    (notice,) = found.found.parts[0].notices
    assert (notice.code, notice.details) == ("header_not_known", {"header": "部门支出经济分类", "field": "dept_econ"})


def test_what_is_confirmed_once_is_used_for_files_that_were_refused_before(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The command, the next load, and the month after in another unit."""
    files = {"a.csv": [RENAMED, payment("1", "5")]}
    before = stage(tmp_path, files)
    store = tmp_path / "store"

    assert command.main(["map-header", "payment", "amount_yuan", "实付金额(万元)", "--store", str(store)]) == 0

    assert "'实付金额(万元)' is read as 支付金额 (amount_yuan)" in capsys.readouterr().out
    after = stage(tmp_path, {**files, "b.csv": [[*RENAMED[:2], "实付金额(元)", *RENAMED[3:]], payment("2", "7")]})
    assert (before.rows("read"), str(after.yuan("accepted"))) == (0, "50007.00")


def test_names_of_the_bureau_do_as_well_and_a_second_time_changes_nothing(tmp_path: Path) -> None:
    """支付 for payment, 支付金额 for amount_yuan."""
    assert header_memory.confirm(tmp_path, "支付", "支付金额", "实付 金额\n（元）")
    text = (tmp_path / "sources.toml").read_text(encoding="utf-8")

    assert not header_memory.confirm(tmp_path, "payment", "amount_yuan", "实付金额")
    assert not header_memory.confirm(tmp_path, "payment", "amount_yuan", "支付金额")
    assert (tmp_path / "sources.toml").read_text(encoding="utf-8") == text
    assert '[[confirmed]]\ndataset = "payment"\nfield = "amount_yuan"\nheader = "实付金额"\n' in text


def test_what_a_person_wrote_in_the_file_stays_as_it_is(tmp_path: Path) -> None:
    """Comments, order and spelling; also where the last line has no end."""
    own = '# ours\n[payment]\nfull = true  # every month whole\n[payment.fields]\namount_yuan = { also = ["实付"] }'
    (tmp_path / "sources.toml").write_text(own, encoding="utf-8")

    header_memory.confirm(tmp_path, "payment", "request_no", '单"号\\')
    header_memory.confirm(tmp_path, "project", "project_name", "名称")

    assert (tmp_path / "sources.toml").read_text(encoding="utf-8").startswith(own + "\n")
    described = sources.load(tmp_path)
    assert described["payment"].full
    assert described["payment"].by_name["amount_yuan"].also == ("实付",)
    assert described["payment"].by_name["request_no"].also == ('单"号\\',)
    assert described["project"].by_name["project_name"].also == ("名称",)


@pytest.mark.parametrize(
    ("dataset", "field", "header", "said"),
    [
        ("payments", "amount_yuan", "实付", "no dataset 'payments'"),
        ("payment", "amount", "实付", "no field 'amount'"),
        ("payment", "amount_yuan", " \n", "header is empty"),
        ("payment", "amount_yuan", "支付日期", "cannot stand for two fields"),
        ("payment", "voucher_no", "单号", "cannot stand for two fields"),
    ],
)
def test_an_answer_that_cannot_be_meant_is_refused_and_changes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], dataset: str, field: str, header: str, said: str
) -> None:
    """An unknown name, nothing at all, a header that is another field already."""
    header_memory.confirm(tmp_path, "payment", "request_no", "单号")
    before = (tmp_path / "sources.toml").read_bytes()

    assert command.main(["map-header", dataset, field, header, "--store", str(tmp_path)]) == 2

    assert said in capsys.readouterr().err
    assert (tmp_path / "sources.toml").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["sources.toml"]


@pytest.mark.parametrize(
    ("own", "said"),
    [
        ('[payment.fields]\namount_yuan = { also = ["数"] }\nvoucher_no = { also = ["数"] }', "stands for both"),
        ('[payment.fields]\nvoucher_no = { also = [" 支付\u3000日期 "] }', "stands for both"),
        ('[[confirmed]]\ndataset = "payment"\nfield = "amount_yuan"', "needs dataset, field and header"),
        ('[[confirmed]]\ndataset = "x"\nfield = "amount_yuan"\nheader = "数"', "no dataset 'x'"),
        ('[[confirmed]]\ndataset = "payment"\nfield = "x"\nheader = "数"', "no field 'x'"),
        ("confirmed = 1", "has to be a list"),
        ("[payment.fields]\namount_yuan = { also = [1] }", 'expected { also = ["another header"] }'),
        ("[payment.fields]\namount_yuan = 5", 'expected { also = ["another header"] }'),
        ("[payment]\nfields = 5", "fields"),
        ("payment = 5", "only `full` and `fields`"),
    ],
)
def test_a_file_that_says_what_cannot_be_meant_is_refused_with_its_place(tmp_path: Path, own: str, said: str) -> None:
    """A header of two fields above all: it would be left open which of them a column is."""
    (tmp_path / "sources.toml").write_text(own, encoding="utf-8")

    with pytest.raises(SourcesProblem, match=r"sources\.toml") as problem:
        sources.load(tmp_path)

    assert said in str(problem.value)


def test_answers_given_at_the_same_time_are_all_kept(tmp_path: Path) -> None:
    """Two people on the page, or a page and a command."""
    headers = [f"单号{number}" for number in range(8)]
    threads = [
        threading.Thread(target=header_memory.confirm, args=(tmp_path, "payment", "request_no", header))
        for header in headers
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(sources.load(tmp_path)["payment"].by_name["request_no"].also) == headers
