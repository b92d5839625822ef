"""Results: indicators and their targets, what was reported of them, and evaluations."""

import polars as pl

from data_pipeline.contracts.common import Money, Number, Points, RowContract, one_of, optional, required
from data_pipeline.targets import OPERATORS


class Indicator(RowContract):
    """One row per project, year, indicator and revision."""

    fiscal_year: pl.Int32 = required()
    project_code: str = required()
    indicator_l1: str = required()
    indicator_l2: str = required()
    indicator_l3: str = required()
    polarity: str = one_of("正向", "反向", "定性")
    operator: str = one_of(*OPERATORS)
    target_value: str = required()
    target_number: Number = optional()
    unit: str = optional()
    weight_points: Points = required()
    accrual: str = one_of("累计", "水平", "节点")
    due_date: pl.Date = optional()
    baseline_value: str = optional()
    approved_date: pl.Date = optional()


class MonitoringReport(RowContract):
    """What was reported of one indicator for one month."""

    fiscal_year: pl.Int32 = required()
    project_code: str = required()
    indicator_l3: str = required()
    period_end: pl.Date = required()
    actual_value: str = optional()
    expected_full_year: str = optional()
    likelihood: str = one_of("确定能", "有可能", "完全不可能")
    cause_funding: pl.Boolean = optional()
    cause_rules: pl.Boolean = optional()
    cause_staff: pl.Boolean = optional()
    cause_hardware: pl.Boolean = optional()
    cause_other: pl.Boolean = optional()
    cause_note: str = optional()
    cause_class: str = one_of("内部", "外部")
    measure: str = optional()
    reported_date: pl.Date = optional()
    forecast_full_year_yuan: Money = optional()


class Evaluation(RowContract):
    """One result per project, year and kind of evaluation."""

    fiscal_year: pl.Int32 = required()
    project_code: str = required()
    evaluation_kind: str = one_of("单位自评", "部门评价", "财政评价", needed=True)
    score: Points = required()
    grade: str = optional()
    evaluated_date: pl.Date = optional()
    doc_no: str = optional()
