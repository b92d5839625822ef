"""Known errors corrected as data: applied before reading, kept on record, complained of once the source is mended."""

import json
from pathlib import Path
from typing import Any

import pytest

from data_pipeline import __main__ as command
from data_pipeline import corrections, reading, sources
from data_pipeline.corrections import APPLIED, MENDED, WITHOUT_ROW, CorrectionsProblem
from data_pipeline.originals import Source
from tests import app_pages
from tests.printed_forms import Monitoring, monitoring_row, workbook
from tests.test_staging import WHOLE
from tests.tiny_inbox import PAYMENT, Rows, Staged, payment, put, stage
from warehouse import snapshots
from wording.say import word

CLEAN = {
    "dataset": '"payment"',
    "key": '{ request_no = "1" }',
    "field": '"amount_yuan"',
    "was": '"一百"',
    "becomes": '"100"',
    "reason": '"大写"',
    "told": '"区教育局 王某"',
    "date": "2026-07-02",
}


def correct(folder: Path, *given: dict[str, str | None]) -> None:
    """The store's corrections.toml: each as CLEAN but for what is given (as TOML; None leaves it out)."""
    tables = ["\n".join(["[[correction]]", *_lines({**CLEAN, **one})]) for one in given]
    (folder / "store").mkdir(parents=True, exist_ok=True)
    (folder / "store" / "corrections.toml").write_text("\n".join(tables), encoding="utf-8")


def _lines(values: dict[str, str | None]) -> list[str]:
    return [f"{name} = {value}" for name, value in values.items() if value is not None]


def amounts(found: Staged) -> list[tuple[Any, ...]]:
    """Request and amount of every accepted payment."""
    return found.ask("select request_no, amount_yuan::integer from staged_payment order by all")


def applied(found: Staged) -> list[tuple[Any, ...]]:
    """Every corrected row with its correction."""
    return found.ask("select number, file, sheet, source_row from corrections_applied order by all")


def states(found: Staged) -> list[tuple[Any, ...]]:
    """What became of each correction."""
    return found.ask("select number, state, row_count from corrections_in_force order by number")


# --- what is corrected -----------------------------------------------------------------------------------------------


def test_a_refused_row_is_mended_and_what_stood_there_stays_on_record(tmp_path: Path) -> None:
    """The other rows of the file are read as they stand; the fault, the new text and the row are listed."""
    correct(tmp_path, {})
    rows: Rows = [["支付明细"], PAYMENT, payment("1", "一百"), payment("2", "一百"), payment("3", "7")]

    found = stage(tmp_path, {"pay.csv": rows})

    assert amounts(found) == [("1", 100), ("3", 7)]
    assert found.places("refused") == [("pay.csv", "", 4)]
    assert applied(found) == [(1, "pay.csv", "", 3)]
    assert found.ask("select was, becomes, reason, told, told_on::varchar, state from corrections_in_force") == [
        ("一百", "100", "大写", "区教育局 王某", "2026-07-02", APPLIED)
    ]
    assert found.notices() == []


def test_a_key_that_was_damaged_can_be_corrected_by_what_stands_there(tmp_path: Path) -> None:
    """The key is met as it stands in the file or as it is read; names of the bureau will do."""
    damaged: dict[str, str | None] = {"key": '{ "支付申请编号" = "3.7E+17" }', "field": '"支付申请编号"'}
    correct(
        tmp_path,
        {**damaged, "was": '"3.7E+17"', "becomes": '"370000000000000001"'},
        {"dataset": '"支付"', "key": '{ project_code = "P1", paid_date = 2026-04-01 }', "was": '"5"', "becomes": '"6"'},
    )
    rows = [
        PAYMENT,
        payment("3.7E+17", "1"),
        payment("4", " 5 ", paid="2026/4/1", project="P1-校舍维修"),
        payment("5", "5"),
    ]

    found = stage(tmp_path, {"pay.csv": rows})

    assert amounts(found) == [("370000000000000001", 1), ("4", 6), ("5", 5)]


def test_an_empty_cell_can_be_filled_and_a_wrong_one_emptied(tmp_path: Path) -> None:
    """A dash is an empty cell too; the date of a request that was never paid goes."""
    correct(
        tmp_path,
        {"was": '""', "becomes": '"5"'},
        {"key": '{ request_no = "2" }', "field": '"paid_date"', "was": '"2026-03-01"', "becomes": '""'},
    )

    found = stage(tmp_path, {"pay.csv": [PAYMENT, payment("1", "—"), payment("2", "1", "待审")]})

    assert amounts(found) == [("1", 5), ("2", 1)]
    assert found.ask("select paid_date from staged_payment where request_no = '2'") == [(None,)]


