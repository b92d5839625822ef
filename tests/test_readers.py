"""Every kind of file to text, and the header row wherever it stands."""

from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_pipeline import readers, recognition, sources, workbooks, xlsx_marks
from data_pipeline.cleaning import TOO_LONG
from data_pipeline.problems import SourceProblem, WrongEncoding
from data_pipeline.readers import ROW
from tests.tiny_inbox import BUDGET_LINE, INDICATOR, MONITORING, PAYMENT, csv_text, line, payment, stage

SOURCES = sources.load()
SAMPLES = Path(__file__).parent / "sample_sources"

# --- CSV -------------------------------------------------------------------------------------------------------------

CELLS = st.text(alphabet='ab1,;"\n\r -项\x1f\t', max_size=5)


@given(st.lists(st.lists(CELLS, min_size=1, max_size=5), min_size=1, max_size=8), st.booleans())
def test_the_quick_way_through_a_csv_agrees_with_the_exact_one(rows: list[list[str]], at_end: bool) -> None:
    """Where the quick way takes a block at all, it finds the same rows, cells and numbers as Python's own reader."""
    block = csv_text(rows).removesuffix("" if at_end else "\n").encode()

    quick = readers.quick_rows(block, ",", 3, 10)

    exact = pl.concat([*readers.exact_rows(block, ",", 3, 10)] or [_no_rows()])
    if quick is not None:
        assert _comparable(quick).equals(_comparable(exact))


@given(st.text(alphabet='ab",\n\r项', max_size=30))
def test_the_quick_way_is_not_taken_where_it_would_differ(text: str) -> None:
    """Stray quotation marks, blank lines and lone carriage returns: exact or equal, never different."""
    block = text.encode()
    if not block:
        return

    quick = readers.quick_rows(block, ",", 3, 0)

    exact = pl.concat([*readers.exact_rows(block, ",", 3, 0)] or [_no_rows()])
    if quick is not None:
        assert _comparable(quick).equals(_comparable(exact))


@pytest.mark.parametrize("block_bytes", [7, 30, 64, 1000])
def test_a_file_in_blocks_is_the_same_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, block_bytes: int) -> None:
    """Cut anywhere: rows keep their numbers and quoted line breaks stay inside their cell."""
    rows = [["a", "b"], *[[f"{n}", f'x{n},"y"\n第二行' if n % 3 == 0 else f"项{n}"] for n in range(40)]]
    path = tmp_path / "a.csv"
    path.write_text(csv_text(rows), encoding="utf-8")
    monkeypatch.setattr(readers, "BLOCK_BYTES", block_bytes)

    (table,), _ = readers.tables(path, "utf-8", frozenset())
    found = pl.concat(table.below(0, 2))

    assert found.select("c0", "c1").rows() == [tuple(row) for row in rows[1:]]
    assert found[ROW].to_list() == list(range(2, 42))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_any_encoding_and_separator(tmp_path: Path, encoding: str, separator: str) -> None:
    """UTF-8 with or without BOM, GBK, GB18030; comma, semicolon, tab, bar."""
    rows = [[*PAYMENT, "收款人"], [*payment("1", "5"), "甲公司"]]

    found = stage(tmp_path, {"a.csv": csv_text(rows, separator).encode(encoding)})

    assert found.ask("select payee from staged_payment") == [("甲公司",)]


def test_bytes_that_turn_out_to_be_gb18030_further_down(tmp_path: Path) -> None:
    """A file is one encoding: when UTF-8 ends half-way, all of it is read again, and its header then decides."""
    ascii_part = csv_text([["request_no", "x"]] * 200_000).encode()
    path = tmp_path / "a.csv"
    path.write_bytes(ascii_part + "收款,甲\n".encode("gb18030"))

    assert readers.first_encoding(path) == "utf-8"
    with pytest.raises(WrongEncoding):
        list(readers.tables(path, "utf-8", frozenset())[0][0].below(0, 2))


def test_row_numbers_count_titles_and_blank_lines_and_blank_rows_are_no_rows(tmp_path: Path) -> None:
    """1-based in the file, as a spreadsheet shows them."""
    text = (
        csv_text([["支付明细"], ["单位：元"], PAYMENT, payment("1", "x")])
        + "\n,,,,,\n  ,\n"
        + csv_text([payment("2", "y")])
    )

    found = stage(tmp_path, {"a.csv": text.encode()})

    assert found.places("refused") == [("a.csv", "", 4), ("a.csv", "", 8)]
    assert found.rows("read") == 2


