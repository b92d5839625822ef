"""Refused rows go back in the layout they came in, are mended in the marked cells, and load."""

import json
import shutil
import zipfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest
import xlsxwriter
from openpyxl.styles import Font, PatternFill

from data_pipeline import __main__ as command
from data_pipeline import returned_sheets, sent_back, staging
from data_pipeline.delivery import REASON_HEADER
from tests.conftest import LOADED, ROOT, BuiltSample
from tests.printed_forms import Monitoring, SelfEvaluation, monitoring_row, workbook
from tests.test_staging import WHOLE
from tests.tiny_inbox import BUDGET_LINE, PAYMENT, PROJECT, csv_text, line, payment, put
from warehouse import read, snapshots

MARK = "FFC7CE"
Cells = list[list[Any]]


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    """An inbox with two departments, their projects and a payment; nothing here needs more."""
    more = {
        "unit-2.csv": [["单位编码", "单位名称", "单位类型"], ["401", "区农业农村局", "部门"]],
        "project-2.csv": [PROJECT[0], ["2026", "P3", "水渠", "401", "运转类"]],
    }
    put(tmp_path / "inbox", {**{name: WHOLE[name] for name in ("unit.csv", "project.csv", "pay.csv")}, **more})
    return tmp_path / "inbox"


def load(inbox: Path) -> duckdb.DuckDBPyConnection:
    """The inbox staged and published in the store beside it; nothing is judged."""
    store = inbox.parent / "store"
    with snapshots.draft(store) as draft:
        draft.publish(staging.stage(inbox, draft.connection, store).content_hash)
    return snapshots.open_reader(store).cursor()


def send_back(inbox: Path, expect: int = 0) -> dict[str, Any]:
    """The workbooks that the command writes, by name."""
    out = inbox.parent / "back"
    shutil.rmtree(out, ignore_errors=True)
    assert command.main(["sent-back", str(inbox), "--out", str(out), "--store", str(inbox.parent / "store")]) == expect
    return {path.name: openpyxl.load_workbook(path) for path in sorted(out.glob("*"))}


def cells(sheet: Any) -> Cells:
    """The values of a sheet; an empty cell is an empty text."""
    return [["" if cell is None else cell for cell in row] for row in sheet.iter_rows(values_only=True)]


def marked(sheet: Any) -> dict[str, str]:
    """The cells that are marked as faulty, with what their comments say."""
    found = [cell for row in sheet.iter_rows() for cell in row if cell.fill.fgColor.rgb.endswith(MARK)]
    return {cell.coordinate: cell.comment.text for cell in found}


def in_force(connection: duckdb.DuckDBPyConnection) -> list[tuple[Any, ...]]:
    """Request, amount and file of every accepted payment."""
    return connection.execute(
        "select request_no, amount_yuan::varchar, file "
        "from staged_payment join source_parts using (source_id) order by all"
    ).fetchall()


# --- the whole way ---------------------------------------------------------------------------------------------------

GOOD = {
    **{
        "支付金额": "8888.00",
        "指标金额": "8888.00",
        "计划累计支付": "5",
        "分值": "10",
        "得分": "85",
        "目标值": "≥120个",
    },
    **{
        "支付日期": "2026-06-30",
        "批复日期": "2026-01-08",
        "发现日期": "2026-04-30",
        "监控截至": "2026-08",
        "月份": "12",
    },
    **{"状态": "已支付", "资金来源": "本级", "项目类别": "特定目标类", "实际完成值": "80", "支付申请编号": "MENDED1"},
    **{"项目名称": "改好的项目", "单位名称": "改好的单位", "原因": "按文件"},
    # On a printed form, under a header of two rows: one tick is left.
    **{"1-8月执行情况": "96%", "确定能": "√", "有可能": None, "完全不可能": None},
}


