"""The flags page by itself: filters, evidence and export are those of the list that the command writes."""

import csv
import io
from pathlib import Path

import polars as pl
import pytest

from pages.shared import tables
from pages.shared.scope import Scope
from reports import evidence_text, flag_list
from tests import app_pages
from tests.conftest import BuiltSample
from warehouse import read, snapshots
from wording.say import say, word


@pytest.fixture
def listed(reader: snapshots.Reader) -> pl.DataFrame:
    latest = read.months(reader)["as_of"].to_list()[-1]
    return read.verdicts(reader, read.EVERY_DEPARTMENT, latest)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("verdict", ["flagged", "cannot_assess"])
def test_flags_open_in_both_languages(
    built_sample: BuiltSample, monkeypatch: pytest.MonkeyPatch, language: str, verdict: str
) -> None:
    """Both verdicts have their table; no head of it is in the other language."""
    app = app_pages.open_page("flags", built_sample.store, monkeypatch, lang=language, verdict=verdict)
    heads = app_pages.columns(app)

    assert heads
    assert all(bool(app_pages.CHINESE.search(head)) == (language == "zh") for head in heads)


def test_all_flags_of_the_month_are_listed(
    built_sample: BuiltSample, monkeypatch: pytest.MonkeyPatch, listed: pl.DataFrame
) -> None:
    """Without a filter the table is the whole list, in its order."""
    app = app_pages.open_page("flags", built_sample.store, monkeypatch)
    shown = next(app_pages.tables(app))

    assert shown["subject_code"].to_list() == listed["subject_code"].to_list()


@pytest.mark.parametrize("field", ["rule", "severity", "department", "outcome"])
def test_each_filter_leaves_its_rows(
    built_sample: BuiltSample, monkeypatch: pytest.MonkeyPatch, listed: pl.DataFrame, field: str
) -> None:
    """A filter shows the rows that have the value and no others, and the URL names it."""
    column = "department_code" if field == "department" else field
    value = listed[column].drop_nulls()[-1]
    app = app_pages.choose(app_pages.open_page("flags", built_sample.store, monkeypatch), field, [value])
    shown = next(app_pages.tables(app))

    assert shown["subject_code"].to_list() == listed.filter(pl.col(column) == value)["subject_code"].to_list()
    assert app_pages.in_url(app, field) == [value]


def test_the_filter_of_an_area_leaves_its_projects(
    built_sample: BuiltSample, monkeypatch: pytest.MonkeyPatch, listed: pl.DataFrame
) -> None:
    """Flags of projects with a budget line of the area, and of the area itself."""
    app = app_pages.choose(app_pages.open_page("flags", built_sample.store, monkeypatch), "area", ["教育"])
    shown = next(app_pages.tables(app))
    of_area = listed.filter(pl.col("areas").list.contains("教育"))

    assert 0 < of_area.height < listed.height
    assert shown["subject_code"].to_list() == of_area["subject_code"].to_list()
    assert app_pages.in_url(app, "area") == ["教育"]


def test_what_cannot_be_assessed_is_grouped_by_what_is_missing(
    built_sample: BuiltSample, monkeypatch: pytest.MonkeyPatch, reader: snapshots.Reader, listed: pl.DataFrame
) -> None:
    """The groups add up to the list, say which rows would lift them, and one of them can be chosen."""
    latest = listed["as_of"][0]
    every = read.verdicts(reader, read.EVERY_DEPARTMENT, latest, verdict="cannot_assess")
    app = app_pages.open_page("flags", built_sample.store, monkeypatch, verdict="cannot_assess")
    groups, rows = list(app_pages.tables(app))[:2]
    chosen = app_pages.choose(app, "missing", ["no_evaluation"])
    of_group = every.filter(pl.col("missing") == "no_evaluation")

    assert groups["verdict_count"].sum() == every.height == len(rows)
    assert not groups["lifts"].isna().any()
    assert not rows["lifts"].isna().any()
    assert list(app_pages.tables(chosen))[1]["subject_code"].to_list() == of_group["subject_code"].to_list()
    assert of_group.height > 0


