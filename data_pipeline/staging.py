"""An inbox to the staging tables of `warehouse/staged_tables.sql`: the public call of the pipeline.

Reads every file (or takes what was read before), settles the fate of every row, and proves that nothing was lost.
Meaning belongs to the models; publishing belongs to `warehouse.snapshots`.
"""

import hashlib
import json
import resource
import time
import tomllib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Protocol

import duckdb
import polars as pl

from data_pipeline import (
    cleaning,
    corrections,
    fates,
    form_projects,
    listing,
    parts,
    problems,
    reading,
    refusals,
    sources,
)
from data_pipeline.archives import Delivered
from data_pipeline.contracts import words
from data_pipeline.corrections import Correction, Met
from data_pipeline.delivery import delivery_date
from data_pipeline.fates import StagedPart
from data_pipeline.form_tables import FormHead
from data_pipeline.listing import Entry
from data_pipeline.sources import Dataset, Sources
from warehouse import settings

STAGED_TABLES = Path(__file__).parent.parent / "warehouse" / "staged_tables.sql"
FATES = ("read", "accepted", "refused", "unmatched", "repeats", "superseded", "control")
NEEDS_A_PERSON = (
    "correction_mended",
    "correction_without_row",
    "control_row_differs",
    "label_inside_row",
    "sheet_lacks_columns",
    "earlier_row_stays",
    "settings_exception_refused",
    "form_without_indicators",
    "form_column_missing",
    "form_without_score",
    "form_score_differs",
    "form_total_differs",
    "form_parts_nested",
    "form_money_unreadable",
    "form_money_differs",
    "form_date_unreadable",
    "tick_out_of_place",
)
# What later datasets are held against comes first.
ORDER = ("organisation", "project")


class UnusableInput(Exception):
    """Nothing can be published from this: what, where, what next."""


class ArithmeticProblem(Exception):
    """Our own counting does not add up: a mistake of ours that must never be published."""


class Progress(Protocol):
    """Who is told how far the load has come."""

    def phase(self, name: str, total: int) -> None:
        """A new stretch of work of `total` steps begins."""

    def advance(self, steps: int) -> None:
        """So many more steps are done."""


class Silent:
    """A progress that tells nobody."""

    def phase(self, name: str, total: int) -> None:
        """Nothing to tell."""

    def advance(self, steps: int) -> None:
        """Nothing to tell."""


@dataclass(frozen=True)
class Tally:
    """Rows and yuan of one fate of one dataset."""

    rows: int
    yuan: Decimal
    unreadable: int


@dataclass
class StageReport:
    """What a load read and what became of it. The rows themselves stand in `rows_not_accepted`."""

    inbox: str
    datasets: dict[str, dict[str, Tally]] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    unusable_files: list[dict[str, str]] = field(default_factory=list)
    notices: list[dict[str, Any]] = field(default_factory=list)
    corrections: list[dict[str, Any]] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    log: list[dict[str, Any]] = field(default_factory=list)
    content_hash: str = ""

    @property
    def needs_a_person(self) -> bool:
        """Whether the load did its work but something has to be looked at (exit 1)."""
        return bool(
            self.unusable_files
            or any(tallies[fate].rows for tallies in self.datasets.values() for fate in ("refused", "unmatched"))
            or any(notice["code"] in NEEDS_A_PERSON for notice in self.notices)
        )


def stage(
    inbox: Path, connection: duckdb.DuckDBPyConnection, store: Path, progress: Progress | None = None
) -> StageReport:
    """Create and fill every staging table from the files of `inbox`; parts already read are taken from `store`."""
    told = progress or Silent()
    described = sources.load(store)
    corrected = corrections.load(store, described)
    everything = listing.deliveries(source_files(inbox))
    report = StageReport(inbox=str(inbox), titles={name: dataset.zh for name, dataset in described.items()})
    staged = _folder_of_parts(store, described)
    reading.warm_up(everything, staged)
    _create_tables(connection, described)
    with logged(report, "read") as seen:
        found = _read_all(everything, staged, described, corrected, connection, report, told)
        seen["rows"] = sum(part.rows for read in found.values() for part in read.parts)
    with logged(report, "settle") as seen:
        settled = _staged_parts(found, described, connection)
        _stage_corrections(connection, corrected, found, described, report)
        _settle_all(connection, described, settled, {file: read.forms for file, read in found.items()}, report, told)
        _stage_settings(connection, described, store, report)
        seen["rows"] = sum(tallies["accepted"].rows for tallies in report.datasets.values())
    _write_notices(connection, report.notices)
    report.missing = [
        name for name, dataset in described.items() if dataset.starred and not report.datasets[name]["accepted"].rows
    ]
    report.content_hash = _content_hash(connection, store, described)
    return report


