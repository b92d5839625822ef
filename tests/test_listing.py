"""What stands in the inbox: links, pipes, folders, and names as other systems write them."""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_pipeline import archives, listing, reading, sources
from tests.tiny_inbox import PAYMENT, csv_text, payment, put, stage

CSV = csv_text([PAYMENT, payment("1", "5")]).encode()


def problems(inbox: Path) -> dict[str, str]:
    """What is wrong with each thing in the inbox that is not simply read."""
    return {one.file: one.problem.code for one in listing.entries(inbox) if one.problem is not None}


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda path: path.symlink_to("/etc/passwd"), "link_leads_out"),
        (lambda path: path.symlink_to("../outside.csv"), "link_leads_out"),
        (lambda path: path.symlink_to("/"), "link_leads_out"),
        (lambda path: path.symlink_to("."), "link_leads_out"),
        (lambda path: path.symlink_to(path.name), "cannot_be_opened"),
        (lambda path: path.symlink_to("nowhere.csv"), "cannot_be_opened"),
        (lambda path: path.symlink_to("/dev/zero"), "link_leads_out"),
        (os.mkfifo, "not_a_file"),
    ],
    ids=["secret", "beside", "root", "folder", "loop", "nowhere", "device", "pipe"],
)
def test_what_is_no_file_of_the_inbox_is_refused_by_name(
    tmp_path: Path, make: Callable[[Path], None], code: str
) -> None:
    """Nothing outside the inbox is read, nothing is waited for, and nothing that stands there is passed over."""
    (tmp_path / "outside.csv").write_bytes(CSV)
    put(tmp_path / "inbox", {"a.csv": CSV})
    make(tmp_path / "inbox" / "b.csv")

    found = stage(tmp_path, {})

    assert [(one["file"], one["code"]) for one in found.report.unusable_files] == [("b.csv", code)]
    assert found.rows("accepted") == 1


def test_a_link_to_a_file_of_the_inbox_is_that_file(tmp_path: Path) -> None:
    """Its rows are repeats of the file's own."""
    put(tmp_path / "inbox", {"a.csv": CSV})
    (tmp_path / "inbox" / "b.csv").symlink_to("a.csv")

    found = stage(tmp_path, {})

    assert (found.rows("read"), found.rows("accepted"), found.rows("repeats")) == (2, 1, 1)


def test_a_folder_with_the_name_of_a_file_is_a_folder(tmp_path: Path) -> None:
    """And what stands in it is read."""
    found = stage(tmp_path, {"x.csv/2026-03.csv": CSV, "y.zip/2026-04.csv": CSV})

    assert (found.rows("read"), found.rows("accepted"), found.rows("superseded")) == (2, 1, 1)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("支付台账-2026年3月.csv".encode(), "支付台账-2026年3月.csv"),
        ("支付台账-2026年3月.csv".encode("gb18030"), "支付台账-2026年3月.csv"),
        (b"\xff\xfe\x80.csv", "\ufffd\ufffd\ufffd.csv"),
        (b"two\nlines\x1b[31m.csv", "two\ufffdlines\ufffd[31m.csv"),
        (b" .csv", " .csv"),
        (b"n" * 251 + b".csv", "n" * 251 + ".csv"),
    ],
)
def test_a_name_of_any_bytes_is_read_and_shown(tmp_path: Path, name: bytes, shown: str) -> None:
    """A name packed on a Chinese Windows as it was meant, a name of nothing at all as well as it can be."""
    put(tmp_path / "inbox", {})
    (tmp_path / "inbox").mkdir(exist_ok=True)
    (tmp_path / "inbox" / os.fsdecode(name)).write_bytes(CSV)

    found = stage(tmp_path, {})

    assert found.ask(
        "select file from source_files where file like '%.csv' and file not in ('unit.csv', 'project.csv')"
    ) == [(shown,)]
    assert found.rows("accepted") == 1


@given(st.lists(st.sampled_from(["a.csv", "a (2).csv", "a (3).csv", "f/a.csv", "b"]), max_size=8))
def test_no_two_files_are_shown_under_one_name(names: list[str]) -> None:
    """However often a name stands there, and whatever other names look like it."""
    shown = list(archives.distinct(names))

    assert len(set(shown)) == len(names)
    assert all(name in shown for name in names)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can ask what another user may read")
def test_what_this_user_may_not_read_is_refused_by_name() -> None:
    """A file and a folder without the right to read them, as another user than the one who owns everything."""
    with tempfile.TemporaryDirectory() as folder:
        inbox = Path(folder) / "inbox"
        put(inbox, {"b.csv": CSV, "locked/c.csv": CSV})
        (inbox / "b.csv").chmod(0)
        (inbox / "locked").chmod(0)
        Path(folder).chmod(0o777)
        os.seteuid(65534)
        try:
            files = listing.deliveries(listing.entries(inbox))
            found = list(reading.read_all(files, inbox.parent / "staged", sources.load()))
        finally:
            os.seteuid(0)

    assert [(one.file, read.found.problem) for one, read in zip(files, found, strict=True)] == [
        ("b.csv", "cannot_be_opened"),
        ("locked", "folder_not_readable"),
    ]
    assert found[0].found.details == {"reason": "Permission denied"}
