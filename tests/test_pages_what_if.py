"""The what-if page by itself: values come by link or by hand, what they change is shown, nothing is written."""

import io
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from pages.shared import access
from tests import app_pages
from tests.conftest import BuiltSample
from warehouse import read, snapshots, what_if
from wording import formats
from wording.say import say

PAGE = "what_if"
TRIED = ["E01.behind=0.6", "materiality_yuan=600000"]


def open_trial(built_sample: BuiltSample, monkeypatch: pytest.MonkeyPatch, **link: str | list[str]) -> Any:
    return app_pages.open_page(PAGE, built_sample.store, monkeypatch, **link)


def widget(app: Any, key: str) -> Any:
    """Anything that can be touched, by its key."""
    kinds = ("number_input", "text_input", "multiselect", "button_group", "checkbox", "button")
    return next(each for kind in kinds for each in app.get(kind) if each.key == key)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_link_opens_a_trial_and_says_what_it_changes(
    built_sample: BuiltSample, monkeypatch: pytest.MonkeyPatch, reader: snapshots.Reader, language: str
) -> None:
    """Counts and money are those of the warehouse, in the reader's language; the link stays as it came."""
    app = open_trial(built_sample, monkeypatch, lang=language, tried=TRIED)
    month: date = read.months(reader)["as_of"][-1]
    every = what_if.what_if(reader, read.EVERY_DEPARTMENT, month, TRIED).totals.row(0, named=True)
    said = app_pages.said(app)
    heads = [head for head in app_pages.columns(app) if head]

    assert app_pages.in_url(app, "tried") == TRIED
    assert say("what_if.before_count", language, count=formats.count(every["before_count"], language)) in said
    assert say("what_if.with_money", language, money=formats.money(every["left_yuan"], "wan", language)) in said
    assert formats.amount(every["now_yuan"], "wan", language) in said
    assert all(bool(app_pages.CHINESE.search(head)) == (language == "zh") for head in heads)


