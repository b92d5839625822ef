"""Rows that a bureau's files have and a load must not take: each planted on purpose, with the fate it must find.

The damaged rows are additional ones, so that no figure of a real project hangs on them.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from data_pipeline.sample.files import Cell, Sink
from data_pipeline.sample.organisations import REGION
from data_pipeline.sample.planting import Planted

UNKNOWN_PROJECT = f"{REGION}26T999999999999"
SinkOf = Callable[[str, int, int], Sink]  # dataset, year, month -> the file that such a row stands in


@dataclass
class Bad:
    """Makes variants of good rows of the project that the bad rows hang on."""

    planted: Planted
    sink_of: SinkOf
    number: int = 0
    accepted: list[pl.DataFrame] = field(default_factory=list)

    def accept(self, sink: Sink, row: pl.DataFrame) -> None:
        """Write a sound payment that stands beside the bad ones, and keep it for the totals."""
        sink.write(row, "accepted")
        self.accepted.append(row)

    def payment(self, **changes: object) -> pl.DataFrame:
        """A sound payment of 2026 with a new number, changed as told; its file is that of its month."""
        self.number += 1
        request = f"00982026{self.number:010d}"
        pattern = self.of_project("payment")
        return changed(
            pattern,
            {"request_no": request, "voucher_no": f"ZF{request}", "amount_cents": 1_000_000 + self.number * 137}
            | changes,
        )

    def of_project(self, dataset: str) -> pl.DataFrame:
        """One row of the project that the bad rows hang on."""
        frame = self.planted.frame(dataset)
        return frame.filter(pl.col("project_code").str.ends_with("290")).head(1)


def changed(frame: pl.DataFrame, changes: dict[str, object]) -> pl.DataFrame:
    """The row with other values, types kept."""
    return frame.with_columns(pl.lit(value).cast(frame.schema[name]).alias(name) for name, value in changes.items())


def plant(planted: Planted, sink_of: SinkOf, years: list[int]) -> pl.DataFrame:
    """Write every bad row into the file where it belongs; give back the sound payments among them."""
    bad = Bad(planted, sink_of)
    payments(bad)
    progress(bad)
    if 2024 in years:
        old_ledgers(bad)
    budget_lines(bad)
    others(bad, years)
    return pl.concat(bad.accepted)


def payments(bad: Bad) -> None:
    """Refused and unmatched payments of the current year."""
    text, sheet = bad.sink_of("payment", 2026, 5), bad.sink_of("payment", 2026, 6)
    damages: list[tuple[dict[str, Cell], bool]] = [
        ({"amount_cents": "一万元整"}, False),
        ({"amount_cents": None}, False),
        ({"paid_date": None}, True),
        ({"paid_date": "1999-05-06"}, True),
        ({"paid_date": "2026-05-32"}, True),
        ({"project_code": "3.70399E+20"}, True),
        ({"status": "处理中"}, True),
        ({"request_no": None}, True),
    ]
    for damage, readable in damages:
        text.raw(may(bad), "refused", damage, readable)
    sheet.raw(june(bad), "refused", {"project_code": 3.7039926e20})
    sheet.raw(june(bad), "refused", {"amount_cents": "待核"}, readable=False)
    for _ in range(2):
        text.write(may(bad, project_code=UNKNOWN_PROJECT), "unmatched")
    sheet.write(june(bad, project_code=UNKNOWN_PROJECT), "unmatched")
    torn = may(bad)
    text.write(torn, "refused")
    text.write(changed(torn, {"amount_cents": int(torn["amount_cents"][0]) + 100}), "refused")
    for sink, make in ((text, may), (text, may), (sheet, june)):
        row = make(bad)
        bad.accept(sink, row)
        sink.write(row, "repeats")


def progress(bad: Bad) -> None:
    """Requests that move on within a delivery, between deliveries, and one whose later row cannot be read."""
    text, sheet, later = (
        bad.sink_of("payment", 2026, 5),
        bad.sink_of("payment", 2026, 6),
        bad.sink_of("payment", 2026, 7),
    )
    open_fields = {"paid_date": None, "voucher_no": None}
    for status in ("待审", "已审未支付"):
        done = may(bad)
        text.write(changed(done, open_fields | {"status": status}), "superseded")
        bad.accept(text, done)
    earlier = may(bad, amount_cents=2_345_600)
    text.write(earlier, "superseded")
    bad.accept(sheet, changed(earlier, {"amount_cents": 2_345_000}))
    standing = june(bad, status="待审", **open_fields)
    bad.accept(sheet, standing)
    later.raw(changed(standing, {"status": "已支付"}), "refused", {"paid_date": "7月上旬"})


def old_ledgers(bad: Bad) -> None:
    """A few in the ledgers of earlier years."""
    pattern = bad.planted.frame("payment").filter(pl.col("request_no").str.starts_with("00992024")).head(1)
    gbk = bad.sink_of("payment", 2024, 12)
    row = changed(
        pattern,
        {
            "request_no": "009820240000000001",
            "voucher_no": "ZF009820240000000001",
            "paid_date": None,
            "status": "已退回",
        },
    )
    bad.accept(gbk, row)
    gbk.write(row, "repeats")
    gbk.raw(
        changed(pattern, {"request_no": "009820240000000002"}), "refused", {"amount_cents": "见附件"}, readable=False
    )


def budget_lines(bad: Bad) -> None:
    """Budget lines that are refused, unmatched or repeated."""
    sink = bad.sink_of("budget_line", 2026, 6)
    line = bad.of_project("budget_line")
    sink.raw(changed(line, {"doc_no": "青财预〔2026〕981号"}), "refused", {"amount_cents": "详见文件"}, readable=False)
    sink.raw(changed(line, {"doc_no": "青财预〔2026〕982号"}), "refused", {"fund_source": "其他来源"})
    sink.raw(changed(line, {"doc_no": "青财预〔2026〕983号"}), "refused", {"approved_date": None})
    sink.write(changed(line, {"doc_no": "青财预〔2026〕984号", "project_code": UNKNOWN_PROJECT}), "unmatched")
    sink.write(line, "repeats")
    torn = changed(line, {"doc_no": "青财预〔2026〕985号", "amount_cents": 30_000_000})
    sink.write(torn, "refused")
    sink.write(changed(torn, {"amount_cents": 31_000_000}), "refused")


def others(bad: Bad, years: list[int]) -> None:
    """One or two in most of the other datasets."""
    project = bad.of_project("project")
    sink = bad.sink_of("project", 2026, 0)
    sink.write(project, "repeats")
    unsorted: dict[str, object] = {"project_code": f"{REGION}26T900000000298", "project_name": "尚未归类的项目"}
    sink.raw(changed(project, unsorted), "refused", {"project_category": "临时类"})
    sink.raw(changed(project, {"project_code": f"{REGION}26T900000000299"}), "refused", {"project_name": None})

    indicator = bad.of_project("indicator")
    sink = bad.sink_of("indicator", 2026, 0)
    sink.raw(changed(indicator, {"indicator_l3": "无目标的指标"}), "refused", {"target_value": None})
    sink.raw(changed(indicator, {"indicator_l3": "分值有误的指标"}), "refused", {"weight_points": "十分"})
    sink.write(changed(indicator, {"project_code": UNKNOWN_PROJECT}), "unmatched")

    report = (
        bad.planted.frame("monitoring_report")
        .filter(pl.col("project_code").str.ends_with("290") & (pl.col("period_end").dt.month() == 8))
        .head(1)
    )
    sink = bad.sink_of("monitoring_report", 2026, 8)
    sink.raw(changed(report, {"indicator_l3": "管理水平提升"}), "refused", {"actual_value": "基本差不多"})
    sink.raw(changed(report, {"indicator_l3": "保障水平"}), "refused", {"period_end": "2026-13"})
    sink.write(changed(report, {"project_code": UNKNOWN_PROJECT}), "unmatched")
    sink.write(report, "repeats")

    filed = changed(report, {"indicator_l3": "完成服务数量", "period_end": date(2026, 6, 30)})
    bad.sink_of("monitoring_report", 2026, 6).write(changed(filed, {"actual_value": "50"}), "superseded")
    sink.write(changed(filed, {"actual_value": "60", "reported_date": date(2026, 8, 20)}))

    plan = bad.planted.frame("cash_plan").head(1)
    sink = bad.sink_of("cash_plan", 2026, 0)
    sink.raw(plan, "refused", {"month": "13"})
    sink.write(changed(plan, {"project_code": UNKNOWN_PROJECT}), "unmatched")

    finding = bad.planted.frame("audit_finding").head(1)
    sink = bad.sink_of("audit_finding", 2026, 0)
    sink.raw(changed(finding, {"finding_no": "SJ20269900001"}), "refused", {"found_date": "2026-04-31"})
    sink.write(changed(finding, {"finding_no": "SJ20269900002", "project_code": UNKNOWN_PROJECT}), "unmatched")

    exception = bad.planted.frame("exception").head(1)
    bad.sink_of("exception", 2026, 0).raw(
        changed(exception, {"subject_code": UNKNOWN_PROJECT}), "refused", {"reason": None}
    )

    if 2025 in years:
        evaluation = bad.planted.frame("evaluation").head(1)
        sink = bad.sink_of("evaluation", 2025, 0)
        sink.raw(changed(evaluation, {"evaluation_kind": "部门评价"}), "refused", {"score": "良好"})
        sink.write(changed(evaluation, {"project_code": UNKNOWN_PROJECT}), "unmatched")


def supplement_rows(bad_project: str) -> pl.DataFrame:
    """A request for more money for a project that nobody knows."""
    return pl.DataFrame(
        {
            "request_no": ["ZJ202699999990"],
            "project_code": [bad_project],
            "department_code": ["203"],
            "requested_date": pl.Series(["2026-06-10"]).str.to_date("%Y-%m-%d"),
            "amount_cents": pl.Series([12_000_000], dtype=pl.Int64),
            "status": ["申请中"],
        }
    )


def organisation_row(code: str, name: str | None) -> pl.DataFrame:
    """A row of 单位."""
    texts = {
        "org_code": code,
        "org_name": name,
        "org_type": "单位",
        "department_code": code[:3],
        "sector_division": None,
    }
    return pl.DataFrame([texts], schema=dict.fromkeys(texts, pl.String))


def may(bad: Bad, **changes: object) -> pl.DataFrame:
    """A payment of May 2026."""
    return dated(bad.payment(**changes), "2026-05-14", changes)


def june(bad: Bad, **changes: object) -> pl.DataFrame:
    """A payment of June 2026."""
    return dated(bad.payment(**changes), "2026-06-11", changes)


def dated(row: pl.DataFrame, on: str, changes: dict[str, object]) -> pl.DataFrame:
    """The row requested, and unless told otherwise paid, on a day."""
    day = pl.lit(on).str.to_date("%Y-%m-%d")
    paid = {} if "paid_date" in changes else {"paid_date": day}
    return row.with_columns(requested_date=day, **paid)
