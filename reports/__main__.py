"""`python -m reports flags`, `changes`: the flags of any judged month end, or what lies between two lists, as a file.

Exits 0 when the file is written, 2 when the call or the store is unusable (standard error says what, where, what next).
"""

import argparse
import sys
from datetime import date
from pathlib import Path
from typing import Any

from tqdm import tqdm

from reports import change_list, flag_list, flag_workbook, spreadsheet
from warehouse import read
from wording import formats
from wording.say import LANGUAGES, say, word, words

FORMATS = ("csv", "json", "xlsx")


class CallProblem(Exception):
    """The call names something that the snapshot does not hold."""


def main(arguments: list[str] | None = None) -> int:
    """Runs one command; returns its exit code."""
    call = _parser().parse_args(arguments)
    try:
        return int(call.run(call))
    except (CallProblem, spreadsheet.TooManyRows, read.SnapshotProblem, OSError) as problem:
        print(problem, file=sys.stderr)
        return 2


def flags(call: argparse.Namespace) -> int:
    """Writes the list that the call asks for and says what it wrote."""
    reader = read.reader_of(call.snapshot, call.store)
    _check(reader, call)
    if call.rules_of is not None:
        reader = read.by_rules_of(reader, call.rules_of, call.as_of)
    wanted = flag_list.Wanted(
        as_of=call.as_of, rule=call.rule, department=call.department, every_verdict=call.all_verdicts
    )
    listed = flag_list.rows(reader, read.EVERY_DEPARTMENT, wanted, call.lang)
    content = _written(reader, call, listed)
    call.out.parent.mkdir(parents=True, exist_ok=True)
    call.out.write_bytes(content)
    print(say("report.written", call.lang, rows=len(listed), as_of=call.as_of, file=call.out, snapshot=reader.id))
    muted = sum(bool(row["muted_by"]) for row in listed)
    if muted:
        print(say("report.muted", call.lang, count=muted))
    return 0


def changes(call: argparse.Namespace) -> int:
    """Writes what lies between two lists, and says what it wrote."""
    before = read.side(call.from_snapshot, call.since, call.from_rules_of, call.store)
    after = read.side(call.to_snapshot, call.until, call.to_rules_of, call.store)
    reader = read.reader_of(after.snapshot, call.store)
    _check_filters(reader, call, call.until)
    with tqdm(total=0, disable=None, leave=False, file=sys.stderr) as bar:
        walked = read.changes_between(
            read.EVERY_DEPARTMENT, before, after, call.store, lambda *step: _show_step(bar, call.lang, *step)
        )
    chosen = [call.rule] if call.rule else [], [call.department] if call.department else []
    found = change_list.narrowed(walked, *chosen)
    titles = {rule["rule"]: rule[f"title_{call.lang}"] for rule in read.rules(reader).to_dicts()}
    listed = change_list.rows(found, titles, call.lang, call.unit)
    by_flag = call.rule is not None
    if call.format == "csv":
        content = change_list.as_csv(listed)
    elif call.format == "json":
        content = change_list.as_json(found, listed, by_flag=by_flag)
    else:
        content = change_list.as_xlsx(
            reader, found, listed, call.lang, scope=_scope_in_words(call), unit=call.unit, by_flag=by_flag
        )
    call.out.parent.mkdir(parents=True, exist_ok=True)
    call.out.write_bytes(content)
    counted = {
        "entered": found.balance["entered_count"].sum(),
        "left": found.balance["left_count"].sum(),
        **{
            name: formats.money(value, "yuan", call.lang) if name.startswith("yuan") else value
            for name, value in change_list.ends(found, by_flag=by_flag).items()
        },
    }
    sides = dict(
        zip(("before", "after"), (said for _, said in change_list.sides_in_words(found, call.lang)), strict=True)
    )
    counted["how"] = say("walk.each_flag" if by_flag else "walk.once", call.lang)
    print(say("report.changes_written", call.lang, rows=len(listed), file=call.out, **sides, **counted))
    return 0


def _show_step(bar: Any, language: str, cause: str, done: int, steps: int) -> None:
    bar.total = steps
    bar.n = done
    if cause:
        bar.set_description(say("report.step", language, cause=change_list.word_of_cause(cause, language)))
    bar.refresh()


def _scope_in_words(call: argparse.Namespace) -> list[tuple[str, str]]:
    every = say("flag_workbook.every", call.lang)
    return [
        (word("field", "rule", call.lang), call.rule or every),
        (word("field", "department_code", call.lang), call.department or every),
    ]