def mend(sheet: Any, known_project: str) -> int:
    """Put something good into every marked cell and drop all but one row of a conflict; gives the rows left."""
    rows = list(sheet.iter_rows())
    header = next(number for number, row in enumerate(rows) if REASON_HEADER in [cell.value for cell in row])
    above = rows[max(header - 1, 0)]
    heads = [str(cell.value or over.value or "").split("(")[0] for over, cell in zip(above, rows[header], strict=True)]
    reasons = heads.index(REASON_HEADER)
    left, kept = 0, set()
    for row in rows[header + 1 :]:
        faults = [cell for cell in row if cell.comment]
        if sheet.merged_cells.ranges and not row[reasons].value:
            continue  # a printed form comes back whole, its sound rows too
        assert faults, f"nothing is marked in row {row[0].row} of {sheet.title}"
        if "内容不一致" in row[reasons].value:
            key = tuple(cell.value for cell in row[:2])
            if key in kept:
                for cell in row:
                    cell.value = None
                continue
            kept.add(key)
        else:
            for cell in faults:
                head = heads[cell.column - 1]
                cell.value = known_project if head == "项目编码" else GOOD[head]
        left += 1
    return left


def test_every_refused_row_of_the_sample_is_accepted_once_it_is_mended(
    built_sample: BuiltSample, store_of_my_own: Path, tmp_path: Path
) -> None:
    """Sent back, mended in the marked cells, handed in again under the same names, loaded: all of them are in force."""
    inbox, out = tmp_path / "inbox", tmp_path / "back"
    shutil.copytree(built_sample.inbox, inbox)
    before = snapshots.open_reader(store_of_my_own)
    refused = before.cursor().execute("select count(*) from rows_not_accepted where fate = 'refused'").fetchall()[0][0]
    project = (
        before.cursor().execute("select min(project_code) from staged_project where fiscal_year = 2026").fetchall()
    )

    assert command.main(["sent-back", str(inbox), "--out", str(out), "--store", str(store_of_my_own)]) == 0
    returned = mended = 0
    for path in sorted(out.glob("*.xlsx")):
        book = openpyxl.load_workbook(path)
        for sheet in book:
            returned += sum(REASON_HEADER not in row and bool(row[-1]) and "〔" in str(row[-1]) for row in cells(sheet))
            mended += mend(sheet, project[0][0])
        book.save(inbox / path.name)
    assert command.main(["load", str(inbox), "--store", str(store_of_my_own)]) in LOADED

    after = snapshots.open_reader(store_of_my_own)
    assert returned == refused
    assert after.cursor().execute(
        "select file, sheet, source_row, reasons from rows_not_accepted where starts_with(file, '退回')"
    ).fetchall() == []  # fmt: skip
    differences = read.differences(read.pair(before.id, after.id, store_of_my_own), read.EVERY_DEPARTMENT)
    assert sum(differences["added_rows"]) + sum(differences["changed_rows"]) == mended
    assert sum(differences["withdrawn_rows"]) == 0
    again = tmp_path / "again"
    assert command.main(["sent-back", str(inbox), "--out", str(again), "--store", str(store_of_my_own)]) == 0
    assert list(again.iterdir()) == []


def test_of_two_rows_that_contradict_each_other_the_mended_one_wins(inbox: Path) -> None:
    """One delivery, two amounts: both are refused, the differing cells are marked, and one of them comes back."""
    put(inbox, {"pay-2026-09.csv": [PAYMENT, payment("7", "10"), payment("8", "1")]})
    put(inbox, {"more-2026-09.csv": [PAYMENT, payment("7", "12")]})
    load(inbox)

    (name, book) = next(iter(send_back(inbox).items()))
    assert name == "退回-302-区教育局-2026-10-01.xlsx"
    assert book.sheetnames == ["more-2026-09", "pay-2026-09"]
    assert list(marked(book["pay-2026-09"])) == ["C2"]
    book["pay-2026-09"].delete_rows(2)
    book.save(inbox / name)

    connection = load(inbox)
    assert in_force(connection) == [("1", "250.00", "pay.csv"), ("7", "12.00", name), ("8", "1.00", "pay-2026-09.csv")]
    assert send_back(inbox) == {}


# --- the layout ------------------------------------------------------------------------------------------------------


