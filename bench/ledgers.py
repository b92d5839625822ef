"""Times the reading of two large ledgers beside what the libraries need alone.

    python -m bench.ledgers [--vouchers N] [--runs N]

Vouchers: N payments as CSV, read, checked, refused and staged into a database file, beside DuckDB reading the same CSV
into a typed table of a database file. Both are commands of their own, started anew each time.
Workbook: 100,000 payments as XLSX, read and checked into parts, beside python-calamine giving the same cells with their
types; both in a process that is already up, as a load reads one file after the other.
Both sides take turns, and the best of the runs counts. Memory is that of a command and its reader processes together,
at the worst moment of a run of its own: looking at memory holds up what is looked at.
"""

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path
from time import perf_counter, process_time, sleep
from typing import Any

import duckdb
import polars as pl
import xlsxwriter
from python_calamine import CalamineWorkbook

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "bench" / "results-ledgers.json"
WORK = ROOT / "data" / "bench-ledgers"
VOUCHERS, WORKBOOK_ROWS, RUNS = 5_000_000, 100_000, 3
PROJECTS = 2_000
MOST_TIMES_DUCKDB, MOST_TIMES_CALAMINE, MOST_GIBIBYTES = 2.0, 1.5, 3.0
GIBIBYTE = 1024**3
HEADERS = (
    "支付申请编号", "支付凭证号", "项目编码", "单位编码", "指标文号", "功能分类", "部门经济分类", "资金性质",
    "支付金额(元)", "申请日期", "支付日期", "状态", "支付方式", "收款人", "资金用途",
)  # fmt: skip
TYPES = {"支付金额(元)": "decimal(18, 2)", "申请日期": "date", "支付日期": "date"}


@dataclass(frozen=True)
class Measured:
    """The best of some runs: seconds by the clock on the wall, and seconds of both processors together."""

    what: str
    seconds: float
    processor_seconds: float
    all_seconds: list[float]
    all_processor_seconds: list[float]


def main() -> None:
    """Make the ledgers, measure, write bench/results-ledgers.json, print the ratios."""
    options = _options()
    shutil.rmtree(WORK, ignore_errors=True)
    inbox, book = WORK / "inbox", WORK / "ledger.xlsx"
    make_inbox(inbox, options.vouchers)
    make_workbook(book)
    database, store = WORK / "bare.duckdb", WORK / "store"

    bare, staged = in_turn(
        options.runs,
        Command("DuckDB reads the CSV", ("duckdb", inbox / "pay.csv", database), database),
        Command("read, check, refuse, stage", ("stage", inbox, store), store),
    )
    peak = most_memory(Command("", ("stage", inbox, store), store))
    in_process = json.loads(_said(("workbook", book, options.runs)))
    result = {
        "settings": {
            "vouchers": options.vouchers,
            "mebibytes": round((inbox / "pay.csv").stat().st_size / 1024**2),
            "workbook_rows": WORKBOOK_ROWS,
            "runs": options.runs,
            "processors": len(os.sched_getaffinity(0)),
            "load_of_the_machine": round(os.getloadavg()[0], 1),
            "duckdb": duckdb.__version__,
            "polars": pl.__version__,
        },
        "vouchers": [asdict(bare), asdict(staged)],
        "workbook": in_process,
        "times_duckdb": round(staged.seconds / bare.seconds, 2),
        "times_duckdb_in_processor_seconds": round(staged.processor_seconds / bare.processor_seconds, 2),
        "times_calamine": round(in_process["ours"] / in_process["calamine"], 2),
        "times_calamine_in_processor_seconds": round(in_process["ours_cpu"] / in_process["calamine_cpu"], 2),
        "peak_gibibytes": round(peak / GIBIBYTE, 2),
    }
    RESULTS.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    say(result)
    shutil.rmtree(WORK)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.ledgers", description=__doc__)
    parser.add_argument("--vouchers", type=int, default=VOUCHERS, help=f"rows of the CSV (default {VOUCHERS:,})")
    parser.add_argument("--runs", type=int, default=RUNS, help=f"how often; the best counts (default {RUNS})")
    return parser.parse_args()