def test_a_row_longer_than_its_header_is_refused(tmp_path: Path) -> None:
    """An unquoted comma shifts the cells: nothing in that row can be trusted. Empty cells at the end do no harm."""
    text = (
        csv_text([PAYMENT]) + "1,P1,1,234.50,2026-01-01,2026-01-02,已支付\n" + "2,P1,5,2026-01-01,2026-01-02,已支付,,\n"
    )

    found = stage(tmp_path, {"a.csv": text.encode()})

    assert "row_is_too_long" in found.ask("select reasons::varchar from rows_not_accepted")[0][0]
    assert found.ask("select request_no from staged_payment") == [("2",)]


def test_a_short_row_has_empty_cells_at_its_end(tmp_path: Path) -> None:
    """Some programs leave the trailing separators out."""
    text = csv_text([[*PAYMENT, "收款人"]]) + ",".join(payment("1", "5")) + "\n"

    assert stage(tmp_path, {"a.csv": text.encode()}).rows("accepted") == 1


# --- workbooks -------------------------------------------------------------------------------------------------------


def test_typed_cells_print_without_losing_or_inventing_a_digit(tmp_path: Path) -> None:
    """Whole numbers without .0, long numbers in exponent form, dates as ISO, errors as they show."""
    rows: list[list[Any]] = [
        [*PAYMENT, "收款人"],
        ["ZF1", "P1", 1234.5, date(2026, 1, 5), datetime(2026, 1, 6, 8, 30), "已支付", 302001],  # noqa: DTZ001
        [123456789012345678, "P1", 0.1 + 0.2, None, "2026-01-06", "已支付", True],
    ]

    found = stage(tmp_path, {"a.xlsx": workbook({"支付": rows})})

    assert found.ask("select amount_yuan::varchar, requested_date, paid_date, payee from staged_payment") == [
        ("1234.50", date(2026, 1, 5), date(2026, 1, 6), "302001")
    ]
    assert found.codes("refused") == ["code_damaged"]
    assert str(found.yuan("refused")) == "0.30"


