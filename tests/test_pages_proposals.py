"""Proposals on the what-if page: kept, listed, compared, opened again, adopted; and never where deciding is closed."""

import csv
import io
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from pages.shared import access
from tests import app_pages
from tests.conftest import BuiltSample
from warehouse import proposals, read, settings, snapshots, what_if
from warehouse.proposals import Figures, Proposal
from wording.say import say

PAGE = "what_if"
MOMENT = datetime.fromisoformat("2026-11-02T09:00:00")
TRIED = ("E01.behind=0.6", "materiality_yuan=600000")


@pytest.fixture
def store(built_sample: BuiltSample, tmp_path: Path) -> Path:
    """A store of the test's own whose snapshots are the sample's."""
    own = tmp_path / "store"
    own.mkdir()
    (own / "snapshots").symlink_to((built_sample.store / "snapshots").resolve())
    (own / "current").symlink_to((built_sample.store / "current").readlink())
    return own


def keep(store: Path, name: str, *entries: str) -> Proposal:
    """A proposal as the page keeps it."""
    figures = Figures(1, 0, 0, 0, 1, Decimal("1.00"), Decimal("1.00"))
    month: date = read.months(snapshots.open_reader(store))["as_of"][-1]
    return proposals.keep(store, Proposal(name, entries, "因为", "张三", MOMENT, month, "000001-0a1b2c3d", figures))


def open_page(store: Path, monkeypatch: pytest.MonkeyPatch, **link: str | list[str]) -> Any:
    monkeypatch.setenv("DUAL_MONITOR_LOADING", "on")
    return app_pages.open_page(PAGE, store, monkeypatch, **link)


def fill(app: Any, **typed: Any) -> None:
    """Type into fields whose keys end so."""
    kinds = ("text_input", "text_area", "date_input")
    for name, value in typed.items():
        next(each for kind in kinds for each in app.get(kind) if each.key.endswith(f".{name}")).set_value(value)


def press(app: Any, label: str) -> Any:
    next(each for each in app.button if each.label == label).click()
    return app_pages.rerun(app)


