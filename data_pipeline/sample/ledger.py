"""What the writer knows about its files: rows and yuan by fate, control sums, planted truths. Counted while writing.

Nothing here reads the files again or computes a metric: it is what a load must find.
"""

import json
from collections import defaultdict
from dataclasses import asdict, dataclass, field
from pathlib import Path

import polars as pl

FATES = ["read", "accepted", "refused", "unmatched", "repeats", "superseded", "control"]
DATASETS = [
    "organisation",
    "project",
    "budget_line",
    "payment",
    "indicator",
    "monitoring_report",
    "evaluation",
    "special_fund",
    "supplement_request",
    "audit_finding",
    "cash_plan",
    "monitoring_round",
    "exception",
    "control_total",
]


@dataclass(frozen=True)
class Truth:
    """A verdict that follows from a planted subject's own few rows."""

    rule: str
    as_of: str
    subject_kind: str
    subject_code: str
    verdict: str  # flagged, clear, cannot_assess, not_applicable
    severity: str | None
    money_yuan: str | None  # null: not claimed
    exemption: str | None  # null: not claimed
    zh: str
    en: str


@dataclass
class Ledger:
    """Counts by dataset and fate, and the truths."""

    rows: dict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))
    cents: dict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))
    unreadable: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    paid: dict[tuple[int, int, str, bool, str], int] = field(default_factory=lambda: defaultdict(int))
    budget: dict[tuple[int, int, str, bool, str], int] = field(default_factory=lambda: defaultdict(int))
    truths: list[Truth] = field(default_factory=list)
    control_differences: list[dict[str, str]] = field(default_factory=list)
    form_differences: list[dict[str, str]] = field(default_factory=list)  # money on printed forms, wrong on purpose

    def count(self, dataset: str, fate: str, rows: int, cents: int = 0, unreadable: int = 0) -> None:
        """Note rows of one fate."""
        for name in (fate, "read"):
            self.rows[dataset, name] += rows
            self.cents[dataset, name] += cents
        self.unreadable[dataset] += unreadable

    def note_paid(self, frame: pl.DataFrame) -> None:
        """Add accepted payments to the sums: year, month, department, is_general, area, cents."""
        add(self.paid, frame)

    def note_budget(self, frame: pl.DataFrame) -> None:
        """Add accepted budget lines, by the month of their approval."""
        add(self.budget, frame)

    def balance(self) -> dict[str, dict[str, object]]:
        """In the form of the load report: {dataset: {fate: {rows, yuan}, rows_with_unreadable_yuan}}."""
        return {
            dataset: {
                fate: {"rows": self.rows[dataset, fate], "yuan": yuan(self.cents[dataset, fate])} for fate in FATES
            }
            | {"rows_with_unreadable_yuan": self.unreadable[dataset]}
            for dataset in DATASETS
        }

    def save(self, path: Path, arguments: dict[str, int], files: list[str]) -> None:
        """Write the ledger as JSON."""
        content = {
            "format_version": 1,
            "arguments": arguments,
            "files": sorted(files),
            "balance": self.balance(),
            "control_differences": self.control_differences,
            "form_differences": self.form_differences,
            "verdicts": [asdict(truth) for truth in self.truths],
        }
        path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def add(sums: dict[tuple[int, int, str, bool, str], int], frame: pl.DataFrame) -> None:
    """Sum a frame of year, month, department, is_general, area, cents into the dictionary."""
    keys = ["year", "month", "department", "is_general", "area"]
    for *key, cents in frame.group_by(keys).agg(pl.col("cents").sum()).sort(keys).iter_rows():
        sums[key[0], key[1], key[2], key[3], key[4]] += cents


def area_of(func_item: pl.Expr, is_relief: pl.Expr) -> pl.Expr:
    """The priority areas of a line as one text, such as 教育扶贫; empty for most."""
    relief = is_relief | func_item.str.starts_with("21305") | (func_item == "2296011")
    return pl.concat_str(
        pl.when(func_item.str.starts_with("205")).then(pl.lit("教育")).otherwise(pl.lit("")),
        pl.when(func_item.str.starts_with("208")).then(pl.lit("社会保障")).otherwise(pl.lit("")),
        pl.when(relief).then(pl.lit("扶贫")).otherwise(pl.lit("")),
    )


def yuan(cents: int) -> str:
    """Cents as yuan with two digits."""
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100}.{abs(cents) % 100:02d}"