def test_an_error_in_a_cell_is_not_an_empty_cell(tmp_path: Path) -> None:
    """#N/A is something that could not be worked out: the row is refused."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in [PAYMENT, payment("1", "5")]:
        sheet.append(row)
    sheet["D2"] = "#N/A"
    sheet["D2"].data_type = "e"

    found = stage(tmp_path, {"a.xlsx": saved(book)})

    assert found.codes("refused") == ["cell_error"]


def test_a_percent_cell_is_what_it_shows_in_indicators_and_reports(tmp_path: Path) -> None:
    """0.95 shown as 95% is 95 with unit %; the same cell as text and as a number agree."""
    goals: list[list[Any]] = [INDICATOR, ["2026", "P1", "产出指标", "质量指标", "合格率", 0.95, 20]]
    reports: list[list[Any]] = [MONITORING, ["2026", "P1", "合格率", "2026-06", 0.07]]

    found = stage(
        tmp_path, {"a.xlsx": workbook({"目标": goals, "监控": reports}, percent={"目标": "F2", "监控": "E2"})}
    )

    assert found.ask("select target_value, target_number::integer, unit from staged_indicator") == [("95%", 95, "%")]
    assert found.ask("select actual_value, actual_number::integer from staged_monitoring_report") == [("7%", 7)]


def test_an_old_xls_is_read_like_an_xlsx(tmp_path: Path) -> None:
    """Title, corner, hidden sheet, damaged code, control row; and its percent cells are what they show."""
    files = {name: (SAMPLES / name).read_bytes() for name in ("goals.xls", "pay.xls")}

    found = stage(tmp_path, files)

    paid = found.ask(
        "select amount_yuan::varchar, delivery_date::varchar from staged_payment join source_parts using (source_id)"
    )
    assert paid == [("15000.00", "2026-10-31")]
    assert (found.codes("refused"), found.rows("control")) == (["code_damaged"], 1)
    assert found.notices() == ["hidden_sheet_skipped"]
    goals = found.ask("select target_value, target_number::integer, unit from staged_indicator order by all")
    assert goals == [("95%", 95, "%"), ("≥50亩", 50, "亩")]


def test_every_visible_sheet_is_read_and_a_hidden_one_named(tmp_path: Path) -> None:
    """One workbook may hold several datasets; what is hidden is skipped, with a notice."""
    content = workbook(
        {"支付": [PAYMENT, payment("1", "5")], "指标": [BUDGET_LINE, line("7")], "旧": [PAYMENT, payment("2", "9")]},
        hidden=["旧"],
    )

    found = stage(tmp_path, {"a.xlsx": content})

    assert (found.rows("accepted"), found.rows("accepted", "budget_line")) == (1, 1)
    assert "hidden_sheet_skipped" in found.notices()
    assert found.ask("select sheet from source_parts where file = 'a.xlsx' order by source_id") == [
        ("支付",),
        ("指标",),
    ]


def test_a_sheet_without_a_required_column_refuses_its_whole_file(tmp_path: Path) -> None:
    """And the reason names the sheet."""
    content = workbook({"支付": [PAYMENT, payment("1", "5")], "指标": [BUDGET_LINE[:-1], line("7")[:-1]]})

    found = stage(tmp_path, {"a.xlsx": content})

    assert found.rows("read") == 0
    assert "sheet '指标'" in found.report.unusable_files[0]["reason"]


def test_a_sheet_of_notes_does_no_harm(tmp_path: Path) -> None:
    """It is named in a notice, and nobody has to do anything."""
    content = workbook({"支付": [PAYMENT, payment("1", "5")], "填写说明": [["栏目", "怎么填"], ["状态", "四种"]]})

    found = stage(tmp_path, {"a.xlsx": content})

    assert found.rows("accepted") == 1
    assert not found.report.needs_a_person


# --- Parquet ---------------------------------------------------------------------------------------------------------


def test_parquet_of_any_column_types(tmp_path: Path) -> None:
    """Its first row is row 1; a code that is a long number is damaged, exact integers or not."""
    frame = pl.DataFrame(
        {
            "支付申请编号": [1, 1234567890123456789, 3],
            "项目编码": ["P1", "P1", "P1"],
            "支付金额": [12.5, 1.0, 0.07],
            "支付日期": [date(2026, 1, 1), date(2026, 1, 1), None],
            "状态": pl.Series(["已支付", "已支付", "待审"], dtype=pl.Categorical),
            "申请日期": [datetime(2026, 1, 1), None, None],  # noqa: DTZ001
        }
    )

    found = stage(tmp_path, {"a.parquet": parquet(frame)})

    assert found.ask("select request_no, amount_yuan::varchar, requested_date from staged_payment order by all") == [
        ("1", "12.50", date(2026, 1, 1)),
        ("3", "0.07", None),
    ]
    assert found.places("refused") == [("a.parquet", "", 2)]


def test_parquet_decimals_keep_their_cents(tmp_path: Path) -> None:
    """Money that comes as DECIMAL goes through no float."""
    frame = pl.DataFrame(
        {"支付申请编号": ["1"], "项目编码": ["P1"], "支付金额": ["90071992547409.93"], "状态": ["待审"]}
    ).with_columns(pl.col("支付金额").cast(pl.Decimal(18, 2)))

    assert str(stage(tmp_path, {"a.parquet": parquet(frame)}).yuan("accepted")) == "90071992547409.93"


# --- recognition -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("dataset", SOURCES)
def test_each_dataset_is_recognised_by_its_own_headers(dataset: str) -> None:
    """By all of them, by the required ones alone, in any order, with marks, brackets and line breaks."""
    described = SOURCES[dataset]
    every = [field.header for field in described.fields]
    required = [field.header for field in described.required]

    for headers in (every, required, every[::-1], [f" *{name[:2]}\n{name[2:]}" for name in every]):
        found = recognition.recognise([["某区报表"], headers], SOURCES)
        assert found is not None
        assert (found.dataset.name, found.header) == (dataset, 1)


def test_a_header_row_may_stand_as_deep_as_the_twentieth_row() -> None:
    """Below that nothing is looked for."""
    blank: list[list[str]] = [[""] for _ in range(19)]

    assert recognition.recognise([*blank, PAYMENT], SOURCES) is not None
    assert recognition.recognise([*blank, [""]], SOURCES) is None


@pytest.mark.parametrize(
    ("corner", "header", "unit"),
    [
        ("单位：万元", "支付金额", "万元"),
        ("（单位：元）", "支付金额", "元"),
        ("金额单位: 千元", "支付金额", "千元"),
        ("填报单位：区教育局    单位：亿元", "支付金额", "亿元"),
        ("单位：人民币万元", "支付金额", "万元"),
        ("单位：区教育局", "支付金额", None),
        ("填报单位：区财政局", "支付金额", None),
        ("单位：万元", "支付金额（元）", "元"),
        ("", "支付金额(万元)", "万元"),
        ("", "支付金额（单位：千元）", "千元"),
    ],
)
def test_the_unit_is_what_header_or_corner_name(corner: str, header: str, unit: str | None) -> None:
    """The header's own word goes before the corner's; an office after 单位： is no unit of money."""
    found = recognition.recognise([[corner], ["支付申请编号", "项目编码", header, "状态"]], SOURCES)

    assert found is not None
    assert found.units == {"amount_yuan": unit}


@pytest.mark.parametrize(
    ("corner", "header", "code"),
    [
        ("单位：百万元", "支付金额", "unknown_unit"),
        ("单位：美元", "支付金额", "unknown_unit"),
        ("单位：万", "支付金额", "unknown_unit"),
        ("", "支付金额(角)", "unknown_unit"),
        ("单位：元 单位：万元", "支付金额", "two_units"),
    ],
)
def test_an_unknown_unit_or_two_of_them_refuse_the_file(corner: str, header: str, code: str) -> None:
    """Never inferred, never guessed."""
    with pytest.raises(SourceProblem) as problem:
        recognition.recognise([[corner], ["支付申请编号", "项目编码", header, "状态"]], SOURCES)

    assert problem.value.code == code


def test_without_any_unit_yuan_is_taken_and_a_notice_says_so(tmp_path: Path) -> None:
    """A notice, not a warning: the load exits 0."""
    found = stage(tmp_path, {"a.csv": [["支付申请编号", "项目编码", "支付金额", "状态"], ["1", "P1", "5", "待审"]]})

    assert found.yuan("accepted") == 5
    assert found.notices() == ["unit_not_named"]
    assert not found.report.needs_a_person


def test_a_column_that_stands_there_twice_refuses_the_file() -> None:
    """It is not clear which one counts."""
    with pytest.raises(SourceProblem) as problem:
        recognition.recognise([[*PAYMENT, "支付金额(元)"]], SOURCES)

    assert problem.value.code == "column_twice"


def test_a_renamed_header_is_one_line_in_the_stores_sources(tmp_path: Path) -> None:
    """`also` adds a name; the contract's own goes on being known."""
    (tmp_path / "store").mkdir()
    (tmp_path / "store" / "sources.toml").write_text(
        '[payment.fields]\namount_yuan = { also = ["实际支付金额"] }\n', encoding="utf-8"
    )

    found = stage(tmp_path, {"a.csv": [["支付申请编号", "项目编码", "实际支付金额", "状态"], ["1", "P1", "5", "待审"]]})

    assert found.rows("accepted") == 1