def test_a_trial_is_kept_with_its_words_and_figures(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who and name are asked for; the figures are those on the screen."""
    app = open_page(store, monkeypatch, tried=list(TRIED))
    press(app, say("proposals.keep_button", "zh"))
    assert [each.value for each in app.error] == [say("proposals.name_and_who", "zh")]
    assert proposals.load(store) == []

    fill(app, name="收紧", who="张三", reason="试一试\n第二行")
    press(app, say("proposals.keep_button", "zh"))

    reader = snapshots.open_reader(store)
    month: date = read.months(reader)["as_of"][-1]
    every = what_if.what_if(reader, read.EVERY_DEPARTMENT, month, TRIED).totals.row(0, named=True)
    (kept,) = proposals.load(store)
    assert (kept.name, kept.who, kept.reason, kept.values) == ("收紧", "张三", "试一试\n第二行", TRIED)
    assert (kept.as_of, kept.snapshot) == (month, reader.id)
    assert (kept.figures.entered, kept.figures.left, kept.figures.now_yuan) == (
        every["entered_count"],
        every["left_count"],
        every["now_yuan"],
    )
    assert len(app.success) == 1


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_list_says_what_was_kept_and_what_it_would_do_now(
    store: Path, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    """The latest first; one that is open shows then and now; its values open in the trial again."""
    keep(store, "A1", *TRIED)
    keep(store, "B2", "curve=2")
    app = open_page(store, monkeypatch, lang=language, desk="proposals", proposal="1")
    heads = [head for head in app_pages.columns(app) if head]

    assert next(app_pages.tables(app))["name"].to_list() == ["B2", "A1"]
    assert "A1" in app_pages.said(app)
    assert all(bool(app_pages.CHINESE.search(head)) == (language == "zh") for head in heads)
    press(app, say("proposals.reopen", language))
    assert app_pages.in_url(app, "tried") == list(TRIED)
    assert app_pages.in_url(app, "desk") == []


def test_proposals_stand_side_by_side_on_the_month_shown(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every number is that of its own trial on that month; the file holds all of them."""
    keep(store, "A1", *TRIED)
    keep(store, "B2", "E01.behind=1.1")
    reader = snapshots.open_reader(store)
    month: date = read.months(reader)["as_of"][-2]
    link: dict[str, Any] = {"desk": "proposals", "compared": ["1", "2"], "as_of": str(month)}
    said = app_pages.said(open_page(store, monkeypatch, **link))
    made = app_pages.files_made(PAGE, store, monkeypatch, **link)
    rows = list(csv.DictReader(io.StringIO(made["csv_compared"].decode("utf-8-sig"))))

    for number, tried in ((1, TRIED), (2, ("E01.behind=1.1",))):
        totals = what_if.what_if(reader, read.EVERY_DEPARTMENT, month, tried).totals
        own = [row for row in rows if row["proposal"].split("　")[0].endswith(f" {number}")]
        assert [(row["kind"], row["code"], int(row["now_count"])) for row in own] == list(
            totals.select("kind", "code", "now_count").rows()
        )
        assert f"\n{totals['now_count'][0]}\n" in said.replace(",", "")


def test_adopting_asks_for_day_person_and_source_and_says_what_it_means(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The day is the next month end unless said; one that is judged already is warned of; written once."""
    kept = keep(store, "A1", *TRIED)
    app = open_page(store, monkeypatch, desk="proposals", proposal="1")
    last: date = read.months(snapshots.open_reader(store))["as_of"][-1]
    day = next(each for each in app.date_input if each.key.endswith(".from"))
    assert (last, day.value) == (date(2026, 10, 31), date(2026, 11, 30))
    assert not app.warning
    press(app, say("proposals.adopt_button", "zh"))
    assert [each.value for each in app.error] == [say("proposals.what_it_takes", "zh")]

    fill(app, **{"from": date(2026, 9, 1)})
    app_pages.rerun(app)
    assert [each.value for each in app.warning] == [say("proposals.past_months", "zh", month="2026年10月")]
    fill(app, **{"1.who": "李四", "1.zh": "区财〔2026〕9号"})
    press(app, say("proposals.adopt_button", "zh"))

    adopted = proposals.load(store)[0].adopted
    assert adopted is not None
    assert (adopted.valid_from, adopted.who, adopted.source_zh) == (date(2026, 9, 1), "李四", "区财〔2026〕9号")
    assert {each.key for each in settings.changes(store)} == {entry.split("=")[0] for entry in kept.values}
    assert say("proposals.takes_effect", "zh") in app_pages.said(app)
    assert say("proposals.adopt_button", "zh") not in [each.label for each in app.button]


def test_where_deciding_is_closed_nothing_can_be_written(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The forms stand there disabled with the reason; a button that was pressed all the same writes nothing."""
    keep(store, "A1", *TRIED)
    before = (store / proposals.FILE).read_bytes()
    monkeypatch.setenv("DUAL_MONITOR_LOADING", "off")
    for link in ({"tried": list(TRIED)}, {"desk": "proposals", "proposal": "1"}):
        app = app_pages.open_page(PAGE, store, monkeypatch, **link)
        assert say("proposals.switched_off", "zh") in [each.value for each in app.info]
        forms: list[Any] = [each for kind in ("text_input", "text_area", "date_input") for each in app.get(kind)]
        assert [each.key for each in forms if not each.disabled and not each.key.startswith("what_if.")] == []

    app = open_page(store, monkeypatch, desk="proposals", proposal="1")
    fill(app, **{"1.who": "李四", "1.zh": "文号"})
    monkeypatch.setattr(access, "may_decide", lambda: False)
    press(app, say("proposals.adopt_button", "zh"))

    assert (store / proposals.FILE).read_bytes() == before
    assert not (store / "settings.toml").exists()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_broken_file_of_proposals_is_said_and_trying_goes_on(
    store: Path, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    """What, where, what next, in the reader's language; the trial itself needs no such file."""
    (store / proposals.FILE).write_text("= broken", encoding="utf-8")

    app = open_page(store, monkeypatch, lang=language, desk="proposals")
    assert str(store / proposals.FILE) in app.warning[0].value
    tried = open_page(store, monkeypatch, lang=language, tried=list(TRIED))
    assert len(list(app_pages.tables(tried))) > 1
    fill(tried, name="a", who="b")
    press(tried, say("proposals.keep_button", language))
    assert str(store / proposals.FILE) in tried.error[0].value


def test_a_proposal_whose_setting_is_gone_is_said(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Kept by another version: listed, and not computed."""
    keep(store, "A1", "X99.gone=1")

    app = open_page(store, monkeypatch, desk="proposals", proposal="1", compared=["1"])

    assert "X99.gone" in app.warning[0].value


def test_adoption_says_why_it_failed(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A settings file that cannot be used: nothing is written, the reason is shown."""
    keep(store, "A1", *TRIED)
    (store / "settings.toml").write_text("= broken", encoding="utf-8")
    app = open_page(store, monkeypatch, desk="proposals", proposal="1")
    fill(app, **{"1.who": "李四", "1.zh": "文号"})

    press(app, say("proposals.adopt_button", "zh"))

    assert "settings.toml" in app.error[0].value
    assert proposals.load(store)[0].adopted is None