def test_an_open_row_far_down_a_long_list_is_shown(listed: pl.DataFrame) -> None:
    """A link to a row that the table would leave out brings the row along."""
    last = listed.row(listed.height - 1, named=True)
    link = f"{last['rule']}|{last['subject_code']}"

    assert tables.row_of(tables.first_rows(listed, 3, link), link) == 0
    assert tables.first_rows(listed, 3, link).height == 4
    assert tables.first_rows(listed, 3, None).equals(listed.head(3))


def test_filters_that_nothing_meets_say_so(
    built_sample: BuiltSample, monkeypatch: pytest.MonkeyPatch, listed: pl.DataFrame
) -> None:
    """The empty table gives its reason and the number that there would be."""
    app = app_pages.open_page("flags", built_sample.store, monkeypatch, rule="E06", severity="grey")

    assert list(app_pages.tables(app)) == []
    assert f"当月共有 {listed.height} 条，但没有一条符合所选条件" in app_pages.said(app)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_selected_row_opens_its_evidence(
    built_sample: BuiltSample, monkeypatch: pytest.MonkeyPatch, listed: pl.DataFrame, language: str
) -> None:
    """Clause, finding, numbers, thresholds, how to clear it, source rows; and the URL names the row."""
    app = app_pages.open_page("flags", built_sample.store, monkeypatch, lang=language, rule="C01")
    app_pages.select_row(app, 0)
    said, first = app_pages.said(app), listed.filter(pl.col("rule") == "C01").row(0, named=True)

    headings = {
        "zh": ("依据条款", "事实认定", "所用数字", "现行阈值", "如何解除", "来源行"),
        "en": ("Clause", "Finding", "Numbers used", "Thresholds in force", "How to clear it", "Source rows"),
    }[language]
    assert [heading for heading in headings if heading not in said] == []
    assert app_pages.in_url(app, "open") == [f"{first['rule']}|{first['subject_code']}"]
    assert len(list(app_pages.tables(app))) == 4  # the list, the source rows, what ended, how each rule does


def test_a_link_opens_the_evidence(
    built_sample: BuiltSample, monkeypatch: pytest.MonkeyPatch, listed: pl.DataFrame
) -> None:
    """A fresh reader of the link meets the row that its sender had open."""
    row = listed.row(listed.height - 1, named=True)
    link = f"{row['rule']}|{row['subject_code']}"
    app = app_pages.open_page("flags", built_sample.store, monkeypatch, open=link)

    assert tables.row_of(listed, link) == listed.height - 1
    assert app_pages.in_url(app, "open") == [link]
    assert f"{row['rule']} {row['title_zh']}" in app_pages.said(app)


def test_every_kind_of_flag_has_its_evidence_in_words(
    built_sample: BuiltSample, monkeypatch: pytest.MonkeyPatch, listed: pl.DataFrame
) -> None:
    """One flag of each rule of the month opens in both languages."""
    for row in listed.unique("rule", keep="first", maintain_order=True).to_dicts():
        for language in ("zh", "en"):
            link = f"{row['rule']}|{row['subject_code']}"
            app = app_pages.open_page("flags", built_sample.store, monkeypatch, open=link, lang=language)
            assert app_pages.in_url(app, "open") == [link]


def test_the_same_project_is_counted_once_at_its_gravest_flag(listed: pl.DataFrame) -> None:
    """The money of the summary line is that of the overview."""
    total = tables.totals(listed)
    projects = listed.filter(pl.col("project_code").is_not_null())

    assert total["projects"] == projects["project_code"].n_unique()
    assert total["money_yuan"] <= projects["money_yuan"].sum()


def test_the_summary_of_all_flags_is_the_stake_of_the_overview(reader: snapshots.Reader, listed: pl.DataFrame) -> None:
    """Two pages never give two sums."""
    latest = listed["as_of"][0]
    stakes = read.stakes(reader, read.EVERY_DEPARTMENT, latest)
    total = tables.totals(listed)

    assert (total["projects"], total["money_yuan"]) == (stakes["flagged_count"], stakes["money_yuan"])