# --- helpers ---------------------------------------------------------------------------------------------------------


def workbook(
    sheets: dict[str, list[list[Any]]], hidden: list[str] | None = None, percent: dict[str, str] | None = None
) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        sheet.sheet_state = "hidden" if name in (hidden or []) else "visible"
    for name, place in (percent or {}).items():
        book[name][place].number_format = "0.00%"
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def parquet(frame: pl.DataFrame) -> bytes:
    buffer = BytesIO()
    frame.write_parquet(buffer)
    return buffer.getvalue()


def _no_rows() -> pl.DataFrame:
    return pl.DataFrame(schema={"c0": pl.String, "c1": pl.String, "c2": pl.String, ROW: pl.Int32, TOO_LONG: pl.Boolean})


def _comparable(frame: pl.DataFrame) -> pl.DataFrame:
    """Nothing in a cell is nothing, whether null or empty; trailing rows of nothing are no rows."""
    cells = ["c0", "c1", "c2"]
    filled = frame.with_columns(pl.col(cells).fill_null(""))
    return filled.filter(pl.any_horizontal(pl.col(cells).str.strip_chars() != "") | pl.col(TOO_LONG)).select(
        *cells, ROW, TOO_LONG
    )


# --- what no reader may trip over ------------------------------------------------------------------------------------


def test_an_encoding_is_told_from_a_beginning_without_any_line_end(tmp_path: Path) -> None:
    """The first MiB of a file may end in the middle of a character."""
    path = tmp_path / "a.csv"
    path.write_text("a" + "项" * readers.BEGINNING_BYTES, encoding="utf-8")

    assert readers.first_encoding(path) == "utf-8"