def test_a_correction_is_in_the_unit_of_its_column(tmp_path: Path) -> None:
    """It stands where the file's text stood, so what is counted as read is counted with it."""
    correct(tmp_path, {"was": '"1250"', "becomes": '"1.25"'})
    header = [name.replace("(元)", "(万元)") for name in PAYMENT]

    found = stage(tmp_path, {"pay.csv": [header, payment("1", "1250"), ["合计", "", "1.25", "", "", ""]]})

    assert amounts(found) == [("1", 12_500)]
    assert found.yuan("read") == 25_000
    assert found.notices() == []  # with the correction the total of the file is met


def test_a_row_of_a_printed_form_can_be_corrected(tmp_path: Path) -> None:
    """It is told by the indicator; the form itself stays as it is."""
    key = '{ indicator_l3 = "维修教室数", period_end = 2026-10-31 }'
    mended = {"field": '"actual_value"', "was": '"很多"', "becomes": '"80"', "key": key}
    correct(tmp_path, {**mended, "dataset": '"monitoring_report"'})
    form = Monitoring([monitoring_row("维修教室数", "很多"), monitoring_row("验收合格率", "96%")])

    found = stage(tmp_path, {"报送.xlsx": workbook({"表": form})})

    assert found.ask("select actual_value from staged_monitoring_report order by all") == [("80",), ("96%",)]
    assert found.rows("refused", "monitoring_report") == 0


# --- the guard -------------------------------------------------------------------------------------------------------


def test_a_correction_is_complained_of_once_the_source_is_mended(tmp_path: Path) -> None:
    """The latest delivery decides; the fault in the earlier one is corrected still."""
    correct(tmp_path, {}, {"key": '{ request_no = "9" }'}, {"key": '{ request_no = "2" }'})
    september = [PAYMENT, payment("1", "一百"), payment("2", "一百")]

    before = stage(tmp_path, {"a-2026-09.csv": september})
    after = stage(tmp_path, {"b-2026-10.csv": [PAYMENT, payment("1", "100")]})

    assert states(before) == [(1, APPLIED, 1), (2, WITHOUT_ROW, 0), (3, APPLIED, 1)]
    assert states(after) == [(1, MENDED, 1), (2, WITHOUT_ROW, 0), (3, APPLIED, 1)]
    assert (before.notices(), after.notices()) == (
        ["correction_without_row"],
        ["correction_mended", "correction_without_row"],
    )
    assert after.report.needs_a_person


def test_the_load_lists_corrections_and_exits_1_when_one_is_not_needed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """In words for people, as JSON for machines; `check` says the same without publishing."""
    put(tmp_path / "inbox", {**WHOLE, "more.csv": [PAYMENT, payment("7", "一百"), payment("8", "8")]})
    correct(tmp_path, {"key": '{ request_no = "7" }'})
    store, report = tmp_path / "store", tmp_path / "report.json"
    call = [str(tmp_path / "inbox"), "--store", str(store), "--json", str(report)]

    assert command.main(["load", *call]) == 0
    said = capsys.readouterr().err
    assert "1 corrections of corrections.toml changed 1 rows" in said
    assert "1: amount_yuan '一百' → '100' (more.csv row 2)" in said
    written = json.loads(report.read_text(encoding="utf-8"))["corrections"]
    assert [(one["number"], one["state"], one["rows"]) for one in written] == [
        (1, "applied", [{"file": "more.csv", "sheet": "", "row": 2}])
    ]
    correct(tmp_path, {"key": '{ request_no = "8" }'})
    assert command.main(["check", *call]) == 1
    assert "the source has '一百' in amount_yuan no more" in capsys.readouterr().err


# --- the snapshot ----------------------------------------------------------------------------------------------------