def _written(reader: read.Reader, call: argparse.Namespace, listed: list[dict[str, Any]]) -> bytes:
    """The list in the format that the call asks for."""
    if call.format == "csv":
        return flag_list.as_csv(listed)
    if call.format == "json":
        return flag_list.as_json(listed)
    scope = flag_workbook.scope_in_words(
        reader,
        read.EVERY_DEPARTMENT,
        call.as_of,
        call.lang,
        verdicts=list(words("verdict", call.lang)) if call.all_verdicts else ["flagged"],
        rules=[call.rule] if call.rule else [],
        chosen_departments=[call.department] if call.department else [],
    )
    return flag_workbook.as_xlsx(
        reader, read.EVERY_DEPARTMENT, call.as_of, listed, call.lang, scope=scope, unit=call.unit
    )


def _check(reader: read.Reader, call: argparse.Namespace) -> None:
    """Refuses a month, rule or department that the snapshot does not know, and says which it knows."""
    judged = read.months(reader)["as_of"].to_list()
    if call.as_of not in judged:
        span = f"{judged[0]} – {judged[-1]}" if judged else "—"
        raise CallProblem(say("report.unknown_month", call.lang, as_of=call.as_of, span=span))
    _check_filters(reader, call, call.as_of)


def _check_filters(reader: read.Reader, call: argparse.Namespace, as_of: date) -> None:
    rules = read.rules(reader)["rule"].to_list()
    if call.rule is not None and call.rule not in rules:
        raise CallProblem(say("report.unknown_rule", call.lang, rule=call.rule, rules=", ".join(rules)))
    if call.department is not None:
        known = read.departments_with_projects(reader, read.EVERY_DEPARTMENT, as_of)["department_code"].to_list()
        if call.department not in known:
            raise CallProblem(say("report.unknown_department", call.lang, department=call.department))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m reports", description="预警清单 / the list of flags")
    commands = parser.add_subparsers(dest="command", required=True)
    _add_flags(commands)
    _add_changes(commands)
    return parser


def _add_flags(commands: Any) -> None:
    command = commands.add_parser("flags", help="某个月末的预警清单 / flags of a month end")
    command.set_defaults(run=flags)
    command.add_argument("--as-of", type=_day, required=True, metavar="YYYY-MM-DD", help="月末 / month end")
    _add_what_and_how(command)
    command.add_argument("--snapshot", metavar="ID", help="保存的某个快照 / a snapshot that is kept (id or number)")
    command.add_argument(
        "--rules-of",
        type=_day,
        metavar="YYYY-MM-DD",
        help="按该日有效的参数重判 / judged by the values in force that day",
    )
    command.add_argument("--all-verdicts", action="store_true", help="四种判定都列出 / all four kinds of verdict")


def _add_changes(commands: Any) -> None:
    command = commands.add_parser("changes", help="两份清单之间的变化和原因 / what lies between two lists, and why")
    command.set_defaults(run=changes)
    for name, field, said in (("from", "since", "起点 / start"), ("to", "until", "终点 / end")):
        command.add_argument(
            f"--{name}", dest=field, type=_day, required=True, metavar="YYYY-MM-DD", help=f"{said}：月末 / month end"
        )
        command.add_argument(
            f"--{name}-snapshot", metavar="ID", help=f"{said}：保存的某个快照 / a snapshot that is kept (id or number)"
        )
        command.add_argument(
            f"--{name}-rules-of",
            type=_day,
            metavar="YYYY-MM-DD",
            help=f"{said}：按该日有效的参数重判 / judged by the values in force that day",
        )
    _add_what_and_how(command)


def _add_what_and_how(command: Any) -> None:
    command.add_argument("--format", choices=FORMATS, required=True)
    command.add_argument("--out", type=Path, required=True, metavar="FILE")
    command.add_argument("--rule", metavar="E01", help="只要一条规则 / one rule only")
    command.add_argument("--department", metavar="CODE", help="只要一个主管部门 / one department only")
    command.add_argument("--unit", choices=formats.UNITS, default="yuan", help="XLSX 金额单位 / unit of money")
    command.add_argument("--lang", choices=LANGUAGES, default="zh")
    command.add_argument("--store", type=Path, metavar="DIR", help="数据目录 / the store (DUAL_MONITOR_STORE)")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text}: 应为 YYYY-MM-DD / not a date as YYYY-MM-DD") from None


if __name__ == "__main__":
    sys.exit(main())
