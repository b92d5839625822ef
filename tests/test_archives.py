"""Zip archives in the inbox: every member a delivery of its own, and nothing written where an archive says."""

import io
import struct
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from data_pipeline import archives
from tests.tiny_inbox import PAYMENT, csv_text, payment, stage

CSV = csv_text([PAYMENT, payment("1", "5")]).encode()


def test_members_in_folders_are_read_and_shown_under_the_archive(tmp_path: Path) -> None:
    """A later delivery in the same archive supersedes the earlier one: the inner name's date counts."""
    files = {
        "支付/2026-09.csv": CSV,
        "支付/2026-10.csv": csv_text([PAYMENT, payment("1", "5"), payment("2", "x")]).encode(),
    }

    found = stage(tmp_path, {"报送.zip": zipped(files)})

    assert found.places("superseded") == [("报送.zip/支付/2026-09.csv", "", 2)]
    assert found.places("refused") == [("报送.zip/支付/2026-10.csv", "", 3)]
    assert found.ask("select file from source_files where file like '%.zip%' order by all") == [
        ("报送.zip/支付/2026-09.csv",),
        ("报送.zip/支付/2026-10.csv",),
    ]


@pytest.mark.parametrize(
    ("archive", "member", "delivered"),
    [
        ("a-2026-08.zip", "b-2026-07.csv", "2026-07-31"),
        ("a-2026-08.zip", "2026年6月/b.csv", "2026-06-30"),
        ("2026-09/a-2026-08.zip", "c/b.csv", "2026-08-31"),
        ("2026-09/a.zip", "b.csv", "2026-09-30"),
        ("a.zip", "b.csv", "2026-05-31"),
    ],
)
def test_the_date_of_a_member(tmp_path: Path, archive: str, member: str, delivered: str) -> None:
    """Its own name, else its folders, else the archive, else the archive's folders, else its title."""
    titled = csv_text([["截至2026年5月31日"]]).encode() + CSV

    found = stage(tmp_path, {archive: zipped({member: titled})})

    assert found.ask("select delivery_date::varchar from source_files where file like '%zip%'") == [(delivered,)]


@pytest.mark.parametrize("name", ["支付明细.csv", "模.csv", "三保-已审未支付/预算指标（本级）.csv"])
@pytest.mark.parametrize("encoding", ["gbk", "utf-8"])
def test_names_packed_without_saying_their_encoding(tmp_path: Path, name: str, encoding: str) -> None:
    """Windows writes them in GBK, others in UTF-8, and neither says so."""
    found = stage(tmp_path, {"a.zip": with_raw_name(name.encode(encoding))})

    assert found.ask("select file from source_files where file like 'a.zip%'") == [(f"a.zip/{name}",)]
    assert found.rows("accepted") == 1


def test_names_with_the_strokes_of_windows(tmp_path: Path) -> None:
    """A backslash divides folders, and one that is the second byte of a Chinese character divides nothing."""
    found = stage(tmp_path, {"a.zip": with_raw_name("支付\\乗.csv".encode("gbk"))})

    assert found.ask("select file from source_files where file like 'a.zip%'") == [("a.zip/支付/乗.csv",)]


@pytest.mark.parametrize("name", ["../../evil.csv", "a/../../../evil.csv", "..\\..\\evil.csv", "C:\\evil.csv"])
def test_a_name_that_leads_out_of_the_archive_is_refused_and_never_written(tmp_path: Path, name: str) -> None:
    """The rest of the archive is read."""
    content = zipped({name: CSV, "good.csv": CSV})

    found = stage(tmp_path / "deep" / "er", {"a.zip": content})

    assert [one["code"] for one in found.report.unusable_files] == ["name_leads_out"]
    assert found.rows("accepted") == 1
    assert not list(tmp_path.rglob("evil*"))