def ledger(path: Path) -> None:
    """A workbook as a bureau has it: title, corner, merged cells, widths, styles, a drop-down, numbers and dates."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "支付明细"
    sheet.append(["支付台账", *[None] * 5])
    sheet.merge_cells("A1:F1")
    sheet["A1"].font = Font(name="SimSun", size=18, bold=True)
    sheet.append([None, None, None, None, None, "单位：万元"])
    sheet.append(["支付申请编号", "项目编码", "支付金额", "申请日期", "支付日期", "状态"])
    for cell in sheet[3]:
        cell.fill = PatternFill("solid", fgColor="DDDDDD")
    sheet.append(["1001", "P1", 1.5, date(2026, 9, 1), date(2026, 9, 2), "已支付"])
    sheet.append(["1002", "P1", "一千", date(2026, 9, 3), date(2026, 9, 4), "已支付"])
    sheet.append(["1003", "P3", 2, date(2026, 9, 3), None, "已支付"])
    sheet.append([3.7039926e20, "P1", 3, date(2026, 9, 3), date(2026, 9, 4), "已支付"])
    sheet["C7"].number_format = "#,##0.00"
    sheet.row_dimensions[3].height = 30
    sheet.column_dimensions["A"].width = 27
    sheet.freeze_panes = "A4"
    book.create_sheet("说明").append(["请按月报送"])
    book.save(path)


def test_a_workbook_keeps_titles_header_widths_styles_and_types(inbox: Path) -> None:
    """What is not of that department is gone, and what is stands as it stood, with the faults marked and the reason."""
    ledger(inbox / "支付-2026-09.xlsx")
    load(inbox)

    books = send_back(inbox)

    assert list(books) == ["退回-302-区教育局-2026-10-01.xlsx", "退回-401-区农业农村局-2026-10-01.xlsx"]
    sheet = books["退回-302-区教育局-2026-10-01.xlsx"]["支付-2026-09"]
    assert [row[:6] for row in cells(sheet)][:3] == [
        ["支付台账", "", "", "", "", ""],
        ["", "", "", "", "", "单位：万元"],
        ["支付申请编号", "项目编码", "支付金额", "申请日期", "支付日期", "状态"],
    ]
    assert [row[0] for row in cells(sheet)[3:]] == ["1002", 3.7039926e20]
    assert sheet["G3"].value == REASON_HEADER
    assert sheet["G4"].value.startswith("支付金额“一千”不是金额")
    assert sheet["G4"].value.endswith("〔支付-2026-09.xlsx｜支付明细 第5行〕")
    assert {place: text[:11] for place, text in marked(sheet).items()} == {
        "C4": "支付金额“一千”不是金",
        "A5": "支付申请编号“3.70",
    }
    assert sheet["A5"].number_format == "@"
    assert sheet["C5"].number_format == "#,##0.00"
    assert sheet["D4"].is_date
    assert (sheet["A1"].font.size, sheet["A1"].font.name, sheet["A3"].fill.fgColor.rgb) == (18, "SimSun", "00DDDDDD")
    assert [str(one) for one in sheet.merged_cells.ranges] == ["A1:F1"]
    assert (sheet.column_dimensions["A"].width, sheet.row_dimensions[3].height, sheet.freeze_panes) == (27, 30, "A4")
    assert [row[0] for row in cells(books["退回-401-区农业农村局-2026-10-01.xlsx"].active)[3:]] == ["1003"]


def test_the_unit_of_corner_and_header_still_holds_when_it_comes_in_again(inbox: Path) -> None:
    """Ten thousand yuan stay ten thousand yuan."""
    ledger(inbox / "支付-2026-09.xlsx")
    load(inbox)
    for name, book in send_back(inbox).items():
        sheet = book.active
        for row in range(4, sheet.max_row + 1):
            sheet.cell(row, 1).value = f"N{row}-{name[3]}"
            sheet.cell(row, 3).value, sheet.cell(row, 5).value = "1.25", "2026-09-30"
        book.save(inbox / name)

    connection = load(inbox)

    assert [row[1] for row in in_force(connection) if row[2].startswith("退回")] == ["12500.00"] * 3


def test_other_files_come_back_as_text(inbox: Path) -> None:
    """Leading zeros, and what looks like a formula, stay what they are; an .xls comes back as .xlsx."""
    put(inbox, {"pay-2026-09.csv": [["支付明细"], PAYMENT, ["007", "P1", "=1+1", "@x", "2026-09-01", "已支付"]]})
    shutil.copy(ROOT / "tests" / "sample_sources" / "pay.xls", inbox / "old-2026-10.xls")
    load(inbox)

    book = send_back(inbox)["退回-302-区教育局-2026-11-01.xlsx"]

    row = next(iter(book["pay-2026-09"].iter_rows(min_row=3)))
    assert [cell.value for cell in row][:6] == ["007", "P1", "=1+1", "@x", "2026-09-01", "已支付"]
    assert {cell.data_type for cell in row} == {"s"}
    assert row[2].quotePrefix
    assert [row[:5] for row in cells(book["old-2026-10"])] == [
        ["2026年10月支付明细", "", "", "", ""],
        ["单位：万元", "", "", "", ""],
        ["支付申请编号", "项目编码", "支付金额", "支付日期", "状态"],
        ["1.23456789012346E+17", "P1", "1", "2026-10-01", "已支付"],
    ]
    assert list(marked(book["old-2026-10"])) == ["A4"]


def test_a_row_longer_than_its_header_keeps_every_cell_and_stays_too_long(inbox: Path) -> None:
    """The cell too many stands behind the reason, so that handing the row in unmended does not load it shifted."""
    put(inbox, {"pay-2026-09.csv": [PAYMENT, ["7", "P1", "1", "234.50", "2026-09-01", "已支付", "多出"]]})
    load(inbox)

    ((name, book),) = send_back(inbox).items()
    assert cells(book.active)[1][:6] == ["7", "P1", "1", "234.50", "2026-09-01", "已支付"]
    assert cells(book.active)[1][7] == "多出"
    assert list(marked(book.active)) == ["D2", "H2"]  # 申请日期 is none either
    book.save(inbox / name)
    connection = load(inbox)

    assert connection.execute("select count(*) from rows_not_accepted where file = ?", [name]).fetchall() == [(1,)]


def test_what_is_refused_again_is_sent_back_once_and_in_the_same_column(inbox: Path) -> None:
    """A workbook that was mended badly comes back with the new reason where the old one stood."""
    put(inbox, {"pay-2026-09.csv": [PAYMENT, payment("7", "x"), payment("8", "y")]})
    load(inbox)
    ((name, book),) = send_back(inbox).items()
    book.active["C2"].value = "5"
    book.active["C3"].value = "很多"
    book.save(inbox / name)
    load(inbox)

    ((again, second),) = send_back(inbox).items()

    assert again == "退回-302-区教育局-2026-10-02.xlsx"
    assert cells(second.active)[0] == [*PAYMENT, REASON_HEADER]
    assert [row[0] for row in cells(second.active)[1:]] == ["8"]
    assert second.active["G2"].value.startswith("支付金额“很多”不是金额")
    assert "〔退回-302-区教育局-2026-10-01.xlsx｜" in second.active["G2"].value


def two_level_ledger(path: Path) -> None:
    """Budget lines under a header of two rows: a classification in three columns, amounts of two origins."""
    book = openpyxl.Workbook()
    sheet = book.active
    columns = [
        "预算年度",
        "指标文号",
        "项目编码",
        "功能分类",
        None,
        None,
        "资金性质",
        "资金来源",
        "指标金额",
        None,
        "批复日期",
    ]
    for row in (
        ["单位：万元"],
        columns,
        [None, None, None, "类", "款", "项", None, None, "年初预算", "追加", None],
        [2026, "8号", "P1", "205", "02", "01", "111", "本级", 5, "多些", "2026-01-05"],
        [2026, "9号", "P1", "205", "", "01", "111", "本级", 5, None, "2026-01-05"],
        [2026, "10号", "P1", "205", "02", "01", "111", "本级", 7, None, "2026-01-05"],
    ):
        sheet.append(row)
    for merged in ("A2:A3", "B2:B3", "C2:C3", "D2:F2", "G2:G3", "H2:H3", "I2:J2", "K2:K3"):
        sheet.merge_cells(merged)
    book.save(path)


def test_any_shape_comes_back_and_loads(inbox: Path) -> None:
    """Headers of two rows, merged rows, another encoding, an archive: marked where the fault is, and accepted."""
    two_level_ledger(inbox / "a-2026-07.xlsx")
    book = openpyxl.Workbook()
    for row in (PAYMENT, payment("m1", "5"), payment("m2", "坏"), payment("m3", "6")):
        book.active.append(row)
    book.active.merge_cells("B2:B4")
    book.save(inbox / "b-2026-07.xlsx")
    (inbox / "c-2026-07.csv").write_bytes(csv_text([["标题"], PAYMENT, payment("g1", "坏")], ";").encode("gb18030"))
    with zipfile.ZipFile(inbox / "d-2026-07.zip", "w") as archive:
        archive.writestr("内/d.csv", csv_text([PAYMENT, payment("z1", "坏")]))
    load(inbox)

    ((name, returned),) = send_back(inbox).items()
    assert [list(marked(sheet)) for sheet in returned] == [["J4", "D5", "E5", "F5"], ["C2"], ["C3"], ["C2"]]
    assert returned["b-2026-07"]["B2"].value == "P1"  # what the merged cell above said
    mended = {
        "a-2026-07": {"J4": "1.5", "E5": "02"},
        "b-2026-07": {"C2": "1"},
        "c-2026-07": {"C3": "2"},
        "d": {"C2": "3"},
    }
    for sheet, values in mended.items():
        for place, value in values.items():
            returned[sheet][place].value = value
    returned.save(inbox / name)
    connection = load(inbox)

    assert connection.execute("select count(*) from rows_not_accepted where file = ?", [name]).fetchall() == [(0,)]
    assert [row[:2] for row in in_force(connection)] == [
        ("1", "250.00"), ("g1", "2.00"), ("m1", "5.00"), ("m2", "1.00"), ("m3", "6.00"), ("z1", "3.00"),
    ]  # fmt: skip
    lines = connection.execute(
        "select doc_no, func_item, budget_origin, amount_yuan::integer from staged_budget_line "
        "join source_parts using (source_id) where file = ? order by all",
        [name],
    ).fetchall()
    assert lines == [
        ("8号", "2050201", "年初预算", 50_000),
        ("8号", "2050201", "追加", 15_000),
        ("9号", "2050201", "年初预算", 50_000),
    ]


# --- whose, and which not --------------------------------------------------------------------------------------------


def test_rows_of_no_known_department_have_a_workbook_of_their_own(inbox: Path) -> None:
    """An unknown project, a damaged code, a department that is not in the list."""
    put(inbox, {"pay.csv": [PAYMENT, payment("7", "x", project="P9"), payment("8", "1", project="3.7E+20")]})

    put(inbox, {"more.csv": [PAYMENT, payment("1", "250")]})
    load(inbox)

    ((name, book),) = send_back(inbox).items()

    assert name == "退回-部门不明-2026-01-01.xlsx"  # no delivery has a date, and any date is later than none
    assert [row[0] for row in cells(book.active)[1:]] == ["7", "8"]


def test_a_units_rows_go_to_its_department(inbox: Path) -> None:
    """Whoever is named in the row, the department above answers for it."""
    header = [*PROJECT[0]]
    put(inbox, {
        "unit-3.csv": [["单位编码", "单位名称", "单位类型", "主管部门编码"], ["302001", "第一小学", "单位", "302"]],
        "bad.csv": [header, ["2026", "P7", "", "302001", "运转类"]],
    })  # fmt: skip
    load(inbox)

    assert [name[:10] for name in send_back(inbox)] == ["退回-302-区教育"]


def test_one_department_gets_what_is_its_own_as_if_all_were_written(inbox: Path) -> None:
    """A row of another department that contradicts one of its own still says what differs; no word of the others."""
    rows = [PAYMENT, payment("7", "10"), payment("8", "x", project="P3"), payment("9", "x", project="P404")]
    put(inbox, {"pay-2026-09.csv": rows, "more-2026-09.csv": [PAYMENT, payment("7", "10", project="P3")]})
    put(inbox, {"only-2026-09.csv": [PAYMENT, payment("6", "x", project="P3")]})
    load(inbox)
    (inbox / "only-2026-09.csv").unlink()
    out, told = inbox.parent / "back", inbox.parent / "told.json"

    def written(*departments: str, expect: int = 0) -> dict[str, Any]:
        shutil.rmtree(out, ignore_errors=True)
        call = [f"--department={code}" for code in departments] + ["--json", str(told)]
        call = ["sent-back", str(inbox), "--out", str(out), "--store", str(inbox.parent / "store"), *call]
        assert command.main(call) == expect
        books = {path.name: openpyxl.load_workbook(path) for path in sorted(out.glob("*"))}
        return {name: [(cells(sheet), marked(sheet)) for sheet in book] for name, book in books.items()}

    everybody = written(expect=1)
    named = [
        "退回-302-区教育局-2026-10-01.xlsx",
        "退回-401-区农业农村局-2026-10-01.xlsx",
        "退回-部门不明-2026-10-01.xlsx",
    ]
    assert list(everybody) == named
    assert list(everybody[named[0]][0][1]) == ["B2"]  # the project is what differs
    assert written("302") == {named[0]: everybody[named[0]]}
    assert json.loads(told.read_text(encoding="utf-8")) == {
        "written": [{"file": named[0], "department": "302", "rows": 1, "sheets": 1}],
        "outdated": 0,
        "came_back": 0,
        "left_out": [],
    }
    assert written("401", sent_back.UNKNOWN, expect=1) == {name: everybody[name] for name in named[1:]}
    assert json.loads(told.read_text(encoding="utf-8"))["left_out"] == [
        {"file": "only-2026-09.csv", "why": "gone", "rows": 1}
    ]


def test_a_check_can_be_sent_back_before_it_is_published(inbox: Path) -> None:
    """The snapshot is named; the rows that are refused are those of that one."""
    load(inbox)
    put(inbox, {"pay-2026-09.csv": [PAYMENT, payment("7", "x")]})
    store = inbox.parent / "store"
    with snapshots.draft(store) as draft:
        checked = draft.set_aside(staging.stage(inbox, draft.connection, store).content_hash)
    out = inbox.parent / "back"

    assert send_back(inbox) == {}
    call = ["sent-back", str(inbox), "--out", str(out), "--store", str(store)]
    assert command.main([*call, "--snapshot", checked]) == 0
    assert [path.name for path in out.glob("*")] == ["退回-302-区教育局-2026-10-01.xlsx"]
    assert command.main([*call, "--snapshot", "000009-00000000"]) == 2


def test_a_file_that_is_read_otherwise_now_is_named(inbox: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Its refused rows may not be there any more."""
    put(inbox, {"pay-2026-09.csv": [[*PAYMENT, "作废"], [*payment("7", "x"), "支付"]]})
    load(inbox)
    (inbox.parent / "store" / "sources.toml").write_text(
        '[payment.fields]\nrequest_no = { also = ["作废"] }\n', encoding="utf-8"
    )

    assert send_back(inbox, expect=1) == {}
    assert "pay-2026-09.csv: is read in another way than when it was loaded" in capsys.readouterr().err


