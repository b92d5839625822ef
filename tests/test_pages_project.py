"""The project page by itself: each part agrees with the warehouse, what is missing is said, the URL holds the view."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tests import app_pages
from tests.conftest import BuiltSample
from warehouse import read, snapshots
from wording.say import say, word

PARTS = ("progress", "indicators", "money", "history")


@pytest.fixture
def latest(reader: snapshots.Reader) -> date:
    last: date = read.months(reader)["as_of"].to_list()[-1]
    return last


@pytest.fixture
def every(reader: snapshots.Reader, latest: date) -> pl.DataFrame:
    return read.project_quadrants(reader, read.EVERY_DEPARTMENT, latest)


@pytest.fixture
def code(reader: snapshots.Reader, latest: date) -> str:
    """The project with the gravest flag."""
    return str(read.standings(reader, read.EVERY_DEPARTMENT, latest)["project_code"][0])


def open_project(built: BuiltSample, monkeypatch: pytest.MonkeyPatch, code: str, **link: str) -> Any:
    return app_pages.open_page("project", built.store, monkeypatch, project=code, **link)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("part", PARTS)
def test_each_part_opens_in_both_languages(
    built_sample: BuiltSample, monkeypatch: pytest.MonkeyPatch, code: str, part: str, language: str
) -> None:
    """No word is missing and no head is in the other language."""
    app = open_project(built_sample, monkeypatch, code, part=part, lang=language)
    heads = app_pages.columns(app)

    assert code in app_pages.said(app)
    assert all(bool(app_pages.CHINESE.search(head)) == (language == "zh") for head in heads if "C06" not in head)


def test_every_project_of_the_month_opens(
    built_sample: BuiltSample, monkeypatch: pytest.MonkeyPatch, every: pl.DataFrame
) -> None:
    """One project of each kind that can make a difference: quadrant, clock, made or not."""
    kinds = every.unique(["quadrant", "clock_basis", "is_made", "why_not_assessed"], keep="first", maintain_order=True)
    for each in kinds["project_code"]:
        for part in PARTS:
            assert each in app_pages.said(open_project(built_sample, monkeypatch, each, part=part))


def test_budget_lines_and_payments_sum_to_the_head(reader: snapshots.Reader, latest: date, every: pl.DataFrame) -> None:
    """What is listed is what was added up, for every tenth project."""
    for row in every.gather_every(10).to_dicts():
        about = (reader, read.EVERY_DEPARTMENT, latest, row["project_code"])
        lines, payments = read.project_budget_lines(*about), read.project_payments(*about)
        in_year = payments.filter(pl.col("paid_date").is_between(date(latest.year, 1, 1), latest))

        assert (lines["amount_yuan"].sum() or Decimal(0)) == row["budget_current_yuan"]
        assert (in_year["counted_yuan"].sum() or Decimal(0)) == row["paid_yuan"]


def test_a_payment_that_fits_two_lines_is_told_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is in the head's paid, on neither line, and named in the note; with one line it is on that line."""
    second = app_pages.QUIET[4].replace("'D1'", "'D2'").replace("12000.00", "500.00")
    told, untold = Decimal("1000.00"), Decimal("0.00")
    for folder, statements in (("one", app_pages.QUIET), ("two", (*app_pages.QUIET, second))):
        store = app_pages.publish(tmp_path / folder, *statements)
        about = (snapshots.open_reader(store), read.EVERY_DEPARTMENT, date(2026, 1, 31), "P1")
        head = read.project(*about)
        app = app_pages.open_page("project", store, monkeypatch, project="P1", part="money", unit="yuan")

        assert head is not None
        assert (read.project_budget_lines(*about)["line_paid_yuan"].sum(), head["untold_paid_yuan"]) == (told, untold)
        assert f"未确定的{untold:,}元不分摊" in app_pages.said(app)
        told, untold = untold, told