def test_what_an_archive_may_not_hold_is_refused_with_its_reason(tmp_path: Path) -> None:
    """An archive in an archive, an encrypted member, another kind of file: each is listed, the rest is read."""
    files = {"inner.zip": zipped({"x.csv": CSV}), "notes.docx": b"PK", "good.csv": CSV, "empty.csv": b""}

    found = stage(tmp_path, {"a.zip": zipped(files), "b.zip": encrypted(zipped({"secret.csv": CSV}))})

    assert {one["file"]: one["code"] for one in found.report.unusable_files} == {
        "a.zip/inner.zip": "archive_in_archive",
        "a.zip/notes.docx": "unknown_kind",
        "a.zip/empty.csv": "empty_file",
        "b.zip/secret.csv": "encrypted",
    }
    assert found.rows("accepted") == 1


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "cannot_be_opened"),
        (b"PK\x03\x04 and no more", "cannot_be_opened"),
        (b"PK\x05\x06" + bytes(18), "empty_file"),
    ],
)
def test_an_archive_that_is_none(tmp_path: Path, content: bytes, code: str) -> None:
    """Listed as one file, like any other that cannot be used."""
    found = stage(tmp_path, {"a.zip": content})

    assert [(one["file"], one["code"]) for one in found.report.unusable_files] == [("a.zip", code)]


def test_a_member_whose_bytes_were_damaged_is_refused_alone(tmp_path: Path) -> None:
    """Its check sum does not hold; the others are read."""
    content = zipped({"bad.csv": CSV, "good.csv": CSV}, zipfile.ZIP_STORED)
    place = content.index("已支付".encode())

    found = stage(tmp_path, {"a.zip": content[:place] + b"\xff" + content[place + 1 :]})

    assert [(one["file"], one["code"]) for one in found.report.unusable_files] == [
        ("a.zip/bad.csv", "cannot_be_opened")
    ]
    assert found.rows("accepted") == 1


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    """What unpacks to hundreds of times its size is refused from its list of names alone."""
    found = stage(tmp_path, {"a.zip": zipped({"zeros.csv": bytes(archives.SMALL_BYTES + 1)})})

    assert [(one["file"], one["code"]) for one in found.report.unusable_files] == [("a.zip", "archive_too_large")]


def test_what_desktops_add_to_an_archive_is_no_delivery(tmp_path: Path) -> None:
    """Folders, resource forks, lock files and hidden files are passed over, as they are in the inbox."""
    litter = ("__MACOSX/._a.csv", ".DS_Store", "~$a.xlsx", "b/Thumbs.db", "c/")

    found = stage(tmp_path, {"a.zip": zipped({**dict.fromkeys(litter, b""), "b/a.csv": CSV})})

    assert found.report.unusable_files == []
    assert found.rows("accepted") == 1


def test_two_members_of_one_name_are_both_shown(tmp_path: Path) -> None:
    """An archive may hold a name twice; neither hides the other."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a.csv", CSV)
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("a.csv", csv_text([PAYMENT, payment("2", "7")]))

    found = stage(tmp_path, {"z.zip": buffer.getvalue()})

    assert found.ask("select file from source_files where file like 'z%' order by all") == [
        ("z.zip/a (2).csv",),
        ("z.zip/a.csv",),
    ]
    assert found.yuan("accepted") == 12


def test_nothing_of_an_archive_is_left_behind_and_it_is_not_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The parts of a member are kept by its bytes, and its unpacked copy is gone."""
    content = zipped({"a.csv": CSV})
    stage(tmp_path, {"a.zip": content})
    assert not list((tmp_path / "store" / "staged").glob("archive*"))
    monkeypatch.setattr("data_pipeline.readers.tables", None)

    assert stage(tmp_path, {"a.zip": content}).rows("accepted") == 1


# --- helpers ---------------------------------------------------------------------------------------------------------


def zipped(files: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def with_raw_name(name: bytes) -> bytes:
    """An archive of one member whose name is these bytes, with no word about their encoding."""
    stand_in = "x" * len(name)
    return zipped({stand_in: CSV}).replace(stand_in.encode(), name)


def encrypted(content: bytes) -> bytes:
    """The same archive with the mark of encryption on its first member, where readers look for it."""
    changed = bytearray(content)
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = content.index(signature) + offset
        struct.pack_into("<H", changed, place, struct.unpack_from("<H", changed, place)[0] | 1)
    return bytes(changed)
