"""Another snapshot and another day's rules, on the page, by link and on the command line."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from reports.__main__ import main as report
from tests import random_districts
from tests.app_pages import open_page, said
from warehouse import build, judge, read, settings, snapshots
from warehouse.settings import Setting

CHANGED = date(2024, 4, 30)


def values(*, changed: bool) -> list[Setting]:
    """The defaults, or E01 much stricter from April 2024 on."""
    found = []
    for default in settings.defaults().values():
        if not changed or default.key != "E01.behind":
            found.append(default)
        else:
            found.append(replace(default, valid_to=CHANGED - timedelta(days=1)))
            found.append(replace(default, value=Decimal("0.99"), valid_from=CHANGED, who="张三"))
    return found


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first snapshot under the defaults, the second, of the same district, under a changed register."""
    folder = tmp_path_factory.mktemp("store")
    for changed, mark in ((False, "aaaaaaaa"), (True, "bbbbbbbb")):
        with snapshots.draft(folder) as draft:
            random_districts.fill(draft.connection, 31)
            build.build(draft.connection, settings.shared(values(changed=changed)))
            judge.judge(draft.connection, settings.of_rules(values(changed=changed)))
            build.run_checks(draft.connection)
            draft.publish(mark)
    return folder


def listed(store: Path, out: Path, *more: str) -> pl.DataFrame:
    """The list of October 2024 that the command writes."""
    code = report(
        ["flags", "--as-of", "2024-10-31", "--format", "csv", "--store", str(store), "--out", str(out), *more]
    )
    assert code == 0
    return pl.read_csv(out, infer_schema=False)


def flagged(found: pl.DataFrame) -> set[tuple[str, ...]]:
    """What a list says of whom, without the sentences."""
    return set(found.select("rule", "subject_code", "severity", "money_yuan", "first_flagged", "months_flagged").rows())


def test_an_earlier_snapshot_and_the_rules_of_an_earlier_day_give_the_earlier_list(store: Path, tmp_path: Path) -> None:
    """Nothing but the register changed between the two, so both ways lead to the list as it was."""
    now = flagged(listed(store, tmp_path / "now.csv"))
    then = flagged(listed(store, tmp_path / "then.csv", "--snapshot", "000001-aaaaaaaa"))
    by_number = flagged(listed(store, tmp_path / "number.csv", "--snapshot", "1"))
    by_rules = flagged(listed(store, tmp_path / "rules.csv", "--rules-of", "2024-03-31"))

    assert then == by_number == by_rules
    assert now != then
    assert {rule for rule, *_ in now ^ then} == {"E01"}


def test_the_evidence_of_an_earlier_day_names_that_day(store: Path, tmp_path: Path) -> None:
    """The threshold of then, and an id that tells by which rules."""
    found = listed(store, tmp_path / "rules.csv", "--rules-of", "2024-03-31", "--rule", "E01")

    evidence = found["evidence"].str.json_decode(pl.Struct({"snapshot": pl.String}))
    assert set(evidence.struct.field("snapshot")) == {"000002-bbbbbbbb@rules-of-2024-03-31-for-2024"}
    assert all('"value": "0.800000"' in text for text in found["evidence"])


def test_an_unknown_snapshot_is_refused_by_name(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit 2, and what is kept."""
    call = [
        "flags",
        "--as-of",
        "2024-10-31",
        "--format",
        "csv",
        "--store",
        str(store),
        "--out",
        str(tmp_path / "x.csv"),
    ]

    assert report([*call, "--snapshot", "000009-abcdefab"]) == 2
    assert "000001-aaaaaaaa" in capsys.readouterr().err


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_link_shows_the_older_snapshot_and_says_so(store: Path, monkeypatch: pytest.MonkeyPatch, lang: str) -> None:
    """The note names the snapshot; without it there is no note."""
    old = said(open_page("flags", store, monkeypatch, snapshot="000001-aaaaaaaa", lang=lang))
    new = said(open_page("flags", store, monkeypatch, lang=lang))

    assert "000001-aaaaaaaa" in old
    assert "000001-aaaaaaaa" not in new


def test_a_link_shows_the_list_by_the_rules_of_an_earlier_day(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As many flags as the older snapshot has; the page says by which rules."""
    page = open_page("flags", store, monkeypatch, rules="2024-04-30", as_of="2024-02-29")
    before = read.verdicts(snapshots.open_reader(store), read.EVERY_DEPARTMENT, date(2024, 2, 29))

    assert "2024年4月30日" in said(page)
    assert not page.exception
    assert before.height > 0


@pytest.mark.parametrize(
    "page", ["overview", "dual_monitoring", "priority_spending", "departments", "project", "flags"]
)
def test_every_page_by_the_first_rules_is_as_it_was_under_them(
    store: Path, monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    """Only the register lies between the snapshots, so the later one by its first rules shows what the earlier does."""
    link: dict[str, Any] = {"as_of": "2024-10-31"} | ({"project": "P001"} if page == "project" else {})

    def shown(**more: str) -> list[str]:
        app = open_page(page, store, monkeypatch, **link, **more)
        assert not app.exception
        return [
            line for line in said(app).splitlines() if not line.startswith(("正在查看历史", "本年各月按", "规则口径"))
        ]

    by_rules, before, now = shown(rules="BEFORE"), shown(snapshot="000001-aaaaaaaa"), shown()

    assert by_rules == before
    assert page == "priority_spending" or by_rules != now


def test_a_snapshot_that_is_gone_gives_way_to_the_current_one(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An old link still opens, and says what it shows."""
    page = open_page("overview", store, monkeypatch, snapshot="000009-abcdefab")

    assert not page.exception
    assert any("000009-abcdefab" in toast.value for toast in page.toast)
