"""Proposals are only ever added, hold any text, survive writers at once, and say what is wrong with a broken file."""

import subprocess
import sys
import tempfile
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import ROOT
from warehouse import proposals
from warehouse import settings as values
from warehouse.proposals import Adoption, Figures, Proposal, ProposalsProblem
from warehouse.settings import SettingsProblem

MOMENT = datetime.fromisoformat("2026-07-03T09:00:00")
FIGURES = Figures(10, 1, 2, 3, 9, Decimal("100.10"), Decimal("99.99"))
FIRST = Proposal(
    "放宽", ("E01.behind=0.7",), "上半年集中下达", "张三", MOMENT, date(2026, 6, 30), "000001-0a1b2c3d", FIGURES
)
ADOPTION = Adoption(date(2026, 7, 31), "李四", MOMENT, "区财〔2026〕9号", "")
HOSTILE = (
    '"', "'''", '"""', "\\", "a\nb\r\nc", "\x00\x1f\x7f", "[[proposal]]", "# no", "\u2028x", "𠀀", "\ud800", "{x}",
    "<b>",
)  # fmt: skip
TEXTS = st.text(min_size=1).filter(lambda text: bool(text.strip())) | st.sampled_from(HOSTILE)
ENTRIES = st.sampled_from(
    ["E01.behind=0.7", "E01.behind=0.5..0.9", "priority_education=204+205", "curve=2", "own_plan=0"]
)


def as_kept(text: str, longest: int) -> str:
    """What the file can hold of a text."""
    return text.strip()[:longest].encode("utf-8", "replace").decode("utf-8")


@given(st.lists(st.tuples(TEXTS, TEXTS, TEXTS, st.lists(ENTRIES, min_size=1, unique=True)), min_size=1, max_size=4))
@settings(max_examples=60, deadline=None)
def test_what_is_kept_is_read_again(given_texts: list[tuple[str, str, str, list[str]]]) -> None:
    """Any text in any field, one after the other; what stood there before stays as it was, byte for byte."""
    with tempfile.TemporaryDirectory() as folder:
        store, before = Path(folder), b""
        for number, (name, who, reason, entries) in enumerate(given_texts, start=1):
            proposal = replace(FIRST, name=name, who=who, reason=reason, values=tuple(entries))

            written = proposals.keep(store, proposal)

            assert written.number == number
            after = (store / proposals.FILE).read_bytes()
            assert after.startswith(before)
            before = after
        found = proposals.load(store)
    assert [each.number for each in found] == list(range(1, len(given_texts) + 1))
    for each, (name, who, reason, entries) in zip(found, given_texts, strict=True):
        assert (each.name, each.who) == (as_kept(name, 100), as_kept(who, 100))
        assert (each.reason, each.values) == (as_kept(reason, 2000), tuple(entries))
        assert (each.figures, each.as_of, each.recorded, each.adopted) == (FIGURES, FIRST.as_of, MOMENT, None)


def test_adopting_records_a_change_for_each_value_and_says_so(tmp_path: Path) -> None:
    """Numbers, exits and lists of codes, each from the day, with source and person; the proposal is marked."""
    entries = ("E01.behind=0.7..0.8", "priority_education=204+205", "own_plan=0")
    proposals.keep(tmp_path, FIRST)
    proposals.keep(tmp_path, replace(FIRST, values=entries))

    proposals.adopt(tmp_path, 2, ADOPTION)

    first, second = proposals.load(tmp_path)
    assert first.adopted is None
    assert second.adopted == replace(ADOPTION, source_en=ADOPTION.source_zh)
    changed = {each.key: each for each in values.load(tmp_path, {}) if each.origin == "change"}
    assert set(changed) == {"E01.behind", "priority_education", "own_plan"}
    assert (changed["E01.behind"].value, changed["E01.behind"].exit_value) == (Decimal("0.7"), Decimal("0.8"))
    assert (changed["priority_education"].codes, changed["own_plan"].value) == ("204 205", Decimal(0))
    assert {(each.valid_from, each.who, each.source_zh) for each in changed.values()} == {
        (ADOPTION.valid_from, "李四", "区财〔2026〕9号")
    }


