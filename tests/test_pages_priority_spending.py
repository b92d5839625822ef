"""The page of priority spending by itself: three areas, overlaps once, waiting apart from paid, the exports."""

import csv
import io
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from pages.shared import access
from tests import app_pages
from tests.conftest import BuiltSample
from warehouse import read, snapshots
from wording import formats

PAGE = "priority_spending"

# one line that is education and poverty relief, one of neither; a refund, a bounced and two waiting requests
OVERLAPPING = (
    *app_pages.QUIET,
    "insert into staged_organisation values (1, 3, '302', '区教育局', '部门', null, null)",
    """
    insert into staged_project by name
    select
        1 as source_id, 3 as source_row, 2026 as fiscal_year, 'P2' as project_code, '校舍' as project_name,
        '302' as department_code, '特定目标类' as project_category, true as is_poverty_relief
    """,
    """
    insert into staged_budget_line by name
    select
        1 as source_id, 3 as source_row, 2026 as fiscal_year, 'D2' as doc_no, 'P2' as project_code,
        '302' as agency_code, '2050201' as func_item, '111' as fund_nature, '本级' as fund_source,
        '年初预算' as budget_origin, 100000.00 as amount_yuan, date '2026-01-01' as approved_date,
        date '2026-01-01' as issued_date
    """,
    """
    insert into staged_payment by name
    select
        1 as source_id, 10 + row_number() over () as source_row, request_no, 'P2' as project_code,
        '302' as agency_code, amount as amount_yuan, requested as requested_date, paid as paid_date, status
    from (
        values
            ('A1', 30000.00, date '2026-01-05', date '2026-01-06', '已支付'),
            ('A2', -1000.00, date '2026-01-20', date '2026-01-21', '已退回'),
            ('A3', 5000.00, date '2026-01-20', null, '已退回'),
            ('A4', 700.00, date '2026-01-20', null, '已审未支付'),
            ('A5', 200.00, date '2026-01-20', date '2026-02-03', '已支付')
    ) as given (request_no, amount, requested, paid, status)
    """,
)


@pytest.fixture
def latest(reader: snapshots.Reader) -> date:
    month: date = read.months(reader)["as_of"].to_list()[-1]
    return month


@pytest.mark.parametrize("language", ["zh", "en"])
def test_it_opens_in_both_languages(built_sample: BuiltSample, monkeypatch: pytest.MonkeyPatch, language: str) -> None:
    """All tables have heads of the reader's language."""
    app = app_pages.open_page(PAGE, built_sample.store, monkeypatch, lang=language)

    assert len(list(app_pages.tables(app))) == 4
    assert all(bool(app_pages.CHINESE.search(head)) == (language == "zh") for head in app_pages.columns(app))


def test_the_lead_and_each_area_are_those_of_the_snapshot(
    built_sample: BuiltSample, monkeypatch: pytest.MonkeyPatch, reader: snapshots.Reader, latest: date
) -> None:
    """What the page says is what the warehouse holds."""
    lead = read.priority_year(reader, read.EVERY_DEPARTMENT, latest).row(-1, named=True)
    month = read.paces_of_month(reader, read.EVERY_DEPARTMENT, latest)
    said = app_pages.said(app_pages.open_page(PAGE, built_sample.store, monkeypatch))

    assert formats.signed_per_cent(lead["priority_lead"], "zh") in said
    assert [rate for rate in month["pace"] if formats.rate(rate, "zh") not in said] == []


def test_paces_are_those_of_the_rules(reader: snapshots.Reader, latest: date) -> None:
    """One number under one name: the lines of this page are the rows that L01 and L02 judge."""
    areas = read.areas(reader, latest).select("area", "area_pace", "overall_pace", "paid_yuan").sort("area")
    lines = read.paces_of_month(reader, read.EVERY_DEPARTMENT, latest)
    same = lines.select(pl.col("series").alias("area"), pl.col("pace").alias("area_pace"), "overall_pace", "paid_yuan")

    assert same.join(areas, on="area", how="semi").sort("area").equals(areas)


