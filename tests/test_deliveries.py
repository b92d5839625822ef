"""A snapshot is a function of the inbox: what handing in again, taking back, coming late and other names change."""

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data_pipeline import __main__ as command
from tests.test_load_laws import INBOXES, TABLES
from tests.test_staging import WHOLE
from tests.tiny_inbox import PAYMENT, PROJECT, Rows, Staged, payment, put, stage
from warehouse import snapshots

LAW = settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.too_slow])
FACTS = ("staged_payment", "staged_budget_line", "staged_project")


def facts(found: Staged) -> list[list[tuple[Any, ...]]]:
    """The accepted rows without their places."""
    return [found.ask(f"select * exclude (source_id, source_row) from {table} order by all") for table in FACTS]  # noqa: S608


def test_loading_the_same_inbox_again_changes_nothing(tmp_path: Path) -> None:
    """A new snapshot with the same fingerprint and no difference to the one before."""
    put(tmp_path / "inbox", WHOLE)
    call = ["load", str(tmp_path / "inbox"), "--store", str(tmp_path / "store")]

    assert [command.main(call), command.main(call)] == [0, 0]

    first, second = snapshots.list_snapshots(tmp_path / "store")
    assert first.split("-")[1] == second.split("-")[1]
    assert command.main(["differences", "--store", str(tmp_path / "store")]) == 0


def test_the_same_file_under_another_name_adds_repeats_and_no_fact(tmp_path: Path) -> None:
    """A copy of the same date is repeated row by row; a copy of a later date supersedes with the same values."""
    once = stage(tmp_path / "once", {"a-2026-09.csv": [PAYMENT, payment("1", "5"), payment("2", "7")]})
    rows = [PAYMENT, payment("1", "5"), payment("2", "7")]
    twice = stage(tmp_path / "twice", {"a-2026-09.csv": rows, "copy-2026-09.csv": rows})
    later = stage(tmp_path / "later", {"a-2026-09.csv": rows, "copy-2026-10.csv": rows})

    assert facts(once) == facts(twice) == facts(later)
    assert (twice.rows("repeats"), later.rows("superseded")) == (2, 2)


@LAW
@given(INBOXES, st.data())
def test_a_delivery_taken_back_leaves_the_snapshot_that_never_had_it(files: dict[str, Any], data: Any) -> None:
    """Whatever the file held: table by table the same, and the same fingerprint."""
    taken = data.draw(st.sampled_from(sorted(files)))
    with tempfile.TemporaryDirectory() as folder:
        before = stage(Path(folder), {name: rows for name, rows in files.items() if name != taken})
        stage(Path(folder), files)
        (Path(folder) / "inbox" / taken).unlink()
        after = stage(Path(folder), {})
        tables = [[found.ask(f"from {table}") for table in TABLES] for found in (before, after)]

    assert tables[0] == tables[1]
    assert before.report.content_hash == after.report.content_hash


@LAW
@given(INBOXES, st.randoms(use_true_random=False))
def test_how_a_delivery_is_cut_into_files_changes_no_fact(files: dict[str, Any], random: Any) -> None:
    """The rows of one date in one file or in several, in any folder and order."""
    cut: dict[str, Rows] = {}
    for name, (header, *rows) in files.items():
        pieces: list[list[list[str]]] = [[], [], []]
        for row in rows:
            if row[0] != "合计":
                random.choice(pieces).append(row)
        for number, piece in enumerate(pieces):
            stem, _, ending = name.rpartition(".")
            cut[f"{stem}.{ending}" if number == 0 else f"{random.choice('xyz')}{number}/{stem}.{ending}"] = [
                header,
                *piece,
            ]
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        whole, in_pieces = stage(Path(one), files), stage(Path(other), cut)
        found = facts(whole), facts(in_pieces)

    assert found[0] == found[1]


def test_a_project_that_comes_late_takes_up_its_unmatched_rows(tmp_path: Path) -> None:
    """And loses them again when it is taken back."""
    files: Mapping[str, Rows] = {"pay.csv": [PAYMENT, payment("1", "5", project="P9")]}
    without = stage(tmp_path, files)
    late = stage(tmp_path, {"late.csv": [PROJECT[0], ["2025", "P9", "水渠", "302", "特定目标类"]]})
    (tmp_path / "inbox" / "late.csv").unlink()
    again = stage(tmp_path, {})

    assert [found.rows("unmatched") for found in (without, late, again)] == [1, 0, 1]
    assert [found.yuan("accepted") for found in (without, late, again)] == [0, 5, 0]
