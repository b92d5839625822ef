"""Tiny inboxes for the tests of the pipeline: a few rows of a dataset, staged by the real code into a real database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from data_pipeline import staging
from data_pipeline.staging import StageReport

Rows = Sequence[Sequence[str]]

ORGANISATION = [["单位编码", "单位名称", "单位类型", "主管部门编码"], ["302", "区教育局", "部门", ""]]
PROJECT = [
    ["预算年度", "项目编码", "项目名称", "主管部门编码", "项目类别"],
    ["2026", "P1", "校舍维修", "302", "特定目标类"],
    ["2026", "P2", "困难补助", "302", "特定目标类"],
]
PAYMENT = ["支付申请编号", "项目编码", "支付金额(元)", "申请日期", "支付日期", "状态"]
BUDGET_LINE = [
    "预算年度",
    "指标文号",
    "项目编码",
    "功能分类",
    "资金性质",
    "资金来源",
    "预算来源",
    "指标金额(元)",
    "批复日期",
]
INDICATOR = ["预算年度", "项目编码", "一级指标", "二级指标", "三级指标", "目标值", "分值"]
MONITORING = ["预算年度", "项目编码", "三级指标", "监控截至", "实际完成值"]


@dataclass
class Staged:
    """What became of an inbox."""

    report: StageReport
    connection: duckdb.DuckDBPyConnection

    def rows(self, fate: str, dataset: str = "payment") -> int:
        """How many rows of the dataset had that fate."""
        return self.report.datasets[dataset][fate].rows

    def yuan(self, fate: str, dataset: str = "payment") -> Decimal:
        """How much money of the dataset had that fate."""
        return self.report.datasets[dataset][fate].yuan

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        """The rows of a query on the staging tables."""
        return self.connection.execute(sql).fetchall()

    def places(self, fate: str) -> list[tuple[str, str, int]]:
        """File, sheet and row of every row of that fate."""
        return self.ask(
            "select file, sheet, source_row from rows_not_accepted "  # noqa: S608 - a literal of the test
            f"where fate = '{fate}' order by all"
        )

    def codes(self, fate: str) -> list[str]:
        """The first reason of every row of that fate, in order of place."""
        found = self.ask(
            "select reasons ->> '$[0].code' from rows_not_accepted "  # noqa: S608 - a literal of the test
            f"where fate = '{fate}' order by file, sheet, source_row"
        )
        return [code for (code,) in found]

    def notices(self) -> list[str]:
        """The codes of the notices."""
        return sorted(notice["code"] for notice in self.report.notices)


def stage(folder: Path, files: Mapping[str, Rows | bytes], *, basics: bool = True) -> Staged:
    """The files as an inbox, staged. `basics`: with an organisation and two projects of 2026 beside them."""
    inbox = folder / "inbox"
    put(inbox, {"unit.csv": ORGANISATION, "project.csv": PROJECT, **files} if basics else files)
    connection = duckdb.connect(config={"threads": "1"})  # quickest for a handful of rows
    return Staged(staging.stage(inbox, connection, folder / "store"), connection)


def put(inbox: Path, files: Mapping[str, Rows | bytes]) -> None:
    """Write the files: rows as CSV, bytes as they are."""
    for name, content in files.items():
        path = inbox / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else csv_text(content).encode())


def csv_text(rows: Rows, separator: str = ",") -> str:
    """Rows as CSV, quoted where a cell needs it."""
    return "".join(separator.join(_cell(cell, separator) for cell in row) + "\n" for row in rows)


def payment(
    request: str, amount: str, status: str = "已支付", paid: str = "2026-03-01", project: str = "P1"
) -> list[str]:
    """One row under the headers of PAYMENT."""
    return [request, project, amount, "2026-02-01", paid, status]


def line(amount: str, document: str = "1号", project: str = "P1") -> list[str]:
    """One row under the headers of BUDGET_LINE."""
    return ["2026", document, project, "2050201", "111", "本级", "年初预算", amount, "2026-01-05"]


def _cell(cell: str, separator: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if any(mark in cell for mark in (separator, '"', "\n", "\r")) else cell
