"""What lies between two snapshots, for people (two tables) and for machines (JSON with the rows themselves).

What a difference is stands in the warehouse's queries; this only writes down what they answered.
"""

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl

from data_pipeline.load_report import aligned

MEASURES = (
    "added_rows",
    "changed_rows",
    "withdrawn_rows",
    "added_yuan",
    "changed_yuan_before",
    "changed_yuan_after",
    "withdrawn_yuan",
    "yuan_before",
    "yuan_after",
)
HEADS = ["新增 added", "变更 changed", "撤回 withdrawn", "原金额（元） before", "现金额（元） after", "差额 difference"]
UNKNOWN = "部门不明 unknown"


def tables(found: pl.DataFrame, titles: dict[str, str]) -> str:
    """Rows and yuan by dataset, then by dataset and department, as text that lines up."""
    if found.is_empty():
        return "两份快照的采用行完全相同。 The accepted rows of both are the same."
    by_dataset = [["数据集 dataset", *HEADS]]
    by_dataset += [[_title(one["dataset"], titles), *_figures(one)] for one in _totals(found).iter_rows(named=True)]
    by_department = [["数据集、部门 dataset, department", *HEADS]]
    by_department += [
        [f"{_title(one['dataset'], titles)} · {_department(one)}", *_figures(one)]
        for one in found.iter_rows(named=True)
    ]
    return "\n\n".join(aligned(table) for table in (by_dataset, by_department))


def write_json(path: Path, earlier: str, later: str, found: pl.DataFrame, rows: pl.DataFrame) -> None:
    """`{"from", "to", "datasets": {name: {…, "departments": […]}}, "rows": […]}`; yuan as in a load's report."""
    report = {
        "from": earlier,
        "to": later,
        "datasets": {one["dataset"]: _of_dataset(one, found) for one in _totals(found).iter_rows(named=True)},
    }
    with path.open("w", encoding="utf-8") as file:
        file.write(json.dumps(report, ensure_ascii=False, indent=1).removesuffix("\n}"))
        file.write(',\n "rows": [')
        for place, row in enumerate(_rows(rows)):
            file.write((",\n  " if place else "\n  ") + json.dumps(row, ensure_ascii=False))
        file.write("]\n}\n")


def _totals(found: pl.DataFrame) -> pl.DataFrame:
    return found.group_by("dataset", maintain_order=True).agg(pl.col(MEASURES).sum())


def _of_dataset(total: dict[str, Any], found: pl.DataFrame) -> dict[str, Any]:
    departments = [
        {"department_code": one["department_code"], "department_name": one["department_name"], **_measures(one)}
        for one in found.filter(pl.col("dataset") == total["dataset"]).iter_rows(named=True)
    ]
    return {**_measures(total), "departments": departments}


def _measures(one: dict[str, Any]) -> dict[str, Any]:
    return {name: _yuan(one[name]) if "yuan" in name else one[name] for name in MEASURES}


def _rows(rows: pl.DataFrame) -> Iterator[dict[str, Any]]:
    for row in rows.iter_rows(named=True):
        written = {name: _yuan(value) if isinstance(value, Decimal) else value for name, value in row.items()}
        yield {**written, "row_key": json.loads(row["row_key"]), "fields": json.loads(row["fields"])}


def _figures(one: dict[str, Any]) -> list[str]:
    rows = [f"{one[name]:,}" for name in ("added_rows", "changed_rows", "withdrawn_rows")]
    before, after = one["yuan_before"], one["yuan_after"]
    return [*rows, *(f"{yuan:,.2f}" for yuan in (before, after, after - before))]


def _department(one: dict[str, Any]) -> str:
    return " ".join(part for part in (one["department_code"], one["department_name"]) if part) or UNKNOWN


def _title(dataset: str, titles: dict[str, str]) -> str:
    return f"{titles.get(dataset, dataset)} {dataset}"


def _yuan(value: Decimal) -> str:
    return str(value.quantize(Decimal("0.01")))
