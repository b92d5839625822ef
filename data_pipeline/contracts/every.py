"""The contract of every dataset by its name."""

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