def source_files(inbox: Path) -> list[Entry]:
    """Everything in the inbox, by name; an archive is one of them (what it holds: `listing.deliveries`)."""
    if not inbox.is_dir():
        raise UnusableInput(f"{inbox}: there is no such folder. Name the folder that holds the bureau's files.")
    try:
        found = listing.entries(inbox)
    except OSError as error:
        raise UnusableInput(f"{inbox}: {error.strerror}. Give this user the right to read the folder.") from error
    if not found:
        raise UnusableInput(f"{inbox}: the folder holds no files. Put the bureau's exports there, then load again.")
    return found


# --- reading ---------------------------------------------------------------------------------------------------------


def _create_tables(connection: duckdb.DuckDBPyConnection, described: Sources) -> None:
    connection.execute(STAGED_TABLES.read_text(encoding="utf-8"))
    connection.executemany(
        "insert into dataset_keys values (?, ?, ?)",
        [(position, dataset.name, list(dataset.key)) for position, dataset in enumerate(described.values(), start=1)],
    )
    for dataset in described.values():
        nullable = {column[0] for column in connection.execute(f"describe staged_{dataset.name}").fetchall()}
        for declared in dataset.fields:
            if not declared.required and declared.name in nullable:
                connection.execute(f"alter table staged_{dataset.name} alter column {declared.name} drop not null")


def _folder_of_parts(store: Path, described: Sources) -> Path:
    """Where parts are kept, without those that another version of the readers left."""
    folder = store / "staged"
    folder.mkdir(parents=True, exist_ok=True)
    parts.forget_other_versions(folder, described)
    return folder


def _read_all(
    everything: Sequence[Delivered],
    staged: Path,
    described: Sources,
    corrected: list[Correction],
    connection: duckdb.DuckDBPyConnection,
    report: StageReport,
    told: Progress,
) -> dict[str, "_Read"]:
    told.phase("read", sum(one.size for one in everything))
    found: dict[str, _Read] = {}
    for one, done in zip(everything, reading.read_all(everything, staged, described, corrected), strict=True):
        file, read = one.file, done.found
        told.advance(one.size)
        delivered = delivery_date(file, read.title)
        found[file] = _Read(read.parts, read.forms, done.folder, delivered, done.mark, done.met)
        details = json.dumps(read.details, ensure_ascii=False, sort_keys=True) if read.problem else None
        connection.execute(
            "insert into source_files values (?, ?, ?, ?, ?, ?)",
            [file, done.mark, one.size, delivered, read.problem, details],
        )
        if read.problem:
            report.unusable_files.append(
                {"file": file, "code": read.problem, "reason": problems.sentence(read.problem, read.details)}
            )
        for sheet, dataset, notice in parts.notices_of(read):
            report.notices.append(
                {
                    "code": notice.code,
                    "dataset": dataset,
                    "file": file,
                    "sheet": sheet,
                    "row": notice.row,
                    "details": notice.details,
                }
            )
    parts.forget_other_corrections(staged, described, {one.folder.name for one in found.values()})
    return found


@dataclass(frozen=True)
class _Read:
    parts: list[parts.Part]
    forms: list[FormHead]
    folder: Path
    delivered: date | None
    fingerprint: str
    met: Sequence[Met]


