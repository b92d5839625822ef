"""The table as a bureau files it: read back with another library, cell by cell."""

import csv
import io
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from reports import cover, flag_list, flag_workbook, spreadsheet
from reports.__main__ import main
from reports.spreadsheet import Column, Sheet
from tests.conftest import BuiltSample
from warehouse import read
from wording.say import say, word

AS_OF = date(2026, 9, 30)
LONG_CODE = "370399240000012345678901"
COLUMNS = (
    Column("code", "项目编码", "code", upper="项目"),
    Column("name", "项目名称", upper="项目"),
    Column("budget_yuan", "预算数", "money", upper="金额", is_summed=True),
    Column("paid_yuan", "支付数", "money", upper="金额", is_summed=True),
    Column("execution_rate", "执行率", "rate"),
    Column("gap", "超短序时", "points"),
    Column("projects", "项目数", "number", is_summed=True),
    Column("year", "年度", "year"),
    Column("paid_on", "支付日期", "date"),
    Column("period", "绩效截至", "month"),
)
ROWS = (
    {
        "code": LONG_CODE, "name": "道路", "budget_yuan": Decimal("123456.50"), "paid_yuan": Decimal("50.00"),
        "execution_rate": Decimal("0.350000"), "gap": Decimal("-0.150000"), "projects": 3, "year": 2026,
        "paid_on": date(2026, 9, 1), "period": date(2026, 8, 31),
    },
    {
        "code": "0012", "name": "=1+1", "budget_yuan": Decimal("-50.00"), "paid_yuan": None, "execution_rate": None,
        "gap": None, "projects": 4, "year": 2025, "paid_on": None, "period": None,
    },
)  # fmt: skip


def opened(content: bytes) -> openpyxl.Workbook:
    """The workbook as openpyxl reads it."""
    return openpyxl.load_workbook(io.BytesIO(content))


def made(rows: Sequence[dict[str, Any]] | pl.DataFrame = ROWS, language: str = "zh", **more: Any) -> Worksheet:
    """The only sheet of a table."""
    given = {"title": "支付情况表", "unit": "wan", "as_of": AS_OF, "performance_as_of": date(2026, 8, 31), **more}
    return opened(spreadsheet.table(rows, COLUMNS, language=language, **given)).worksheets[0]


def values(sheet: Worksheet, row: int) -> list[Any]:
    return [cell.value for cell in sheet[row]]


def test_title_dates_and_unit_stand_above_the_table() -> None:
    """The title over all columns, both dates at the left, the unit in the right corner."""
    sheet = made()

    assert sheet["A1"].value == "支付情况表"
    assert sheet["A1"].font.sz > sheet["A5"].font.sz
    assert "A1:J1" in {str(merged) for merged in sheet.merged_cells.ranges}
    assert sheet["A2"].value == "资金截至 2026年9月30日　绩效截至 2026年8月"
    assert [value for value in values(sheet, 2) if value][-1] == "单位：万元"


def test_columns_share_their_upper_header() -> None:
    """Two header rows; neighbours under one upper header are merged, the others fill both rows."""
    sheet = made()
    merged = {str(merged) for merged in sheet.merged_cells.ranges}

    assert values(sheet, 3)[:5] == ["项目", None, "金额", None, "执行率"]
    assert values(sheet, 4)[:4] == ["项目编码", "项目名称", "预算数", "支付数"]
    assert {"A3:B3", "C3:D3", "E3:E4"} <= merged
    assert sheet["F3"].value == "超短序时（百分点）"


def test_one_header_row_where_nothing_is_shared() -> None:
    """Without upper headers the rows follow one header row."""
    content = spreadsheet.table(ROWS, COLUMNS[4:6], title="表", language="zh", total=None)
    sheet = opened(content).worksheets[0]

    assert values(sheet, 2) == ["执行率", "超短序时（百分点）"]
    assert values(sheet, 3) == [0.35, -15]


def test_numbers_are_numbers_and_codes_are_text() -> None:
    """Money in the unit with two decimals, rates as per cent, dates as dates, a 24-digit code as text."""
    sheet = made()
    row = sheet[5]

    assert (row[0].value, row[0].data_type, row[0].number_format) == (LONG_CODE, "s", "@")
    assert (row[2].value, row[2].data_type, row[2].number_format) == (12.35, "n", "#,##0.00")
    assert (row[3].value, row[3].number_format) == (0.01, "#,##0.00")
    assert (row[4].value, row[4].number_format) == (0.35, "0.00%")
    assert row[5].value == -15
    assert (row[7].value, row[7].number_format) == (2026, "0")
    assert (row[8].value, row[8].is_date) == (datetime(2026, 9, 1), True)  # noqa: DTZ001 - a cell has no zone
    assert (row[9].value, row[9].number_format) == (datetime(2026, 8, 31), 'yyyy"年"m"月"')  # noqa: DTZ001