def test_before_anything_is_chosen_the_page_says_how_to_begin(
    built_sample: BuiltSample, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No table, no number; a value that is chosen begins as it is in force and changes nothing."""
    app = open_trial(built_sample, monkeypatch)
    assert say("what_if.nothing_chosen", "zh") in app_pages.said(app)

    widget(app, "what_if.chosen").set_value(["E01.behind"])
    app_pages.rerun(app)

    assert app_pages.in_url(app, "tried") == ["E01.behind=0.8"]
    assert say("what_if.nothing_tried", "zh") in app_pages.said(app)


@pytest.mark.parametrize(
    ("key", "typed", "unit", "becomes"),
    [
        ("E01.behind", 0.65, "wan", "0.65"),
        ("D03.red_share", 12.5, "wan", "0.125"),
        ("E03.tolerated_lag", 15.0, "wan", "0.15"),
        ("E03.large_yuan", 350.0, "wan", "3500000"),
        ("E03.large_yuan", 0.05, "yi", "5000000"),
        ("E06.tolerance_yuan", 2.0, "yi", "2"),
        ("C06.limit_months", 18.0, "wan", "18"),
        ("C04.good_score", 85.0, "wan", "85"),
        ("curve", "2", "wan", "2"),
        ("own_plan", "0", "wan", "0"),
        ("priority_education", "205，20502 204", "wan", "204+205+20502"),
        ("priority_education", "", "wan", ""),
    ],
)
def test_each_kind_of_value_is_typed_as_people_write_it(
    built_sample: BuiltSample,
    monkeypatch: pytest.MonkeyPatch,
    reader: snapshots.Reader,
    key: str,
    typed: Any,
    unit: str,
    becomes: str,
) -> None:
    """Shares and points in per cent, amounts in the reader's unit, choices in words, lists of codes as text."""
    said = dict(what_if.values_to_try(reader, read.months(reader)["as_of"][-1]).select("key", "said").iter_rows())[key]
    app = open_trial(built_sample, monkeypatch, unit=unit, tried=[f"{key}={said}"])

    widget(app, f"what_if.value.{key}").set_value(typed)
    app_pages.rerun(app)

    assert app_pages.in_url(app, "tried") == [f"{key}={becomes}"]
    assert not app.error
    back = widget(app, f"what_if.value.{key}").value
    assert back == (typed if not isinstance(typed, str) or len(typed) < 2 else "204、205、20502")
    widget(app, f"what_if.back.{key}").click()
    assert app_pages.in_url(app_pages.rerun(app), "tried") == [f"{key}={said}"]


def test_an_exit_of_its_own(built_sample: BuiltSample, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only a rule's own threshold has one; it begins where the flag does, and takes the whole year."""
    app = open_trial(built_sample, monkeypatch, tried=["E01.behind=0.6", "materiality_yuan=50000"])
    assert [each.key for each in app.checkbox] == ["what_if.value.E01.behind.apart"]

    app.checkbox[0].check()
    app_pages.rerun(app)
    widget(app, "what_if.value.E01.behind.exit").set_value(0.9)
    app_pages.rerun(app)

    assert app_pages.in_url(app, "tried")[0] == "E01.behind=0.6..0.9"
    assert say("what_if.whole_year", "zh") in app_pages.said(app)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    ("entry", "code"), [("C04.cut_ratio=0.01", "outside"), ("E01.behind=1234567890123456", "no_number")]
)
def test_a_value_that_cannot_be_is_said_in_words(
    built_sample: BuiltSample, monkeypatch: pytest.MonkeyPatch, entry: str, code: str, language: str
) -> None:
    """The field stays, so that it can be mended; no result is shown."""
    app = open_trial(built_sample, monkeypatch, lang=language, tried=[entry])

    assert [each.value for each in app.error] != []
    assert widget(app, f"what_if.value.{entry.split('=')[0]}")
    assert list(app_pages.tables(app)) == []
    start = say(f"settings_problem.{code}", language).split("{")[0]
    assert start in app.error[0].value


@pytest.mark.parametrize("entry", ["no.such=1", "E01.behind=", "E01.behind=1..2..3", "<b>=1", "curve=--", "x"])
def test_a_link_that_makes_no_sense_opens_the_page(
    built_sample: BuiltSample, monkeypatch: pytest.MonkeyPatch, entry: str
) -> None:
    """What nobody can read is left out and said; the rest is shown."""
    app = open_trial(built_sample, monkeypatch, tried=[entry, "E01.behind=0.6"])

    assert app_pages.in_url(app, "tried") == ["E01.behind=0.6"]


def test_the_list_is_filtered_and_leaves_as_files(
    built_sample: BuiltSample, monkeypatch: pytest.MonkeyPatch, reader: snapshots.Reader
) -> None:
    """The files hold the filtered rows; their last sheet names snapshot and values, old and new."""
    month: date = read.months(reader)["as_of"][-1]
    every = what_if.what_if(reader, read.EVERY_DEPARTMENT, month, TRIED)
    made = app_pages.files_made(PAGE, built_sample.store, monkeypatch, tried=TRIED, change=["left"])
    left = [row["project_code"] for row in every.projects.to_dicts() if row["change"] == "left"]
    lines = made["csv_moved"].decode("utf-8-sig").splitlines()

    assert [line.rsplit(",", 1)[1] for line in lines[1:]] == left != []
    book = openpyxl.load_workbook(io.BytesIO(made["xlsx_moved"]))
    cover = "\n".join(str(cell.value) for row in book.worksheets[-1].iter_rows() for cell in row)
    assert every.id in cover
    assert "0.80 → 0.60" in cover
    assert "5.00万元 → 60.00万元" in cover


def test_a_chosen_project_shows_its_own_flags(built_sample: BuiltSample, monkeypatch: pytest.MonkeyPatch) -> None:
    """A row that is selected opens the flags of that project which the trial moves."""
    app = open_trial(built_sample, monkeypatch, tried=TRIED)
    before = len(list(app_pages.tables(app)))

    app_pages.select_row(app, 0)

    assert len(list(app_pages.tables(app))) == before + 1


def test_a_department_sees_its_own_changes(
    built_sample: BuiltSample, monkeypatch: pytest.MonkeyPatch, reader: snapshots.Reader
) -> None:
    """Nothing of others is counted, listed or named."""
    monkeypatch.setattr(access, "departments_in_sight", lambda: ["302"])
    month: date = read.months(reader)["as_of"][-1]
    whole = what_if.what_if(reader, read.EVERY_DEPARTMENT, month, TRIED)
    others = {row["department_name"] for row in whole.projects.to_dicts() if row["department_code"] != "302"}

    app = open_trial(built_sample, monkeypatch, tried=TRIED)
    shown = [name for table in app_pages.tables(app) if "department_name" in table for name in table["department_name"]]

    assert others
    assert not others & set(shown)
    assert not others & set(app_pages.said(app).split("\n"))


def test_trying_writes_nothing(store_of_my_own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The store is what it was, file for file."""
    before = {path: path.stat().st_mtime_ns for path in store_of_my_own.rglob("*")}

    app_pages.open_page(PAGE, store_of_my_own, monkeypatch, tried=TRIED)

    assert {path: path.stat().st_mtime_ns for path in store_of_my_own.rglob("*")} == before
