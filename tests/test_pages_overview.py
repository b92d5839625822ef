"""The overview by itself: its numbers are the snapshot's, in both languages and all units; it says why when empty."""

from decimal import Decimal
from pathlib import Path

import pytest

from tests import app_pages
from tests.conftest import BuiltSample
from warehouse import read, snapshots
from wording import formats


@pytest.fixture
def stakes(reader: snapshots.Reader) -> dict[str, object]:
    latest = read.months(reader)["as_of"].to_list()[-1]
    return read.stakes(reader, read.EVERY_DEPARTMENT, latest)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_overview_opens_in_both_languages(
    built_sample: BuiltSample, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    """The English page has no Chinese label, the Chinese page no English heading."""
    app = app_pages.open_page("overview", built_sample.store, monkeypatch, lang=language)
    said = app_pages.said(app)

    assert ("Budget execution rate" in said, "预算执行率" in said) == (language == "en", language == "zh")
    assert [label for label in app_pages.labels(app) if language == "en" and app_pages.CHINESE.search(label)] == (
        ["语言 / Language"] if language == "en" else []
    )


def test_the_numbers_are_those_of_the_snapshot(
    built_sample: BuiltSample,
    monkeypatch: pytest.MonkeyPatch,
    reader: snapshots.Reader,
    stakes: dict[str, Decimal],
) -> None:
    """Execution, money at stake and counts are shown as the warehouse has them."""
    latest = read.months(reader)["as_of"].to_list()[-1]
    district = read.district(reader, latest)
    assert district is not None
    said = app_pages.said(app_pages.open_page("overview", built_sample.store, monkeypatch))

    assert formats.rate(district["execution_rate"], "zh") in said
    assert formats.rate(district["progress_completion"], "zh") in said
    assert f"未评 {district['not_assessed_count']} 个" in said
    assert formats.amount(stakes["money_yuan"], "wan", "zh") in said
    assert f"另有 {stakes['untold_verdict_count']} 项判定" in said
    assert f"资金截至 {formats.day(latest, 'zh')}" in said


def test_what_is_proposed_sums_to_the_flagged_projects(
    built_sample: BuiltSample, reader: snapshots.Reader, stakes: dict[str, Decimal]
) -> None:
    """The lines of the summary, the lighter ones included, are the whole."""
    from pages.shared import tables

    latest = read.months(reader)["as_of"].to_list()[-1]
    standings = read.standings(reader, read.EVERY_DEPARTMENT, latest)
    summed = tables.by_outcome(standings, 3)

    assert (summed["projects"].sum(), summed["money_yuan"].sum()) == (stakes["flagged_count"], stakes["money_yuan"])
    assert built_sample.store.is_dir()


@pytest.mark.parametrize(("unit", "name"), [("yuan", "元"), ("wan", "万元"), ("yi", "亿元")])
def test_one_switch_changes_every_amount(
    built_sample: BuiltSample,
    monkeypatch: pytest.MonkeyPatch,
    stakes: dict[str, Decimal],
    unit: str,
    name: str,
) -> None:
    """The same money in the unit of the link."""
    app = app_pages.open_page("overview", built_sample.store, monkeypatch, unit=unit)

    assert formats.amount(stakes["money_yuan"], unit, "zh") in app_pages.said(app)
    assert f"涉及金额（{name}）" in app_pages.columns(app)


def test_every_judged_month_can_be_chosen(
    built_sample: BuiltSample, monkeypatch: pytest.MonkeyPatch, reader: snapshots.Reader
) -> None:
    """The selector holds all of them, latest first, and every one opens."""
    months = read.months(reader)["as_of"].to_list()[::-1]
    app = app_pages.open_page("overview", built_sample.store, monkeypatch)
    assert app.selectbox(key="field.as_of").options == [formats.month(month, "zh") for month in months]

    app_pages.choose(app, "as_of", months[-1])

    assert f"最新月份为 {formats.month(months[0], 'zh')}" in app_pages.said(app)
    assert app_pages.in_url(app, "as_of") == [months[-1].isoformat()]


def test_a_month_that_does_not_exist_gives_way_to_the_latest(
    built_sample: BuiltSample, monkeypatch: pytest.MonkeyPatch, reader: snapshots.Reader
) -> None:
    """A link from another store opens, and says that its month is not here."""
    latest = read.months(reader)["as_of"].to_list()[-1]
    app = app_pages.open_page("overview", built_sample.store, monkeypatch, as_of="1999-01-31")

    assert app_pages.in_url(app, "as_of") == [latest.isoformat()]
    assert [toast.value for toast in app.toast] == [
        f"数据里没有链接所指的月份，现按 {formats.month(latest, 'zh')} 显示。"
    ]


@pytest.mark.parametrize("page", ["overview", "flags", "data_quality"])
@pytest.mark.parametrize(
    ("language", "words"), [("zh", "还没有可以显示的数据"), ("en", "There is no data to show yet")]
)
def test_a_store_without_snapshot_says_what_to_run(
    empty_store: Path, monkeypatch: pytest.MonkeyPatch, page: str, language: str, words: str
) -> None:
    """No traceback: a sentence and the commands."""
    app = app_pages.open_page(page, empty_store, monkeypatch, lang=language)

    assert words in app_pages.said(app)
    assert "python -m data_pipeline load" in app.code[0].value


@pytest.mark.parametrize("page", ["overview", "flags", "data_quality"])
def test_an_unreadable_snapshot_says_what_to_run(
    store_of_my_own: Path, monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    """A damaged file is explained."""
    current = snapshots.current_id(store_of_my_own)
    (store_of_my_own / "snapshots" / f"{current}.duckdb").chmod(0o600)
    (store_of_my_own / "snapshots" / f"{current}.duckdb").write_bytes(b"not a database")
    said = app_pages.said(app_pages.open_page(page, store_of_my_own, monkeypatch))

    assert "数据版本无法读取" in said
    assert "请重新装入" in said


def test_a_new_snapshot_is_shown_at_the_next_run(store_of_my_own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The page moves over whole: what it shows after the publication comes from the new snapshot alone."""
    app = app_pages.open_page("overview", store_of_my_own, monkeypatch)
    assert "先决定的项目" in app_pages.said(app)

    app_pages.publish(store_of_my_own, *app_pages.QUIET)
    said = app_pages.said(app_pages.rerun(app))

    assert "资金截至 2026年1月31日" in said
    assert "2026年1月 没有任何预警" in said
    assert app_pages.in_url(app, "as_of") == ["2026-01-31"]


def test_a_store_without_payments_has_no_month_to_judge(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No payment, no month: said, with what to check."""
    said = app_pages.said(app_pages.open_page("overview", app_pages.publish(tmp_path), monkeypatch))

    assert "没有可以判定的月份" in said