def say(result: dict[str, Any]) -> None:
    """The figures that a person reads, each beside its aim."""
    settings, book = result["settings"], result["workbook"]
    print(
        f"{settings['vouchers']:,} vouchers, {settings['mebibytes']:,} MiB of CSV; best of {settings['runs']};"
        f" {settings['processors']} processors, load {settings['load_of_the_machine']}"
    )
    for one in result["vouchers"]:
        print(
            f"  {one['what']:32}{one['seconds']:8.2f} s{one['processor_seconds']:8.2f} s of processor"
            f"   {one['all_seconds']}"
        )
    print(
        f"  times DuckDB: {result['times_duckdb']:.2f} (at most {MOST_TIMES_DUCKDB});"
        f" by processor time {result['times_duckdb_in_processor_seconds']:.2f}"
    )
    print(f"  peak memory: {result['peak_gibibytes']:.2f} GiB (at most {MOST_GIBIBYTES})")
    print(f"{settings['workbook_rows']:,} rows of a workbook")
    print(f"  calamine alone, with cell types {book['calamine']:8.2f} s   {book['all_calamine']}")
    print(f"  read and check into parts       {book['ours']:8.2f} s   {book['all_ours']}")
    print(
        f"  times calamine: {result['times_calamine']:.2f} (at most {MOST_TIMES_CALAMINE});"
        f" by processor time {result['times_calamine_in_processor_seconds']:.2f}"
    )
    print(f"Written to {RESULTS.relative_to(ROOT)}")


# --- what is read ----------------------------------------------------------------------------------------------------


def make_inbox(inbox: Path, vouchers: int) -> None:
    """Units, projects and one ledger of payments; some of a thousand are repeats, refused or of no known project."""
    inbox.mkdir(parents=True)
    unit = "单位编码,单位名称,单位类型,主管部门编码\n302,区教育局,部门,\n"
    (inbox / "unit.csv").write_text(unit, encoding="utf-8")
    projects = "".join(f"2026,{_project(n)},项目{n},302,特定目标类\n" for n in range(PROJECTS))
    header = "预算年度,项目编码,项目名称,主管部门编码,项目类别\n"
    (inbox / "project.csv").write_text(header + projects, encoding="utf-8")
    with (inbox / "pay.csv").open("wb") as file:
        for start in range(0, vouchers, 500_000):
            _payments(start, min(start + 500_000, vouchers)).write_csv(file, include_header=start == 0)


def _project(number: int) -> str:
    return f"37039926T{number:012d}"


def _payments(start: int, end: int) -> pl.DataFrame:
    n = pl.int_range(start, end, dtype=pl.Int64)
    request = pl.when(n % 1000 == 1).then(n - 1).otherwise(n)  # the row above once more, with other money: a conflict
    project = pl.when(n % 1000 == 2).then(PROJECTS + 7).otherwise((n * 7919) % PROJECTS)
    day = pl.lit(date(2026, 1, 1)) + pl.duration(days=(n * 31) % 300)
    cents = (n * 104_729) % 9_000_000 + 100
    columns = [
        pl.format("ZF2026{}", request.cast(pl.String).str.zfill(10)),
        pl.format("PZ{}", n.cast(pl.String).str.zfill(9)),
        pl.format("37039926T{}", project.cast(pl.String).str.zfill(12)),
        pl.format("302{}", (n % 40).cast(pl.String).str.zfill(3)),
        pl.format("区财教指〔2026〕{}号", n % 300),
        pl.format("20502{}", (n % 5 + 1).cast(pl.String).str.zfill(2)),
        pl.lit("30299"),
        pl.lit("111"),
        pl.format("{}.{}", cents // 100, (cents % 100).cast(pl.String).str.zfill(2)),
        day.cast(pl.String),
        (day + pl.duration(days=4)).cast(pl.String),
        pl.when(n % 1000 == 3).then(pl.lit("在途")).otherwise(pl.lit("已支付")),
        pl.lit("国库集中支付"),
        pl.format("某某建筑工程有限公司{}", n % 5000),
        pl.format("工程进度款，第{}期", n % 12 + 1),
    ]
    return pl.select([column.alias(name) for column, name in zip(columns, HEADERS, strict=True)])


def make_workbook(path: Path) -> None:
    """The same payments as a system writes them: codes as text, money as numbers, days as days, a title, percents."""
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("支付明细")
        as_day, as_share = book.add_format({"num_format": "yyyy-mm-dd"}), book.add_format({"num_format": "0.00%"})
        sheet.write_string(0, 0, "支付明细（截至2026年10月31日）")
        sheet.write_row(2, 0, [*HEADERS, "支付比例"])
        for at, row in enumerate(_payments(0, WORKBOOK_ROWS).iter_rows(), start=3):
            for column, text in enumerate(row):
                if HEADERS[column] == "支付金额(元)":
                    sheet.write_number(at, column, float(text))
                elif TYPES.get(HEADERS[column]) == "date":
                    sheet.write_datetime(at, column, date.fromisoformat(text) + timedelta(0), as_day)
                else:
                    sheet.write_string(at, column, text)
            sheet.write_number(at, len(HEADERS), (at % 100) / 100, as_share)


# --- measuring -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Command:
    """One of the commands below, and what it makes, which is removed before."""

    what: str
    arguments: tuple[object, ...]
    fresh: Path

    def run(self) -> "subprocess.Popen[str]":
        """Run it to its end."""
        shutil.rmtree(self.fresh) if self.fresh.is_dir() else self.fresh.unlink(missing_ok=True)
        with _running(self.arguments) as process:
            process.wait()
        return process


def in_turn(runs: int, *commands: Command) -> list[Measured]:
    """Each command once, then each again, so that what else the machine does falls on all of them."""
    taken: dict[str, list[tuple[float, float]]] = {command.what: [] for command in commands}
    for _ in range(runs):
        for command in commands:
            start, before = perf_counter(), _of_children()
            command.run()
            taken[command.what].append((round(perf_counter() - start, 2), round(_of_children() - before, 2)))
    return [
        Measured(what, min(wall), min(processor), list(wall), list(processor))
        for what, runs_of in taken.items()
        for wall, processor in [tuple(zip(*runs_of, strict=True))]
    ]


def _of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def most_memory(command: Command) -> int:
    """The most bytes that the command and its children held together at one moment."""
    shutil.rmtree(command.fresh, ignore_errors=True)
    with _running(command.arguments) as process, _watched(process.pid) as peak:
        process.wait()
    return peak[0]


@contextmanager
def _running(arguments: tuple[object, ...]) -> Iterator["subprocess.Popen[str]"]:
    command = [sys.executable, "-c", "from bench import ledgers; ledgers.run()", *map(str, arguments)]
    with tempfile.TemporaryFile("w+") as said:
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=said, text=True) as process:  # noqa: S603
            yield process
        if process.returncode:
            said.seek(0)
            sys.exit(f"{said.read()}\n{' '.join(command)}: exit {process.returncode}")


