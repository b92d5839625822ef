"""A month that was typed as a number: 2026.10 arrives as 2026.1, and nothing says whether a zero was lost."""

from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest

from data_pipeline.cell_marks import has_two_decimals, is_percent
from data_pipeline.readers import BETWEEN_CELLS
from tests import one_file, tiny_inbox
from tests.old_workbook import xls
from tests.test_sent_back import cells, marked, send_back
from tests.test_sent_back import load as loaded
from tests.test_staging import WHOLE
from tests.tiny_inbox import BUDGET_LINE, MONITORING, line

OCTOBER, JANUARY = date(2026, 10, 31), date(2026, 1, 31)
REPORTS: list[list[Any]] = [MONITORING, ["2026", "P1", "数量", 2026.1, "5"]]


def xlsx(rows: list[list[Any]], formats: dict[str, str] | None = None, merged: str | None = None) -> bytes:
    """A workbook of one sheet; `formats`: cell -> number format."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for place, shown in (formats or {}).items():
        book.active[place].number_format = shown
    if merged:
        book.active.merge_cells(merged)
    content = BytesIO()
    book.save(content)
    return content.getvalue()


@pytest.mark.parametrize(
    "shown", ["0.00", "#,##0.00", "0.00_ ", '0.00"月"', "0.00;[红色]-0.00", "_(* 0.00_);_(* -0.00_)"]
)
def test_a_number_shown_with_two_decimals_is_the_month_that_is_shown(shown: str) -> None:
    """2026.10 in the cell is October, in both kinds of workbook; its original text is what is shown."""
    new = one_file.read("a.xlsx", xlsx(REPORTS, {"D2": shown}))
    old = one_file.read("a.xls", xls({"监控": REPORTS}, formats={(2, 4): shown}))

    assert [new.column("period_end"), old.column("period_end")] == [[OCTOBER], [OCTOBER]]
    assert "2026.10" in new.rows[0]["original"]


@pytest.mark.parametrize("shown", ["General", "0.0", "0.##", "0.0#", "0.000", "@", '"0.00"0.0', "0.00%"])
def test_a_number_that_may_be_january_or_october_is_refused(shown: str) -> None:
    """Nothing is guessed; the reason shows what stands in the cell."""
    new = one_file.read("a.xlsx", xlsx(REPORTS, {"D2": shown}))
    old = one_file.read("a.xls", xls({"监控": REPORTS}, formats={(2, 4): shown}))

    assert [new.refused, old.refused] == [["january_or_october 2026.1"]] * 2
    assert new.rows[0]["original"].split(BETWEEN_CELLS)[3] == ("202610%" if "%" in shown else "2026.1")


@pytest.mark.parametrize(
    ("number", "month"), [(2026.01, JANUARY), (2026.11, date(2026, 11, 30)), (2026.2, date(2026, 2, 28))]
)
def test_other_months_as_numbers_are_what_they_are(number: float, month: date) -> None:
    """Only .1 is two months."""
    found = one_file.read("a.xlsx", xlsx([MONITORING, ["2026", "P1", "数量", number, "5"]]))

    assert found.column("period_end") == [month]


@pytest.mark.parametrize(("text", "month"), [("2026.1", JANUARY), ("2026.10", OCTOBER), ("2026.01", JANUARY)])
def test_a_text_is_the_month_that_is_written(text: str, month: date) -> None:
    """In a workbook, whatever the format of the cell, and in a CSV."""
    rows = [MONITORING, ["2026", "P1", "数量", text, "5"]]

    assert one_file.read("a.xlsx", xlsx(rows, {"D2": "0.00"})).column("period_end") == [month]
    assert one_file.read("a.csv", rows).column("period_end") == [month]


def test_amounts_and_values_are_never_taken_for_months() -> None:
    """2026.1 yuan is an amount; a payment dated 2026.1 is refused for its date only."""
    rows: list[list[Any]] = [tiny_inbox.PAYMENT, ["1", "P1", 2026.1, 2026.1, "2026-03-01", "已支付"]]
    found = one_file.read("a.xlsx", xlsx(rows))

    assert found.refused == ["january_or_october 2026.1"]
    assert str(found.rows[0]["amount_yuan"]) == "2026.10"
    reports = one_file.read("a.xlsx", xlsx([MONITORING, ["2026", "P1", "数量", "2026-03", 2026.1]]))
    assert reports.column("actual_value") == ["2026.1"]


def test_a_merged_month_is_doubtful_for_every_row_that_it_covers() -> None:
    """Neither row below it is read as January; shown with two decimals all are October."""
    rows: list[list[Any]] = [*REPORTS, ["2026", "P1", "质量", None, "6"], ["2026", "P1", "时效", None, "7"]]

    assert one_file.read("a.xlsx", xlsx(rows, merged="D2:D4")).refused == ["january_or_october 2026.1"] * 3
    shown = one_file.read("a.xlsx", xlsx(rows, {"D2": "0.00"}, merged="D2:D4"))
    assert shown.column("period_end") == [OCTOBER] * 3


def test_a_column_of_numbers_in_parquet_has_no_format(tmp_path: Path) -> None:
    """A float is refused, a decimal with two places is what it says."""
    frame = pl.DataFrame(dict(zip(MONITORING, [["2026"] * 2, ["P1"] * 2, ["数量"] * 2, [2026.1, 2026.11], ["5"] * 2])))  # noqa: B905
    frame.write_parquet(tmp_path / "a.parquet")
    found = one_file.read("a.parquet", (tmp_path / "a.parquet").read_bytes())

    assert found.refused == ["january_or_october 2026.1"]
    frame.with_columns(pl.col("监控截至").cast(pl.Decimal(6, 2))).write_parquet(tmp_path / "b.parquet")
    exact = one_file.read("b.parquet", (tmp_path / "b.parquet").read_bytes())
    assert exact.column("period_end") == [OCTOBER, date(2026, 11, 30)]


def test_a_refused_month_never_comes_back_as_january(tmp_path: Path) -> None:
    """The marked cell of a new workbook is still a number, that of an old one says that it is open."""
    head: list[Any] = [*BUDGET_LINE, "到账月份"]
    files: dict[str, Any] = {
        **{name: WHOLE[name] for name in ("unit.csv", "project.csv", "pay.csv")},
        "new-2026-09.xlsx": xlsx([head, [*line("5", "1号"), 2026.1]]),
        "old-2026-09.xls": xls({"指标": [head, [*line("5", "2号"), 2026.1]]}),
    }
    tiny_inbox.put(tmp_path / "inbox", files)
    loaded(tmp_path / "inbox")
    ((name, book),) = send_back(tmp_path / "inbox").items()

    assert [cells(sheet)[1][9] for sheet in book] == [2026.1, "2026.1 ?"]
    assert [list(marked(sheet)) for sheet in book] == [["J2"], ["J2"]]
    book.save(tmp_path / "inbox" / name)
    connection = loaded(tmp_path / "inbox")
    assert connection.execute("select count(*) from staged_budget_line").fetchall() == [(0,)]
    for sheet in book:
        sheet["J2"].value = "2026-10"
    book.save(tmp_path / "inbox" / name)
    connection = loaded(tmp_path / "inbox")
    assert connection.execute("select receipt_month from staged_budget_line").fetchall() == [(OCTOBER,)] * 2


def test_many_doubtful_months_cost_no_more_than_others() -> None:
    """A whole ledger of them is refused in a moment."""
    rows: list[list[Any]] = [MONITORING, *(["2026", "P1", f"数量{number}", 2026.1, "5"] for number in range(20_000))]

    assert len(one_file.read("a.xlsx", xlsx(rows)).refused) == 20_000


def test_what_a_format_shows() -> None:
    """Quoted, escaped, padded and coloured parts of a format show no digits."""
    assert [is_percent(one) for one in ("0%", '0"%"', r"0\%", "[红色]0.0%")] == [True, False, False, True]
    assert [has_two_decimals(one) for one in ("0.00", '0"0.00"', "0.00E+00", "yyyy.00", "0.00%")] == [
        True,
        *[False] * 4,
    ]