def test_unknown_is_a_dash_and_never_zero() -> None:
    """A null number, rate or date is shown as such, and the total says what it leaves out."""
    sheet = made()

    assert [sheet.cell(6, column).value for column in (4, 5, 6, 9, 10)] == ["—"] * 5
    assert "合计不含 1 个未知数" in str(sheet["A8"].value)


def test_text_stays_inert() -> None:
    """Text that begins like a formula is text, and stays so when the cell is edited."""
    rows = [{**ROWS[0], "name": text} for text in ("=1+1", "+1", "-1", "@SUM(A1)", "http://example.com", "12345")]
    sheet = made(rows)
    cells = [sheet.cell(5 + index, 2) for index in range(len(rows))]

    assert [cell.value for cell in cells] == [row["name"] for row in rows]
    assert {cell.data_type for cell in cells} == {"s"}
    assert all(cell.quotePrefix for cell in cells[:4])
    assert not any(cell.hyperlink for cell in cells)


def test_the_total_is_rounded_once_from_the_sum_in_yuan() -> None:
    """0.01 + 0.01 + … would add up the roundings: each 50 yuan is 0.01 万元, three of them are 0.02."""
    rows = [{**ROWS[0], "budget_yuan": Decimal("50.00")}] * 3
    sheet = made(rows)

    assert [sheet.cell(row, 3).value for row in (5, 6, 7)] == [0.01] * 3
    assert values(sheet, 8)[0] == "合计"
    assert sheet.cell(8, 3).value == 0.02


def test_only_what_may_be_summed_is_summed() -> None:
    """合计 stands under summed columns; rates and years have none."""
    sheet = made()

    assert values(sheet, 7) == ["合计", None, 12.34, 0.01, None, None, 7, None, None, None]


def test_the_total_may_stand_first_and_be_given() -> None:
    """A first 合计 row stays in sight with the header; a total that is no plain sum is the caller's."""
    sheet = made(total="first", totals={"budget_yuan": Decimal("990000.00")}, total_label="合计（每个项目一次）")

    assert values(sheet, 5)[:4] == ["合计（每个项目一次）", None, 99, None]
    assert sheet.freeze_panes == "A6"
    assert values(sheet, 6)[0] == LONG_CODE


def test_header_is_frozen_filtered_and_repeated_on_paper() -> None:
    """Frozen below the header, filter on the rows without 合计, A4 across, one page wide."""
    sheet = made(frozen_columns=2)

    assert sheet.freeze_panes == "C5"
    assert sheet.auto_filter.ref == "A4:J6"
    assert sheet.print_title_rows == "$3:$4"
    assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize or 0)) == ("landscape", 9)
    assert sheet.sheet_properties.pageSetUpPr is not None
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)


@pytest.mark.parametrize(("columns", "paper"), [(4, 9), (5, 8)])
def test_a_wide_table_goes_on_a3(columns: int, paper: int) -> None:
    """A4 as long as it prints the 10-point text at three quarters at least, which 199 letters across allow."""
    wide = [Column(f"text{number}", "列", width=45.0) for number in range(columns)]
    rows = [{column.field: "甲" for column in wide}]
    sheet = opened(spreadsheet.table(rows, wide, title="表", language="zh")).worksheets[0]

    assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize or 0)) == ("landscape", paper)
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)


def test_a_column_that_is_not_printed_stands_outside_the_print_area() -> None:
    """The evidence is for the screen."""
    columns = [*COLUMNS[:3], Column("name", "依据", is_printed=False)]
    content = spreadsheet.table(ROWS, columns, title="表", language="zh")

    assert str(opened(content).worksheets[0].print_area).endswith("$A$1:$C$7")


def test_the_line_to_be_signed() -> None:
    """填报单位, 负责人, 填表人, 日期 below the table where asked."""
    sheet = made(has_signatures=True, notes=("注：测试。",))
    below = [str(row[0].value) for row in sheet.iter_rows(min_row=8) if row[0].value]

    assert below[-2] == "注：测试。"
    assert all(name in below[-1] for name in ("填报单位：", "负责人：", "填表人：", "日期："))


def test_english() -> None:
    """The same table for an English reader."""
    sheet = made(language="en", title="Payments")

    assert sheet["A2"].value == "Money as of 30 Sept 2026　Performance as of Aug 2026"
    assert [value for value in values(sheet, 2) if value][-1] == "Unit: 10k yuan"
    assert values(sheet, 7)[0] == "Total"
    assert sheet["F3"].value == "超短序时 (pp)"