def test_nothing_is_adopted_twice_or_in_part(tmp_path: Path) -> None:
    """A second time, an unknown number, a value that no longer can be, no source: refused, both files untouched."""
    proposals.keep(tmp_path, replace(FIRST, values=("E01.behind=0.7", "C04.cut_ratio=0.01")))
    proposals.keep(tmp_path, replace(FIRST, values=("E01.behind=0.7", "X99.gone=1")))
    proposals.keep(tmp_path, FIRST)
    proposals.adopt(tmp_path, 3, ADOPTION)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}

    for number, wanted, adoption in (
        (1, SettingsProblem, ADOPTION),
        (2, SettingsProblem, ADOPTION),
        (3, ProposalsProblem, ADOPTION),
        (4, ProposalsProblem, ADOPTION),
        (1, ProposalsProblem, replace(ADOPTION, source_zh=" ")),
    ):
        with pytest.raises(wanted):
            proposals.adopt(tmp_path, number, adoption)

    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


GOOD = (
    'name = "a"\nvalues = ["E01.behind=0.7"]\nreason = ""\nwho = "b"\nrecorded = 2026-07-03T09:00:00\n'
    'as_of = 2026-06-30\nsnapshot = "000001-0a1b2c3d"\n'
    'figures = { before = 1, entered = 0, left = 0, changed = 0, now = 1, before_yuan = "1.00", now_yuan = "1.00" }\n'
)


@pytest.mark.parametrize(
    "text",
    [
        "= broken",
        "proposal = 3",
        "[[proposals]]\nnumber = 1",
        "[[proposal]]\nnumber = 1",
        f"[[proposal]]\nnumber = 0\n{GOOD}",
        f"[[proposal]]\nnumber = 1\nmore = 1\n{GOOD}",
        f"[[proposal]]\nnumber = 1\n{GOOD}[[proposal]]\nnumber = 1\n{GOOD}",
        f"[[proposal]]\nnumber = 1\n{GOOD.replace('E01.behind=0.7', 'E01.behind: 7')}",
        f"[[proposal]]\nnumber = 1\n{GOOD.replace('2026-06-30', '3')}",
        f"[[proposal]]\nnumber = 1\n{GOOD.replace('before = 1', 'before = -1')}",
        f"[[proposal]]\nnumber = 1\n{GOOD.replace('1.00', 'nan')}",
        f'[[proposal]]\nnumber = 1\n{GOOD}[[adopted]]\nnumber = 7\nfrom = 2026-07-31\nwho = "a"\n'
        'recorded = 2026-07-03T09:00:00\nsource_zh = "a"\n',
        b"\xff\xfe",
    ],
)  # fmt: skip
def test_a_broken_file_says_where_and_is_left_alone(tmp_path: Path, text: str | bytes) -> None:
    """What, where, what next; nothing is added to it."""
    path = tmp_path / proposals.FILE
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    before = path.read_bytes()

    with pytest.raises(ProposalsProblem, match=r"proposals\.toml") as caught:
        proposals.load(tmp_path)
    with pytest.raises(ProposalsProblem):
        proposals.keep(tmp_path, FIRST)

    assert caught.value.code == "file_unusable"
    assert {"where", "what"} <= set(caught.value.values)
    assert path.read_bytes() == before


WRITER = """
import sys
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from warehouse import proposals, settings
from warehouse.proposals import Figures, Proposal
from warehouse.settings import Change

day = date(2026, 7, 31)
store, name, moment = Path(sys.argv[1]), sys.argv[2], datetime(2026, 7, 3)
for number in range(8):
    proposals.keep(store, Proposal(f"{name}{number}", ("E01.behind=0.7",), "", name, moment, date(2026, 6, 30), "s",
                                   Figures(0, 0, 0, 0, 0, Decimal(0), Decimal(0))))
    settings.record(store, Change("E01.behind", Decimal(number) / 10, day, f"{name}{number}", moment, "x"))
"""


def test_writers_at_once_lose_nothing(tmp_path: Path) -> None:
    """Three processes add proposals and changes at the same time: all are there, each with its own number."""
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path), name], cwd=ROOT)  # noqa: S603 - ours
        for name in ("甲", "乙", "丙")
    ]
    assert [writer.wait(120) for writer in writers] == [0, 0, 0]

    everybody = {f"{name}{number}" for name in ("甲", "乙", "丙") for number in range(8)}
    found = proposals.load(tmp_path)
    assert {each.name for each in found} == everybody
    assert sorted(each.number for each in found) == list(range(1, 25))
    assert {each.who for each in values.changes(tmp_path)} == everybody
    assert sorted(path.name for path in tmp_path.iterdir()) == ["proposals.toml", "settings.toml"]


def test_a_store_that_cannot_be_written_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that is full at the wrong moment costs the new entry alone."""
    proposals.keep(tmp_path, FIRST)
    before = (tmp_path / proposals.FILE).read_bytes()

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space left"):
        proposals.keep(tmp_path, FIRST)

    assert (tmp_path / proposals.FILE).read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == [proposals.FILE]