def _staged_parts(
    found: dict[str, _Read], described: Sources, connection: duckdb.DuckDBPyConnection
) -> dict[str, list[tuple[StagedPart, parts.Part]]]:
    """Parts by dataset, numbered in the order of file and sheet, and written to `source_parts`."""
    staged: dict[str, list[tuple[StagedPart, parts.Part]]] = {name: [] for name in described}
    number = 0
    for file, read in found.items():
        for part in read.parts:
            number += 1
            batches = [read.folder / batch for batch in part.batches]
            delivered = read.delivered.isoformat() if read.delivered else None
            staged[part.dataset].append((StagedPart(number, delivered, part.headers, batches, part.texts), part))
            connection.execute(
                "insert into source_parts values (?, ?, ?, ?, ?, ?, ?)",
                [number, file, part.sheet, part.dataset, read.delivered, part.columns_present, part.unit],
            )
    return staged


# --- fates and balance -----------------------------------------------------------------------------------------------


def _settle_all(
    connection: duckdb.DuckDBPyConnection,
    described: Sources,
    staged: dict[str, list[tuple[StagedPart, parts.Part]]],
    forms: dict[str, list[FormHead]],
    report: StageReport,
    told: Progress,
) -> None:
    told.phase("settle", len(described))
    fates.know_projects_and_units(connection)
    for name in sorted(described, key=lambda one: (one not in ORDER, ORDER.index(one) if one in ORDER else 0)):
        if name not in ORDER and not report.datasets.keys() - set(ORDER):
            form_projects.resolve(connection, forms)  # the projects are settled now
        dataset = described[name]
        of_dataset = staged[name]
        told.advance(1)
        if not any(part.batches for _, part in of_dataset):
            report.datasets[name] = _nothing_read(connection, dataset)
            continue
        superseded_nothing = fates.settle(connection, dataset, [one for one, _ in of_dataset])
        _notice_earlier_rows(connection, superseded_nothing, dataset, report)
        if dataset.full:
            _notice_withdrawn(connection, dataset, report)
        report.datasets[name] = _balanced(connection, dataset, [part for _, part in of_dataset])
    report.datasets = {name: report.datasets[name] for name in described}


def _notice_earlier_rows(
    connection: duckdb.DuckDBPyConnection, rows: list[tuple[int, int]], dataset: Dataset, report: StageReport
) -> None:
    if not rows:
        return
    places = {
        source_id: (file, sheet)
        for source_id, file, sheet in connection.execute("select source_id, file, sheet from source_parts").fetchall()
    }
    for source_id, row in rows:
        file, sheet = places[source_id]
        report.notices.append(
            {
                "code": "earlier_row_stays",
                "dataset": dataset.name,
                "file": file,
                "sheet": sheet,
                "row": row,
                "details": {},
            }
        )


def _notice_withdrawn(connection: duckdb.DuckDBPyConnection, dataset: Dataset, report: StageReport) -> None:
    rows = connection.execute(
        "select count(*) from rows_not_accepted where dataset = ? and reasons ->> '$[0].code' = ?",
        [dataset.name, fates.WITHDRAWN],
    ).fetchall()[0][0]
    if rows:
        report.notices.append(
            {
                "code": "withdrawn_rows",
                "dataset": dataset.name,
                "file": None,
                "sheet": None,
                "row": None,
                "details": {"rows": str(rows)},
            }
        )


def _nothing_read(connection: duckdb.DuckDBPyConnection, dataset: Dataset) -> dict[str, Tally]:
    connection.executemany("insert into load_balance values (?, ?, 0, 0, 0)", [(dataset.name, fate) for fate in FATES])
    return dict.fromkeys(FATES, Tally(0, Decimal(0), 0))


def _balanced(connection: duckdb.DuckDBPyConnection, dataset: Dataset, read: list[parts.Part]) -> dict[str, Tally]:
    """The dataset's line of the balance, written to `load_balance`; stops the load where it does not add up."""
    money = "coalesce(sum(amount_yuan), 0)" if dataset.counts_yuan else "0"
    rows, yuan = connection.execute(f"select count(*), {money} from staged_{dataset.name}").fetchall()[0]  # noqa: S608
    tallies = {
        "read": Tally(
            sum(part.rows for part in read), sum((Decimal(part.yuan) for part in read), Decimal(0)), _unreadable(read)
        ),
        "accepted": Tally(rows, Decimal(yuan), 0),
    }
    for fate, tally in tallies.items():
        connection.execute(
            "insert into load_balance values (?, ?, ?, ?, ?)",
            [dataset.name, fate, tally.rows, tally.yuan, tally.unreadable],
        )
    fates.balance(connection, dataset)
    for fate, count, money_of, unreadable in connection.execute(
        "select fate, row_count, yuan, rows_with_unreadable_yuan from load_balance where dataset = ? order by fate",
        [dataset.name],
    ).fetchall():
        tallies[fate] = Tally(count, money_of, unreadable)
    _prove(dataset, tallies)
    return {fate: tallies[fate] for fate in FATES}


