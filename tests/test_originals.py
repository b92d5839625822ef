"""The text of a row is kept whole, whether it stands in its part, in the file it came from, or beside the batch."""

import io
import json
import os
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data_pipeline import __main__ as command
from data_pipeline import cleaning, corrections, fates, originals, parts, readers, sources
from data_pipeline.originals import Source
from data_pipeline.readers import BETWEEN_CELLS, BLOCK_BYTES, ROW, Block
from tests.test_sent_back import cells, load, marked, send_back
from tests.tiny_inbox import INDICATOR, ORGANISATION, PAYMENT, PROJECT, Staged, csv_text, payment, put, stage
from warehouse import snapshots

SOURCES = sources.load()
TEXTS = st.text(st.sampled_from('付款a1 .-—"\t;|,　'), max_size=6)
ROWS = st.lists(st.lists(TEXTS, min_size=6, max_size=6), min_size=1, max_size=8)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    rows=ROWS,
    separator=st.sampled_from([",", ";", "\t", "|"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16"]),
    line_end=st.sampled_from(["\n", "\r\n"]),
    is_quoted=st.booleans(),
    is_whole=st.booleans(),
    ends=st.booleans(),
    blank=st.booleans(),
    block=st.sampled_from([24, 60, BLOCK_BYTES]),
)
def test_the_text_of_a_large_block_is_the_text_in_a_part(
    rows: list[list[str]],
    separator: str,
    encoding: str,
    line_end: str,
    is_quoted: bool,
    is_whole: bool,
    ends: bool,
    blank: bool,
    block: int,
) -> None:
    """Whatever the cells hold, however short a row is, and wherever a block of the file ends."""
    if not is_quoted:
        rows = [[cell.replace('"', "").replace(separator, "") for cell in row] for row in rows]
    rows = rows if is_whole else [row[: 6 - number % 3] for number, row in enumerate(rows)]
    text = csv_text([PAYMENT, *rows], separator).replace("\n", line_end)
    text = text if ends else text.removesuffix(line_end)
    text = line_end + text if blank else text
    ways = [(originals.LARGE_BYTES, False), (0, False), (0, True)]
    in_part, beside, in_file = (_read(text.encode(encoding), *way, block) for way in ways)

    assert in_part == beside == in_file


def _read(content: bytes, large_bytes: int, stays: bool, block: int) -> list[tuple[int, str]]:
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(originals, "LARGE_BYTES", large_bytes)
        patch.setattr(readers, "BLOCK_BYTES", block)
        path, staged = Path(folder) / "pay.csv", Path(folder) / "staged"
        path.write_bytes(content)
        staged.mkdir()
        parts.read_into(path, staged, SOURCES, stays=stays)
        found = parts.kept(staged)
        assert found is not None
        parts.say_where_it_lies(found, Source.of(path, path.stat()))
        frames = [
            originals.read(staged / batch, text, [ROW])
            for part in found.parts
            for batch, text in zip(part.batches, part.texts, strict=True)
        ]
        return [row for frame in frames for row in frame.rows()]


def test_a_line_is_found_without_the_others(tmp_path: Path) -> None:
    """Of thousands of rows the ones that are asked for, in the order asked."""
    block = Block(b"a,b,c\n1,,\r\n,2\r\n\n,,3", ",", 3, 7, 5)
    rows = readers.quick_rows(block.content, ",", 3, 6)
    assert rows is not None
    batch = tmp_path / "000-0000.parquet"
    originals.write(block, batch)

    found = originals.texts(batch, originals.about(block, stays=False), rows[[4, 0, 2, 1, 3]])

    assert [one.split(BETWEEN_CELLS) for one in found] == [
        ["", "", "3"],
        ["a", "b", "c"],
        ["", "2", ""],
        ["1", "", ""],
        ["", "", ""],
    ]


# --- a large file ----------------------------------------------------------------------------------------------------

LAST = 30_000
LATER = [PAYMENT, payment("3000", "5")]


def _ledger() -> list[list[str]]:
    """Over four mebibytes: one row without amount, one of no known project, one that a later delivery supersedes."""
    rows = [[*payment(str(number), "1"), "很长的资金用途" * 7] for number in range(LAST)]
    rows[1000][2], rows[2000][1] = "一百", "P9"
    return [[*PAYMENT, "资金用途"], *rows]


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Staged]:
    """A folder with the ledger staged, and the file taken out of the inbox afterwards."""
    folder = tmp_path_factory.mktemp("large")
    found = stage(folder, {"a-2026-01.csv": _ledger(), "b-2026-02.csv": LATER})
    (folder / "inbox" / "a-2026-01.csv").unlink()
    return folder, found


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Staged]:
    """The same with the ledger in an archive, where its text cannot be left."""
    folder = tmp_path_factory.mktemp("packed")
    return folder, stage(folder, {"a-2026-01.zip": _zip(_ledger()), "b-2026-02.csv": LATER})


