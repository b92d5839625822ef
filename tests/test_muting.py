"""What is muted because data are late is seen everywhere and lost nowhere: the sample, its last payments taken back.

The made-up district is loaded as its bureau would have it on 30 October: the payment files of October are of that day.
"""

import csv
import io
import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from pages.shared import tables
from reports import flag_list, flag_workbook, freeze_list, muting
from tests import app_pages
from tests.conftest import LOADED, read_json, run_command
from warehouse import read, snapshots
from wording import formats
from wording.say import say

OCTOBER, SEPTEMBER = date(2026, 10, 31), date(2026, 9, 30)
DAY_BEFORE = date(2026, 10, 30)
LANGUAGES = ("zh", "en")


@pytest.fixture(scope="module")
def late_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small made-up district whose payment files of the last month are of the day before its end."""
    folder = tmp_path_factory.mktemp("late")
    inbox, store, report = folder / "inbox", folder / "store", folder / "report.json"
    run_command("data_pipeline", "sample", "--out", inbox, "--projects", 30)
    taken_back = list(inbox.glob("*支付*-2026-10.*"))
    for path in taken_back:
        path.rename(path.with_name(path.name.replace("2026-10", "20261030")))
    run_command("data_pipeline", "load", inbox, "--store", store, "--json", report, expect=LOADED)

    assert taken_back
    assert read_json(report)["datasets"]["payment"]["accepted"]["rows"] > 0
    return store


@pytest.fixture(scope="module")
def late_reader(late_store: Path) -> snapshots.Reader:
    return snapshots.open_reader(late_store)


def flags(reader: snapshots.Reader, as_of: date = OCTOBER) -> pl.DataFrame:
    return read.verdicts(reader, read.EVERY_DEPARTMENT, as_of)


def muted_flags(reader: snapshots.Reader) -> pl.DataFrame:
    return flags(reader).filter(pl.col("muted_by").is_not_null())


def test_every_flag_judged_on_payments_is_muted_and_no_other(late_reader: snapshots.Reader) -> None:
    """Of October: by the payments' name and day; the month before is whole."""
    uses = {row["rule"]: row["sources"] for row in read.rules(late_reader).to_dicts()}
    listed = flags(late_reader).to_dicts()

    assert {row["rule"] for row in listed if row["muted_by"]}
    for row in listed:
        is_muted = "payment" in uses[row["rule"]]
        assert row["muted_by"] == (["payment"] if is_muted else None)
        assert row["muted_until"] == ([DAY_BEFORE] if is_muted else None)
    assert flags(late_reader, SEPTEMBER)["muted_by"].null_count() == flags(late_reader, SEPTEMBER).height


def test_only_flags_are_muted(late_reader: snapshots.Reader) -> None:
    """A clear verdict pushes nobody, so it has no mark."""
    every = read.verdicts(late_reader, read.EVERY_DEPARTMENT, OCTOBER, verdict=None)
    others = every.filter(pl.col("verdict") != "flagged")

    assert others.height > 0
    assert others["muted_by"].null_count() == others.height


