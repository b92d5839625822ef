"""The settings page by itself: every value with its history, what waits for the next load, changes, exceptions."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests import app_pages
from tests.conftest import BuiltSample
from tests.test_pages_proposals import fill, press, store
from warehouse import read, settings, snapshots, values_history
from warehouse.settings import Change
from wording.say import say

__all__ = ["store"]
PAGE = "settings"
MOMENT = datetime.fromisoformat("2026-11-02T09:00:00")
LATER = date(2026, 11, 30)


def open_page(store: Path, monkeypatch: pytest.MonkeyPatch, **link: str | list[str]) -> Any:
    monkeypatch.setenv("DUAL_MONITOR_LOADING", "on")
    return app_pages.open_page(PAGE, store, monkeypatch, **link)


def change(key: str, value: Any, day: date = LATER, who: str = "张三") -> Change:
    return Change(key, value, day, who, MOMENT, "区财〔2026〕9号", "district document 9")


def standings(store: Path, key: str) -> list[tuple[Any, str]]:
    """Value and standing of everything said about a setting, the latest first."""
    reader = snapshots.open_reader(store)
    month: date = read.months(reader)["as_of"][-1]
    found = values_history.of_store(reader, store, month, {})
    return [(row["value"], row["standing"]) for row in found.to_dicts() if row["key"] == key]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_value_stands_there_and_every_exception(
    built_sample: BuiltSample, monkeypatch: pytest.MonkeyPatch, reader: snapshots.Reader, language: str
) -> None:
    """As many as the snapshot holds, in the reader's language, and the exceptions with their documents."""
    app = app_pages.open_page(PAGE, built_sample.store, monkeypatch, lang=language)
    values, exceptions = app_pages.tables(app)
    heads = [head for head in app_pages.columns(app) if head]
    month: date = read.months(reader)["as_of"][-1]
    known = read.exceptions(reader, read.EVERY_DEPARTMENT, month)

    assert sorted(values["key"]) == sorted(settings.defaults())
    assert (
        values["value_in_words"].is_not_null().all() if hasattr(values, "is_not_null") else values.notna().all().any()
    )
    assert exceptions["doc_no"].to_list() == known["doc_no"].to_list() != []
    assert known.filter("is_in_force")["verdict_count"].sum() > 0
    assert all(bool(app_pages.CHINESE.search(head)) == (language == "zh") for head in heads)


def test_exceptions_of_others_are_not_shown(reader: snapshots.Reader) -> None:
    """A department sees those of its own subjects."""
    month: date = read.months(reader)["as_of"][-1]
    known = read.exceptions(reader, read.EVERY_DEPARTMENT, month)
    department = known["department_code"].drop_nulls()[0]

    own = read.exceptions(reader, [department], month)

    assert own["department_code"].unique().to_list() == [department]
    assert own.height == known.filter(known["department_code"] == department).height
    assert read.exceptions(reader, [], month).is_empty()


def test_what_is_recorded_waits_until_a_load_takes_it_up(store: Path) -> None:
    """Waiting beside the value in force; of two from one day the later recorded waits, the other is replaced."""
    assert standings(store, "E01.behind") == [(Decimal("0.8"), "in_force")]
    settings.record(store, change("E01.behind", Decimal("0.7")))
    settings.record(store, change("E01.behind", Decimal("0.6")))

    assert standings(store, "E01.behind") == [
        (Decimal("0.6"), "waiting"),
        (Decimal("0.7"), "overruled"),
        (Decimal("0.8"), "in_force"),
    ]
    (store / settings.FILE).write_text("[rules.E01]\nbehind = 0.75\n", encoding="utf-8")
    assert set(standings(store, "E01.behind")) == {(Decimal("0.75"), "waiting"), (Decimal("0.8"), "going")}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_change_is_written_and_shown_as_waiting(store: Path, monkeypatch: pytest.MonkeyPatch, language: str) -> None:
    """Value, exit, day, source, who: all of it stands in the file, and the page says when it takes effect."""
    app = open_page(store, monkeypatch, lang=language, setting="E01.behind")
    press(app, say("settings.write", language))
    assert [each.value for each in app.error] == [say("proposals.what_it_takes", language)]

    next(each for each in app.number_input if each.key == "change.value").set_value(0.7)
    app_pages.rerun(app)
    next(each for each in app.checkbox if each.key == "change.value.apart").check()
    app_pages.rerun(app)
    next(each for each in app.number_input if each.key == "change.value.exit").set_value(0.9)
    app_pages.rerun(app)
    fill(app, **{"who": "李四", "source_zh": "区财〔2026〕9号"})
    press(app, say("settings.write", language))

    (written,) = settings.changes(store)
    assert (written.key, written.value, written.exit_value) == ("E01.behind", Decimal("0.7"), Decimal("0.9"))
    assert (written.valid_from, written.who, written.source_zh) == (LATER, "李四", "区财〔2026〕9号")
    assert len(app.success) == 1
    assert any("E01.behind" in each.value for each in app.info)