def _zip(rows: list[list[str]]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a-2026-01.csv", csv_text(rows))
    return held.getvalue()


@pytest.mark.parametrize("way", ["large", "packed"])
def test_rows_of_a_large_file_that_are_not_accepted_keep_their_text(way: str, request: pytest.FixtureRequest) -> None:
    """Whether their own content, an unknown project or a later delivery decided; the file itself may go."""
    folder, found = request.getfixturevalue(way)
    kept = found.ask(
        "select source_row, fate, original from rows_not_accepted where file like 'a-2026-01%' order by source_row"
    )

    ledger = _ledger()
    assert [(row, fate) for row, fate, _ in kept] == [(1002, "refused"), (2002, "unmatched"), (3002, "superseded")]
    for row, _, text in kept:
        assert json.loads(text) == dict(zip(ledger[0], ledger[row - 1], strict=True))
    assert found.rows("accepted") == LAST - 2
    assert bool(list((folder / "store" / "staged").glob(f"*/*{originals.SUFFIX}"))) == (way == "packed")
    assert not list((folder / "store" / "staged").glob("*.building*"))


def test_a_part_without_its_text_is_read_again(packed: tuple[Path, Staged]) -> None:
    """What is not whole is not trusted."""
    folder, _ = packed
    text = next((folder / "store" / "staged").glob(f"*/*{originals.SUFFIX}"))
    assert parts.kept(text.parent) is not None
    kept = text.read_bytes()
    text.unlink()

    assert parts.kept(text.parent) is None
    text.write_bytes(kept)


def test_the_next_load_finds_the_same_bytes_under_another_name(tmp_path: Path) -> None:
    """Plain, renamed and packed: the text is looked for where the file lies now, and nobody reads it twice."""
    first = stage(tmp_path, {"a-2026-01.csv": _ledger()})
    folders = sorted((tmp_path / "store" / "staged").glob("*.csv-*"))
    (tmp_path / "inbox" / "a-2026-01.csv").rename(tmp_path / "inbox" / "c-2026-01.csv")
    read_at = [folder.stat().st_mtime_ns for folder in folders]
    renamed = stage(tmp_path, {})

    assert [folder.stat().st_mtime_ns for folder in folders] == read_at
    (tmp_path / "inbox" / "c-2026-01.csv").unlink()
    packed = stage(tmp_path, {"a-2026-01.zip": _zip(_ledger())})

    asked = "select source_row, fate, original from rows_not_accepted order by source_row"
    assert first.ask(asked) == renamed.ask(asked) == packed.ask(asked)
    assert len(first.ask(asked)) == 2


@pytest.mark.parametrize("what", ["changed", "replaced", "gone"])
def test_a_file_that_changes_while_it_is_loaded_ends_the_load(
    what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """After it was read and before its refused rows were taken from it: the snapshot of before stays."""
    put(tmp_path / "inbox", {"unit.csv": ORGANISATION, "project.csv": PROJECT})
    reader = load(tmp_path / "inbox")
    ledger = tmp_path / "inbox" / "a-2026-01.csv"
    put(tmp_path / "inbox", {ledger.name: _ledger()})
    settle = fates.settle

    def after_a_change(*given: Any) -> Any:
        if given[1].name == "payment":
            _disturb(ledger, what)
        return settle(*given)

    monkeypatch.setattr(fates, "settle", after_a_change)
    code = command.main(["load", str(tmp_path / "inbox"), "--store", str(tmp_path / "store")])

    said = capsys.readouterr().err
    assert code == command.NOTHING_PUBLISHED
    assert str(ledger) in said
    assert "was changed or taken away while it was loaded" in said
    assert snapshots.open_reader(tmp_path / "store").cursor().execute("select * from staged_project").fetchall() == (
        reader.execute("select * from staged_project").fetchall()
    )
    monkeypatch.undo()
    put(tmp_path / "inbox", {ledger.name: _ledger()})
    assert load(tmp_path / "inbox").execute("select count(*) from staged_payment").fetchall() == [(LAST - 2,)]


def _disturb(path: Path, what: str) -> None:
    if what == "gone":
        path.unlink()
    elif what == "changed":
        with path.open("ab") as file:
            file.write(b"\n")
    else:
        other = path.with_suffix(".new")
        other.write_bytes(path.read_bytes())
        os.replace(other, path)


def test_a_correction_finds_its_row_in_a_large_file(tmp_path: Path) -> None:
    """By the text of its key and of what stood there."""
    store = tmp_path / "store"
    store.mkdir()
    (store / corrections.FILE).write_text(
        '[[correction]]\ndataset = "payment"\nkey = { request_no = "1000" }\nfield = "amount_yuan"\n'
        'was = "一百"\nbecomes = "100"\nreason = "打字"\ntold = "区教育局"\ndate = 2026-11-01\n',
        encoding="utf-8",
    )

    found = stage(tmp_path, {"a-2026-01.csv": _ledger()})

    assert found.ask("select amount_yuan::integer from staged_payment where request_no = '1000'") == [(100,)]


def test_refused_rows_of_a_large_file_are_sent_back(tmp_path: Path) -> None:
    """In their own layout, with the faulty cell marked."""
    put(tmp_path / "inbox", {"unit.csv": ORGANISATION, "project.csv": PROJECT, "a-2026-01.csv": _ledger()})
    load(tmp_path / "inbox")

    (book,) = send_back(tmp_path / "inbox").values()

    (sheet,) = book.worksheets
    assert [row[:3] for row in cells(sheet)[1:]] == [["1000", "P1", "一百"]]
    assert list(marked(sheet)) == ["C2"]


def test_what_a_target_says_is_kept_in_a_long_list(tmp_path: Path) -> None:
    """Polarity and unit that some rows leave to the target, in a list that is long enough to be looked through once."""
    header = [*INDICATOR, "指标性质", "计量单位"]
    own = [("正向", "%"), ("", ""), ("正向", ""), ("", "%")]
    rows = [
        ["2026", "P1", "产出指标", "质量指标", f"合格率{number}", "≥95%", "1", *own[number % 4]]
        for number in range(2 * cleaning.SAMPLE)
    ]

    found = stage(tmp_path, {"target.csv": [header, *rows]})

    asked = "select polarity, operator, unit, target_number::integer, count(*) from staged_indicator group by all"
    assert found.ask(asked) == [("正向", ">=", "%", 95, 2 * cleaning.SAMPLE)]
