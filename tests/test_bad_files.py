"""Whatever stands in an inbox: no crash, no hang, nothing written outside the store, every row and every yuan told."""

import hashlib
import os
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from data_pipeline import staging
from data_pipeline.staging import StageReport
from tests import bad_files
from tests.bad_files import ESCAPED, BadFile
from tests.conftest import run_command
from tests.test_staging import WHOLE
from tests.tiny_inbox import ORGANISATION, PROJECT, put
from warehouse import snapshots

SECONDS_A_FILE = 10
SEED = 2026


@dataclass
class Soaked:
    """What became of many bad files, for the figures."""

    kinds: Counter[str] = field(default_factory=Counter)
    problems: Counter[str] = field(default_factory=Counter)
    rows: Counter[str] = field(default_factory=Counter)
    slowest: tuple[float, str] = (0.0, "")

    def __str__(self) -> str:
        lines = [
            f"{self.kinds.total():,} files of {len(self.kinds)} kinds",
            f"rows: {dict(self.rows)}",
            f"refused whole: {self.problems.total():,}: {dict(self.problems.most_common())}",
            f"slowest: {self.slowest[0]:.1f} s, {self.slowest[1]}",
        ]
        return "\n".join(lines)


class Clock:
    """Takes the time between two files: with so small an inbox one reader reads them one after the other."""

    def __init__(self) -> None:
        self.seconds: list[float] = []
        self._last = 0.0
        self._is_reading = False

    def phase(self, name: str, total: int) -> None:  # noqa: ARG002 - the form of a progress
        """Begin anew."""
        self._is_reading = name == "read"
        self._last = time.monotonic()

    def advance(self, steps: int) -> None:  # noqa: ARG002
        """One file more."""
        now = time.monotonic()
        if self._is_reading:
            self.seconds.append(now - self._last)
        self._last = now


def soak(numbers: range, seen: Soaked) -> None:
    """One load of the bad files of these numbers beside two good ones, held against every law."""
    made = [bad_files.make(SEED, number) for number in numbers]
    with tempfile.TemporaryDirectory(prefix="bad-files-") as folder:
        root, inbox = Path(folder), Path(folder) / "inbox"
        put(inbox, {"unit.csv": ORGANISATION, "project.csv": PROJECT})
        for bad in made:
            bad.put(inbox)
            seen.kinds[bad.kind] += 1
        before, clock = contents(inbox), Clock()
        with duckdb.connect(config={"threads": "2"}) as connection:
            report = staging.stage(inbox, connection, root / "store", clock)

            check_balance(report, seen)
            listed = check_files(connection, report, made, seen)
        assert contents(inbox) == before
        assert sorted(path.name for path in root.iterdir()) == ["inbox", "store"]
        assert {path.name for path in (root / "store").iterdir()} == {"staged"}
        assert not list((root / "store" / "staged").glob("*.building*"))
        kinds = {bad.name: bad.kind for bad in made}
        seconds, file = max(zip(clock.seconds, listed, strict=True))
        seen.slowest = max(seen.slowest, (seconds, f"{file}, {kinds.get(file, 'inside another')}"))


def check_balance(report: StageReport, seen: Soaked) -> None:
    """Rows read and yuan read are those of the fates, added up here a second time."""
    for dataset, tallies in report.datasets.items():
        fates = [tally for fate, tally in tallies.items() if fate != "read"]
        assert tallies["read"].rows == sum(tally.rows for tally in fates), dataset
        assert tallies["read"].yuan == sum((tally.yuan for tally in fates), Decimal(0)), dataset
        assert tallies["read"].unreadable == sum(tally.unreadable for tally in fates), dataset
        for fate, tally in tallies.items():
            seen.rows[fate] += tally.rows