def test_the_last_reached_month_of_the_curve_is_the_head(reader: snapshots.Reader, latest: date, code: str) -> None:
    """Curve and numbers never differ; later months have a clock and nothing else."""
    curve = read.project_curve(reader, read.EVERY_DEPARTMENT, latest, code)
    head = read.project(reader, read.EVERY_DEPARTMENT, latest, code)
    reached = curve.filter(pl.col("is_reached")).row(-1, named=True)

    assert head is not None
    assert (reached["as_of"], curve.height) == (latest, 12)
    assert [reached[name] for name in ("paid_yuan", "execution_rate", "progress_completion")] == [
        head[name] for name in ("paid_yuan", "execution_rate", "progress_completion")
    ]
    assert curve.filter(~pl.col("is_reached"))["paid_yuan"].null_count() == 12 - latest.month


def test_the_flags_are_those_of_the_list(
    built_sample: BuiltSample, monkeypatch: pytest.MonkeyPatch, reader: snapshots.Reader, latest: date, code: str
) -> None:
    """The same flags as the flags page lists for the project, and a selected one opens its evidence."""
    listed = read.verdicts(reader, read.EVERY_DEPARTMENT, latest).filter(project_code=code)
    app = open_project(built_sample, monkeypatch, code)
    own = read.project_verdicts(reader, read.EVERY_DEPARTMENT, latest, code).filter(verdict="flagged")

    assert own.sort("rule", "subject_id").equals(listed.sort("rule", "subject_id"))
    app_pages.select_row(app, 0)
    first = own.row(0, named=True)
    assert app_pages.in_url(app, "open") == [f"{first['rule']}|{first['subject_code']}"]
    assert "所用数字" in app_pages.said(app)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_history_of_flags_has_a_sign_for_each_month(
    built_sample: BuiltSample,
    monkeypatch: pytest.MonkeyPatch,
    reader: snapshots.Reader,
    latest: date,
    code: str,
    language: str,
) -> None:
    """Each rule that flagged the project has a line with a sign and its words a month; the runs stand below."""
    months = read.project_flag_months(reader, read.EVERY_DEPARTMENT, latest, code)
    runs = read.project_runs(reader, read.EVERY_DEPARTMENT, latest, code)
    app = open_project(built_sample, monkeypatch, code, part="history", lang=language)
    strip = next(body for body in app_pages.bodies(app) if "dm-strip" in body)
    table = next(app_pages.tables(app))
    red = months.filter((pl.col("verdict") == "flagged") & (pl.col("severity") == "red"))

    assert strip.count("<span") == strip.count("aria-label=") - 1 == months.height
    assert strip.count("◆") == red.height > 0
    assert months.height == latest.month * months.unique(["rule", "subject_code"]).height
    assert table["months_flagged"].to_list() == runs["months_flagged"].to_list()
    assert set(table["ended"]) == {word("ended", ended, language) for ended in runs["ended"]}


def test_a_project_that_was_never_flagged_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No empty strip and no empty table."""
    store = app_pages.publish(tmp_path, *app_pages.QUIET)
    app = app_pages.open_page("project", store, monkeypatch, project="P1", part="history")

    assert say("project.no_runs", "zh", month="2026年1月") in app_pages.said(app)
    assert not any("dm-strip" in body for body in app_pages.bodies(app))


def test_what_could_not_be_assessed_says_what_is_missing(
    built_sample: BuiltSample, monkeypatch: pytest.MonkeyPatch, reader: snapshots.Reader, latest: date
) -> None:
    """Each rule that lacks something is listed with what it is and with the rows that would lift it."""
    untold = read.verdicts(reader, read.EVERY_DEPARTMENT, latest, verdict="cannot_assess")
    code = untold["project_code"].drop_nulls()[0]
    app = open_project(built_sample, monkeypatch, code)
    count = untold.filter(project_code=code).height

    assert f"无法判定：{count} 条规则" in app_pages.said(app)
    assert any(
        "missing" in shown.columns and shown["missing"].notna().all() and shown["lifts"].notna().all()
        for shown in app_pages.tables(app)
    )


def test_a_made_project_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Money of a year whose pool does not hold the project: the head says where its words come from."""
    pool_of_2025 = app_pages.QUIET[3].replace("2026 as fiscal_year", "2025 as fiscal_year")
    another_of_2026 = app_pages.QUIET[3].replace("'P1'", "'P2'").replace("2 as source_row", "3 as source_row")
    store = app_pages.publish(tmp_path, *app_pages.QUIET[:3], pool_of_2025, another_of_2026, *app_pages.QUIET[4:])
    reader = snapshots.open_reader(store)
    made = read.project(reader, read.EVERY_DEPARTMENT, date(2026, 1, 31), "P1")
    app = app_pages.open_page("project", store, monkeypatch, project="P1")

    assert made is not None
    assert made["is_made"]
    assert any("项目库没有这个项目" in each.value for each in app.warning)