def test_what_was_read_before_does_not_go_stale(tmp_path: Path) -> None:
    """With, without and with another correction: each time what the file and the corrections say, and another hash."""
    files = {"pay.csv": [PAYMENT, payment("1", "一百")]}
    found = [stage(tmp_path, files)]
    for becomes in ('"100"', '"200"'):
        correct(tmp_path, {"becomes": becomes})
        found.append(stage(tmp_path, files))
    (tmp_path / "store" / "corrections.toml").unlink()
    found.append(stage(tmp_path, files))

    assert [amounts(one) for one in found] == [[], [("1", 100)], [("1", 200)], []]
    hashes = [one.report.content_hash for one in found]
    assert len(set(hashes)) == 3
    assert hashes[0] == hashes[3]
    assert len(list((tmp_path / "store" / "staged").iterdir())) == 3  # nothing of the corrections before is left


def test_only_the_files_that_are_corrected_are_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A correction costs the file it is about, and that once."""
    files = {"a.csv": [PAYMENT, payment("1", "一百")], "b.csv": [PAYMENT, payment("2", "2")]}
    stage(tmp_path, files)
    read: list[str] = []
    once = reading._Work._read_and_keep

    def noted(work: Any, source: Source, *others: Any, stays: bool) -> Any:
        read.append(Path(source.path).name)
        return once(work, source, *others, stays=stays)

    monkeypatch.setattr(reading._Work, "_read_and_keep", noted)
    correct(tmp_path, {})

    assert amounts(stage(tmp_path, files)) == amounts(stage(tmp_path, files)) == [("1", 100), ("2", 2)]
    assert read == ["a.csv"]


# --- what cannot be meant --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"dataset": '"pay"'}, "no dataset 'pay'"),
        ({"field": '"amount"'}, "no field 'amount'"),
        ({"key": '{ request = "1" }'}, "no field 'request'"),
        ({"key": "{}"}, "`key` tells the row"),
        ({"key": "{ request_no = 1.5 }"}, "Write a text in quotes"),
        ({"was": "100"}, 'Write it in quotes: "100"'),
        ({"becomes": '"一百"'}, "are the same"),
        ({"reason": '""'}, "have to say something"),
        ({"told": None}, "missing: told"),
        ({"date": '"2026-07-02"'}, "Write a day without quotes"),
        ({"factor": "10"}, "unknown: factor"),
        ({"date": "2026-13-01"}, "cannot be read"),
    ],
)
def test_a_correction_that_cannot_be_meant_is_named(tmp_path: Path, wrong: dict[str, str | None], said: str) -> None:
    """Which correction, what is wrong, what would be right."""
    correct(tmp_path, wrong)

    with pytest.raises(CorrectionsProblem, match=said) as problem:
        corrections.load(tmp_path / "store", sources.load())
    assert "corrections.toml" in str(problem.value)


def test_two_corrections_of_one_text_contradict_each_other(tmp_path: Path) -> None:
    """Nobody knows which of them is meant."""
    correct(tmp_path, {}, {"becomes": '"1000"'})

    with pytest.raises(CorrectionsProblem, match="corrections 1 and 2 change the same text"):
        corrections.load(tmp_path / "store", sources.load())


@pytest.mark.parametrize("text", ["[[correction]\n", "[correction]\n", "[payment]\n", "\xff"])
def test_a_file_that_cannot_be_read_stops_the_load_before_anything_is_published(tmp_path: Path, text: str) -> None:
    """Exit 2; the store has no snapshot."""
    put(tmp_path / "inbox", WHOLE)
    (tmp_path / "store").mkdir()
    (tmp_path / "store" / "corrections.toml").write_text(text, encoding="latin-1")

    assert command.main(["load", str(tmp_path / "inbox"), "--store", str(tmp_path / "store")]) == 2
    assert snapshots.list_snapshots(tmp_path / "store") == []


def test_the_page_lists_corrections_with_their_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was changed where, why, who was told; one that meets no row stands there too."""
    put(tmp_path / "inbox", {**WHOLE, "more.csv": [PAYMENT, payment("7", "一百")]})
    correct(tmp_path, {"key": '{ request_no = "7" }'}, {"key": '{ request_no = "9" }'})
    assert command.main(["load", str(tmp_path / "inbox"), "--store", str(tmp_path / "store")]) == 1

    for language in ("zh", "en"):
        app = app_pages.open_page("data_quality", tmp_path / "store", monkeypatch, section="files", lang=language)
        shown = list(app_pages.tables(app))[-1]
        assert shown["state"].tolist() == [
            word("correction_state", state, language) for state in (APPLIED, WITHOUT_ROW)
        ]
        assert shown["file"].fillna("").tolist() == ["more.csv", ""]
    assert shown["was"].tolist() == ["一百", "一百"]