def test_a_frame_is_written_as_it_is_shown() -> None:
    """A polars frame gives the same sheet as its rows; an empty one says so."""
    frame = pl.DataFrame(ROWS, schema_overrides={"budget_yuan": pl.Decimal(18, 2), "gap": pl.Decimal(18, 6)})

    assert [values(made(frame), row) for row in (5, 6, 7)] == [values(made(), row) for row in (5, 6, 7)]
    assert made(frame.clear())["A6"].value == "没有符合条件的记录。"


def test_money_as_float_is_refused() -> None:
    """A float is either inexact or already in another unit."""
    with pytest.raises(TypeError, match="budget_yuan"):
        made([{**ROWS[0], "budget_yuan": 12.35}])


def test_numbers_find_room() -> None:
    """No column is narrower than its widest number, so that none shows ####."""
    sheet = made([{**ROWS[0], "budget_yuan": Decimal("9999999999999.99")}], unit="yuan")

    assert sheet.column_dimensions["C"].width > len("9,999,999,999,999.99")


def test_equal_content_gives_equal_bytes() -> None:
    """Nothing of the clock or the machine is in the file."""
    one, two = (spreadsheet.table(ROWS, COLUMNS, title="表", language="zh", as_of=AS_OF) for _ in range(2))

    assert one == two
    assert opened(one).properties.created == datetime(2000, 1, 1)  # noqa: DTZ001 - as openpyxl reads it


