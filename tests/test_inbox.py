"""The inbox as a folder: names made safe, nothing overwritten, nothing lost, and what is new against a snapshot."""

import os
import zipfile
from datetime import date
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from data_pipeline import archives, inbox, parts
from data_pipeline.inbox import InboxProblem

TODAY = date(2026, 11, 23)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "inbox"


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "store"


def put(folder: Path, store: Path, name: str, content: bytes, collision: inbox.Collision | None = None) -> str:
    return inbox.put(folder, name, content, collision, TODAY, store)


def names(folder: Path) -> list[str]:
    return [one.file for one in inbox.held(folder)]


# --- names -----------------------------------------------------------------------------------------------------------


@given(st.text(max_size=300))
@example("../../etc/passwd")
@example("..\\..\\支付.xlsx")
@example("~$支付.xlsx")
@example(".hidden.csv")
@example("CON.csv")
@example("thumbs.db")
@example("\u202exslx.支付")
@example("支" * 200 + ".xlsx")
@example("...")
@example("a/\ud800.csv")
def test_any_name_becomes_one_that_a_folder_can_hold_and_a_load_sees(given_name: str) -> None:
    """No folder in it, not hidden, not ignored, short enough, and safe names stay what they are."""
    safe = inbox.safe_name(given_name)

    assert safe
    assert not {"/", "\\", "\0"} & set(safe)
    assert safe not in (".", "..")
    assert not archives.is_ignored(PurePosixPath(safe))
    assert len(safe.encode()) <= 255
    assert inbox.safe_name(safe) == safe


@pytest.mark.parametrize(
    ("given_name", "safe"),
    [
        ("支付明细-2026-10.xlsx", "支付明细-2026-10.xlsx"),
        ("../../etc/支付.csv", "支付.csv"),
        ("C:\\报表\\支付.csv", "支付.csv"),
        ("支付<1>:二?.csv", "支付_1__二_.csv"),
        ("nul.csv", "_nul.csv"),
        ("", "文件"),
    ],
)
def test_a_name_keeps_what_can_be_kept(given_name: str, safe: str) -> None:
    """What a bureau calls its files goes through as it is."""
    assert inbox.safe_name(given_name) == safe


def test_an_odd_name_is_written_inside_the_inbox(folder: Path, store: Path, tmp_path: Path) -> None:
    """Wherever the name wants to lead, the file lands in the folder and nothing else appears."""
    put(folder, store, "../../outside.csv", b"x")

    assert [path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()] == [
        "inbox/outside.csv"
    ]


# --- putting in ------------------------------------------------------------------------------------------------------


def test_the_same_file_again_changes_nothing(folder: Path, store: Path) -> None:
    """Equal name and equal bytes: one file, and nothing taken away."""
    put(folder, store, "支付.csv", b"one")
    before = inbox.mark(folder, store)

    assert put(folder, store, "支付.csv", b"one") == "支付.csv"
    assert inbox.mark(folder, store) == before
    assert inbox.taken_away(store) == []


def test_a_taken_name_asks(folder: Path, store: Path) -> None:
    """Other bytes under a name that is taken are not written without a decision."""
    put(folder, store, "支付.csv", b"one")

    with pytest.raises(InboxProblem) as problem:
        put(folder, store, "支付.csv", b"two")

    assert problem.value.code == "name_is_taken"
    assert (folder / "支付.csv").read_bytes() == b"one"
    assert inbox.there(folder, "支付.csv", b"two") == "other"


def test_both_are_kept_in_a_folder_of_the_day(folder: Path, store: Path) -> None:
    """The second goes beside the first and the third gets a number; the day is its delivery date."""
    put(folder, store, "支付.csv", b"one")
    second = put(folder, store, "支付.csv", b"two", "both")
    third = put(folder, store, "支付.csv", b"three", "both")

    assert (second, third) == ("2026-11-23/支付.csv", "2026-11-23/支付 (2).csv")
    assert [(folder / file).read_bytes() for file in ("支付.csv", second, third)] == [b"one", b"two", b"three"]
    assert {one.file: one.delivered for one in inbox.held(folder)} == {"支付.csv": None, second: TODAY, third: TODAY}


def test_the_one_replaced_lies_among_the_removed(folder: Path, store: Path) -> None:
    """Instead of the other: the inbox has the new one, STORE/removed the old one."""
    put(folder, store, "支付.csv", b"one")
    put(folder, store, "支付.csv", b"two", "instead")
    (removed,) = inbox.taken_away(store)

    assert (folder / "支付.csv").read_bytes() == b"two"
    assert (removed.file, removed.path.read_bytes()) == ("支付.csv", b"one")


def test_a_folder_of_the_day_that_leads_out_is_not_followed(folder: Path, store: Path, tmp_path: Path) -> None:
    """Somebody's link cannot make the page write elsewhere."""
    put(folder, store, "支付.csv", b"one")
    (tmp_path / "elsewhere").mkdir()
    (folder / TODAY.isoformat()).symlink_to(tmp_path / "elsewhere")

    with pytest.raises(InboxProblem, match="leads_out"):
        put(folder, store, "支付.csv", b"two", "both")

    assert list((tmp_path / "elsewhere").iterdir()) == []