def _said(arguments: tuple[object, ...]) -> str:
    with _running(arguments) as process:
        return process.communicate()[0]


@contextmanager
def _watched(process: int) -> Iterator[list[int]]:
    """The most bytes that a process and its children held together, looked at forty times a second."""
    peak, stop = [0], threading.Event()

    def watch() -> None:
        while not stop.is_set():
            peak[0] = max(peak[0], sum(map(_memory, [process, *_children(process)])))
            sleep(0.025)

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield peak
    finally:
        stop.set()
        watcher.join()


def _children(process: int) -> list[int]:
    lists = Path(f"/proc/{process}/task").glob("*/children")
    try:
        return [int(child) for path in lists for child in path.read_text(encoding="ascii").split()]
    except OSError:
        return []


def _memory(process: int) -> int:
    """Pages in memory, each shared one divided among those who share it."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return sum(1024 * int(line.split()[1]) for line in lines if line.startswith("Pss:"))


# --- the commands that are measured ----------------------------------------------------------------------------------


def run() -> None:
    """One of the measured commands, as `_running` starts it."""
    command, *arguments = sys.argv[1:]
    {"duckdb": _duckdb, "stage": _stage, "workbook": _workbook}[command](*arguments)


def _duckdb(path: str, database: str) -> None:
    columns = ", ".join(f"'{name}': '{TYPES.get(name, 'varchar')}'" for name in HEADERS)
    with duckdb.connect(database) as connection:
        reading = f"read_csv('{path}', header = true, columns = {{{columns}}})"
        connection.execute(f"create table payment as from {reading}")
        connection.execute("checkpoint")


def _stage(inbox: str, store: str) -> None:
    from data_pipeline import staging

    Path(store).mkdir()
    with duckdb.connect(Path(store) / "staged.duckdb", config={"memory_limit": "4GB"}) as connection:
        report = staging.stage(Path(inbox), connection, Path(store))
        connection.execute("checkpoint")
    for line in report.log:
        print(line, file=sys.stderr)


def _workbook(path: str, runs: str) -> None:
    """Both ways in turn, after one of each that does not count."""
    from data_pipeline import parts, sources

    described = sources.load()
    taken: dict[str, list[float]] = {"calamine": [], "calamine_cpu": [], "ours": [], "ours_cpu": []}

    def timed(what: str, work: Callable[[], None]) -> None:
        start, before = perf_counter(), process_time()
        work()
        taken[what].append(round(perf_counter() - start, 3))
        taken[f"{what}_cpu"].append(round(process_time() - before, 3))

    def alone() -> None:
        book = CalamineWorkbook.from_path(path)
        for name in book.sheet_names:
            book.get_sheet_by_name(name).to_python()

    for _ in range(int(runs) + 1):
        timed("calamine", alone)
        with tempfile.TemporaryDirectory() as folder:
            timed("ours", lambda: parts.read_into(Path(path), Path(folder), described))
            found = parts.kept(Path(folder))
        if found is None or sum(part.rows for part in found.parts) != WORKBOOK_ROWS:
            sys.exit(f"{path}: not read")
    best = {what: min(seconds[1:]) for what, seconds in taken.items()}
    print(json.dumps({**best, "all_calamine": taken["calamine"], "all_ours": taken["ours"]}))


if __name__ == "__main__":
    main()
