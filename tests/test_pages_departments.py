"""The page of departments by itself: rates from sums, each project once, one department's months, the exports."""

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

PAGE = "departments"
EVERY = read.EVERY_DEPARTMENT


@pytest.fixture
def latest(reader: snapshots.Reader) -> date:
    month: date = read.months(reader)["as_of"].to_list()[-1]
    return month


@pytest.fixture
def found(reader: snapshots.Reader, latest: date) -> pl.DataFrame:
    return read.department_standings(reader, EVERY, latest)


@pytest.fixture
def rows(found: pl.DataFrame) -> pl.DataFrame:
    return found.filter(pl.col("department_code").is_not_null())


@pytest.mark.parametrize("language", ["zh", "en"])
def test_it_opens_in_both_languages(built_sample: BuiltSample, monkeypatch: pytest.MonkeyPatch, language: str) -> None:
    """By code unless the reader wants otherwise; every head in the reader's language."""
    app = app_pages.open_page(PAGE, built_sample.store, monkeypatch, lang=language)
    codes = next(app_pages.tables(app))["department_code"].to_list()

    assert codes == sorted(codes)
    assert all(bool(app_pages.CHINESE.search(head)) == (language == "zh") for head in app_pages.columns(app))


def test_departments_sum_to_the_district(found: pl.DataFrame, rows: pl.DataFrame) -> None:
    """The figures above the table are the sums of its rows."""
    district = found.filter(pl.col("department_code").is_null()).row(0, named=True)
    summed = ("project_count", "budget_current_yuan", "paid_yuan", "red_count", "red_yuan", "money_yuan")

    assert {name: rows[name].sum() for name in summed} == {name: district[name] for name in summed}


def test_the_district_is_that_of_the_overview(reader: snapshots.Reader, latest: date, found: pl.DataFrame) -> None:
    """Two pages never give two numbers."""
    whole = read.district(reader, latest)
    stakes = read.stakes(reader, EVERY, latest)
    district = found.filter(pl.col("department_code").is_null()).row(0, named=True)
    assert whole is not None

    assert (district["execution_rate"], district["paid_yuan"]) == (whole["execution_rate"], whole["paid_yuan"])
    assert (district["red_count"], district["yellow_count"], district["money_yuan"]) == (
        stakes["red_count"],
        stakes["yellow_count"],
        stakes["money_yuan"],
    )
    assert district["not_assessed_count"] == stakes["not_assessed_count"]


def test_progress_is_weighted_by_budget_and_never_a_bare_mean(
    reader: snapshots.Reader, latest: date, rows: pl.DataFrame
) -> None:
    """Worked again from the projects of each department, exact to what rounding their six places can move."""
    projects = reader.cursor().execute(
        """
        select department_code, greatest(budget_current_yuan, 0), progress_completion
        from project_months join project_years using (subject_id)
        where as_of = ? and quadrant <> 'not_assessed'
        """,
        [latest],
    ).fetchall()  # fmt: skip
    sums: dict[str, list[Decimal]] = {}
    for code, budget, progress in projects:
        both = sums.setdefault(code, [Decimal(0), Decimal(0)])
        both[0] += budget * progress
        both[1] += budget
    expected = {code: weighted / budget for code, (weighted, budget) in sums.items() if budget}
    actual = dict(zip(rows["department_code"], rows["progress_completion"], strict=True))

    assert {code for code, progress in actual.items() if progress is not None} == set(expected)
    assert all(abs(actual[code] - value) <= Decimal("0.000001") for code, value in expected.items())


def test_the_worst_project_is_the_first_of_the_standings(
    reader: snapshots.Reader, latest: date, rows: pl.DataFrame
) -> None:
    """The same order as everywhere: gravity, severity, money."""
    standings = read.standings(reader, EVERY, latest)
    first = standings.unique("department_code", keep="first", maintain_order=True)
    expected = dict(zip(first["department_code"], first["project_code"], strict=True))
    flagged = rows.filter(pl.col("worst_project_code").is_not_null())

    assert dict(zip(flagged["department_code"], flagged["worst_project_code"], strict=True)) == expected


