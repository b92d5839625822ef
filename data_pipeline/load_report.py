"""What a load did, for people (two tables and a list) and for machines (the JSON of contract §5)."""

import json
import unicodedata
from collections.abc import Iterator
from decimal import Decimal
from itertools import chain
from pathlib import Path
from typing import Any

import duckdb

from data_pipeline.sources import Sources
from data_pipeline.staging import FATES, StageReport, Tally

TITLES = {
    "read": "读入",
    "accepted": "采用",
    "refused": "拒收",
    "unmatched": "未匹配",
    "repeats": "重复",
    "superseded": "被替代",
    "control": "合计行",
}
LISTED = 10
EXAMPLES = 3
NOTICES = {
    "correction_mended": "the source has '{was}' in {field} no more ({key}): take this correction away",
    "correction_without_row": "no row has {key}: mend the key of this correction or take it away",
    "unit_not_named": "no unit named for {columns}: read as 元",
    "hidden_sheet_skipped": "hidden sheet skipped",
    "sheet_lacks_columns": "looks like {zh} ({dataset}) but has no columns {missing}, so this sheet was left out",
    "header_not_known": "the column {header} was not read; it looks like {field}, which this table does not have"
    " (if it is: python -m data_pipeline map-header)",
    "sheet_not_recognised": "this sheet holds no known dataset and was left out",
    "control_row_differs": "{label}: {field} says {given}, the rows above add up to {above}",
    "label_inside_row": "{column}: '{label}' stands behind a code, so {rows} such rows were read as data, and money may"
    " count twice",
    "earlier_row_stays": "this row was refused, so the earlier row of its key stays in force",
    "withdrawn_rows": "{rows} rows are missing from the latest full delivery and were withdrawn",
    "form_without_indicators": "this form has no line of an indicator and gives no data",
    "form_column_missing": "the form has no column {columns}",
    "form_column_unknown": "these columns of the form are not known and were not read: {columns}",
    "form_without_score": "this self-evaluation has no row with the total score and gives no result",
    "form_score_differs": "the total score is {given}, its parts add up to {sum}",
    "form_total_differs": "{column}: the total is {given} yuan, its parts add up to {parts} yuan",
    "form_parts_nested": "{column}: 其中 stands within 其中, so it is open which parts make up the total; not used",
    "form_money_unreadable": "{column}: '{value}' is no amount",
    "form_money_differs": "{figure}: the form says {given} yuan, our data {ours} yuan, a difference of {difference}",
    "form_date_unreadable": "the filing date '{value}' is no day and was taken as not given",
    "tick_out_of_place": "'{column}' holds nothing but a tick, which was left out",
    "settings_exception_refused": "this [[exception]] cannot be used: {reasons}",
}


def tables(report: StageReport) -> str:
    """Rows and yuan by dataset and fate, as text that lines up."""
    read = {name: tallies for name, tallies in report.datasets.items() if tallies["read"].rows}
    rows = [["行数 rows", *(TITLES[fate] for fate in FATES)]]
    rows += [[_title(report, name), *(f"{read[name][fate].rows:,}" for fate in FATES)] for name in read]
    with_money = [name for name in read if any(tally.yuan or tally.unreadable for tally in read[name].values())]
    money = [["金额（元） yuan", *(TITLES[fate] for fate in FATES), "金额不明行"]]
    money += [
        [
            _title(report, name),
            *(f"{read[name][fate].yuan:,.2f}" for fate in FATES),
            f"{read[name]['read'].unreadable:,}",
        ]
        for name in with_money
    ]
    return "\n\n".join(aligned(table) for table in (rows, money) if len(table) > 1)


def remarks(report: StageReport, connection: duckdb.DuckDBPyConnection, described: Sources) -> list[str]:
    """What a person should look at: unusable files, notices, the first of the rows refused or without a project."""
    said = [f"{one['file']}: {one['reason']}" for one in report.unusable_files]
    said += _first(f"{_place(one)}: {_notice(one)}" for one in report.notices)
    corrected = [one for one in report.corrections if one["rows"]]
    if corrected:
        rows = sum(len(one["rows"]) for one in corrected)
        said.append(f"{len(corrected):,} corrections of corrections.toml changed {rows:,} rows:")
        said += _first(f"  {_correction(one)}" for one in corrected)
    for check in checks(connection):
        said.append(f"check {check['name']}: {check['rows']:,} rows. {check['en']}")
        said += [f"  {_record(row)}" for row in check["examples"][:EXAMPLES]]
    for fate, title in (("refused", "refused"), ("unmatched", "no such project")):
        count = sum(tallies[fate].rows for tallies in report.datasets.values())
        if count:
            said.append(f"{count:,} rows {title}:")
            said += [
                f"  {row['file']} {row['sheet']} row {row['row']} ({row['dataset']}): {'; '.join(row['reasons'])}"
                for row, _ in zip(rows_of_fate(connection, fate, described), range(LISTED), strict=False)
            ]
            if count > LISTED:
                said.append(f"  … and {count - LISTED:,} more (in the report of --json and on the data quality page)")
    return said