def test_the_sums_count_every_flag_once_and_tell_the_muted_share(late_reader: snapshots.Reader) -> None:
    """Projects and money are those of all flags; muted is the part whose gravest flag waits."""
    stakes = read.stakes(late_reader, read.EVERY_DEPARTMENT, OCTOBER)
    standings = read.standings(late_reader, read.EVERY_DEPARTMENT, OCTOBER)
    waiting = standings.filter(pl.col("muted_by").is_not_null())
    total = tables.totals(flags(late_reader))
    late = read.late_data(late_reader, read.EVERY_DEPARTMENT, OCTOBER).to_dicts()

    assert (stakes["flagged_count"], stakes["money_yuan"]) == (total["projects"], total["money_yuan"])
    assert (stakes["muted_count"], stakes["muted_yuan"]) == (waiting.height, waiting["money_yuan"].sum())
    assert stakes["red_muted_count"] == waiting.filter(pl.col("worst_severity") == "red").height > 0
    assert 0 < stakes["muted_count"] < stakes["flagged_count"]
    assert Decimal(0) < stakes["muted_yuan"] <= stakes["money_yuan"]
    assert total["muted"] == muted_flags(late_reader).height
    assert [(row["dataset"], row["data_until"], row["muted_count"]) for row in late] == [
        ("payment", DAY_BEFORE, total["muted"])
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_exports_hold_every_flag_and_say_which_are_muted(late_reader: snapshots.Reader, language: str) -> None:
    """CSV and JSON name the datasets in the last column; the finding and the note of the workbook say it in words."""
    csv.field_size_limit(10**9)
    rows = flag_list.rows(late_reader, read.EVERY_DEPARTMENT, flag_list.Wanted(OCTOBER), language)
    by_csv = list(csv.DictReader(io.StringIO(flag_list.as_csv(rows).decode("utf-8-sig"), newline="")))
    by_json: list[dict[str, Any]] = json.loads(flag_list.as_json(rows))
    sheet = flag_workbook.list_sheet(rows, OCTOBER, None, language, "wan")
    muted = muted_flags(late_reader).height
    said = muting.sentence(["payment"], [DAY_BEFORE], language)

    assert len(by_csv) == len(by_json) == len(sheet.rows) == flags(late_reader).height
    assert [*by_csv[0]][-1] == [*by_json[0]][-1] == "muted_by"
    assert sum(row["muted_by"] == "payment" for row in by_csv) == muted
    assert sum(row["muted_by"] == ["payment"] for row in by_json) == muted
    assert sum(str(row["finding"]).endswith(said) for row in sheet.dicts()) == muted
    assert any(str(muted) in note for note in sheet.notes)


def test_a_freeze_judged_on_late_data_says_that_it_waits(late_reader: snapshots.Reader) -> None:
    """Whoever gets the paper alone reads it on each line of the opinion and below."""
    wanted = flag_list.Wanted(OCTOBER, rule="C01")
    for language in LANGUAGES:
        rows = flag_list.rows(late_reader, read.EVERY_DEPARTMENT, wanted, language)
        sheet = freeze_list.sheet(late_reader, read.EVERY_DEPARTMENT, OCTOBER, rows, language)
        said = muting.sentence(["payment"], [DAY_BEFORE], language)

        assert sheet is not None
        assert said in sheet.notes
        frozen = [row["opinion"] for row in sheet.dicts() if row["freeze_yuan"] and not row["is_of_no_line"]]
        assert frozen
        assert all(opinion.endswith(said) for opinion in frozen)


def test_the_command_says_how_many_are_muted(late_store: Path, tmp_path: Path) -> None:
    """Who exports by night reads it in the log."""
    for language in LANGUAGES:
        done = run_command(
            "reports", "flags", "--as-of", OCTOBER, "--format", "csv", "--out", tmp_path / "flags.csv",
            "--store", late_store, "--lang", language,
        )  # fmt: skip

        assert "muted_by" in done.stdout


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_flags_page_shows_and_filters_what_is_muted(
    late_store: Path, late_reader: snapshots.Reader, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    """A sentence above, a number in the headline, a column, and a filter that parts the list in two."""
    muted = muted_flags(late_reader)
    app = app_pages.open_page("flags", late_store, monkeypatch, lang=language, as_of="2026-10")
    shown = next(app_pages.tables(app))
    text = app_pages.said(app)
    reasons = muting.reasons(["payment"], [DAY_BEFORE], language)
    parts = [
        next(app_pages.tables(app_pages.open_page("flags", late_store, monkeypatch, as_of="2026-10", muting=part)))
        for part in ("muted", "acting")
    ]

    assert formats.day(DAY_BEFORE, language) in text
    assert formats.count(muted.height, language) in text
    assert (shown["muted"] == reasons).sum() == muted.height
    assert [len(part) for part in parts] == [muted.height, flags(late_reader).height - muted.height]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_evidence_of_a_muted_flag_says_so(
    late_store: Path, late_reader: snapshots.Reader, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    """Opened from the flags page and from the project page."""
    row = muted_flags(late_reader).drop_nulls("project_code").filter(pl.col("subject_kind") == "project").to_dicts()[0]
    said = muting.sentence(["payment"], [DAY_BEFORE], language)
    link = {"lang": language, "as_of": "2026-10", "open": f"{row['rule']}|{row['subject_code']}"}
    pages = [
        app_pages.open_page("flags", late_store, monkeypatch, **link),
        app_pages.open_page("project", late_store, monkeypatch, project=row["project_code"], **link),
    ]

    for app in pages:
        assert said in app_pages.said(app)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_overview_decides_first_what_does_not_wait(
    late_store: Path, late_reader: snapshots.Reader, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    """Projects whose flag waits for data come after the others; the card and the money say so."""
    stakes = read.stakes(late_reader, read.EVERY_DEPARTMENT, OCTOBER)
    red = read.standings(late_reader, read.EVERY_DEPARTMENT, OCTOBER).filter(pl.col("worst_severity") == "red")
    ready = red.filter(pl.col("muted_by").is_null())["project_name"].to_list()
    app = app_pages.open_page("overview", late_store, monkeypatch, lang=language, as_of="2026-10")
    text = app_pages.said(app)
    cards = [body for body in app_pages.bodies(app) if "dm-decision" in body]

    assert say("muted.of_red", language, projects=formats.count(stakes["red_muted_count"], language)) in text
    assert formats.count(stakes["muted_count"], language) in text
    assert formats.money(stakes["muted_yuan"], "wan", language) in text
    assert all(name in card and "dm-muted" not in card for name, card in zip(ready, cards, strict=False))
    assert all("dm-muted" in card for card in cards[len(ready) :])


def test_a_whole_month_says_nothing_of_muting(
    late_store: Path, monkeypatch: pytest.MonkeyPatch, late_reader: snapshots.Reader
) -> None:
    """In September nothing waits: no sentence, no filter, no column."""
    app = app_pages.open_page("flags", late_store, monkeypatch, as_of="2026-09")

    assert "暂不提示" not in app_pages.said(app)
    assert not any(each.key == "field.muting" for each in app_pages.found(app, "multiselect"))
    assert read.stakes(late_reader, read.EVERY_DEPARTMENT, SEPTEMBER)["muted_count"] == 0
