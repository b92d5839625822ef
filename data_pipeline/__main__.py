"""The pipeline's commands: load, check, differences, map-header, templates, settings, sample.

    python -m data_pipeline load INBOX [--store DIR] [--json FILE]

Exits 0 when done, 1 when it did its work but something needs a person, 2 when nothing was published.
"""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import duckdb
from tqdm import tqdm

from data_pipeline import (
    difference_report,
    header_memory,
    inbox,
    listing,
    load_report,
    sent_back,
    sources,
    staging,
    status,
    templates,
)
from data_pipeline.corrections import CorrectionsProblem
from data_pipeline.reading import ReadingProblem
from data_pipeline.sources import SourcesProblem
from data_pipeline.staging import ArithmeticProblem, StageReport, UnusableInput
from warehouse import build, judge, read, scratch_folders, settings, snapshots, sql_files
from warehouse.settings import Setting, SettingsProblem
from warehouse.snapshots import SnapshotProblem
from warehouse.sql_files import DefinitionProblem

DONE, NEEDS_A_PERSON, NOTHING_PUBLISHED = 0, 1, 2
NO_USE = (
    UnusableInput,
    ReadingProblem,
    SourcesProblem,
    CorrectionsProblem,
    SettingsProblem,
    SnapshotProblem,
    ArithmeticProblem,
    build.ArithmeticProblem,
    DefinitionProblem,
    OSError,
    duckdb.Error,
    MemoryError,
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; gives its exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given[:1] == ["sample"]:
        from data_pipeline import sample  # the made-up district is needed by its own command only

        return int(sample.main(given[1:]) or DONE)
    options = _options(given)
    watched = _watched(options)
    command: Callable[[argparse.Namespace], int] = options.command
    try:
        code = command(options)
    except NO_USE as problem:
        print(str(problem) or type(problem).__name__, file=sys.stderr)
        code = NOTHING_PUBLISHED
        _note(watched, problem)
    except KeyboardInterrupt:
        print("Stopped; nothing was published.", file=sys.stderr)
        code = NOTHING_PUBLISHED
        _note(watched, None)
    if watched is not None:
        watched.end(code)
    return code


def load(options: argparse.Namespace) -> int:
    """Read, check, build, judge, publish."""
    store = snapshots.store_folder(options.store)
    _writable(options.json)
    staging.source_files(options.inbox)  # said before a store is made
    in_force = settings.load(store)
    with snapshots.draft(store, on_wait=_waiting) as draft, _progress(options) as progress:
        report = staging.stage(options.inbox, draft.connection, store, progress)
        _every_star_has_rows(report, options)
        broken = _judged(draft.connection, in_force, report, progress)
        snapshot = f"{draft.number:06d}-{report.content_hash[:8]}"
        _write_log(draft.log_path, snapshot, report)
        snapshot = draft.publish(report.content_hash)
        _tell_watchers(options, snapshot=snapshot)
    reader = snapshots.open_reader(store, snapshot)
    _tell(report, reader.cursor(), store, options.json, snapshot)
    print(f"\nPublished snapshot {snapshot} in {store}.")
    return NEEDS_A_PERSON if report.needs_a_person or broken else DONE


def check(options: argparse.Namespace) -> int:
    """The same reading and checking as `load`; nothing is published. A store is touched only to keep the result."""
    store = snapshots.store_folder(options.store)
    _writable(options.json)
    if options.keep:
        return _check_and_keep(options, store)
    in_force = settings.load(store)
    broken: list[build.BrokenCheck] = []
    with (
        snapshots.disk_problems(Path(tempfile.gettempdir())),
        scratch_folders.folder("check") as scratch,
        _progress(options) as progress,
    ):
        for name in ("settings.toml", "sources.toml", "corrections.toml"):
            if (store / name).is_file():
                (scratch / name).write_bytes((store / name).read_bytes())
        with duckdb.connect(scratch / "check.duckdb", config={"memory_limit": "4GB"}) as connection:
            report = staging.stage(options.inbox, connection, scratch, progress)
            if not report.missing:
                _build(connection, in_force, report, progress)
                broken = _checked(connection, report)
            _tell(report, connection, store, options.json, None)
    _every_star_has_rows(report, options)
    print("\nChecked; nothing was published.")
    return NEEDS_A_PERSON if report.needs_a_person or broken else DONE


def _check_and_keep(options: argparse.Namespace, store: Path) -> int:
    """Everything but the verdicts, kept in the store to be looked at before it is published."""
    staging.source_files(options.inbox)
    in_force = settings.load(store)
    broken: list[build.BrokenCheck] = []
    with snapshots.draft(store, on_wait=_waiting) as draft, _progress(options) as progress:
        report = staging.stage(options.inbox, draft.connection, store, progress)
        if not report.missing:
            _build(draft.connection, in_force, report, progress)
            broken = _checked(draft.connection, report)
        _tell(report, draft.connection, store, options.json, None)
        _tell_watchers(options, snapshot=draft.set_aside(report.content_hash))
    _every_star_has_rows(report, options)
    print("\nChecked; nothing was published.")
    return NEEDS_A_PERSON if report.needs_a_person or broken else DONE


def differences(options: argparse.Namespace) -> int:
    """Rows added, changed and withdrawn between two snapshots, by dataset and department."""
    store = snapshots.store_folder(options.store)
    _writable(options.json)
    earlier, later = (snapshots.id_of(store, given) for given in (options.earlier, options.later))
    two = read.pair(earlier, later, store)
    found = read.differences(two, read.EVERY_DEPARTMENT)
    print(f"{two.earlier} → {two.later}\n")
    print(difference_report.tables(found, {name: dataset.zh for name, dataset in sources.load(store).items()}))
    if options.json is not None:
        rows = read.difference_rows(two, read.EVERY_DEPARTMENT, [], [], None)
        difference_report.write_json(options.json, two.earlier, two.later, found, rows)
        print(f"\nWrote {rows.height:,} rows to {options.json}.")
    return DONE


def send_back(options: argparse.Namespace) -> int:
    """One workbook a department with its refused rows, in the original layout, to be mended and handed in again."""
    store = snapshots.store_folder(options.store)
    _writable(options.json)
    if options.out.resolve().is_relative_to(options.inbox.resolve()):
        raise UnusableInput(f"{options.out}: lies in the inbox, where it would be loaded. Name another with --out.")
    reader = snapshots.open_reader(store, snapshots.id_of(store, options.snapshot))
    known = read.deliveries(reader)
    files = {one.file: one for one in listing.deliveries(staging.source_files(options.inbox))}
    years = reader.cursor().execute("select min(fiscal_year) from staged_project").fetchall()
    as_loaded = sent_back.Inbox(
        files=files,
        fingerprints=dict(known.select("file", "fingerprint").iter_rows()),
        refused=read.refused_rows(reader, read.EVERY_DEPARTMENT),
        day=sent_back.day_after(known["delivery_date"], years[0][0]),
    )
    wanted = options.department and [None if code == sent_back.UNKNOWN else code for code in options.department]
    with scratch_folders.folder("sent-back") as scratch:
        kept = store / "staged" if os.access(store / "staged", os.W_OK) else scratch
        outcome = sent_back.write(as_loaded, options.out, kept, sources.load(store), wanted)
    if options.json is not None:
        sent_back.write_json(options.json, outcome)
    print(sent_back.summary(outcome, options.out))
    for left_out in sent_back.complaints(outcome):
        print(left_out, file=sys.stderr)
    return NEEDS_A_PERSON if outcome.left_out else DONE


def write_templates(options: argparse.Namespace) -> int:
    """Blank workbooks, one a dataset."""
    written = templates.write(options.out, sources.load(snapshots.store_folder(options.store)))
    print(f"Wrote {len(written)} templates to {options.out}.")
    return DONE


def map_header(options: argparse.Namespace) -> int:
    """Keep in the store that a column of this name is this field."""
    store = snapshots.store_folder(options.store)
    is_new = header_memory.confirm(store, options.dataset, options.field, options.header)
    _, field = sources.field_of(sources.load(store), options.dataset, options.field)
    told = "From now on" if is_new else "It was known before:"
    print(f"{told} '{options.header}' is read as {field.header} ({field.name}); see {store / 'sources.toml'}.")
    return DONE


def show_settings(options: argparse.Namespace) -> int:
    """Every value that the bureau may change over time, with where it comes from and its source."""
    last = ""
    for setting in settings.load(snapshots.store_folder(options.store)):
        if setting.key != last:
            print(f"{setting.key} ({setting.unit}; {settings.variable_of(setting)}): {setting.zh} / {setting.en}")
        last = setting.key
        print(f"    {_value_over_time(setting)}")
        print(f"        {setting.source_zh} / {setting.source_en}")
    return DONE


def _value_over_time(setting: Setting) -> str:
    """`0.70, clears at 0.80, from 2026-07-31 on [change; 张三, 2026-07-03T09:00:00]`."""
    told = [str(setting.value if setting.codes is None else setting.codes.split())]
    if setting.exit_value is not None:
        told.append(f"clears at {setting.exit_value}")
    begins, ends = setting.valid_from > settings.SINCE_EVER, setting.valid_to < settings.UNTIL_FURTHER
    if begins:
        told.append(f"from {setting.valid_from}" + ("" if ends else " on"))
    if ends:
        told.append(f"until {setting.valid_to}")
    said = f"; {setting.who}, {setting.recorded.isoformat()}" if setting.who and setting.recorded else ""
    return f"{', '.join(told)} [{setting.origin}{said}]"


def set_value(options: argparse.Namespace) -> int:
    """Record another value of a setting from a day on; the next load judges by it."""
    store = snapshots.store_folder(options.store)
    known = settings.defaults()
    if options.key not in known:
        raise SettingsProblem(f"{options.key}: no such setting. `python -m data_pipeline settings` lists them all.")
    default = known[options.key]
    change = settings.Change(
        options.key,
        settings.value_from_text(default, options.value),
        options.valid_from,
        options.who,
        datetime.now().astimezone().replace(tzinfo=None, microsecond=0),
        options.source,
        options.source_en or "",
        options.exit_value,
    )
    settings.record(store, change)
    held = next(each for each in settings.load(store) if each.key == options.key)
    print(f"{options.key} is {options.value} from {options.valid_from} on; written to {store / settings.FILE}.")
    print("It takes effect with the next load; what was judged before stays in the snapshots that are kept.")
    if held.origin == "environment":
        print(f"Not as long as {settings.variable_of(default)} is set: it wins.", file=sys.stderr)
        return NEEDS_A_PERSON
    return DONE


def _options(given: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m data_pipeline", description=__doc__, allow_abbrev=False)
    commands = parser.add_subparsers(required=True, metavar="command")
    loading = commands.add_parser("load", help="read, check, build, judge, publish a new snapshot")
    loading.set_defaults(command=load)
    checking = commands.add_parser("check", help="the same reading and checking, nothing published")
    checking.set_defaults(command=check)
    checking.add_argument("--keep", action="store_true", help="keep the result in the store for the loading page")
    for command in (loading, checking):
        command.add_argument(
            "inbox",
            type=Path,
            nargs="?",
            default=inbox.folder(),
            metavar="INBOX",
            help="the folder with the bureau's files; default: DUAL_MONITOR_INBOX, else data/inbox",
        )
        command.add_argument("--status", type=Path, metavar="FILE", help="keep there how far it is and how it ended")
        command.add_argument("--json", type=Path, metavar="FILE", help="write the report there too")
    comparing = commands.add_parser("differences", help="rows added, changed and withdrawn between two snapshots")
    comparing.add_argument("earlier", nargs="?", metavar="FROM", help="id or number; default: the one before TO")
    comparing.add_argument("later", nargs="?", metavar="TO", help="id or number; default: the current one")
    comparing.add_argument("--json", type=Path, metavar="FILE", help="write it there too, with the rows themselves")
    comparing.set_defaults(command=differences)
    returning = commands.add_parser("sent-back", help="refused rows, one workbook a department, to be mended")
    returning.add_argument(
        "inbox",
        nargs="?",
        type=Path,
        default=inbox.folder(),
        metavar="INBOX",
        help="the folder that the snapshot was loaded from; default: DUAL_MONITOR_INBOX, else data/inbox",
    )
    returning.add_argument(
        "--out", type=Path, required=True, metavar="DIR", help="where the workbooks go; not the inbox"
    )
    returning.add_argument("--snapshot", metavar="ID", help="id or number; default: the current one")
    unknown = f"{sent_back.UNKNOWN} for rows whose department cannot be told"
    returning.add_argument(
        "--department", action="append", metavar="CODE", help=f"this one only, may be repeated; {unknown}; default: all"
    )
    returning.add_argument("--json", type=Path, metavar="FILE", help="write there what was sent back and what was not")
    returning.set_defaults(command=send_back)
    blank = commands.add_parser("templates", help="blank XLSX templates with headers, notes and drop-downs")
    blank.add_argument("--out", type=Path, required=True, metavar="DIR")
    blank.set_defaults(command=write_templates)
    mapping = commands.add_parser("map-header", help="say once that a column of another name is a known field")
    mapping.add_argument("dataset", metavar="DATASET", help="such as payment or 支付")
    mapping.add_argument("field", metavar="FIELD", help="such as amount_yuan or 支付金额")
    mapping.add_argument("header", metavar="HEADER", help="what the column is called in the files")
    mapping.set_defaults(command=map_header)
    shown = commands.add_parser("settings", help="every setting and threshold with where its value comes from")
    shown.set_defaults(command=show_settings)
    setting = commands.add_parser("set", help="another value of a setting or threshold, from a day on")
    setting.add_argument("key", metavar="KEY", help="such as E01.behind or materiality_yuan")
    setting.add_argument("value", metavar="VALUE", help="a number; yes or no; codes with commas between: 205,20502")
    setting.add_argument("--from", dest="valid_from", type=_day, required=True, metavar="YYYY-MM-DD")
    setting.add_argument("--source", required=True, metavar="TEXT", help="the document or meeting that decided it")
    setting.add_argument("--source-en", metavar="TEXT", help="the same in English; default: as --source")
    setting.add_argument("--who", required=True, metavar="NAME", help="who decided it")
    setting.add_argument(
        "--exit", dest="exit_value", type=_number, metavar="VALUE", help="where flags clear, if elsewhere"
    )
    setting.set_defaults(command=set_value)
    for command in (loading, checking, comparing, returning, blank, mapping, shown, setting):
        command.add_argument("--store", type=Path, metavar="DIR", help="default: DUAL_MONITOR_STORE, else data/store")
    commands.add_parser("sample", help="make the made-up district (sample --help says more)", add_help=False)
    return parser.parse_args(given)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no day; write it like 2026-10-31") from None


def _number(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        raise argparse.ArgumentTypeError(f"{text!r} is no number") from None


# --- the steps of a load ---------------------------------------------------------------------------------------------


def _every_star_has_rows(report: StageReport, options: argparse.Namespace) -> None:
    if not report.missing:
        return
    _tell_watchers(options, missing=report.missing)
    missing = "、".join(f"{report.titles[name]} ({name})" for name in report.missing)
    unusable = "".join(f"\n  {one['file']}: {one['reason']}" for one in report.unusable_files)
    raise UnusableInput(
        f"{options.inbox}: no accepted row of {missing}; nothing can be published without."
        " Add these files or mend them." + (f" Files that could not be used:{unusable}" if unusable else "")
    )


def _judged(
    connection: duckdb.DuckDBPyConnection, in_force: list[Setting], report: StageReport, progress: staging.Progress
) -> list[build.BrokenCheck]:
    _build(connection, in_force, report, progress)
    progress.phase("judge", len(sql_files.read_folder("rules")) + len(_models(after_verdicts=True)))
    with staging.logged(report, "judge"):
        judge.judge(connection, settings.of_rules(in_force), lambda _: progress.advance(1))
    return _checked(connection, report)


def _build(
    connection: duckdb.DuckDBPyConnection, in_force: list[Setting], report: StageReport, progress: staging.Progress
) -> None:
    progress.phase("build", len(_models(after_verdicts=False)))
    with staging.logged(report, "build"):
        build.build(connection, settings.shared(in_force), lambda _: progress.advance(1))


def _models(*, after_verdicts: bool) -> list[sql_files.SqlFile]:
    return [each for each in sql_files.read_folder("models") if build.waits_for_verdicts(each) == after_verdicts]


def _checked(connection: duckdb.DuckDBPyConnection, report: StageReport) -> list[build.BrokenCheck]:
    with staging.logged(report, "check"):
        staging.note_money_on_forms(connection, report)
        return build.run_checks(connection)


def _write_log(path: Path, snapshot: str, report: StageReport) -> None:
    published = {
        "phase": "publish",
        "at": status.now(),
        "by": snapshots.user(),
        "inbox": str(Path(report.inbox).absolute()),
    }
    lines = [json.dumps({"id": snapshot, **line}, ensure_ascii=False) for line in [*report.log, published]]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _tell(
    report: StageReport, connection: duckdb.DuckDBPyConnection, store: Path, path: Path | None, snapshot: str | None
) -> None:
    described = sources.load(store)
    print(load_report.tables(report))
    for remark in load_report.remarks(report, connection, described):
        print(remark, file=sys.stderr)
    if path is not None:
        load_report.write_json(path, report, snapshot, connection, described)


def _writable(path: Path | None) -> None:
    if path is not None and (path.is_dir() or not path.absolute().parent.is_dir()):
        raise UnusableInput(f"{path}: no file can be written there. Name one in a folder that exists with --json.")


def _waiting(holder: str) -> None:
    print(f"Another load is running ({holder}); waiting for it.", file=sys.stderr)


# --- progress --------------------------------------------------------------------------------------------------------


class _Bars:
    """One bar a phase, on standard error."""

    def __init__(self) -> None:
        self._bar: tqdm[Any] | None = None

    def phase(self, name: str, total: int) -> None:
        """Close the bar of the last phase and open the next."""
        self.close()
        size = {"unit": "B", "unit_scale": True} if name == "read" else {"unit": " steps"}
        self._bar = tqdm(total=total or None, desc=name, file=sys.stderr, leave=False, **size)

    def advance(self, steps: int) -> None:
        """Move the bar."""
        if self._bar is not None:
            self._bar.update(steps)

    def close(self) -> None:
        """Take the bar away."""
        if self._bar is not None:
            self._bar.close()


def _watched(options: argparse.Namespace) -> status.StatusFile | None:
    """The file that says how this run goes, where one is wanted."""
    options.watched = None
    if getattr(options, "status", None) is not None:
        name = str(options.command.__name__)
        mark = inbox.mark(options.inbox, snapshots.store_folder(options.store))
        options.watched = status.StatusFile(options.status, name, snapshots.user(), options.inbox, mark)
    watched: status.StatusFile | None = options.watched
    return watched


def _tell_watchers(options: argparse.Namespace, **values: object) -> None:
    if options.watched is not None:
        options.watched.set(**values)


def _note(watched: status.StatusFile | None, problem: BaseException | None) -> None:
    """What stopped the run; a problem of the storage with its code, so that a page can say it in its language."""
    if watched is None:
        return
    if isinstance(problem, SnapshotProblem):
        watched.set(problem=problem.code, values={name: str(value) for name, value in problem.values.items()})
    elif problem is None:
        watched.set(problem="stopped")
    watched.set(text=str(problem or ""))


@contextmanager
def _progress(options: argparse.Namespace) -> Iterator[staging.Progress]:
    if options.watched is not None:
        yield options.watched
        return
    if not sys.stderr.isatty():
        yield staging.Silent()
        return
    bars = _Bars()
    try:
        yield bars
    finally:
        bars.close()


if __name__ == "__main__":
    sys.exit(main())