def test_headers_that_look_alike_still_name_cells_of_their_own(tmp_path: Path) -> None:
    """Repeated, empty, of another case, with marks that nothing can show, and as long as somebody pleases."""
    headers = [*PAYMENT, "备注", "备注", "备注 #8", "", "", "abc", "ABC", "nul\0", "长" * 5000]
    found = stage(tmp_path, {"a.csv": [headers, [*payment("1", "x"), *map(str, range(9))]]})

    [(names,)] = found.ask("select json_keys(original) from rows_not_accepted")
    assert len({name.casefold() for name in names}) == len(headers)
    assert max(map(len, names)) == 200


def test_a_reason_repeats_a_monstrous_cell_in_short(tmp_path: Path) -> None:
    """The whole text stays with the row; the reason names it by its beginning, on one line."""
    found = stage(tmp_path, {"a.csv": [PAYMENT, payment("1", "x\ny" * 100_000)]})

    [(value, original)] = found.ask(
        "select reasons ->> '$[0].value', original ->> '支付金额(元)' from rows_not_accepted"
    )
    assert (len(value), value[:5], len(original)) == (200, "x yx ", 300_000)


@pytest.mark.parametrize("extra", [1990, 2000, 16_000])
def test_a_table_wider_than_any_dataset_is_refused(tmp_path: Path, extra: int) -> None:
    """As wide as a spreadsheet can be: said so at once, not searched for hours."""
    found = stage(tmp_path, {"a.csv": [[*PAYMENT, *(f"备注{n}" for n in range(extra))], [*payment("1", "5")]]})

    problems = [(one["file"], one["code"]) for one in found.report.unusable_files]
    assert problems == ([] if extra < 1995 else [("a.csv", "too_many_columns")])
    assert found.rows("accepted") == (1 if extra < 1995 else 0)


def test_a_stray_cell_far_to_the_right_spoils_its_own_row_only(tmp_path: Path) -> None:
    """A blank in the last column of a sheet makes every row of it as wide."""
    book, content = openpyxl.Workbook(), BytesIO()
    sheet = book.active
    rows = [PAYMENT, *([str(n), "P1", 5, "2026-02-01", "2026-03-01", "已支付"] for n in range(40))]
    for row in rows:
        sheet.append(row)
    sheet.cell(35, 16_384, "x")
    book.save(content)

    found = stage(tmp_path, {"a.xlsx": content.getvalue()})

    assert (found.rows("accepted"), found.places("refused")) == (39, [("a.xlsx", "Sheet", 35)])


# --- the cells of a sheet, one by one and a column at once -----------------------------------------------------------

NUMBERS = st.one_of(
    st.floats(),
    st.floats(-1e15, 1e15),
    st.decimals(-(10**12), 10**12, places=2).map(float),
    st.integers(-9, 9).map(float),
)
DATES = st.dates(date(1900, 1, 1), date(2200, 1, 1))


@given(st.one_of(st.lists(NUMBERS), st.lists(DATES), st.lists(st.one_of(NUMBERS, DATES, st.text(), st.booleans()))))
def test_a_column_at_once_is_printed_like_its_cells_one_by_one(cells: list[Any]) -> None:
    """Numbers in particular: no digit more or less."""
    assert workbooks.column("a", cells).to_list() == workbooks.texts(cells)


def test_places_of_cells_are_found_whether_they_are_written_or_not() -> None:
    """Nearly every program names the place of each cell; the standard does not ask for it."""
    cells = (
        '<row r="3"><c r="A3" s="7"><v>1</v></c><c r="AB3" s="2" t="e"><v>#REF!</v></c><c r="C3" t="s" s="7"/></row>'
    )
    unnamed = cells.replace(' r="A3"', "").replace(' r="AB3"', "")

    named = [(place, style, kind) for place, style, kind, _ in xlsx_marks._cells(cells.encode(), b's="7"')]
    counted = [(place, style, kind) for place, style, kind, _ in xlsx_marks._cells(unnamed.encode(), b's="7"')]

    assert named == [((3, 1), b"7", b""), ((3, 3), b"7", b"s")]
    assert counted == [((3, 1), b"7", b""), ((3, 2), b"2", b"e"), ((3, 3), b"7", b"s")]
