"""What changed since last month: every flagged project of both months is told once, and January compares nothing."""

from datetime import date, timedelta

import pytest

from tests import app_pages
from tests.conftest import BuiltSample
from warehouse import read, snapshots
from wording import formats
from wording.say import say, word

EVERY = read.EVERY_DEPARTMENT
NOW = ("entered", "worse", "better", "same")
BEFORE = ("left", "worse", "better", "same")


@pytest.fixture
def latest(reader: snapshots.Reader) -> date:
    month: date = read.months(reader)["as_of"].to_list()[-1]
    return month


def test_every_flagged_project_of_both_months_is_told_once(reader: snapshots.Reader, latest: date) -> None:
    """Counts and money of the changes add up to those of the two months."""
    before = latest.replace(day=1) - timedelta(days=1)
    first = {row["change"]: row for row in read.changes_since_last_month(reader, EVERY, latest, row_limit=1).to_dicts()}
    stakes_now, stakes_before = read.stakes(reader, EVERY, latest), read.stakes(reader, EVERY, before)

    assert sum(first[kind]["project_count"] for kind in NOW if kind in first) == stakes_now["flagged_count"]
    assert sum(first[kind]["project_count"] for kind in BEFORE if kind in first) == stakes_before["flagged_count"]
    assert sum(row["all_now_yuan"] for row in first.values()) == stakes_now["money_yuan"]
    assert sum(row["all_before_yuan"] for row in first.values()) == stakes_before["money_yuan"]


def test_january_compares_with_nothing(reader: snapshots.Reader, latest: date) -> None:
    """Flags belong to a fiscal year."""
    assert read.changes_since_last_month(reader, EVERY, date(latest.year, 1, 31), row_limit=1).is_empty()


def test_a_reader_of_one_department_sees_its_changes_only(reader: snapshots.Reader, latest: date) -> None:
    """The scope holds here too."""
    every = read.changes_since_last_month(reader, EVERY, latest, row_limit=1000)
    mine = every["department_code"][0]
    scoped = read.changes_since_last_month(reader, [mine], latest, row_limit=1000)

    assert set(scoped["department_code"]) == {mine}
    assert scoped.height == (every["department_code"] == mine).sum()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_overview_tells_it(
    built_sample: BuiltSample,
    monkeypatch: pytest.MonkeyPatch,
    reader: snapshots.Reader,
    latest: date,
    language: str,
) -> None:
    """Against which month, four kinds of change, and how many flags were cleared; in January why there are none."""
    heading = {"zh": "比上月的变化", "en": "Changes since last month"}[language]
    app = app_pages.open_page("overview", built_sample.store, monkeypatch, lang=language)
    january = app_pages.open_page(
        "overview", built_sample.store, monkeypatch, lang=language, as_of=f"{latest.year}-01-31"
    )

    cleared = (read.flags_ended(reader, read.EVERY_DEPARTMENT, latest)["ended"] == "cleared").sum()
    told = say("changes.ended_part", language, ended=word("ended", "cleared", language), count=cleared)

    assert cleared > 0
    assert told in app_pages.said(app)
    assert heading in app_pages.said(app)
    assert formats.month(latest.replace(day=1) - timedelta(days=1), language) in app_pages.said(app)
    assert {"zh": "没有上月可比", "en": "no month before"}[language] in app_pages.said(january)