def test_a_refused_row_that_came_well_later_is_not_sent_back(inbox: Path) -> None:
    """Mended now it would push the newer row aside: a later delivery, or a later stage of the same request."""
    put(inbox, {
        "a-2026-08.csv": [PAYMENT, payment("7", "x"), payment("8", "y", "待审", ""), payment("8", "5")],
        "b-2026-09.csv": [PAYMENT, payment("7", "9")],
    })  # fmt: skip
    load(inbox)

    assert send_back(inbox) == {}


def test_a_file_that_changed_since_the_load_is_named(inbox: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Rows are never taken from another file than the one that was read; and one may be gone."""
    put(inbox, {f"{name}.csv": [PAYMENT, payment(number, "x")] for name, number in zip("abc", "789", strict=True)})
    load(inbox)
    put(inbox, {"a.csv": [PAYMENT, payment("6", "6"), payment("7", "x")]})
    (inbox / "b.csv").unlink()

    (book,) = send_back(inbox, expect=1).values()

    assert book.sheetnames == ["c"]
    said = capsys.readouterr().err
    assert "a.csv: is not the file any more that was loaded, so 1 refused rows" in said
    assert "b.csv: is not in the inbox any more" in said


def test_the_workbooks_do_not_go_into_the_inbox(inbox: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """There they would be loaded before anybody mended them."""
    load(inbox)
    out, store = str(inbox / "back"), str(inbox.parent / "store")

    assert command.main(["sent-back", str(inbox), "--out", out, "--store", store]) == 2
    assert "lies in the inbox" in capsys.readouterr().err


def test_what_came_back_is_never_a_full_delivery(inbox: Path) -> None:
    """Three mended rows of a source whose deliveries are full do not withdraw the rest of it."""
    (inbox.parent / "store").mkdir()
    (inbox.parent / "store" / "sources.toml").write_text("[budget_line]\nfull = true\n", encoding="utf-8")
    put(inbox, {"line-2026-09.csv": [BUDGET_LINE, line("5"), line("x", "2号")]})
    load(inbox)
    ((name, book),) = send_back(inbox).items()
    book.active["H2"].value = "6"
    book.save(inbox / name)

    connection = load(inbox)

    assert connection.execute("select doc_no from staged_budget_line order by all").fetchall() == [("1号",), ("2号",)]


# --- the parts -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("dates", "first_year", "day"),
    [
        ([date(2026, 9, 30), None, date(2026, 10, 31)], 2024, date(2026, 11, 1)),
        ([None], 2024, date(2024, 1, 1)),
        ([], None, date(2000, 1, 1)),
    ],
)
def test_the_day_of_what_is_sent_back(dates: list[date | None], first_year: int | None, day: date) -> None:
    """Later than every delivery there is; where none has a date, any date is."""
    assert sent_back.day_after(dates, first_year) == day


def test_only_the_wanted_rows_of_a_sheet_are_taken_out(tmp_path: Path) -> None:
    """Also where the rows carry no numbers, as some programs write them; a row without cells is a row."""
    rows = b'<s:row ht="9"><s:c/></s:row><s:row/><s:row r="5"><s:c r="A5"/></s:row><s:row><s:c/></s:row>'
    xml = b"<s:data>" + rows + b"</s:data>"

    assert returned_sheets.trimmed(xml, {2, 6}) == b'<s:data><s:row r="2"/><s:row r="6"><s:c/></s:row></s:data>'
    assert returned_sheets.trimmed(xml, {1, 2, 5, 6}).count(b"<s:row") == 4
    path = tmp_path / "large.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("a")
        for row in range(3000):
            sheet.write_row(row, 0, [f"r{row}", row])
    kept: Mapping[str, set[int]] = {"a": {1, 2999}}

    assert list(returned_sheets.opened(path, kept)["a"].iter_rows(min_row=2999, values_only=True)) == [("r2998", 2998)]


def test_text_that_no_spreadsheet_can_hold_is_sent_back_as_near_as_it_can_be(inbox: Path) -> None:
    """Control marks and megabyte cells do not stop the others from being sent back."""
    put(inbox, {"pay-2026-09.csv": [PAYMENT, payment("7", "\x0bx" + "长" * 40_000)]})
    load(inbox)

    (book,) = send_back(inbox).values()

    assert len(book.active["C2"].value) == returned_sheets.LONGEST
    assert book.active["C2"].value.startswith("\ufffdx长")


# --- printed forms ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["monitoring", "evaluated"])
def test_a_printed_form_comes_back_whole_and_loads_once_it_is_mended(inbox: Path, kind: str) -> None:
    """Head, money and good rows stand as they stood; the bad row is marked and the reason stands beside it."""
    rows = [monitoring_row("维修教室数", "很多"), monitoring_row("验收合格率", "96%", target="≥95%")]
    bad = [["产出指标(50分)", "数量指标", "维修教室数", "≥100间", "很多", 20, 16, ""]]
    form = Monitoring(rows) if kind == "monitoring" else SelfEvaluation(bad)
    (inbox / "报送-2026-11.xlsx").write_bytes(workbook({"表": form}))
    load(inbox)

    ((name, book),) = send_back(inbox).items()
    original = openpyxl.load_workbook(inbox / "报送-2026-11.xlsx")["表"]
    returned = book.active
    assert (name, len(marked(returned))) == ("退回-302-区教育局-2026-12-01.xlsx", 1)
    assert {str(one) for one in returned.merged_cells.ranges} == {str(one) for one in original.merged_cells.ranges}
    width = original.max_column
    assert [row[:width] for row in cells(returned)] == cells(original)
    (place,) = marked(returned)
    returned[place].value = "80"
    book.save(inbox / name)
    connection = load(inbox)

    assert connection.execute("select count(*) from rows_not_accepted where file = ?", [name]).fetchall() == [(0,)]
    assert connection.execute(
        "select actual_value, file from staged_monitoring_report join source_parts using (source_id) "
        "where indicator_l3 = '维修教室数'"
    ).fetchall() == [("80", name)]  # fmt: skip
    assert send_back(inbox) == {}
