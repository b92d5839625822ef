"""The definitions by themselves: every rule, metric, clause and choice has its words, its link and its SQL."""

import csv
import io
import string

import polars as pl
import pytest

from tests import app_pages
from tests.conftest import BuiltSample
from warehouse import read, snapshots
from wording.say import words

PAGE = "definitions"
TOPICS = ("rules", "metrics", "thresholds", "clauses", "exemptions", "models", "choices")


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("topic", TOPICS)
def test_every_topic_opens_in_both_languages(
    built_sample: BuiltSample, monkeypatch: pytest.MonkeyPatch, topic: str, language: str
) -> None:
    """Each has a table whose heads are the reader's."""
    app = app_pages.open_page(PAGE, built_sample.store, monkeypatch, lang=language, topic=topic)
    heads = [head for head in app_pages.columns(app) if head]

    assert len(next(app_pages.tables(app))) > 0
    assert all(bool(app_pages.CHINESE.search(head)) == (language == "zh") for head in heads)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_rule_has_a_link_of_its_own(
    built_sample: BuiltSample, monkeypatch: pytest.MonkeyPatch, reader: snapshots.Reader, language: str
) -> None:
    """`item=E01` opens title, sentences with names for numbers, quotes, exemptions, thresholds and the SQL that ran."""
    clauses = {row["clause"]: row["quote"] for row in read.clauses(reader).to_dicts()}
    for rule in read.rules(reader).to_dicts():
        app = app_pages.open_page(PAGE, built_sample.store, monkeypatch, lang=language, item=rule["rule"])
        said = app_pages.said(app)
        own = read.thresholds(reader).filter(pl.col("rule") == rule["rule"])

        assert rule[f"title_{language}"] in said
        assert [quote for clause, quote in clauses.items() if clause in rule["clauses"] and quote not in said] == []
        assert [meaning for meaning in own[language] if meaning not in said] == []
        assert [code for code in rule["exempt"] if words("exemption", language)[code] not in said] == []
        assert [each.value for each in app.code] == [rule["sql"]]
        assert "{" not in said
        assert app_pages.in_url(app, "item") == [rule["rule"]]


def test_every_number_in_a_rules_sentence_has_a_name(reader: snapshots.Reader) -> None:
    """A field without a word would stand there in computer language."""
    named = {*words("evidence_field", "zh"), *words("field", "zh")}
    thresholds = read.thresholds(reader)
    for rule in read.rules(reader).to_dicts():
        own = thresholds.filter(pl.col("rule") == rule["rule"])["name"].to_list()
        fields = {name for _, name, _, _ in string.Formatter().parse(rule["finding_zh"] + rule["clear_zh"]) if name}
        assert fields - named - set(own) == set()


def test_every_metric_has_a_link_of_its_own(
    built_sample: BuiltSample, monkeypatch: pytest.MonkeyPatch, reader: snapshots.Reader
) -> None:
    """The link alone finds the topic; words and SQL are the snapshot's."""
    for metric in read.metrics(reader).to_dicts():
        app = app_pages.open_page(PAGE, built_sample.store, monkeypatch, item=metric["name"])

        assert app_pages.in_url(app, "topic") == ["metrics"]
        assert metric["zh"] in app_pages.said(app)
        assert [each.value for each in app.code] == [metric["sql"]]


def test_every_metric_has_a_name_in_words(reader: snapshots.Reader) -> None:
    """The list is read by people who do not know our field names."""
    assert {*read.metrics(reader)["name"], *words("base_metric", "zh")} == set(words("measure", "zh"))


def test_every_unit_of_a_metric_has_its_word(reader: snapshots.Reader) -> None:
    """A new metric in a unit without a word is noticed here."""
    assert set(read.metrics(reader)["unit"]) <= set(words("metric_unit", "zh"))
    assert set(words("base_metric_unit", "zh").values()) <= set(words("metric_unit", "zh"))


def test_every_threshold_and_setting_stands_there_once(
    built_sample: BuiltSample, monkeypatch: pytest.MonkeyPatch, reader: snapshots.Reader
) -> None:
    """Shared settings are one row with the rules that use them, all others a row of their rule."""
    shared = set(read.settings(reader)["name"])
    own = read.thresholds(reader).filter("is_own")
    made = app_pages.files_made(PAGE, built_sample.store, monkeypatch, topic="thresholds")
    rows = list(csv.DictReader(io.StringIO(made["csv_definitions"].decode("utf-8-sig"))))

    assert sorted(row["name"] for row in rows) == sorted([*own["name"].to_list(), *shared])
    assert all(row["value"] and row["source"] for row in rows)


def test_all_ten_exemptions_have_their_words() -> None:
    """X1 to X10, short on a verdict and in full here."""
    expected = {f"X{number}" for number in range(1, 11)}

    assert set(words("exemption", "zh")) == expected
    assert set(words("exemption_meaning", "zh")) == expected


def test_every_choice_has_a_matter() -> None:
    """What we decided is told under a heading."""
    assert set(words("choice", "zh")) == set(words("choice_about", "zh"))


def test_search_finds_by_any_words_and_tells_of_other_topics(
    built_sample: BuiltSample, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Several words must all be there, capitals do not matter, and the link restores the search."""
    app = app_pages.open_page(PAGE, built_sample.store, monkeypatch, search="e01 执行")
    shown = next(app_pages.tables(app))

    assert "E01" in shown["item"].to_list()
    assert "别处" in app_pages.said(app)
    assert app_pages.in_url(app, "search") == ["e01 执行"]


def test_a_search_without_result_says_so(built_sample: BuiltSample, monkeypatch: pytest.MonkeyPatch) -> None:
    """No empty table: how many there are, and that none holds the words."""
    app = app_pages.open_page(PAGE, built_sample.store, monkeypatch, search="没有这个词")

    assert list(app_pages.tables(app)) == []
    assert "没有一条含有“没有这个词”" in app_pages.said(app)


def test_turning_to_another_topic_closes_the_item(built_sample: BuiltSample, monkeypatch: pytest.MonkeyPatch) -> None:
    """The reader is not sent back to the rule that a link had opened."""
    app = app_pages.open_page(PAGE, built_sample.store, monkeypatch, item="E01")
    app_pages.choose(app, "topic", "clauses")

    assert (app_pages.in_url(app, "topic"), app_pages.in_url(app, "item")) == (["clauses"], [])
    assert "S5.3" in next(app_pages.tables(app))["item"].to_list()


def test_an_unknown_item_opens_nothing(built_sample: BuiltSample, monkeypatch: pytest.MonkeyPatch) -> None:
    """An old link to a rule that is gone shows the list."""
    app = app_pages.open_page(PAGE, built_sample.store, monkeypatch, item="E99")

    assert app_pages.in_url(app, "item") == []
    assert "E01" in next(app_pages.tables(app))["item"].to_list()


def test_the_files_hold_the_shown_rows(
    built_sample: BuiltSample, monkeypatch: pytest.MonkeyPatch, reader: snapshots.Reader
) -> None:
    """All rules in their order."""
    made = app_pages.files_made(PAGE, built_sample.store, monkeypatch)
    rows = list(csv.DictReader(io.StringIO(made["csv_definitions"].decode("utf-8-sig"))))

    assert [row["item"] for row in rows] == read.rules(reader)["rule"].to_list()
    assert made["xlsx_definitions"][:2] == b"PK"