def test_the_export_holds_exactly_the_shown_rows(reader: snapshots.Reader, listed: pl.DataFrame) -> None:
    """The filtered rows as the command would write them: same rows, same cells, same order."""
    latest, department = listed["as_of"][0], listed["department_code"].drop_nulls()[0]
    shown = tables.filtered(listed, Scope(department=(department,)))
    wanted = flag_list.Wanted(as_of=latest, department=department)
    by_command = flag_list.as_csv(flag_list.rows(reader, read.EVERY_DEPARTMENT, wanted, "zh"))
    by_page = flag_list.as_csv(flag_list.with_evidence(reader, read.EVERY_DEPARTMENT, latest, shown.to_dicts(), "zh"))

    assert by_page == by_command
    assert by_page.startswith(b"\xef\xbb\xbf")
    assert len(list(csv.reader(io.StringIO(by_page.decode("utf-8-sig"))))) == shown.height + 1


def test_source_rows_are_shown_as_ranges() -> None:
    """A long run of rows is read at a glance."""
    assert evidence_text.ranges([7, 4, 5, 6, 12]) == ["4–7", "12"]
    assert evidence_text.ranges([]) == []


def test_the_course_of_flags_parts_the_list(
    built_sample: BuiltSample, monkeypatch: pytest.MonkeyPatch, listed: pl.DataFrame
) -> None:
    """New this month, running on, come back: each flag is exactly one of the three."""
    expected = {
        "new": listed.filter((pl.col("run_number") == 1) & (pl.col("months_flagged") == 1)),
        "running": listed.filter((pl.col("run_number") == 1) & (pl.col("months_flagged") > 1)),
        "again": listed.filter(pl.col("run_number") > 1),
    }
    for course, rows in expected.items():
        app = app_pages.choose(app_pages.open_page("flags", built_sample.store, monkeypatch), "course", [course])

        assert next(app_pages.tables(app))["subject_code"].to_list() == rows["subject_code"].to_list()
        assert app_pages.in_url(app, "course") == [course]
    assert sum(rows.height for rows in expected.values()) == listed.height
    assert all(rows.height for rows in expected.values())
    assert expected["again"]["earlier_ended"].null_count() == 0


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_ended_since_last_month_is_listed(
    built_sample: BuiltSample, monkeypatch: pytest.MonkeyPatch, reader: snapshots.Reader, listed: pl.DataFrame,
    language: str,
) -> None:  # fmt: skip
    """Every flag of last month that is no more, with the word for how it ended."""
    ended = read.flags_ended(reader, read.EVERY_DEPARTMENT, listed["as_of"][0])
    app = app_pages.open_page("flags", built_sample.store, monkeypatch, lang=language)
    shown = list(app_pages.tables(app))[1]

    assert ended.height > 0
    assert shown["subject_code"].to_list() == ended["subject_code"].to_list()
    assert set(shown["ended"]) == {word("ended", code, language) for code in ended["ended"]}
    assert say("flags.ended", language, count=ended.height) in app_pages.said(app)


def test_a_month_without_such_verdicts_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing flagged is a sentence and not an empty table."""
    store = app_pages.publish(tmp_path, *app_pages.QUIET)
    said = app_pages.said(app_pages.open_page("flags", store, monkeypatch))

    assert "没有“预警”的记录" in said


def test_the_scorecard_adds_up(reader: snapshots.Reader, listed: pl.DataFrame) -> None:
    """Its flags are those of the list; each is alone or shared; every rule stands there."""
    rows = read.scorecard(reader, read.EVERY_DEPARTMENT, listed["as_of"][0])
    one = listed["department_code"].drop_nulls()[0]
    of_one = read.scorecard(reader, [one], listed["as_of"][0])

    assert rows["flagged_count"].sum() == listed.height
    assert (rows["alone_count"] + rows["shared_count"]).to_list() == rows["flagged_count"].to_list()
    assert rows["rule"].to_list() == sorted(read.rules(reader)["rule"])
    assert rows["money_yuan"].sum() == listed["money_yuan"].sum()
    assert of_one["flagged_count"].sum() == listed.filter(pl.col("department_code") == one).height