# --- taking away -----------------------------------------------------------------------------------------------------


def test_a_file_taken_away_comes_back_as_it_was(folder: Path, store: Path) -> None:
    """Taken away twice and put back: bytes and place are the same, empty folders do not stay."""
    put(folder, store, "支付.csv", b"one")
    file = put(folder, store, "支付.csv", b"two", "both")
    inbox.take_away(folder, file, store)
    inbox.take_away(folder, "支付.csv", store)

    assert names(folder) == []
    assert not (folder / TODAY.isoformat()).exists()
    assert [each.file for each in inbox.taken_away(store)] == ["支付.csv", file]
    for each in inbox.taken_away(store):
        inbox.put_back(folder, each)
    assert [(name, (folder / name).read_bytes()) for name in names(folder)] == [(file, b"two"), ("支付.csv", b"one")]
    assert inbox.taken_away(store) == []


def test_what_is_not_there_cannot_be_taken_away(folder: Path, store: Path) -> None:
    """Neither a file that somebody took before nor one outside."""
    put(folder, store, "支付.csv", b"one")

    for file in ("另一个.csv", "../store", "/etc/hostname"):
        with pytest.raises(InboxProblem, match="is_gone"):
            inbox.take_away(folder, file, store)


def test_putting_back_overwrites_nothing(folder: Path, store: Path) -> None:
    """A file of the same name that came meanwhile stays."""
    put(folder, store, "支付.csv", b"one")
    inbox.take_away(folder, "支付.csv", store)
    put(folder, store, "支付.csv", b"two")

    with pytest.raises(InboxProblem, match="name_is_taken"):
        inbox.put_back(folder, inbox.taken_away(store)[0])
    assert (folder / "支付.csv").read_bytes() == b"two"


@given(st.lists(st.tuples(st.sampled_from(["a.csv", "b.csv", "2026-11-23"]), st.binary(max_size=3)), max_size=8))
def test_no_bytes_are_ever_lost(deliveries: list[tuple[str, bytes]]) -> None:
    """Whatever is put in, in whatever way: every content that was ever there lies in the inbox or among the removed."""
    import tempfile

    with tempfile.TemporaryDirectory() as scratch:
        folder, store = Path(scratch, "inbox"), Path(scratch, "store")
        for turn, (name, content) in enumerate(deliveries):
            put(folder, store, name, content, "both" if turn % 2 else "instead")

        kept = {path.read_bytes() for path in Path(scratch).rglob("*") if path.is_file()}
        assert kept == {content for _, content in deliveries}


# --- against a snapshot ----------------------------------------------------------------------------------------------


def test_files_are_new_changed_loaded_or_gone(folder: Path, store: Path) -> None:
    """By size and fingerprint; equal bytes under a new time are no change."""
    for name, content in (("old.csv", b"one"), ("other.csv", b"two"), ("longer.csv", b"three"), ("new.csv", b"four")):
        put(folder, store, name, content)
    loaded = {
        "old.csv": (3, parts.fingerprint(folder / "old.csv")),
        "other.csv": (3, parts.fingerprint(folder / "old.csv")),
        "longer.csv": (1, ""),
        "away.csv": (1, ""),
    }
    os.utime(folder / "old.csv", (0, 0))

    assert inbox.states(folder, loaded) == {
        "longer.csv": "changed",
        "new.csv": "new",
        "old.csv": "loaded",
        "other.csv": "changed",
    }
    assert inbox.gone(folder, loaded) == ["away.csv"]


def test_an_archive_is_as_its_members_are(folder: Path) -> None:
    """Loaded when all of them are, new when none is, changed when some are."""
    folder.mkdir()
    with zipfile.ZipFile(folder / "all.zip", "w") as archive:
        archive.writestr("a.csv", "1")
        archive.writestr("b.csv", "22")

    assert inbox.states(folder, {}) == {"all.zip": "new"}
    assert inbox.states(folder, {"all.zip/a.csv": (1, "")}) == {"all.zip": "changed"}
    assert inbox.states(folder, {"all.zip/a.csv": (1, ""), "all.zip/b.csv": (2, "")}) == {"all.zip": "loaded"}


def test_the_mark_tells_that_something_was_touched(folder: Path, store: Path) -> None:
    """Put in, written to, taken away: another mark each time; nothing done: the same."""
    marks = [inbox.mark(folder, store)]
    put(folder, store, "支付.csv", b"one")
    marks.append(inbox.mark(folder, store))
    (folder / "支付.csv").write_bytes(b"longer")
    marks.append(inbox.mark(folder, store))

    assert len(set(marks)) == 3
    assert inbox.mark(folder, store) == marks[-1]
    inbox.take_away(folder, "支付.csv", store)
    assert inbox.mark(folder, store) == marks[0]
    (store / "sources.toml").write_text("")
    assert inbox.mark(folder, store) != marks[0]


def test_a_folder_that_is_not_there_is_empty(folder: Path) -> None:
    """Before the first file nothing is wrong."""
    assert inbox.held(folder) == []
    assert inbox.states(folder, {}) == {}