def test_a_list_of_codes_and_one_that_no_list_rests_on_are_changed_too(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Codes as text, with the year from which they hold; days of delivery as a number."""
    app = open_page(store, monkeypatch, setting="priority_education")
    next(each for each in app.text_input if each.key == "change.value").set_value("205、204")
    app_pages.rerun(app)
    assert say("proposals.codes_hold", "zh", year=2027) in [each.value for each in app.info]
    fill(app, **{"who": "李四", "source_zh": "文号"})
    press(app, say("settings.write", "zh"))
    app = open_page(store, monkeypatch, setting="due_day_payment")
    next(each for each in app.number_input if each.key == "change.value").set_value(15.0)
    app_pages.rerun(app)
    fill(app, **{"who": "李四", "source_en": "minutes"})
    press(app, say("settings.write", "zh"))

    found = {each.key: each for each in settings.changes(store)}
    assert found["priority_education"].codes == "204 205"
    assert found["due_day_payment"].value == 15


def test_a_value_that_cannot_be_is_refused_in_words(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is written; what was typed stays."""
    app = open_page(store, monkeypatch, setting="C04.cut_ratio")
    next(each for each in app.number_input if each.key == "change.value").set_value(1.0)
    app_pages.rerun(app)
    fill(app, **{"who": "李四", "source_zh": "文号"})
    press(app, say("settings.write", "zh"))

    assert "0.01" in app.error[0].value
    assert not (store / settings.FILE).exists()
    assert next(each for each in app.number_input if each.key == "change.value").value == 1.0


def test_the_environment_is_said_to_win(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever writes a value that a variable holds is told so."""
    monkeypatch.setenv("DUAL_MONITOR_SET_E01_BEHIND", "0.75")

    app = open_page(store, monkeypatch, setting="E01.behind")

    assert any("DUAL_MONITOR_SET_E01_BEHIND" in each.value for each in app.warning)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_broken_file_is_said_and_the_values_in_force_are_shown(
    store: Path, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    """The published values need no file."""
    (store / settings.FILE).write_text("= broken", encoding="utf-8")

    app = open_page(store, monkeypatch, lang=language, setting="E01.behind")

    assert str(store / settings.FILE) in app.warning[0].value
    assert len(next(app_pages.tables(app))) == len(settings.defaults())


def test_where_deciding_is_closed_the_form_is_disabled(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the reason; the history is there for everybody."""
    monkeypatch.setenv("DUAL_MONITOR_LOADING", "off")

    app = app_pages.open_page(PAGE, store, monkeypatch, setting="E01.behind")

    assert say("proposals.switched_off", "zh") in [each.value for each in app.info]
    touched: list[Any] = [
        *app.number_input,
        *app.date_input,
        *(each for each in app.text_input if str(each.key).startswith("change.")),
    ]
    assert [each.key for each in touched if not each.disabled] == []
    assert next(each for each in app.button if each.key == "change.write").disabled


@pytest.mark.parametrize("link", [{"setting": "no.such"}, {"search": "zzzz"}, {"setting": "curve", "search": "E01"}])
def test_a_link_that_finds_nothing_opens_the_page(
    built_sample: BuiltSample, monkeypatch: pytest.MonkeyPatch, link: dict[str, str]
) -> None:
    """An unknown setting or words that nothing holds break nothing."""
    app_pages.open_page(PAGE, built_sample.store, monkeypatch, **link)