@pytest.mark.parametrize(
    ("order", "column", "largest_first"),
    [("execution", "execution_rate", False), ("progress", "progress_completion", False), ("red", "red_yuan", True)],
)
def test_each_order_is_in_the_link(
    built_sample: BuiltSample,
    monkeypatch: pytest.MonkeyPatch,
    rows: pl.DataFrame,
    order: str,
    column: str,
    largest_first: bool,
) -> None:
    """The order that the reader chose is restored for whoever opens the link; unknown values stand last."""
    app = app_pages.choose(app_pages.open_page(PAGE, built_sample.store, monkeypatch), "order", order)
    shown = next(app_pages.tables(app))["department_code"].to_list()
    values = dict(zip(rows["department_code"], rows[column], strict=True))
    known = [values[code] for code in shown if values[code] is not None]

    assert known == sorted(known, reverse=largest_first)
    assert all(values[code] is None for code in shown[len(known) :])
    assert app_pages.in_url(app, "order") == [order]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_chosen_department_shows_its_months(
    built_sample: BuiltSample, monkeypatch: pytest.MonkeyPatch, rows: pl.DataFrame, latest: date, language: str
) -> None:
    """The link names the department; its worst project and a row for every month of the year are shown."""
    row = rows.filter(pl.col("worst_project_code").is_not_null()).row(0, named=True)
    app = app_pages.open_page(PAGE, built_sample.store, monkeypatch, lang=language, chosen=row["department_code"])
    _, by_month = app_pages.tables(app)

    assert app_pages.in_url(app, "chosen") == [row["department_code"]]
    assert row["worst_project_name"] in app_pages.said(app)
    assert len(by_month) == latest.month


def test_a_selected_row_is_the_chosen_department(
    built_sample: BuiltSample, monkeypatch: pytest.MonkeyPatch, rows: pl.DataFrame
) -> None:
    """A click does what a link does."""
    app = app_pages.select_row(app_pages.open_page(PAGE, built_sample.store, monkeypatch), 1)

    assert app_pages.in_url(app, "chosen") == [rows["department_code"][1]]


def test_both_dates_stand_with_money_and_work(
    built_sample: BuiltSample, monkeypatch: pytest.MonkeyPatch, latest: date
) -> None:
    """Execution and output progress are never compared without their months."""
    said = app_pages.said(app_pages.open_page(PAGE, built_sample.store, monkeypatch))

    assert f"资金截至 {formats.month(latest, 'zh')}；绩效" in said


def test_a_reader_of_one_department_sees_no_other(
    built_sample: BuiltSample,
    monkeypatch: pytest.MonkeyPatch,
    reader: snapshots.Reader,
    rows: pl.DataFrame,
    latest: date,
) -> None:
    """Neither the district's row nor the distance to it, nor another department by a link."""
    mine, other = rows["department_code"][0], rows["department_code"][1]
    monkeypatch.setattr(access, "departments_in_sight", lambda: [mine])
    app = app_pages.open_page(PAGE, built_sample.store, monkeypatch, chosen=other)
    scoped = read.department_standings(reader, [mine], latest)

    assert next(app_pages.tables(app))["department_code"].to_list() == [mine]
    assert app_pages.in_url(app, "chosen") == []
    assert scoped["lead_over_district"].to_list() == [None]
    assert read.department_year(reader, [mine], latest, other).is_empty()


def test_a_department_without_flags_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No worst project is a sentence; progress that nobody measured is a dash and not zero."""
    store = app_pages.publish(tmp_path, *app_pages.QUIET)
    said = app_pages.said(app_pages.open_page(PAGE, store, monkeypatch, chosen="101"))

    assert "没有预警项目" in said
    assert "没有可用的绩效数据" in said


def test_the_files_hold_exactly_the_shown_rows(
    built_sample: BuiltSample, monkeypatch: pytest.MonkeyPatch, rows: pl.DataFrame
) -> None:
    """The table in its order, whole yuan and shares for machines; a workbook for people."""
    made = app_pages.files_made(PAGE, built_sample.store, monkeypatch, order="red")
    written = list(csv.DictReader(io.StringIO(made["csv_departments"].decode("utf-8-sig"))))
    expected = rows.sort("red_yuan", "department_code", descending=[True, False])

    assert [row["department_code"] for row in written] == expected["department_code"].to_list()
    assert [row["red_yuan"] for row in written] == [str(money) for money in expected["red_yuan"]]
    assert made["xlsx_departments"][:2] == b"PK"