def test_without_a_project_there_is_a_list_to_choose_from(
    built_sample: BuiltSample, monkeypatch: pytest.MonkeyPatch, every: pl.DataFrame
) -> None:
    """Selecting a row opens the project and writes it into the URL."""
    app = app_pages.open_page("project", built_sample.store, monkeypatch)
    first = next(app_pages.tables(app))["project_code"][0]

    assert f"共 {every.height} 个项目" in app_pages.said(app)
    app_pages.select_row(app, 0)
    assert app_pages.in_url(app, "project") == [first]


def test_a_search_finds_by_code_and_by_name(reader: snapshots.Reader, latest: date, every: pl.DataFrame) -> None:
    """Part of either is enough; how many there are is known although few are asked for."""
    row = every.row(3, named=True)
    by_code = read.project_list(reader, read.EVERY_DEPARTMENT, latest, row["project_code"].lower()[-8:], 50)
    by_name = read.project_list(reader, read.EVERY_DEPARTMENT, latest, row["project_name"][:4], 1)

    assert row["project_code"] in by_code["project_code"].to_list()
    assert by_name.height == 1
    assert (
        by_name["found_count"][0] == every.filter(pl.col("project_name").str.contains(row["project_name"][:4])).height
    )


def test_a_search_without_result_says_so(built_sample: BuiltSample, monkeypatch: pytest.MonkeyPatch) -> None:
    """And names what was looked for."""
    app = app_pages.open_page("project", built_sample.store, monkeypatch, find="没有这样的项目")

    assert "没有编码或名称含“没有这样的项目”的项目" in app_pages.said(app)


def test_a_project_of_another_year_says_which(
    built_sample: BuiltSample, monkeypatch: pytest.MonkeyPatch, reader: snapshots.Reader, latest: date
) -> None:
    """A link to a month before the project began is answered with the years that hold it."""
    first_month = read.months(reader)["as_of"].to_list()[0]
    old = set(read.project_quadrants(reader, read.EVERY_DEPARTMENT, first_month)["project_code"])
    new = read.project_quadrants(reader, read.EVERY_DEPARTMENT, latest).filter(~pl.col("project_code").is_in(old))
    app = open_project(built_sample, monkeypatch, new["project_code"][0], as_of=first_month.isoformat())

    assert "没有项目" in app_pages.said(app)
    assert str(latest.year) in app_pages.said(app)


def test_a_project_out_of_scope_is_not_there(reader: snapshots.Reader, latest: date, code: str) -> None:
    """No question answers for a department that the reader may not see."""
    questions = [
        read.project_curve, read.project_indicators, read.project_budget_lines, read.project_payments,
        read.project_carry_over, read.project_evaluations, read.project_past_years, read.project_verdicts,
    ]  # fmt: skip

    assert read.project(reader, ["none"], latest, code) is None
    assert [question.__name__ for question in questions if question(reader, ["none"], latest, code).height] == []
    assert read.project_list(reader, ["none"], latest, "", 50).is_empty()


def test_payments_are_paged_and_newest_first(
    built_sample: BuiltSample,
    monkeypatch: pytest.MonkeyPatch,
    reader: snapshots.Reader,
    latest: date,
    every: pl.DataFrame,
) -> None:
    """The second page goes on where the first ends; the URL names it."""
    lists = {each: read.project_payments(reader, read.EVERY_DEPARTMENT, latest, each) for each in every["project_code"]}
    code = max(lists, key=lambda each: lists[each].height)
    payments = lists[code]
    assert payments.height > 20
    app = open_project(built_sample, monkeypatch, code, part="money", turn="2")
    shown = next(table for table in app_pages.tables(app) if "request_no" in table.columns)

    assert payments["happened"].is_sorted(descending=True)
    assert list(shown["request_no"]) == payments["request_no"].to_list()[20:40]
    assert app_pages.in_url(app, "turn") == ["2"]