def test_overlaps_count_once_and_waiting_is_not_paid(tmp_path: Path) -> None:
    """Education and poverty relief are the same 100,000; a refund lowers paid; bounced requests wait for nothing."""
    reader = snapshots.open_reader(app_pages.publish(tmp_path, *OVERLAPPING))
    found = read.paces_of_month(reader, read.EVERY_DEPARTMENT, date(2026, 1, 31))
    rows = {row["series"]: row for row in found.to_dicts()}
    year = read.priority_year(reader, read.EVERY_DEPARTMENT, date(2026, 1, 31)).row(0, named=True)

    assert [rows[name]["budget_current_yuan"] for name in ("教育", "扶贫", "priority")] == [Decimal(100000)] * 3
    assert year["overlap_budget_yuan"] == Decimal(100000)
    assert (rows["教育"]["paid_yuan"], rows["教育"]["refunded_yuan"]) == (Decimal(29000), Decimal(1000))
    assert (rows["教育"]["waiting_count"], rows["教育"]["waiting_yuan"]) == (2, Decimal(900))
    assert rows["rest"]["waiting_count"] == 0
    assert (rows["priority"]["pace"], rows["rest"]["pace"]) == (Decimal("0.290000"), Decimal("0.083333"))


def test_what_is_approved_is_known_for_the_latest_month_only(tmp_path: Path) -> None:
    """A request paid since then was approved at some time; the data does not say when."""
    reader = snapshots.open_reader(app_pages.publish(tmp_path, *OVERLAPPING))
    by_month = {
        month: read.paces_of_month(reader, read.EVERY_DEPARTMENT, month).filter(pl.col("series") == "教育")
        for month in read.months(reader)["as_of"]
    }

    assert by_month[date(2026, 1, 31)]["approved_count"].to_list() == [None]
    assert by_month[date(2026, 2, 28)]["approved_count"].to_list() == [1]


def test_a_chosen_verdict_opens_its_evidence(built_sample: BuiltSample, monkeypatch: pytest.MonkeyPatch) -> None:
    """A link to a verdict of the month shows its clause, whatever the verdict is."""
    app = app_pages.open_page(PAGE, built_sample.store, monkeypatch, open="L01|教育")

    assert app_pages.in_url(app, "open") == ["L01|教育"]
    assert "优先保障扶贫、教育、社会保障等重点支出的支付进度" in app_pages.said(app)


def test_a_reader_of_some_departments_is_told_why_it_is_empty(
    built_sample: BuiltSample, monkeypatch: pytest.MonkeyPatch, reader: snapshots.Reader, latest: date
) -> None:
    """District-wide sums are for who may see all."""
    monkeypatch.setattr(access, "departments_in_sight", lambda: ["302"])
    app = app_pages.open_page(PAGE, built_sample.store, monkeypatch)

    assert "只对可以查看全部部门的读者开放" in app_pages.said(app)
    assert list(app_pages.tables(app)) == []
    assert read.paces_of_month(reader, ["302"], latest).is_empty()
    assert read.priority_year(reader, [], latest).is_empty()


def test_without_priority_spending_paces_are_unknown_and_not_zero(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A district with one project outside the areas."""
    said = app_pages.said(app_pages.open_page(PAGE, app_pages.publish(tmp_path, *app_pages.QUIET), monkeypatch))

    assert "没有预算数据，无法比较" in said
    assert "0.00%" not in said


def test_the_files_hold_exactly_the_shown_rows(
    built_sample: BuiltSample, monkeypatch: pytest.MonkeyPatch, reader: snapshots.Reader, latest: date
) -> None:
    """Both files of the month's table: six lines, in yuan for machines."""
    made = app_pages.files_made(PAGE, built_sample.store, monkeypatch)
    rows = list(csv.DictReader(io.StringIO(made["csv_month"].decode("utf-8-sig"))))
    month = read.paces_of_month(reader, read.EVERY_DEPARTMENT, latest)

    assert [row["paid_yuan"] for row in rows] == [str(paid) for paid in month["paid_yuan"]]
    assert all(content[:2] == b"PK" for key, content in made.items() if key.startswith("xlsx"))
