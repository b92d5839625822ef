"""The data quality page by itself: what the load reported is what it shows."""

from datetime import date
from pathlib import Path

import pytest

from pages.shared import exports, scope
from tests import app_pages
from tests.conftest import BuiltSample
from warehouse import build, read, snapshots, sql_files
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


def fresh_in(folder: Path, *statements: str) -> dict[str, dict[str, object]]:
    """What `dataset_freshness` says on 10 December 2026 of a snapshot with these rows, by dataset."""
    with snapshots.draft(folder) as draft:
        build.create_staging_tables(draft.connection)
        for statement in statements:
            draft.connection.execute(statement)
        build.create_settings(draft.connection, {})
        build.create_models(
            draft.connection, [model for model in sql_files.read_folder("models") if model.name == "dataset_reaches"]
        )
        draft.publish("c0ffee00")
    found = read.dataset_freshness(snapshots.open_reader(folder), date(2026, 12, 10))
    return {row["dataset"]: row for row in found.to_dicts()}


def part(dataset: str, delivered: str | None) -> str:
    when = f"date '{delivered}'" if delivered else "null"
    return (
        f"insert into source_parts by name select 1 as source_id, '{dataset}' as file, '' as sheet, "
        f"'{dataset}' as dataset, {when} as delivery_date, [] as columns_present"
    )


PAID = """
insert into staged_payment by name select 1 as source_id, 1 as source_row, 'Z1' as request_no, 'P1' as project_code,
1.00 as amount_yuan, date '{day}' as paid_date, '已支付' as status
"""


@pytest.mark.parametrize(
    ("delivered", "paid", "due", "is_late"),
    [
        (None, "2026-10-28", date(2026, 12, 10), False),
        (None, "2026-09-30", date(2026, 11, 10), True),
        ("2026-10-31", "2026-09-30", date(2026, 12, 10), False),
        ("2026-11-05", "2026-10-28", date(2026, 12, 10), False),
        ("2026-11-05", "2026-09-28", date(2026, 12, 10), False),
        (None, "2026-12-31", date(2027, 2, 10), False),
    ],
)
def test_payments_are_due_on_the_tenth_of_the_month_after_the_next(
    tmp_path: Path, delivered: str | None, paid: str, due: date, is_late: bool
) -> None:
    """October's came: November's is due on 10 December, and late from the day after; a month's export covers it."""
    found = fresh_in(tmp_path, part("payment", delivered), PAID.format(day=paid))["payment"]

    assert (found["next_due"], found["is_late"]) == (due, is_late)


def test_yearly_data_and_reports_are_due_by_their_own_calendar(tmp_path: Path) -> None:
    """The pool a month after its year, monitoring at the next round's deadline, organisations whenever they change."""
    found = fresh_in(
        tmp_path,
        *(part(name, None) for name in ("organisation", "project", "monitoring_report")),
        app_pages.QUIET[3],
        "insert into staged_monitoring_report by name select 1 as source_id, 1 as source_row, 2026 as fiscal_year,"
        " 'P1' as project_code, '数量' as indicator_l3, date '2026-07-31' as period_end",
        "insert into staged_monitoring_round by name select 1 as source_id, unnest([1, 2]) as source_row,"
        " 2026 as fiscal_year, unnest([date '2026-07-31', date '2026-10-31']) as period_end,"
        " unnest([date '2026-08-15', date '2026-11-15']) as filing_deadline",
    )

    assert {name: (row["next_due"], row["is_late"]) for name, row in found.items()} == {
        "monitoring_report": (date(2026, 11, 15), True),
        "organisation": (None, False),
        "project": (date(2027, 1, 31), False),
    }


def test_late_datasets_are_marked_by_shape_and_word(built_sample: BuiltSample, monkeypatch: pytest.MonkeyPatch) -> None:
    """Years after the made-up data everything with a rhythm is late, with the day when it was due and why."""
    monkeypatch.setattr("pages.shared.widgets.today", lambda: date(2031, 1, 1))
    app = app_pages.open_page("data_quality", built_sample.store, monkeypatch, section="fresh")
    shown = next(app_pages.tables(app)).set_index("dataset")

    assert shown.loc["支付", "state"] == "◆ 逾期"
    assert shown.loc["支付", "next_due"]
    assert "第 2 个月的 10 日" in shown.loc["支付", "due_basis"]
    assert shown.loc["单位", "state"] == "○ 不定期"
