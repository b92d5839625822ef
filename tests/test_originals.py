"""The text of a row is kept whole, whether it stands in its part or, of a large block, beside it."""

import json
import tempfile
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data_pipeline import corrections, originals, parts, sources
from data_pipeline.readers import BETWEEN_CELLS, ROW, Block
from tests.test_sent_back import cells, load, marked, send_back
from tests.tiny_inbox import ORGANISATION, PAYMENT, PROJECT, Staged, csv_text, payment, put, stage

SOURCES = sources.load()
TEXTS = st.text(st.sampled_from('付款a1 .-—"\t;|,　'), max_size=6)
ROWS = st.lists(st.lists(TEXTS, min_size=6, max_size=6), min_size=1, max_size=8)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    rows=ROWS,
    separator=st.sampled_from([",", ";", "\t", "|"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16"]),
    line_end=st.sampled_from(["\n", "\r\n"]),
    is_quoted=st.booleans(),
    ends=st.booleans(),
    blank=st.booleans(),
)
def test_the_text_beside_a_batch_is_the_text_in_it(
    rows: list[list[str]], separator: str, encoding: str, line_end: str, is_quoted: bool, ends: bool, blank: bool
) -> None:
    """Whatever the cells hold, and however short a row is."""
    if not is_quoted:
        rows = [[cell.replace('"', "").replace(separator, "") for cell in row] for row in rows]
    rows = [row[: 6 - number % 3] for number, row in enumerate(rows)]
    text = csv_text([PAYMENT, *rows], separator).replace("\n", line_end)
    text = text if ends else text.removesuffix(line_end)
    text = line_end + text if blank else text
    found = [_read(text.encode(encoding), large) for large in (originals.LARGE_BYTES, 0)]

    assert found[0] == found[1]


def _read(content: bytes, large_bytes: int) -> list[tuple[int, str]]:
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(originals, "LARGE_BYTES", large_bytes)
        path, staged = Path(folder) / "pay.csv", Path(folder) / "staged"
        path.write_bytes(content)
        staged.mkdir()
        parts.read_into(path, staged, SOURCES)
        found = parts.kept(staged)
        assert found is not None
        frames = [
            originals.read(staged / batch, text, [ROW])
            for part in found.parts
            for batch, text in zip(part.batches, part.texts, strict=True)
        ]
        return [row for frame in frames for row in frame.rows()]


def test_a_line_is_found_without_the_others(tmp_path: Path) -> None:
    """Of thousands of rows the ones that are asked for, in the order asked."""
    block = Block(b"a,b,c\n1,,\r\n,2\r\n\n,,3", ",", 3, 7, 5)
    batch = tmp_path / "000-0000.parquet"
    originals.write(block, batch)

    found = originals.texts(batch, originals.about(block), pl.Series([11, 7, 9, 8, 10]))

    assert [one.split(BETWEEN_CELLS) for one in found] == [
        ["", "", "3"],
        ["a", "b", "c"],
        ["", "2", ""],
        ["1", "", ""],
        ["", "", ""],
    ]


# --- a large file ----------------------------------------------------------------------------------------------------

LAST = 30_000


def _ledger() -> list[list[str]]:
    """Over four mebibytes: one row without amount, one of no known project, one that a later delivery supersedes."""
    rows = [[*payment(str(number), "1"), "很长的资金用途" * 7] for number in range(LAST)]
    rows[1000][2], rows[2000][1] = "一百", "P9"
    return [[*PAYMENT, "资金用途"], *rows]


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Staged]:
    """A folder with the ledger staged, and the file taken out of the inbox afterwards."""
    folder = tmp_path_factory.mktemp("large")
    later = [PAYMENT, payment("3000", "5")]
    found = stage(folder, {"a-2026-01.csv": _ledger(), "b-2026-02.csv": later})
    (folder / "inbox" / "a-2026-01.csv").unlink()
    return folder, found


def test_rows_of_a_large_file_that_are_not_accepted_keep_their_text(large: tuple[Path, Staged]) -> None:
    """Whether their own content, an unknown project or a later delivery decided; the file itself may go."""
    folder, found = large
    kept = found.ask(
        "select source_row, fate, original from rows_not_accepted where file = 'a-2026-01.csv' order by source_row"
    )

    ledger = _ledger()
    assert [(row, fate) for row, fate, _ in kept] == [(1002, "refused"), (2002, "unmatched"), (3002, "superseded")]
    for row, _, text in kept:
        assert json.loads(text) == dict(zip(ledger[0], ledger[row - 1], strict=True))
    assert found.rows("accepted") == LAST - 2
    assert list((folder / "store" / "staged").glob(f"*/*{originals.SUFFIX}"))
    assert not list((folder / "store" / "staged").glob("*.building*"))


def test_a_part_without_its_text_is_read_again(large: tuple[Path, Staged]) -> None:
    """What is not whole is not trusted."""
    folder, _ = large
    text = next((folder / "store" / "staged").glob(f"*/*{originals.SUFFIX}"))
    assert parts.kept(text.parent) is not None
    kept = text.read_bytes()
    text.unlink()

    assert parts.kept(text.parent) is None
    text.write_bytes(kept)


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