def _unreadable(read: list[parts.Part]) -> int:
    return sum(part.unreadable for part in read)


def _prove(dataset: Dataset, tallies: dict[str, Tally]) -> None:
    others = [tallies[fate] for fate in FATES if fate != "read"]
    read = tallies["read"]
    found = Tally(
        sum(tally.rows for tally in others),
        sum((tally.yuan for tally in others), Decimal(0)),
        sum(tally.unreadable for tally in others),
    )
    if (read.rows, read.yuan, read.unreadable) != (found.rows, found.yuan, found.unreadable):
        raise ArithmeticProblem(
            f"{dataset.zh} ({dataset.name}): read {read}, but accounted for {found}. Nothing was published; "
            "this is a mistake of the program. Keep the inbox and report it."
        )


# --- configuration and the rest --------------------------------------------------------------------------------------


def _stage_settings(
    connection: duckdb.DuckDBPyConnection, described: Sources, store: Path, report: StageReport
) -> None:
    """Exceptions from the store's settings, which are no rows read; of equal keys the inbox's wins."""
    path = store / "settings.toml"
    dataset = described["exception"]
    given = _settings_exceptions(path)
    if not given:
        return
    text = pl.DataFrame(
        {name: [str(row[name]) if name in row else None for row in given] for name in dataset.by_name},
        schema=dict.fromkeys(dataset.by_name, pl.String),
    )
    text = cleaning.emptied(text)
    frame = cleaning.typed(text, dataset, {}, words(dataset.name)).with_columns(row_is_too_long=pl.lit(False))
    reasons = refusals.reasons(frame, text, dataset)
    for place, reason in enumerate(reasons):
        if reason is not None:
            report.notices.append(
                {
                    "code": "settings_exception_refused",
                    "dataset": dataset.name,
                    "file": path.name,
                    "sheet": "",
                    "row": place + 1,
                    "details": {"reasons": reason},
                }
            )
    good = frame.with_columns(source_row=pl.int_range(1, frame.height + 1, dtype=pl.Int32)).filter(reasons.is_null())
    good = good.unique(subset=list(dataset.key), keep="first", maintain_order=True)
    number = connection.execute("select coalesce(max(source_id), 0) + 1 from source_parts").fetchall()[0][0]
    connection.execute(
        "insert into source_parts values (?, ?, '', ?, null, ?, null)",
        [number, path.name, dataset.name, list(dataset.by_name)],
    )
    columns = ", ".join(dataset.by_name)
    on_key = " and ".join(f"given.{name} = held.{name}" for name in dataset.key)
    connection.execute(
        f"insert into staged_exception by name select {number} as source_id, source_row, {columns} "  # noqa: S608
        f"from good as given anti join staged_exception as held on {on_key} order by source_row"
    )


