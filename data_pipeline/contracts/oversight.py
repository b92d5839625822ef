"""Who watches: audit findings, monitoring rounds, approved exceptions and official totals."""

import polars as pl

from data_pipeline.contracts.common import Money, RowContract, one_of, optional, required


class AuditFinding(RowContract):
    """One finding of the audit office about a project."""

    finding_no: str = required()
    project_code: str = required()
    finding_kind: str = one_of("截留挪用", "虚报冒领", "其他")
    is_serious: pl.Boolean = optional()
    found_date: pl.Date = required()
    rectify_by_date: pl.Date = optional()
    rectified_date: pl.Date = optional()


class MonitoringRound(RowContract):
    """One round of monitoring and the day by which it has to be filed."""

    fiscal_year: pl.Int32 = required()
    period_end: pl.Date = required()
    filing_deadline: pl.Date = required()


class Exemption(RowContract):
    """An approved exception from one rule for one subject."""

    rule: str = required()
    subject_code: str = required()
    from_date: pl.Date = required()
    to_date: pl.Date = optional()
    doc_no: str = required()
    reason: str = required()


class ControlTotal(RowContract):
    """An official total that ours is compared with."""

    dataset: str = one_of("支付", "预算指标", needed=True)
    fiscal_year: pl.Int32 = required()
    period_end: pl.Date = required()
    scope: str = required()
    amount_yuan: Money = required()