def write_json(
    path: Path,
    report: StageReport,
    snapshot: str | None,
    connection: duckdb.DuckDBPyConnection,
    described: Sources,
) -> None:
    """The report of contract §5. Row lists are written as they are read, however long they are."""
    head = {
        "snapshot": snapshot,
        "datasets": {
            name: {
                **{fate: {"rows": tallies[fate].rows, "yuan": _yuan(tallies[fate])} for fate in FATES},
                "rows_with_unreadable_yuan": tallies["read"].unreadable,
            }
            for name, tallies in report.datasets.items()
        },
        "unusable_files": [{"file": one["file"], "reason": one["reason"]} for one in report.unusable_files],
        "notices": [{**one, "text": _notice(one)} for one in report.notices],
        "corrections": report.corrections,
        "checks": checks(connection),
    }
    with path.open("w", encoding="utf-8") as file:
        file.write(json.dumps(head, ensure_ascii=False, indent=1).removesuffix("\n}"))
        for name, fate in (("refused_rows", "refused"), ("unmatched_rows", "unmatched")):
            file.write(f',\n "{name}": [')
            for place, row in enumerate(rows_of_fate(connection, fate, described)):
                file.write((",\n  " if place else "\n  ") + json.dumps(row, ensure_ascii=False))
            file.write("]")
        file.write("\n}\n")


def checks(connection: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """Every check that records break, with these (the first thousand); none where no check was run."""
    tables = "select count(*) from duckdb_tables() where table_name = 'broken_checks'"
    if not connection.execute(tables).fetchall()[0][0]:
        return []
    found = connection.execute(
        "select broken_checks.name, zh, en, row_count, list(content::varchar order by row_number) "
        "from broken_checks join broken_rows on broken_checks.name = broken_rows.name "
        "group by all order by broken_checks.name"
    ).fetchall()
    return [
        {"name": name, "zh": zh, "en": en, "rows": rows, "examples": [json.loads(one, parse_float=str) for one in kept]}
        for name, zh, en, rows, kept in found
    ]


def _record(row: dict[str, Any]) -> str:
    return ", ".join(f"{name} {value}" for name, value in row.items())


def rows_of_fate(connection: duckdb.DuckDBPyConnection, fate: str, described: Sources) -> Iterator[dict[str, Any]]:
    """File, sheet, row, dataset and reasons of every row of one fate, in order."""
    found = connection.cursor().execute(
        "select file, sheet, source_row, dataset, cast(reasons as varchar) from rows_not_accepted where fate = ? "
        "order by file, sheet, source_row, dataset",
        [fate],
    )
    for file, sheet, row, dataset, reasons in chain.from_iterable(iter(lambda: found.fetchmany(10_000), [])):
        yield {
            "file": file,
            "sheet": sheet,
            "row": row,
            "dataset": dataset,
            "reasons": [_reason(reason, dataset, described) for reason in json.loads(reasons)],
        }


def _correction(one: dict[str, Any]) -> str:
    first, *others = one["rows"]
    sheet = f" [{first['sheet']}]" if first["sheet"] else ""
    place = f"{first['file']}{sheet} row {first['row']}"
    more = f" and {len(others):,} more" if others else ""
    return f"{one['number']}: {one['field']} '{one['was']}' → '{one['becomes']}' ({place}{more})"


def _reason(reason: dict[str, str | None], dataset: str, described: Sources) -> str:
    field, value = reason.get("field"), reason.get("value")
    header = described[dataset].by_name[field].header if field in described[dataset].by_name else field
    said = [part for part in (header, f"'{value}'" if value is not None else None) if part]
    return f"{reason['code']}: {' '.join(said)}" if said else str(reason["code"])


def _notice(notice: dict[str, Any]) -> str:
    return NOTICES[notice["code"]].format_map(notice["details"])


def _place(notice: dict[str, Any]) -> str:
    sheet = f" [{notice['sheet']}]" if notice["sheet"] else ""
    row = f" row {notice['row']}" if notice["row"] else ""
    return f"{notice['file'] or notice['dataset']}{sheet}{row}"


def _first(said: Iterator[str]) -> list[str]:
    lines = list(said)
    more = [f"… and {len(lines) - LISTED:,} more notices"] if len(lines) > LISTED else []
    return [*lines[:LISTED], *more]


def _title(report: StageReport, name: str) -> str:
    return f"{report.titles[name]} {name}"


def _yuan(tally: Tally) -> str:
    return str(tally.yuan.quantize(Decimal("0.01")))


def aligned(table: list[list[str]]) -> str:
    """Rows as lines of text: the first column to the left, the others to the right, wide signs counted twice."""
    widths = [max(map(_width, column)) for column in zip(*table, strict=True)]
    return "\n".join(
        row[0]
        + " " * (widths[0] - _width(row[0]))
        + "".join("  " + " " * (width - _width(cell)) + cell for cell, width in zip(row[1:], widths[1:], strict=True))
        for row in table
    )


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