def _stage_corrections(
    connection: duckdb.DuckDBPyConnection,
    corrected: list[Correction],
    found: dict[str, _Read],
    described: Sources,
    report: StageReport,
) -> None:
    """What became of each correction; one that is not needed any more, or meets no row, is complained of."""
    for one in corrected:
        rows = [
            (file, read.delivered, row) for file, read in found.items() for row in read.met if row.number == one.number
        ]
        state = corrections.state([(delivered, row.has_text) for _, delivered, row in rows])
        places = sorted({(file, row.sheet, row.row) for file, _, row in rows if row.has_text})
        key = json.dumps(dict(one.key), ensure_ascii=False)
        told = (one.was, one.becomes, one.reason, one.told, one.told_on)
        connection.execute(
            "insert into corrections_in_force values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [one.number, one.dataset, key, one.field, *told, state, len(places)],
        )
        if places:
            connection.executemany(
                "insert into corrections_applied values (?, ?, ?, ?)", [(one.number, *place) for place in places]
            )
        report.corrections.append(
            {
                **{**asdict(one), "key": dict(one.key), "told_on": one.told_on.isoformat(), "state": state},
                "rows": [dict(zip(("file", "sheet", "row"), place, strict=True)) for place in places],
            }
        )
        if state != corrections.APPLIED:
            report.notices.append(
                {
                    "code": f"correction_{state}",
                    "dataset": one.dataset,
                    "file": corrections.FILE,
                    "sheet": "",
                    "row": one.number,
                    "details": {
                        "number": str(one.number),
                        "field": one.field,
                        "was": one.was,
                        "key": _in_words(one, described),
                    },
                }
            )


def _in_words(one: Correction, described: Sources) -> str:
    return "、".join(f"{described[one.dataset].by_name[name].header} {value}" for name, value in one.key.items())


def _settings_exceptions(path: Path) -> list[dict[str, Any]]:
    if not path.is_file():
        return []
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8")).get("exception", [])
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UnusableInput(f"{path}: cannot be read ({error}). Mend or remove the file.") from error
    return [row for row in values if isinstance(row, dict)] if isinstance(values, list) else []


def note_money_on_forms(connection: duckdb.DuckDBPyConnection, report: StageReport) -> None:
    """Add a notice for every sum on a printed form that is not our own; the models have to be built."""
    unequal = connection.execute(
        "select file, sheet, source_row, figure, form_yuan, our_yuan, difference_yuan from form_figures "
        "where not is_equal order by file, sheet, source_row, figure"
    ).fetchall()
    notices = [
        {
            "code": "form_money_differs",
            "dataset": None,
            "file": file,
            "sheet": sheet,
            "row": row,
            "details": {"figure": figure, "given": str(given), "ours": str(ours), "difference": str(difference)},
        }
        for file, sheet, row, figure, given, ours, difference in unequal
    ]
    report.notices += notices
    _write_notices(connection, notices)


def _write_notices(connection: duckdb.DuckDBPyConnection, notices: list[dict[str, Any]]) -> None:
    if notices:
        connection.executemany(
            "insert into load_notices values (?, ?, ?, ?, ?, ?)",
            [
                (
                    notice["code"],
                    notice["dataset"],
                    notice["file"],
                    notice["sheet"],
                    notice["row"],
                    parts.details_json(notice["details"]),
                )
                for notice in notices
            ],
        )


def _content_hash(connection: duckdb.DuckDBPyConnection, store: Path, described: Sources) -> str:
    """A fingerprint of what the snapshot is a function of: the inbox, the store's configuration, the code."""
    # A file that was given up for its cost may be read under other limits: what became of it belongs to its mark.
    marks = connection.execute("select file, fingerprint, problem from source_files order by file").fetchall()
    in_files = [
        (store / name).read_bytes() if (store / name).is_file() else b""
        for name in ("settings.toml", "corrections.toml", "sources.toml")
    ]
    in_environment = [
        (one.key, None if one.value is None else str(one.value.normalize()), one.codes)
        for one in settings.load(store)
        if one.origin == "environment"
    ]
    home = Path(__file__).parent.parent
    code = [
        path.read_bytes()
        for folder in ("data_pipeline", "warehouse")
        for path in sorted((home / folder).rglob("*"))
        if path.suffix in (".py", ".sql", ".toml") and "sample" not in path.parts
    ]
    text = json.dumps([marks, in_environment], ensure_ascii=False) + parts.reader_version(described)
    return hashlib.sha256(b"\0".join([text.encode(), *in_files, *code])).hexdigest()


@contextmanager
def logged(report: StageReport, name: str) -> Iterator[dict[str, Any]]:
    """Add a line of the load's log: phase, rows, seconds, peak memory."""
    line: dict[str, Any] = {"phase": name, "rows": None}
    started = time.perf_counter()
    yield line
    line["seconds"] = round(time.perf_counter() - started, 3)
    line["peak_memory_mib"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    report.log.append(line)
