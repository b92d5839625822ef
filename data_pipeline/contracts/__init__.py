"""The contract of each dataset: which rows are acceptable, said in pandera and decided row by row."""

from typing import Any

import pandera.polars as pa

from data_pipeline.contracts.execution import BudgetLine, CashPlan, Payment, SupplementRequest
from data_pipeline.contracts.organisation import Organisation
from data_pipeline.contracts.oversight import AuditFinding, ControlTotal, Exemption, MonitoringRound
from data_pipeline.contracts.performance import Evaluation, Indicator, MonitoringReport
from data_pipeline.contracts.projects import Project
from data_pipeline.contracts.special_funds import SpecialFund

CONTRACTS: dict[str, type[pa.DataFrameModel]] = {
    "organisation": Organisation,
    "project": Project,
    "budget_line": BudgetLine,
    "payment": Payment,
    "indicator": Indicator,
    "monitoring_report": MonitoringReport,
    "evaluation": Evaluation,
    "special_fund": SpecialFund,
    "supplement_request": SupplementRequest,
    "audit_finding": AuditFinding,
    "cash_plan": CashPlan,
    "monitoring_round": MonitoringRound,
    "exception": Exemption,
    "control_total": ControlTotal,
}


def words(dataset: str) -> dict[str, tuple[str, ...]]:
    """The values that each word column of a dataset may hold, as its contract lists them."""
    columns = CONTRACTS[dataset].to_schema().columns
    return {name: allowed for name, column in columns.items() if (allowed := _allowed(column)) is not None}


def _allowed(column: Any) -> tuple[str, ...] | None:
    lists = [check.statistics["allowed_values"] for check in column.checks if check.name == "isin"]
    return tuple(lists[0]) if lists else None