def check_files(
    connection: duckdb.DuckDBPyConnection, report: StageReport, made: list[BadFile], seen: Soaked
) -> list[str]:
    """Every file is listed; one that was read has all its rows among the accepted and the not accepted."""
    places = dict(connection.execute("select source_id, file from source_parts").fetchall())
    listed = dict(connection.execute("select file, problem from source_files").fetchall())
    seen.problems.update(problem for problem in listed.values() if problem is not None)
    assert {one["file"] for one in report.unusable_files} == {file for file, problem in listed.items() if problem}
    counted = Counter(file for (file,) in connection.execute("select file from rows_not_accepted").fetchall())
    for dataset in report.datasets:
        rows = connection.table(f"staged_{dataset}").select("source_id").fetchall()
        counted.update(places[source_id] for (source_id,) in rows)
    for bad in made:
        if bad.rows is not None and listed.get(bad.name, "") is None:
            assert counted[bad.name] == bad.rows, bad
        if bad.kind not in ("no plain file", "odd name") and not bad.name.endswith(".zip"):
            assert bad.name in listed, bad
    return sorted(listed)


def contents(folder: Path) -> dict[str, str]:
    """A fingerprint of every plain file below a folder, without following links."""
    found = {}
    for path in sorted(folder.rglob("*"), key=os.fsencode):
        is_plain = path.is_file() and not path.is_symlink()
        found[os.fsencode(path).hex()] = hashlib.sha256(path.read_bytes()).hexdigest() if is_plain else ""
    return found


@pytest.fixture(autouse=True)
def nothing_escapes() -> Iterator[None]:
    """No name that leads out of an archive was ever followed."""
    yield
    for folder in (Path(tempfile.gettempdir()), Path("/tmp"), Path("/"), Path.cwd(), Path.cwd().parent):  # noqa: S108
        assert not list(folder.glob(f"*{ESCAPED}*"))


@pytest.mark.parametrize("first", range(0, 100, 50))
def test_bad_files_are_refused_or_read_and_nothing_is_lost(first: int) -> None:
    """A sample of the ten thousand; fifty a load."""
    soak(range(first, first + 50), Soaked())


@pytest.mark.soak
def test_ten_thousand_bad_files(capsys: pytest.CaptureFixture[str]) -> None:
    """All of them, none for longer than ten seconds; the figures are printed."""
    seen = Soaked()
    for first in range(0, 10_000, 50):
        soak(range(first, first + 50), seen)
    with capsys.disabled():
        print(f"\n{seen}")

    assert seen.slowest[0] < SECONDS_A_FILE


@pytest.mark.parametrize("numbers", [range(5), pytest.param(range(5, 60), marks=pytest.mark.soak)], ids=["few", "many"])
def test_the_command_ends_as_it_should_whatever_it_meets(tmp_path: Path, numbers: range) -> None:
    """Beside good files: published, exit 1. Without them: exit 2, and the last good snapshot stays as it is."""
    inbox, store = tmp_path / "inbox", tmp_path / "store"
    put(inbox, WHOLE)
    run_command("data_pipeline", "load", inbox, "--store", store)
    good = snapshots.current_id(store)
    bytes_of_good = contents(store / "snapshots")
    bad = tmp_path / "bad"
    bad.mkdir()
    for number in numbers:
        bad_files.make(SEED, number).put(bad)

    refused = run_command("data_pipeline", "load", bad, "--store", store, expect=(2,))

    assert "Traceback" not in refused.stderr
    assert "nothing can be published without" in refused.stderr
    assert (snapshots.current_id(store), contents(store / "snapshots")) == (good, bytes_of_good)

    shutil.copytree(bad, inbox / "bad", symlinks=True, copy_function=shutil.copy, ignore=_pipes)
    done = run_command("data_pipeline", "load", inbox, "--store", store, expect=(0, 1))

    assert "Traceback" not in done.stderr
    assert snapshots.current_id(store) != good


def _pipes(folder: str, names: list[str]) -> list[str]:
    return [name for name in names if (Path(folder) / name).is_fifo()]


def test_the_same_seed_gives_the_same_files() -> None:
    """A file that broke something can be made again."""
    for number in range(40):
        one, other = bad_files.make(SEED, number), bad_files.make(SEED, number)

        assert (one.kind, one.name, one.rows) == (other.kind, other.name, other.rows)
        assert one.content == other.content or callable(one.content)
    assert len(bad_files.MAKERS) == len(bad_files.WEIGHTS)