def test_more_rows_than_a_sheet_holds_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is cut off in silence."""
    monkeypatch.setattr(spreadsheet, "MOST_ROWS", 1)

    with pytest.raises(spreadsheet.TooManyRows, match="CSV"):
        made()


def test_tab_names_are_what_excel_takes() -> None:
    """No forbidden sign, at most 31 characters, each once."""
    sheets = [Sheet("表[1]:" + "长" * 40, "表", COLUMNS, ROWS, "zh") for _ in range(2)]
    names = opened(spreadsheet.workbook(sheets)).sheetnames

    assert len(set(names)) == 2
    assert all(len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in names)


# ------------------------------------------------------------------------------------------------- the list of flags


@pytest.fixture(scope="module")
def open_sample(built_sample: BuiltSample) -> read.Reader:
    """The built sample, open."""
    return read.current_reader(built_sample.store)


def exported(built_sample: BuiltSample, out: Path, *options: str) -> bytes:
    """What the command writes."""
    call = ["flags", "--as-of", AS_OF.isoformat(), "--out", str(out), "--store", str(built_sample.store)]
    assert main([*call, *options]) == 0
    return out.read_bytes()


def in_csv_words(value: Any, field: str, language: str) -> str:
    """A cell of the main sheet as CSV writes it, as far as the two can be compared."""
    if value is None or (value == "—" and field in ("performance_as_of", "first_flagged")):
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if field == "money_yuan":
        return str(Decimal(str(value)).quantize(Decimal("0.01")))
    if field == "clauses":
        return str(value).replace(say("list.comma", language), ";")
    return str(value)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_workbook_holds_the_rows_of_the_csv(built_sample: BuiltSample, tmp_path: Path, language: str) -> None:
    """Same rows in the same order; codes are words, everything else is equal."""
    csv.field_size_limit(10**9)
    text = exported(built_sample, tmp_path / "a.csv", "--format", "csv", "--lang", language).decode("utf-8-sig")
    listed = list(csv.DictReader(io.StringIO(text, newline="")))
    content = exported(built_sample, tmp_path / "a.xlsx", "--format", "xlsx", "--lang", language)
    sheet = opened(content).worksheets[0]
    shown = list(sheet.iter_rows(min_row=4, max_row=3 + len(listed), values_only=True))
    said = {"severity", "verdict", "subject_kind", "outcome"}

    assert values(sheet, 3) == [word("field", field, language) for field in flag_list.COLUMNS]
    assert len(shown) == len(listed) > 50
    for cells, row in zip(shown, listed, strict=True):
        for field, value in zip(flag_list.COLUMNS, cells, strict=True):
            if field in said:
                assert value == word(field, row[field], language)
            elif field == "earlier_ended":
                assert value == (word("ended", row[field] or None, language) or None)
            elif field not in ("evidence", "exemption") and (field, row["subject_kind"]) != ("subject_name", "area"):
                assert in_csv_words(value, field, language) == row[field].removeprefix("'")
    assert str(sheet.cell(4 + len(listed), 1).value).startswith(("合计", "Total"))


def test_the_total_of_the_list_counts_each_project_once(
    built_sample: BuiltSample, open_sample: read.Reader, tmp_path: Path
) -> None:
    """It is the sum that the dashboard shows, not the sum of the column."""
    sheet = opened(exported(built_sample, tmp_path / "a.xlsx", "--format", "xlsx")).worksheets[0]
    total = next(row for row in sheet.iter_rows(min_row=4, values_only=True) if str(row[0]).startswith("合计"))
    stakes = read.stakes(open_sample, read.EVERY_DEPARTMENT, AS_OF)

    assert Decimal(str(total[flag_list.COLUMNS.index("money_yuan")])) == stakes["money_yuan"]


def test_the_evidence_is_readable(built_sample: BuiltSample, tmp_path: Path) -> None:
    """No JSON and no unknown code: numbers by name, threshold and source, how to clear it, source rows shortened."""
    for language in ("zh", "en"):
        content = exported(built_sample, tmp_path / "a.xlsx", "--format", "xlsx", "--rule", "E02", "--lang", language)
        place = flag_list.COLUMNS.index("evidence")
        rows = opened(content).worksheets[0].iter_rows(min_row=4, values_only=True)
        texts = [row[place] for row in rows if row[place]]

        assert texts
        assert not [text for text in texts if "{" in text or "⚠" in text]
        assert all(word("evidence_field", "execution_rate", language) in text for text in texts)
        parts = ("numbers", "thresholds", "how_to_clear", "source_rows")
        assert all(say(f"evidence_text.{part}", language, content="")[:3] in text for text in texts for part in parts)


def test_the_evidence_of_every_rule_has_words(open_sample: read.Reader) -> None:
    """Every number of every rule can be said in both languages."""
    for language in ("zh", "en"):
        listed = flag_list.rows(open_sample, read.EVERY_DEPARTMENT, flag_list.Wanted(AS_OF), language)
        sheet = flag_workbook.list_sheet(listed, AS_OF, None, language, "wan")

        assert not [row["evidence"] for row in sheet.dicts() if "⚠" in row["evidence"]]


def test_the_workbook_says_what_it_is(built_sample: BuiltSample, open_sample: read.Reader, tmp_path: Path) -> None:
    """The last sheet: filters, dates, unit, snapshot, rule versions, thresholds with sources, documents, rows."""
    department = flag_list.rows(open_sample, read.EVERY_DEPARTMENT, flag_list.Wanted(AS_OF, rule="E02"), "zh")[0]
    options = ("--format", "xlsx", "--rule", "E02", "--department", department["department_code"], "--unit", "wan")
    book = opened(exported(built_sample, tmp_path / "a.xlsx", *options))
    said = "\n".join(str(value) for row in book.worksheets[-1].iter_rows(values_only=True) for value in row if value)
    version = read.rules(open_sample).filter(pl.col("rule") == "E02")["version"].item()

    assert book.sheetnames == ["预警清单", "说明"]
    for expected in (
        department["department_name"], "E02 执行严重滞后", "2026年9月30日", "万元", open_sample.id, version, "0.60",
        "鲁政发〔2019〕1号", "淄政发〔2019〕6号", "《中华人民共和国预算法》", "双监控", "由区财政部门决定", "预警清单 ",
    ):  # fmt: skip
        assert expected in said
    assert "E01" not in said


def test_a_cover_without_rules_serves_any_table(open_sample: read.Reader) -> None:
    """A page's table that rests on no rule still says its scope, dates, snapshot and basis."""
    sheet = cover.sheet(
        open_sample, scope=[("主管部门", "全部")], row_counts={"部门": 3}, rules=(), language="en", unit="yi",
        as_of=AS_OF, performance_as_of=None,
    )  # fmt: skip
    book = opened(spreadsheet.table(ROWS, COLUMNS, title="T", language="en", cover=sheet))

    assert book.sheetnames == ["T", "About"]
    assert not [row for row in sheet.dicts() if row["what"].startswith(("Rule", "Threshold"))]


def test_the_command_writes_the_same_bytes_again(built_sample: BuiltSample, tmp_path: Path) -> None:
    """A file of a past month can be made again and compared."""
    one, two = (exported(built_sample, tmp_path / name, "--format", "xlsx", "--rule", "C01") for name in "ab")

    assert one == two


def test_every_verdict_fits_as_well(built_sample: BuiltSample, tmp_path: Path) -> None:
    """--all-verdicts: no total, since not every row is a flag; unknown money is a dash."""
    options = ("--format", "xlsx", "--rule", "C01", "--all-verdicts")
    sheet = opened(exported(built_sample, tmp_path / "a.xlsx", *options)).worksheets[0]
    rows = list(sheet.iter_rows(min_row=4, values_only=True))

    assert {row[3] for row in rows if row[0] == "C01"} >= {"预警", "正常", "不适用"}
    assert not [row for row in rows if str(row[0]).startswith("合计")]
