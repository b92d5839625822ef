"""The data quality page by itself: what the load reported is what it shows."""

import pytest

from pages.shared import exports, scope
from tests import app_pages
from tests.conftest import BuiltSample
from warehouse import read, snapshots
from wording import formats


@pytest.mark.parametrize("section", [section for section in scope.SECTIONS if section != "changed"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_section_opens_in_both_languages(
    built_sample: BuiltSample, monkeypatch: pytest.MonkeyPatch, section: str, language: str
) -> None:
    """No section lacks a word; its heads are in the reader's language."""
    app = app_pages.open_page("data_quality", built_sample.store, monkeypatch, section=section, lang=language)
    heads = app_pages.columns(app)

    assert heads
    assert [head for head in heads if bool(app_pages.CHINESE.search(head)) != (language == "zh")] == []


def test_rows_and_yuan_are_those_of_the_load_report(built_sample: BuiltSample, monkeypatch: pytest.MonkeyPatch) -> None:
    """The table is the report: every dataset, every fate, and nothing left over."""
    app = app_pages.open_page("data_quality", built_sample.store, monkeypatch, unit="yuan")
    rows, yuan = app_pages.tables(app)
    reported = built_sample.report["datasets"]

    assert sum(rows["read_rows"]) == sum(dataset["read"]["rows"] for dataset in reported.values())
    assert sum(rows["refused_rows"]) == sum(dataset["refused"]["rows"] for dataset in reported.values())
    assert set(rows["difference_rows"]) == {0}
    assert set(yuan["difference_yuan"]) == {0.0}
    payments = yuan[yuan["dataset"] == "支付"].iloc[0]
    assert f"{payments['accepted_yuan']:.2f}" == reported["payment"]["accepted"]["yuan"]


def test_refused_rows_are_listed_with_their_reasons(built_sample: BuiltSample, monkeypatch: pytest.MonkeyPatch) -> None:
    """As many rows as the report refuses or leaves unmatched, each with a sentence."""
    app = app_pages.open_page("data_quality", built_sample.store, monkeypatch, section="refused")
    shown = next(app_pages.tables(app))
    report = built_sample.report

    assert len(shown) == len(report["refused_rows"]) + len(report["unmatched_rows"])
    assert all(shown["why"])


def test_a_selected_row_shows_its_original_text(built_sample: BuiltSample, monkeypatch: pytest.MonkeyPatch) -> None:
    """The department can find the cell."""
    app = app_pages.open_page("data_quality", built_sample.store, monkeypatch, section="refused")
    app_pages.select_row(app, 0)
    said = app_pages.said(app)

    assert "原文" in said
    assert "工作表" in said


def test_filters_by_dataset_and_fate(
    built_sample: BuiltSample, monkeypatch: pytest.MonkeyPatch, reader: snapshots.Reader
) -> None:
    """Superseded rows are there for whoever asks."""
    app = app_pages.open_page(
        "data_quality", built_sample.store, monkeypatch, section="refused", dataset="payment", fate="superseded"
    )
    counted = read.rows_not_accepted_count(reader, read.EVERY_DEPARTMENT, ["payment"], ["superseded"])

    assert f"{formats.count(counted['row_count'], 'zh')} 行未采用" in app_pages.said(app)


def test_filters_that_nothing_meets_say_so(built_sample: BuiltSample, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty list gives its reason."""
    app = app_pages.open_page(
        "data_quality", built_sample.store, monkeypatch, section="refused", dataset="monitoring_round", fate="refused"
    )

    assert "没有符合条件的行" in app_pages.said(app)


def test_the_export_keeps_text_that_looks_like_a_formula(reader: snapshots.Reader) -> None:
    """A cell that begins with =, +, - or @ stays text, and a spreadsheet finds the encoding."""
    import polars as pl

    written = exports.as_csv(pl.DataFrame({"why": ["=1+1", "-", "plain", None], "rows": [1, -2, 3, 4]}))

    assert written == "\ufeffwhy,rows\r\n'=1+1,1\r\n'-,-2\r\nplain,3\r\n,4\r\n".encode()
    assert reader.id
